//! What is known of a visitor, each piece with its source. Kept as an opaque body by the store.

use crate::provenance::{Provenance, Sourced};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A visitor's profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Who the visitor is to the site's owner; of a signed token alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<Sourced<String>>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Sourced<String>>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Sourced<String>>,
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Sourced<String>>,
    /// Address of a picture, as text; never fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<Sourced<String>>,
    /// The language the visitor reads, as BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The page the visitor is on, without query and fragment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// What the visitor has agreed to, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// Fields of the person at the desk, by their keys there.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub user_fields: BTreeMap<String, Sourced<String>>,
    /// `customData` and what else was gathered, each as text.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, Sourced<String>>,
}

/// What a visitor has agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The version of the text: the first twelve digits of its SHA-256.
    pub version: String,
    /// When the relay first heard of it, in milliseconds since 1970.
    pub at: i64,
}

impl Profile {
    /// The stored form.
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }

    /// Reads a stored profile; one that cannot be read counts as empty.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Who the visitor is, where a token proved it.
    pub fn proved_id(&self) -> Option<&str> {
        self.external_id.as_ref().filter(|id| id.from.identifies()).map(|id| id.value.as_str())
    }

    /// Sets a value unless a better source has set it already; the same source may change its mind.
    pub fn learn(slot: &mut Option<Sourced<String>>, value: String, from: Provenance) {
        if slot.as_ref().is_none_or(|known| known.from <= from) {
            *slot = Some(Sourced::new(value, from));
        }
    }
}
