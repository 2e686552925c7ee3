//! Setting up an account at a desk's vendor: what is wanted, what that takes, and what has to be remembered of it. The
//! vendor's part is each desk's own.

use secrecy::SecretString;

/// What is wanted of an account.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its configured name.
    pub account: String,
    /// Where webhooks are to go.
    pub webhook_url: String,
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
    /// What somebody else has to do first; with any of these nothing is changed.
    pub obstacles: Vec<String>,
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
    /// Secrets of the account's setting; several are right at a time.
    Secrets(&'static str, Vec<SecretString>),
    /// The id of a group, by its name.
    Group {
        /// As it was wanted.
        name: String,
        /// Its id.
        id: String,
    },
}
