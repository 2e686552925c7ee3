//! Whose ticket it becomes.

use crate::config;
use crate::provenance::{Provenance, Sourced};
use crate::visitor::Profile;

/// The ticket's requester, where the desk is to be told one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requester {
    /// Their name.
    pub name: Option<Sourced<String>>,
    /// Their e-mail address.
    pub email: Option<Sourced<String>>,
}

impl Requester {
    /// What is proved; else what was said, at a site that trusts it; else who the site says its unknown visitors are.
    /// The three are never mixed: a name of one kind beside an address of another would rename a stranger.
    pub fn of(profile: &Profile, site: Option<&config::Site>) -> Self {
        let proved = Self { name: proved(&profile.name), email: proved(&profile.email) };
        let Some(site) = site.filter(|_| proved.is_nobody() && profile.proved_id().is_none()) else { return proved };
        let said = Self { name: profile.name.clone(), email: profile.email.clone() };
        if site.trust_typed_identity && !said.is_nobody() {
            return said;
        }
        let canned = |text: &Option<String>| text.clone().map(|text| Sourced::new(text, Provenance::Config));
        Self { name: canned(&site.identity.anonymous_name), email: canned(&site.identity.anonymous_email) }
    }

    fn is_nobody(&self) -> bool {
        self.name.is_none() && self.email.is_none()
    }
}

fn proved(value: &Option<Sourced<String>>) -> Option<Sourced<String>> {
    value.clone().filter(|value| value.from.identifies())
}
