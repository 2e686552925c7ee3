//! Version 1, kept for ever: see `tests/fixtures/v1/README.md`. These values may gain fields that later versions add,
//! with what an older peer means by leaving them out; the files are never touched.

mod client;
mod http;
mod server;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

/// A file of version 1 and what was read from it is as expected.
type Check = (&'static str, Box<dyn Fn(&str)>);

fn is<T: Serialize + DeserializeOwned + PartialEq + Debug + 'static>(name: &'static str, expected: T) -> Check {
    let check = move |text: &str| {
        assert_eq!(serde_json::from_str::<T>(text).unwrap(), expected, "{name} is read");
        let written = serde_json::to_value(&expected).unwrap();
        assert!(includes(&written, &serde_json::from_str(text).unwrap()), "{name} is written as {written}");
    };
    (name, Box::new(check))
}

/// Whether a reader of the old form finds all of it in the new one.
fn includes(new: &Value, old: &Value) -> bool {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            old.iter().all(|(key, old)| new.get(key).is_some_and(|new| includes(new, old)))
        }
        (Value::Array(new), Value::Array(old)) => {
            new.len() == old.len() && new.iter().zip(old).all(|(new, old)| includes(new, old))
        }
        _ => new == old,
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/v1")
}

#[test]
fn version_1_is_read_and_written_as_ever() {
    let checks: Vec<Check> = client::all().into_iter().chain(server::all()).chain(http::all()).collect();
    let files: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    assert_eq!(checks.iter().map(|(name, _)| (*name).to_owned()).collect::<BTreeSet<_>>(), files);
    for (name, check) in checks {
        check(&fs::read_to_string(folder().join(format!("{name}.json"))).unwrap());
    }
}

#[test]
fn a_later_form_may_add_but_not_take_away() {
    let old = serde_json::json!({"welcome": {"from": 8, "events": [{"seq": 1}]}});
    for (new, fits) in [
        (serde_json::json!({"welcome": {"from": 8, "events": [{"seq": 1, "more": true}], "also": 1}}), true),
        (serde_json::json!({"welcome": {"from": 9, "events": [{"seq": 1}]}}), false),
        (serde_json::json!({"welcome": {"events": [{"seq": 1}]}}), false),
        (serde_json::json!({"welcome": {"from": 8, "events": [{"seq": 1}, {"seq": 2}]}}), false),
    ] {
        assert_eq!(includes(&new, &old), fits, "{new}");
    }
}
