//! When an item is there: variables, page, language of the page, hours.

use crate::bot::Turn;
use std::collections::BTreeMap;
use wildmatch::WildMatch;

/// The variable in which the relay says whether somebody could answer.
const AVAILABLE: &str = "baton.available";

/// What must hold for an item to be there. The empty one always holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition {
    /// Variables and what they must match, with `*` for anything.
    pub variables: BTreeMap<String, WildMatch>,
    /// Variables that must not be known yet.
    pub missing: Vec<String>,
    /// The page's address must match one of these, with `*` for anything; every page where there are none.
    pub pages: Vec<WildMatch>,
    /// Whether people must be there, or must not; what is unknown counts as there.
    pub people: Option<bool>,
}

impl Condition {
    /// Whether it holds.
    pub fn holds(&self, turn: &Turn) -> bool {
        let value = |name: &str| turn.variables.get(name).map(String::as_str);
        let is_page = |pattern: &WildMatch| turn.page.as_deref().is_some_and(|page| pattern.matches(page));
        self.variables.iter().all(|(name, wanted)| value(name).is_some_and(|value| wanted.matches(value)))
            && self.missing.iter().all(|name| value(name).is_none())
            && (self.pages.is_empty() || self.pages.iter().any(is_page))
            && self.people.is_none_or(|wanted| wanted == (value(AVAILABLE) != Some("no")))
    }

    /// How much it asks: of two that fit a question as well, the one that asks more is meant.
    pub fn weight(&self) -> usize {
        self.variables.len()
            + self.missing.len()
            + usize::from(!self.pages.is_empty())
            + usize::from(self.people.is_some())
    }
}
