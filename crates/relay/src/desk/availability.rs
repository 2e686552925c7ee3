//! Whether agents are online, as Support tells both desks of an account: asked seldom, never waited for long, and one
//! question at a time for each group.

use super::groups::Lead;
use super::pace::{Errand, Pace, Turn};
use crate::clock::{Clock, Moment};
use async_trait::async_trait;
use baton_protocol::ConversationId;
use baton_zendesk::ids::GroupId;
use baton_zendesk::{Error, Support};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Whether somebody could answer now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Availability {
    /// Somebody is there.
    Yes,
    /// Nobody is.
    No,
    /// The desk cannot say.
    #[default]
    Unknown,
}

impl Availability {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// How long an answer counts; also that there was none, so that a Support that is slow is not asked by every visitor.
const KEPT: Duration = Duration::from_secs(20);
/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(2);
/// Pages of 100 agents that are looked through.
const PAGES: usize = 3;

/// Who knows which agents are online.
#[async_trait]
pub(super) trait Roster: Send + Sync + std::fmt::Debug {
    /// How many are, of a group or at all; none where that cannot be told.
    async fn online(&self, group: Option<GroupId>) -> Result<Option<usize>, Error>;
}

#[async_trait]
impl Roster for Support {
    async fn online(&self, group: Option<GroupId>) -> Result<Option<usize>, Error> {
        self.agents_online(group, PAGES).await
    }
}

/// An answer and when it came. The lock is held while it is being asked for, so that whoever asks meanwhile shares it.
type Slot = tokio::sync::Mutex<Option<(Moment, Availability)>>;

/// What is known of an account's agents.
#[derive(Debug)]
pub(super) struct Agents {
    /// None where the account has no way into Support.
    roster: Option<Box<dyn Roster>>,
    /// Groups by the configured names of skills.
    groups: BTreeMap<String, GroupId>,
    /// By group. Only configured ones are asked for, so there are few.
    slots: Mutex<HashMap<Option<GroupId>, Arc<Slot>>>,
}

impl Agents {
    /// `leads` say where skills lead. One without the id of its group asks for anybody.
    pub(super) fn new(support: Option<Support>, leads: &BTreeMap<String, Lead>) -> Self {
        Self::with(support.map(|support| Box::new(support) as Box<dyn Roster>), leads)
    }

    fn with(roster: Option<Box<dyn Roster>>, leads: &BTreeMap<String, Lead>) -> Self {
        let groups = leads.iter().filter_map(|(skill, lead)| Some((skill.clone(), GroupId(lead.id.parse().ok()?))));
        Self { roster, groups: groups.collect(), slots: Mutex::default() }
    }

    /// Whether somebody with this skill is online. Whatever goes wrong, and whatever takes too long, is unknown.
    pub(super) async fn available(&self, skill: Option<&str>, pace: &Pace, clock: &dyn Clock) -> Availability {
        let Some(roster) = &self.roster else { return Availability::Unknown };
        let group = skill.and_then(|skill| self.groups.get(skill)).copied();
        let slot = self.slot(group);
        let mut known = slot.lock().await;
        let now = clock.now();
        if let Some((at, availability)) = *known
            && now - at < KEPT
        {
            return availability;
        }
        if pace.take(turn(group), now).is_err() {
            return Availability::Unknown;
        }
        let availability = tokio::select! {
            online = roster.online(group) => read(online, pace, clock.now()),
            () = clock.sleep_until(now + PATIENCE) => Availability::Unknown,
        };
        *known = Some((clock.now(), availability));
        availability
    }

    fn slot(&self, group: Option<GroupId>) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(group).or_default())
    }
}

fn read(online: Result<Option<usize>, Error>, pace: &Pace, now: Moment) -> Availability {
    match online {
        Ok(Some(0)) => Availability::No,
        Ok(Some(_)) => Availability::Yes,
        Ok(None) => Availability::Unknown,
        Err(error) => {
            if let Error::RateLimited { retry_after } = &error {
                pace.pause(now, *retry_after);
            }
            tracing::warn!(error = %error, "Support does not say which agents are online");
            Availability::Unknown
        }
    }
}

/// Its place in the account's pace. No conversation is called so.
fn turn(group: Option<GroupId>) -> Turn {
    let group = group.map(|group| group.to_string()).unwrap_or_default();
    Turn { conversation: ConversationId::new(format!("availability/{group}")), errand: Errand::Look }
}

#[cfg(test)]
mod tests;
