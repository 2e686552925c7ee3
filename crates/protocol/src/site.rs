//! What the chat document knows of its site before any connection.

use crate::{Block, Choice, SiteToken};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The content of `<meta name="baton-site">` in the chat document, as JSON. Nothing in it is secret. What only the document's
/// script has a use for is passed over in the browser: reading it would cost every visitor a kilobyte of code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteDocument {
    /// The site's public token.
    pub token: SiteToken,
    /// The origins whose pages may embed the chat; the handshake is taken from these alone.
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub origins: Vec<String>,
    /// The socket's address where it has a host of its own; else it is beside the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub socket_url: Option<String>,
    /// The name shown in the header.
    pub title: String,
    /// A line below it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subtitle: String,
    /// What the bot says before the visitor does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub greeting: Vec<Block>,
    /// Buttons below the greeting.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub starters: Vec<Choice>,
    /// The language of the site, as BCP 47.
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub locale: String,
    /// Whether the visitor's browser may choose another one.
    #[cfg_attr(not(target_arch = "wasm32"), serde(default, skip_serializing_if = "std::ops::Not::not"))]
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub follow_browser: bool,
    /// Words of the site's own, by language and name.
    #[cfg_attr(not(target_arch = "wasm32"), serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
    /// Whether a person can be asked for at any time.
    pub handoff: bool,
    /// Whether a message can be left where nobody comes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leave_message: bool,
    /// The site's words for whoever is in the queue.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub queue_text: String,
    /// Whether visitors are asked if what the bot says is of help.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub feedback: bool,
    /// Whether the bot can tell what could be meant while somebody types.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suggestions: bool,
    /// The operator's address for when the chat cannot run: `https:`, `mailto:` or `tel:`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
    /// What files are taken.
    pub files: FileRules,
    /// The version of what the visitor has to agree to before anything else; the text stands in the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// Whether visitors can get and delete what is kept of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub privacy: bool,
    /// Whether the page around the chat may read and change what is said, by interceptors of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub page_hears_text: bool,
    /// `--baton-*` properties, without their two dashes.
    #[cfg_attr(not(target_arch = "wasm32"), serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    #[cfg_attr(target_arch = "wasm32", serde(skip))]
    pub theme: BTreeMap<String, String>,
}

/// What files a site takes, told before a visitor tries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRules {
    /// Bytes of one file, at most [`crate::limits::FILE_BYTES`].
    pub max_bytes: u64,
    /// File name extensions, lower case, without the dot. Empty where no files are taken.
    pub extensions: Vec<String>,
}

/// Whether a detail is wanted before a handoff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DetailWish {
    /// Not asked.
    #[default]
    No,
    /// Asked, may be left out.
    Optional,
    /// Asked, must be given.
    Required,
}
