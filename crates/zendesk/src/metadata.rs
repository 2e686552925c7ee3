//! Metadata: a flat object the vendor keeps beside users, conversations, messages and acts of the switchboard.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::limits::METADATA_MAX;

/// One value of a metadata object.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum MetadataValue {
    /// A text.
    Text(String),
    /// A number.
    Number(serde_json::Number),
    /// Yes or no.
    Flag(bool),
}

/// A flat map from keys to texts, numbers and flags.
///
/// Read with tolerance: a `null` object is an empty one, and `null`, lists and objects as values are passed over.
/// Written strictly: a `null` cannot be expressed, because nulls in metadata once kept the vendor from making tickets
/// for days.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Metadata(BTreeMap<String, MetadataValue>);

impl Metadata {
    /// An empty object.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value, replacing an earlier one under the same key.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<MetadataValue>) {
        self.0.insert(key.into(), value.into());
    }

    /// The same with one more value.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<MetadataValue>) -> Self {
        self.insert(key, value);
        self
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&MetadataValue> {
        self.0.get(key)
    }

    /// The value under a key, if it is a text.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.0.get(key) {
            Some(MetadataValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// All keys with their values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &MetadataValue)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its size as JSON in bytes, which is what is held against the vendor's limit.
    pub fn size(&self) -> usize {
        // Strings, numbers and flags under string keys always serialize; were that ever untrue, "does not fit" is the
        // safe answer.
        serde_json::to_vec(self).map_or(usize::MAX, |json| json.len())
    }

    /// Whether it is within the vendor's limit ([`METADATA_MAX`]).
    pub fn fits(&self) -> bool {
        self.size() <= METADATA_MAX
    }
}

impl<K: Into<String>, V: Into<MetadataValue>> FromIterator<(K, V)> for Metadata {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::Object(entries) => entries,
            _ => serde_json::Map::new(),
        };
        Ok(Self(entries.into_iter().filter_map(|(key, value)| Some((key, MetadataValue::read(value)?))).collect()))
    }
}

impl MetadataValue {
    fn read(value: serde_json::Value) -> Option<Self> {
        match value {
            serde_json::Value::String(text) => Some(Self::Text(text)),
            serde_json::Value::Number(number) => Some(Self::Number(number)),
            serde_json::Value::Bool(flag) => Some(Self::Flag(flag)),
            serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => None,
        }
    }
}

impl From<&str> for MetadataValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for MetadataValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for MetadataValue {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for MetadataValue {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}
