//! What is said of a visitor beside who they are: in a token's claims, or in an encrypted payload.

use super::fault::Fault;
use super::said;
use baton_protocol::{Scalar, limits};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The keys of custom data, as tokens and as pages spell it.
const DATA: [&str; 2] = ["custom_data", "customData"];

/// Name, address and whatever else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Details {
    /// The name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// Custom data, under the keys that a page's `customData` has.
    pub data: BTreeMap<String, Scalar>,
    /// Keys of custom data whose values are lists or objects.
    pub odd: Vec<String>,
}

impl Details {
    /// Reads a token's claims.
    pub(super) fn of_claims(claims: &Map<String, Value>) -> Result<Self, Fault> {
        let mut details = Self {
            name: text(claims, "name", said::is_name, "must be a text of at most 128 characters")?,
            email: text(claims, "email", said::is_email, "must be an e-mail address of at most 128 characters")?,
            phone: text(claims, "phone", is_phone, "must be a text of at most 40 characters")?,
            ..Self::default()
        };
        for key in DATA {
            match claims.get(key) {
                None | Some(Value::Null) => {}
                Some(Value::Object(data)) => data.iter().for_each(|(key, value)| details.add(key, value)),
                Some(_) => return Err(Fault::Claim("custom_data", "must be an object")),
            }
        }
        Ok(details)
    }

    /// Reads an encrypted payload. IBM's is flat: what is neither name nor address there is custom data too.
    pub(super) fn of_payload(payload: &Map<String, Value>) -> Result<Self, Fault> {
        let mut details = Self::of_claims(payload)
            .map_err(|_| Fault::Sealed("its `name`, `email`, `phone` or `custom_data` is not of the right form"))?;
        let known = ["name", "email", "phone"];
        for (key, value) in payload.iter().filter(|(key, _)| !known.iter().chain(&DATA).any(|known| known == key)) {
            details.add(key, value);
        }
        Ok(details)
    }

    /// Takes in what stands elsewhere and is not said here.
    pub(super) fn complete(&mut self, other: Self) {
        self.name = self.name.take().or(other.name);
        self.email = self.email.take().or(other.email);
        self.phone = self.phone.take().or(other.phone);
        for (key, value) in other.data {
            self.data.entry(key).or_insert(value);
        }
        self.odd.extend(other.odd);
    }

    fn add(&mut self, key: &str, value: &Value) {
        let value = match value {
            Value::Null => return,
            Value::Bool(truth) => Some(Scalar::Bool(*truth)),
            Value::Number(number) => number.as_f64().map(Scalar::Number),
            Value::String(text) => Some(Scalar::Text(text.clone())),
            Value::Array(_) | Value::Object(_) => None,
        };
        match value {
            Some(value) => drop(self.data.insert(key.to_owned(), value)),
            None => self.odd.push(key.to_owned()),
        }
    }
}

fn is_phone(text: &str) -> bool {
    text.chars().count() <= limits::PHONE_CHARS && !text.chars().any(char::is_control)
}

fn text(
    claims: &Map<String, Value>,
    claim: &'static str,
    fits: fn(&str) -> bool,
    wanted: &'static str,
) -> Result<Option<String>, Fault> {
    match claims.get(claim) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) if fits(text.trim()) => Ok(Some(text.trim().to_owned())),
        Some(_) => Err(Fault::Claim(claim, wanted)),
    }
}
