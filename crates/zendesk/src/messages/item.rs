use serde::Deserialize;

use super::Action;
use crate::tolerant;

/// The content of a carousel or a list.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Items {
    /// The items, one to ten.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub items: Vec<Item>,
    /// Buttons below a list.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub actions: Vec<Action>,
    /// All of it as text, made by the vendor.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub text: Option<String>,
}

/// One card of a carousel or one line of a list.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Its title.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub title: String,
    /// A line below it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub description: Option<String>,
    /// The address of its picture.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub media_url: Option<String>,
    /// What the picture shows.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub alt_text: Option<String>,
    /// Its buttons, one to three.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub actions: Vec<Action>,
}
