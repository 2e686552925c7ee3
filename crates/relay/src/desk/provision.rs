//! Setting up an account at a desk's vendor: what is wanted, what that takes, and what has to be remembered of it. What
//! every desk needs of Support is in here, what only one needs is that desk's own.

pub(super) mod support;

use secrecy::{ExposeSecret as _, SecretString};

/// What is wanted of an account.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its configured name.
    pub account: String,
    /// Where webhooks of Sunshine Conversations are to go.
    pub webhook_url: String,
    /// Where webhooks of Support are to go.
    pub support_webhook_url: String,
    /// Whether the desk of some site are its tickets, which then have to work.
    pub needs_tickets: bool,
    /// Seconds between looks, where the vendor cannot reach the relay and no webhook is wanted.
    pub polling: Option<u64>,
    /// The groups that skills lead to.
    pub groups: Vec<WantedGroup>,
    /// The e-mail addresses of agents who shall belong to each of them.
    pub agents: Vec<String>,
    /// Whether the way that other channels' conversations take may be changed.
    pub change_routing: bool,
}

/// A group that skills lead to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WantedGroup {
    /// Its name, by which it is found or made where its id is not known.
    pub name: String,
    /// Its id, where the configuration has it.
    pub id: Option<String>,
}

/// What has to be done to get there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Changes at the vendor, in the order in which they are made.
    pub changes: Vec<Change>,
    /// What is there and stays as it is.
    pub kept: Vec<String>,
    /// What is left out, what is lost by that, and how to have it.
    pub lacking: Vec<String>,
    /// What somebody else has to do first; with any of these nothing is changed.
    pub obstacles: Vec<String>,
}

impl Outline {
    /// What follows another's.
    pub(super) fn add(&mut self, other: Self) {
        self.changes.extend(other.changes);
        self.kept.extend(other.kept);
        self.lacking.extend(other.lacking);
        self.obstacles.extend(other.obstacles);
    }
}

/// Why an account cannot be looked at or changed: what to do, for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Obstacle(pub(super) String);

/// What is to be done on one side of the account.
#[derive(Debug)]
pub(super) struct Plan<Act> {
    pub(super) acts: Vec<(Act, Change)>,
    /// What is known without doing anything, and not yet in the configuration.
    pub(super) learned: Vec<Learned>,
    kept: Vec<String>,
    lacking: Vec<String>,
    obstacles: Vec<String>,
}

impl<Act> Default for Plan<Act> {
    fn default() -> Self {
        let (kept, lacking, obstacles) = Default::default();
        Self { acts: Vec::new(), learned: Vec::new(), kept, lacking, obstacles }
    }
}

impl<Act> Plan<Act> {
    pub(super) fn outline(&self) -> Outline {
        Outline {
            changes: self.acts.iter().map(|(_, change)| change.clone()).collect(),
            kept: self.kept.clone(),
            lacking: self.lacking.clone(),
            obstacles: self.obstacles.clone(),
        }
    }

    pub(super) fn act(&mut self, word: &'static str, act: Act, text: impl Into<String>) {
        self.acts.push((act, Change { word, text: text.into() }));
    }

    pub(super) fn keep(&mut self, text: impl Into<String>) {
        self.kept.push(text.into());
    }

    pub(super) fn lack(&mut self, text: impl Into<String>) {
        self.lacking.push(text.into());
    }

    pub(super) fn stop(&mut self, text: impl Into<String>) {
        self.obstacles.push(text.into());
    }

    /// Does it one by one, and hands on what was learned after each: what comes next may fail.
    pub(super) async fn carry_out<E: From<Obstacle>>(
        self,
        mut perform: impl AsyncFnMut(Act) -> Result<Vec<Learned>, Obstacle>,
        keep: &mut impl FnMut(Learned) -> Result<(), E>,
    ) -> Result<(), E> {
        for learned in self.learned {
            keep(learned)?;
        }
        for (act, change) in self.acts {
            let learned =
                perform(act).await.map_err(|Obstacle(why)| Obstacle(format!("could not {}: {why}", change.text)))?;
            for one in learned {
                keep(one)?;
            }
        }
        Ok(())
    }
}

/// The secrets to be taken from now on: the new one first, older ones while deliveries may still carry them. None where
/// it is among the known ones.
pub(super) fn with_secret(new: &SecretString, known: &[SecretString]) -> Option<Vec<SecretString>> {
    let is_known = known.iter().any(|one| one.expose_secret() == new.expose_secret());
    (!is_known).then(|| std::iter::once(new).chain(known).cloned().collect())
}

/// One change at the vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// A word for programs, such as `make_integration`.
    pub word: &'static str,
    /// A sentence for people.
    pub text: String,
}

/// Something the relay has to know from now on, for its configuration.
#[derive(Clone, Debug)]
pub enum Learned {
    /// A setting of the account.
    Setting(&'static str, String),
    /// A setting of the account that is a number.
    Number(&'static str, u64),
    /// Secrets of the account's setting, dots between tables; several are right at a time.
    Secrets(&'static str, Vec<SecretString>),
    /// The id of a group, by its name.
    Group {
        /// As it was wanted.
        name: String,
        /// Its id.
        id: String,
    },
}
