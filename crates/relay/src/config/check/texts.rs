//! Words of a site's own: each must be for a text that there is, and have a place for what that text says.

use crate::config::Site;
use crate::config::problem::{Problem, did_you_mean};
use crate::config::source::Key;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What other languages are made from has every text by its name.
const ENGLISH: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../locales/en.json"));
/// Names of the document's own texts, beside those of the module, begin so.
const FRAME: &str = "frame_";

/// What is wrong with them.
pub(super) fn problems(site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    if site.texts.is_empty() {
        return;
    }
    let known = known();
    for (language, texts) in &site.texts {
        let key = key.child("texts").child(language);
        if !super::site::is_locale(language) {
            let text = "must be the name of a language as BCP 47 writes it, like `en` or `pt-BR`";
            problems.push(Problem::error(key.clone(), text));
        }
        for (name, text) in texts {
            if let Some(wrong) = wrong(&known, name, text) {
                problems.push(Problem::error(key.child(name), wrong));
            }
        }
    }
}

fn wrong(known: &BTreeMap<String, bool>, name: &str, text: &str) -> Option<String> {
    let Some(has_place) = known.get(name) else {
        let near = did_you_mean(name, known.keys().map(String::as_str));
        return Some(format!("there is no text of this name{near}; locales/en.json has them all"));
    };
    let places: Vec<&str> = text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(rest)).collect();
    if text.trim().is_empty() {
        Some("must not be empty".to_owned())
    } else if places.iter().any(|place| *place != "name") {
        Some("only `{name}` can be replaced".to_owned())
    } else if !has_place && !places.is_empty() {
        Some("there is nothing to put in the place of `{name}` here".to_owned())
    } else {
        None
    }
}

/// Every text by its name, and whether something is put into it.
fn known() -> BTreeMap<String, bool> {
    let all: Map<String, Value> = serde_json::from_str(ENGLISH).unwrap_or_default();
    let part = |name: &str| all.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    let has_place = |text: &Value| text.to_string().contains("{name}");
    let texts = part("texts").into_iter().map(|(name, text)| (name, has_place(&text)));
    let frame = part("frame").into_iter().map(|(name, text)| ([FRAME, &name].concat(), has_place(&text)));
    texts.chain(frame).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_must_be_known_and_have_a_place_only_where_something_is_put() {
        let known = known();
        let ok = |name: &str, text: &str| wrong(&known, name, text).is_none();
        assert!(
            ok("ask_person", "Talk to a gardener") && ok("line_joined", "{name} is here.") && ok("frame_send", "Go")
        );
        assert!(ok("line_joined", "Somebody is here."), "what is put in may be left out");
        assert!(!ok("ask_persn", "Talk"));
        assert!(!ok("ask_person", " "));
        assert!(!ok("ask_person", "Talk to {name}"));
        assert!(!ok("line_joined", "{agent} is here."));
    }
}
