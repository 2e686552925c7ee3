//! Where a value came from. Trust follows it: what a visitor typed stays the visitor's when a bot passes it on.

use serde::{Deserialize, Serialize};

/// The source of a value, from the least trusted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// Typed by the visitor.
    Visitor,
    /// Given by the page, which anyone can change in their own browser.
    Page,
    /// Chosen by the bot among what is configured.
    Bot,
    /// From a token the site's owner signed.
    Token,
    /// From the operator's configuration.
    Config,
}

impl Provenance {
    /// Whether a value may say who somebody is: external id, requester, verified e-mail.
    pub fn identifies(self) -> bool {
        matches!(self, Self::Token | Self::Config)
    }

    /// Whether a value may route: group, assignee, priority, brand, organisation.
    pub fn routes(self) -> bool {
        matches!(self, Self::Token | Self::Config)
    }
}

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Its source.
    pub from: Provenance,
}

impl<T> Sourced<T> {
    /// A value of a source.
    pub fn new(value: T, from: Provenance) -> Self {
        Self { value, from }
    }
}
