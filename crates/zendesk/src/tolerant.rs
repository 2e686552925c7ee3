//! Reading what the vendor sends without insisting on what nobody needs.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

/// A part that is `null`, or that cannot be read, is taken as absent, so that it does not cost the whole.
pub(crate) fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value::<Option<T>>(value).ok().flatten().unwrap_or_default())
}

/// Elements of a list that cannot be read are left out and told in the log. That it is a list is insisted on: no list is
/// not the same as an empty one.
pub(crate) fn readable<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Vec::<serde_json::Value>::deserialize(deserializer).map(each)
}

/// The same where no list is as good as an empty one: it belongs to something that is worth having without it.
pub(crate) fn some<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    lenient(deserializer).map(each)
}

fn each<T: DeserializeOwned>(elements: Vec<serde_json::Value>) -> Vec<T> {
    let total = elements.len();
    let read: Vec<T> = elements.into_iter().filter_map(|element| serde_json::from_value(element).ok()).collect();
    if read.len() < total {
        tracing::warn!(unreadable = total - read.len(), "elements of a listing could not be read and are left out");
    }
    read
}

/// Where a JSON text went wrong, without quoting it: the text may be a visitor's.
pub(crate) fn place(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Io => "could not be read",
        serde_json::error::Category::Syntax => "is not JSON",
        serde_json::error::Category::Data => "has another shape than documented",
        serde_json::error::Category::Eof => "ends too early",
    };
    format!("{what} (line {}, column {})", error.line(), error.column())
}

/// A part that is told, if only as `null`: `None` where it is not there at all. For use with `#[serde(default)]`.
pub(crate) fn told<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
