//! The websites a relay serves.

use super::Account;
use crate::bot::{Bot, Turn};
use crate::config;
use crate::conversation::context::Allowed;
use crate::conversation::handoff::Manner;
use crate::desk::{Desk, tickets};
use crate::identity::{Keyring, said};
use crate::markdown;
use crate::visitor::Profile;
use baton_protocol::{FormField, SiteToken, TextField};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A website with its look and rules.
#[derive(Debug)]
pub struct Site {
    /// Its stable name in the configuration.
    pub name: String,
    /// Its configuration.
    pub config: config::Site,
    /// Who answers first.
    pub bot: Arc<dyn Bot>,
    /// Where people answer; none where nobody does.
    pub account: Option<Arc<Account>>,
    /// What verifies who its visitors are.
    pub keys: Keyring,
}

impl Site {
    /// A site put together.
    pub fn new(name: String, config: config::Site, bot: Arc<dyn Bot>, account: Option<Arc<Account>>) -> Self {
        let keys = Keyring::new(&name, &config.identity);
        Self { name, config, bot, account, keys }
    }

    /// Its public token.
    pub fn token(&self) -> &SiteToken {
        &self.config.token
    }

    /// The desk that new requests go to, where there is one.
    pub fn desk(&self) -> Option<&Arc<dyn Desk>> {
        self.account.as_ref()?.desk(self.config.desk.as_str())
    }

    /// The desk that gets what is left for people: tickets, where the account can make them.
    fn desk_for_messages(&self) -> &'static str {
        let makes_tickets = self.account.as_ref().is_some_and(|account| account.desk(tickets::NAME).is_some());
        if makes_tickets { tickets::NAME } else { self.config.desk.as_str() }
    }

    /// What it asks before a person is called.
    pub fn manner(&self) -> Manner {
        Manner {
            name: self.config.ask_name,
            email: self.config.ask_email,
            fields: self.config.ask_fields.iter().map(asked).collect(),
            lead: markdown::tree(&self.config.ask_text),
            slow_after: self.config.slow_after(),
            desk: self.config.desk.as_str(),
            desk_for_messages: self.desk_for_messages(),
        }
    }

    /// The keyword that a turn has, if it has one: its name and what it means.
    pub fn keyword(&self, turn: &Turn) -> Option<(&str, &config::SiteKeyword)> {
        let spoken = turn.locale.as_deref().unwrap_or(&self.config.locale);
        let found = self.config.keywords.iter().find(|(_, keyword)| keyword.is_meant(&turn.said, spoken));
        found.map(|(name, keyword)| (name.as_str(), keyword))
    }

    /// Where its visitors' identities hold: its account, else itself.
    pub fn realm(&self) -> &str {
        self.config.account.as_deref().unwrap_or(&self.name)
    }

    /// A visitor's profile with what the bot's variables add to it here.
    pub fn profile(&self, profile: &Profile, variables: &BTreeMap<String, String>) -> Profile {
        said::with_variables(profile, variables, &self.config.identity_mapping)
    }

    /// What its pages may set.
    pub fn allowed(&self) -> Allowed {
        Allowed { ticket_fields: self.config.ticket_fields.clone(), routing_tags: self.config.tags.clone() }
    }
}

/// All of them.
#[derive(Debug, Default)]
pub struct Sites {
    by_name: HashMap<String, Arc<Site>>,
    by_token: HashMap<SiteToken, Arc<Site>>,
}

impl Sites {
    /// Indexes sites by name and by their present and previous tokens.
    pub fn new(sites: Vec<Site>) -> Self {
        let mut all = Self::default();
        for site in sites.into_iter().map(Arc::new) {
            for token in site.config.tokens() {
                all.by_token.insert(token.clone(), Arc::clone(&site));
            }
            all.by_name.insert(site.name.clone(), site);
        }
        all
    }

    /// The site of a public token, present or previous.
    pub fn by_token(&self, token: &SiteToken) -> Option<&Arc<Site>> {
        self.by_token.get(token)
    }

    /// The site of a configured name.
    pub fn by_name(&self, name: &str) -> Option<&Arc<Site>> {
        self.by_name.get(name)
    }

    /// The sites whose agents are an account's, by name.
    pub fn of_account(&self, account: &str) -> Vec<Arc<Site>> {
        let of_it = |site: &&Arc<Site>| site.account.as_ref().is_some_and(|own| own.name == account);
        let mut sites: Vec<_> = self.by_name.values().filter(of_it).cloned().collect();
        sites.sort_by(|one, other| one.name.cmp(&other.name));
        sites
    }

    /// Every site.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Site>> {
        self.by_name.values()
    }
}

/// A field of the form before a handoff.
fn asked(field: &config::AskedField) -> FormField {
    if field.agree {
        return FormField::Agree { text: markdown::tree(&field.label), required: field.required };
    }
    FormField::Text(TextField {
        name: field.name.clone(),
        label: field.label.clone(),
        kind: field.kind.kind(),
        required: field.required,
        options: field.options.clone(),
    })
}
