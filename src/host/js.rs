//! Values out of JavaScript.

use baton_protocol::Tree;
use js_sys::{Array, Function, JSON, Object};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

/// How deep a value is followed; deeper ones count as nothing. Texts of the protocol stay far above it.
const DEPTH: u8 = 64;

/// A function for JavaScript, which lives for as long as something there refers to it. All are of one type: each further
/// one would bring code and glue of its own.
pub(crate) fn function(act: impl Fn(JsValue) + 'static) -> Function {
    let act: Box<dyn Fn(JsValue)> = Box::new(act);
    Closure::wrap(act).into_js_value().unchecked_into()
}

/// Reads a JSON text by the browser's own parser; none where it is not of that form.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
    tree(&JSON::parse(text).ok()?).read().ok()
}

/// Takes a value over. Functions, dates and whatever else JSON does not have count as nothing.
pub(super) fn tree(value: &JsValue) -> Tree {
    within(value, DEPTH)
}

fn within(value: &JsValue, depth: u8) -> Tree {
    if let Some(text) = value.as_string() {
        return Tree::Text(text);
    }
    if let Some(number) = value.as_f64() {
        return Tree::Number(number);
    }
    if let Some(truth) = value.as_bool() {
        return Tree::Bool(truth);
    }
    if depth == 0 || value.is_function() {
        return Tree::Nothing;
    }
    if let Some(list) = value.dyn_ref::<Array>() {
        return Tree::List(list.iter().map(|entry| within(&entry, depth - 1)).collect());
    }
    let Some(object) = value.dyn_ref::<Object>() else { return Tree::Nothing };
    let mut entries = Vec::new();
    for entry in Object::entries(object).iter() {
        if let Some(pair) = entry.dyn_ref::<Array>()
            && let Some(key) = pair.get(0).as_string()
        {
            entries.push((key, within(&pair.get(1), depth - 1)));
        }
    }
    Tree::Map(entries)
}
