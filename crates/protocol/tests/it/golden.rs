//! Every wire form against its literal JSON, both ways.

mod content;
mod event;
mod frame;
mod http;
mod message;
mod site;

use crate::shape::{fields_in, fields_of};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt::Debug;

/// The value is written as this JSON; this JSON, and this JSON with fields of a newer version, is read as the value.
#[track_caller]
pub(crate) fn both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, json: &Value) {
    assert_eq!(&serde_json::to_value(value).unwrap(), json, "written");
    assert_eq!(&serde_json::from_str::<T>(&json.to_string()).unwrap(), value, "read");
    let newer = with_new_fields(json.clone());
    assert_eq!(&serde_json::from_str::<T>(&newer.to_string()).unwrap(), value, "read with unknown fields: {newer}");
}

/// As [`both_ways`], of a struct with all of its fields.
#[track_caller]
pub(crate) fn whole<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, json: &Value) {
    both_ways(value, json);
    assert_eq!(keys(json), fields_of::<T>(), "the literal has every field");
}

/// As [`both_ways`], of one variant with all of its fields.
#[track_caller]
pub(crate) fn whole_variant<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, json: &Value) {
    both_ways(value, json);
    let name = tag(json);
    assert_eq!(keys(&json[name]), fields_in::<T>(name), "the literal of {name} has every field");
}

/// The name of an externally tagged variant.
pub(crate) fn tag(json: &Value) -> &str {
    match json {
        Value::String(name) => name,
        Value::Object(object) if object.len() == 1 => object.keys().next().unwrap(),
        other => panic!("not an externally tagged variant: {other}"),
    }
}

/// The names of some externally tagged variants.
pub(crate) fn tags<'a>(all: impl IntoIterator<Item = &'a Value>) -> BTreeSet<&'a str> {
    all.into_iter().map(tag).collect()
}

fn keys(json: &Value) -> BTreeSet<&str> {
    json.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// Adds a field to every struct. A variant's wrapper has exactly one key, so objects of one key whose value is not plain
/// are left alone, as are the one variant that is a number, and the two maps whose keys are data.
fn with_new_fields(json: Value) -> Value {
    match json {
        Value::Array(items) => items.into_iter().map(with_new_fields).collect(),
        Value::Object(object) => {
            let is_plain = object.values().all(Value::is_number) && !object.contains_key("rating");
            let wrapper = object.len() == 1 && !is_plain;
            let mut out = Map::new();
            for (key, value) in object {
                let is_data = key == "theme" || key == "custom_data";
                out.insert(key, if is_data { value } else { with_new_fields(value) });
            }
            if !wrapper {
                out.insert("of_a_newer_version".to_owned(), json!({"deep": [1, null, "x"]}));
            }
            Value::Object(out)
        }
        plain => plain,
    }
}
