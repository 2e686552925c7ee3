use serde::Deserialize;
use serde_json::Value;

use super::{Action, Form, FormResponse, Items};
use crate::ids::AttachmentId;
use crate::tolerant;

/// What a message says.
///
/// The vendor's schemas tell the kinds apart by `type` alone (an image would also pass for a file), so that is what is
/// looked at; a kind that is new, or that does not look as documented, becomes [`Content::Unknown`] and keeps its text.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A text.
    Text(Text),
    /// An image.
    Image(Media),
    /// Any other file.
    File(Media),
    /// Cards side by side.
    Carousel(Items),
    /// Items below each other.
    List(Items),
    /// A form to be filled in.
    Form(Form),
    /// A form that was filled in.
    FormResponse(FormResponse),
    /// A place.
    Location(Location),
    /// A template of a channel, in that channel's own form.
    Template(Value),
    /// Something this version does not know.
    Unknown {
        /// What the vendor calls it.
        kind: String,
        /// Its text, where it has one.
        text: Option<String>,
    },
}

/// A text, with what can be tapped below it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Text {
    /// The plain text.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub text: String,
    /// The same with formatting. It is HTML from outside: never to be shown as it is.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub html_text: Option<String>,
    /// The same in Markdown; the vendor takes it and answers with HTML, so it is seldom there.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub markdown_text: Option<String>,
    /// What can be tapped.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub actions: Vec<Action>,
    /// The payload of the reply button that was tapped to say this.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub payload: Option<String>,
}

/// An image or another file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// Where it is. Private as a rule: see [`crate::media`].
    pub media_url: String,
    /// What the vendor takes it for.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub media_type: Option<String>,
    /// Its size in bytes.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub media_size: Option<u64>,
    /// Its name, or what it shows.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub alt_text: Option<String>,
    /// A text said with it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub text: Option<String>,
    /// That text with formatting. It is HTML from outside: never to be shown as it is.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub html_text: Option<String>,
    /// The vendor's id of the file.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub attachment_id: Option<AttachmentId>,
    /// What can be tapped, below an image.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub actions: Vec<Action>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Location {
    /// Where it is.
    pub coordinates: Coordinates,
    /// What is there.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub location: Place,
    /// All of it as text, made by the vendor.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub text: Option<String>,
}

/// Degrees.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Coordinates {
    /// North of the equator.
    pub lat: f64,
    /// East of Greenwich.
    pub long: f64,
}

/// What is at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Place {
    /// Its name.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub name: Option<String>,
    /// Its postal address.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub address: Option<String>,
}

impl Content {
    /// What it says in plain text, if anything.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.text.as_str()),
            Self::Image(media) | Self::File(media) => media.text.as_deref(),
            Self::Carousel(items) | Self::List(items) => items.text.as_deref(),
            Self::Form(form) => form.text.as_deref(),
            Self::FormResponse(response) => response.text_fallback.as_deref(),
            Self::Location(location) => location.text.as_deref(),
            Self::Template(_) => None,
            Self::Unknown { text, .. } => text.as_deref(),
        }
    }

    fn read(kind: &str, value: Value) -> serde_json::Result<Option<Self>> {
        use serde_json::from_value;
        Ok(Some(match kind {
            "text" => Self::Text(from_value(value)?),
            "image" => Self::Image(from_value(value)?),
            "file" => Self::File(from_value(value)?),
            "carousel" => Self::Carousel(from_value(value)?),
            "list" => Self::List(from_value(value)?),
            "form" => Self::Form(from_value(value)?),
            "formResponse" => Self::FormResponse(from_value(value)?),
            "location" => Self::Location(from_value(value)?),
            "template" => Self::Template(value.get("template").cloned().unwrap_or_default()),
            _ => return Ok(None),
        }))
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Unknown { kind: String::new(), text: None }
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let word = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let (kind, text) = (word("type").unwrap_or_default(), word("text"));
        Ok(Self::read(&kind, value).ok().flatten().unwrap_or(Self::Unknown { kind, text }))
    }
}
