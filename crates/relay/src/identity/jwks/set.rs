//! The keys of a set that verify tokens by one algorithm. Whatever else a set has, keys for encryption, secrets, other
//! curves, is passed over.

use super::fetch::Trouble;
use crate::config::SigningAlgorithm;
use crate::identity::key::Key;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Keys of a set that are looked at.
const KEYS: usize = 256;

#[derive(Debug)]
pub(super) struct Set {
    named: BTreeMap<String, Key>,
    /// Those without a `kid`.
    nameless: Vec<Key>,
}

impl Set {
    pub(super) fn read(bytes: &[u8], algorithm: SigningAlgorithm) -> Result<Self, Trouble> {
        let document: Map<String, Value> = serde_json::from_slice(bytes).map_err(|_| Trouble::Form)?;
        let Some(Value::Array(all)) = document.get("keys") else { return Err(Trouble::Form) };
        let mut set = Self { named: BTreeMap::new(), nameless: Vec::new() };
        for jwk in all.iter().take(KEYS).filter_map(Value::as_object) {
            let Some(key) = Key::of_jwk(jwk, algorithm) else { continue };
            match jwk.get("kid").and_then(Value::as_str) {
                Some(kid) => drop(set.named.entry(kid.to_owned()).or_insert(key)),
                None => set.nameless.push(key),
            }
        }
        if set.named.is_empty() && set.nameless.is_empty() {
            return Err(Trouble::Empty(algorithm.as_str()));
        }
        Ok(set)
    }

    pub(super) fn key(&self, kid: &str) -> Option<Key> {
        self.named.get(kid).cloned()
    }

    /// The key, where there is just one.
    pub(super) fn only(&self) -> Option<Key> {
        let mut all = self.named.values().chain(&self.nameless);
        all.next().filter(|_| all.next().is_none()).cloned()
    }

    /// How many there are, in words.
    pub(super) fn count(&self) -> String {
        match self.named.len() + self.nameless.len() {
            1 => "1 key".to_owned(),
            count => format!("{count} keys"),
        }
    }
}
