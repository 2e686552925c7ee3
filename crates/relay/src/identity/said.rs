//! What a visitor says of themselves to the bot, which proves nothing.

use crate::config::IdentityMapping;
use crate::provenance::{Provenance, Sourced};
use crate::visitor::Profile;
use baton_protocol::limits;
use std::collections::BTreeMap;

/// Whether a text can be somebody's name.
pub fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= limits::NAME_CHARS && !text.chars().any(char::is_control)
}

/// Whether a text looks like an e-mail address: one `@` with something on both sides, a dot in the domain, no spaces.
/// Nothing more can be told without sending to it.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.chars().count() <= limits::EMAIL_CHARS
        && !local.is_empty()
        && !local.contains('@')
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control())
}

/// A profile with what the bot's variables add to it. They fill what is empty, as the visitor's word.
pub fn with_variables(profile: &Profile, variables: &BTreeMap<String, String>, mapping: &IdentityMapping) -> Profile {
    let mut profile = profile.clone();
    let value = |variable: &Option<String>, fits: fn(&str) -> bool| {
        let text = variables.get(variable.as_deref()?)?.trim();
        fits(text).then(|| Sourced::new(text.to_owned(), Provenance::Visitor))
    };
    profile.name = profile.name.or_else(|| value(&mapping.name, is_name));
    profile.email = profile.email.or_else(|| value(&mapping.email, is_email));
    profile
}
