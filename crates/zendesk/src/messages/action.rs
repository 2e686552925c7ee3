use serde::{Deserialize, Serialize};

use crate::metadata::Metadata;
use crate::tolerant;

open_enum! {
    /// What an action does.
    ActionKind {
        /// Answers with a text and a payload, then disappears.
        Reply = "reply",
        /// Sends a payload without saying anything.
        Postback = "postback",
        /// Opens an address.
        Link = "link",
        /// Opens an address inside the chat.
        Webview = "webview",
        /// Asks for the user's location.
        LocationRequest = "locationRequest",
        /// Asks for a payment.
        Buy = "buy",
    }
}

/// Something to tap. Which of the optional values are there depends on the kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// What it does.
    #[serde(default, rename = "type", deserialize_with = "tolerant::lenient")]
    pub kind: ActionKind,
    /// Its label.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub text: String,
    /// What comes back of a reply or a postback.
    #[serde(default, deserialize_with = "tolerant::lenient", skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// Where a link or a webview leads.
    #[serde(default, deserialize_with = "tolerant::lenient", skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// Where a webview leads on channels that cannot show one.
    #[serde(default, deserialize_with = "tolerant::lenient", skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
    /// The picture of a reply.
    #[serde(default, deserialize_with = "tolerant::lenient", skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// What was put beside it; comes back with a postback.
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

impl Action {
    /// A button that answers with its label and a payload.
    pub fn reply(text: impl Into<String>, payload: impl Into<String>) -> Self {
        Self { kind: ActionKind::Reply, text: text.into(), payload: Some(payload.into()), ..Self::default() }
    }

    /// A button that opens an address.
    pub fn link(text: impl Into<String>, uri: impl Into<String>) -> Self {
        Self { kind: ActionKind::Link, text: text.into(), uri: Some(uri.into()), ..Self::default() }
    }
}
