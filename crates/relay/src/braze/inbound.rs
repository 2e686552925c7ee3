//! A text as Braze tells of it: the body of the webhook campaign that the operator sets up.

use crate::conversation::texted::{Texted, Way};
use baton_protocol::{ClientId, limits};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Characters of an id.
const ID_CHARS: usize = 512;
/// Characters of names and of a number.
const NAME_CHARS: usize = limits::NAME_CHARS;

/// A text message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inbound {
    /// Who sent it.
    pub external_user_id: String,
    /// The number it came from.
    pub phone: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// What it says.
    pub body: String,
    /// The category that Braze found for it.
    pub keyword_category: Option<String>,
    /// What it is recognised by.
    pub message_id: String,
}

/// Why a body was not taken; for whoever sets the webhook up, without any of its values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is no JSON.
    #[error("the body is no JSON object: {0}")]
    NotJson(String),
    /// A field is missing or empty.
    #[error("`{0}` is missing or empty{1}")]
    Missing(&'static str, &'static str),
    /// A field is of another kind.
    #[error("`{0}` must be a text")]
    NotText(&'static str),
    /// A field is too long.
    #[error("`{0}` has more than {1} characters")]
    TooLong(&'static str, usize),
}

impl Inbound {
    /// Reads a body.
    pub fn read(body: &[u8]) -> Result<Self, Unreadable> {
        let fields: Map<String, Value> = serde_json::from_slice(body)
            .map_err(|error| Unreadable::NotJson(format!("line {}, column {}", error.line(), error.column())))?;
        let fields = Fields(fields);
        Ok(Self {
            external_user_id: fields.required("external_user_id", ID_CHARS, "; it is {{${user_id}}} in Braze")?,
            message_id: fields.required("message_id", ID_CHARS, "; without one a text sent twice would count twice")?,
            body: fields.required("body", limits::TEXT_CHARS, "; it is {{sms.${inbound_message_body}}} in Braze")?,
            phone: fields.optional("phone", NAME_CHARS)?,
            first_name: fields.optional("first_name", NAME_CHARS)?,
            last_name: fields.optional("last_name", NAME_CHARS)?,
            keyword_category: fields.optional("keyword_category", ID_CHARS)?,
        })
    }

    /// First and last name, as far as they are known.
    pub fn name(&self) -> Option<String> {
        let both: Vec<&str> = [&self.first_name, &self.last_name].into_iter().flatten().map(String::as_str).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }

    /// The text for its conversation, with what is decided by [`super::route()`] yet to be filled in.
    pub fn texted(&self, site: &str) -> Texted {
        let key = format!("braze/{site}/{}", self.message_id);
        let mut client = hex::encode(Sha256::digest(&key));
        client.truncate(40);
        Texted {
            from: self.external_user_id.clone(),
            text: self.body.clone(),
            client: ClientId::new(format!("sms-{client}")),
            key,
            way: Way::Nobody,
            wish: None,
            reply: None,
        }
    }
}

struct Fields(Map<String, Value>);

impl Fields {
    /// A field: numbers count as texts, for Braze's templates put them without quotes easily; null counts as missing.
    fn optional(&self, name: &'static str, most: usize) -> Result<Option<String>, Unreadable> {
        let text = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(_) => return Err(Unreadable::NotText(name)),
        };
        match text.chars().count() {
            0 => Ok(None),
            count if count > most => Err(Unreadable::TooLong(name, most)),
            _ => Ok(Some(text)),
        }
    }

    fn required(&self, name: &'static str, most: usize, hint: &'static str) -> Result<String, Unreadable> {
        self.optional(name, most)?.ok_or(Unreadable::Missing(name, hint))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_with_what_is_missing_left_out() {
        let body =
            br#"{"external_user_id": 7, "message_id": "m", "body": " Hi ", "phone": null, "last_name": "", "new": 1}"#;
        let text = Inbound::read(body).unwrap();
        assert_eq!((text.external_user_id.as_str(), text.body.as_str(), text.name()), ("7", "Hi", None));
        assert_eq!(text.phone, None);
        assert!(text.texted("shop").client.is_well_formed());
        let named = Inbound { first_name: Some("Vera".to_owned()), last_name: Some("Visitor".to_owned()), ..text };
        assert_eq!(named.name().as_deref(), Some("Vera Visitor"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, named) in [
            (r#"[]"#, "no JSON object"),
            (r#"{"external_user_id": "", "message_id": "m", "body": "x"}"#, "`external_user_id` is missing"),
            (r#"{"external_user_id": "v", "body": "x"}"#, "`message_id` is missing"),
            (r#"{"external_user_id": "v", "message_id": "m", "body": "  "}"#, "`body` is missing"),
            (r#"{"external_user_id": "v", "message_id": "m", "body": ["x"]}"#, "`body` must be a text"),
        ] {
            let wrong = Inbound::read(body.as_bytes()).unwrap_err().to_string();
            assert!(wrong.contains(named), "{wrong}");
        }
        let long = format!(
            r#"{{"external_user_id": "v", "message_id": "m", "body": "{}"}}"#,
            "x".repeat(limits::TEXT_CHARS + 1)
        );
        assert!(Inbound::read(long.as_bytes()).unwrap_err().to_string().starts_with("`body` has more than"));
    }
}
