//! Rules for JSON the vendor states in prose: metadata, lengths, addresses.

use crate::answer::Refusal;
use crate::limits;
use serde_json::{Map, Value};

pub(crate) type Metadata = Map<String, Value>;

/// Length as the vendor's JavaScript counts it.
pub(crate) fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Metadata is flat, holds strings, numbers and booleans, and fits in 4 KB.
pub(crate) fn check_metadata(metadata: &Metadata) -> Result<(), Refusal> {
    for (name, value) in metadata {
        if !matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_)) {
            return Err(Refusal::bad(format!("metadata.{name} must be a string, a number or a boolean")));
        }
    }
    let size = serde_json::to_vec(metadata).map_or(usize::MAX, |bytes| bytes.len());
    if size > limits::METADATA {
        return Err(Refusal::bad(format!("metadata is {size} bytes, the limit is {}", limits::METADATA)));
    }
    Ok(())
}

/// A text of 1 to `max` characters.
pub(crate) fn check_length(name: &str, text: &str, max: usize) -> Result<(), Refusal> {
    let length = utf16_len(text);
    if length == 0 || length > max {
        return Err(Refusal::bad(format!("{name} must have 1 to {max} characters, not {length}")));
    }
    Ok(())
}

/// An absolute address.
pub(crate) fn check_url(name: &str, text: &str) -> Result<(), Refusal> {
    check_length(name, text, limits::URL)?;
    url::Url::parse(text).map(drop).map_err(|_| Refusal::bad(format!("{name} must be an absolute URL")))
}

/// Whether an address is a web address on a loopback host: the emulator calls no other.
pub(crate) fn is_loopback(address: &str) -> bool {
    let Ok(parsed) = url::Url::parse(address) else { return false };
    match parsed.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Puts a value under a name unless there is none.
pub(crate) fn put<T: Into<Value>>(object: &mut Map<String, Value>, name: &str, value: Option<T>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(value: &Value) -> Result<(), Refusal> {
        check_metadata(value.as_object().expect("object"))
    }

    #[test]
    fn metadata_is_flat_small_and_without_nulls() {
        assert!(check(&json!({ "a": "b", "c": 1, "d": true })).is_ok());
        for bad in [json!({ "a": null }), json!({ "a": {} }), json!({ "a": [] }), json!({ "a": "x".repeat(4096) })] {
            assert!(check(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn lengths_are_counted_in_utf16_units() {
        assert!(check_length("text", &"😀".repeat(64), 128).is_ok());
        assert!(check_length("text", &"😀".repeat(65), 128).is_err());
    }

    #[test]
    fn only_loopback_hosts_are_called() {
        assert!(
            is_loopback("http://127.0.0.1:1/x") && is_loopback("http://localhost/") && is_loopback("http://[::1]/")
        );
        assert!(!is_loopback("https://example.com/callback") && !is_loopback("http://127.0.0.1.example.com/"));
        assert!(!is_loopback("not an address"));
    }
}
