use serde::Deserialize;

use crate::ids::MessageId;
use crate::tolerant;

open_enum! {
    /// What a field of a form takes.
    FieldKind {
        /// A text.
        Text = "text",
        /// An e-mail address.
        Email = "email",
        /// One of some options.
        Select = "select",
    }
}

/// A form to be filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    /// Its fields, one to twenty.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub fields: Vec<Field>,
    /// Whether it was answered.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub submitted: bool,
    /// Whether nothing else can be written until it is.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub block_chat_input: bool,
    /// A text shown with it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub text: Option<String>,
}

/// An answered form. The vendor takes none by its API; they come from its own widgets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormResponse {
    /// The fields with their answers.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub fields: Vec<Field>,
    /// The form it answers, where told.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub quoted_message_id: Option<MessageId>,
    /// All of it as text, made by the vendor.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub text_fallback: Option<String>,
}

/// A field of a form, with the answer in one of `text`, `email` and `select` once there is one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// What it takes.
    #[serde(default, rename = "type", deserialize_with = "tolerant::lenient")]
    pub kind: FieldKind,
    /// Its key.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub name: String,
    /// Its label.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub label: String,
    /// What it shows while empty.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub placeholder: Option<String>,
    /// Fewest characters of an answer.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub min_size: Option<u32>,
    /// Most characters of an answer.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub max_size: Option<u32>,
    /// What can be chosen.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub options: Vec<FieldOption>,
    /// The answer of a text field.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub text: Option<String>,
    /// The answer of an e-mail field.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub email: Option<String>,
    /// The answer of a select field.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub select: Vec<FieldOption>,
}

/// Something that can be chosen in a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct FieldOption {
    /// Its key.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub name: String,
    /// Its label.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub label: String,
}
