//! Out of JavaScript.

use super::Given;
use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

/// How deep a value is followed; deeper ones count as nothing.
const DEPTH: u8 = 6;

impl Given {
    /// Takes a value over.
    pub fn from_js(value: &JsValue) -> Self {
        Self::within(value, DEPTH)
    }

    fn within(value: &JsValue, depth: u8) -> Self {
        if let Some(text) = value.as_string() {
            return Self::Text(text);
        }
        if let Some(number) = value.as_f64() {
            return Self::Number(number);
        }
        if let Some(truth) = value.as_bool() {
            return Self::Bool(truth);
        }
        if depth == 0 {
            return Self::Nothing;
        }
        if let Some(list) = value.dyn_ref::<Array>() {
            return Self::List(list.iter().map(|entry| Self::within(&entry, depth - 1)).collect());
        }
        match value.dyn_ref::<Object>() {
            Some(object) if !value.is_function() => Self::Map(
                Object::entries(object)
                    .iter()
                    .filter_map(|entry| {
                        let pair: Array = entry.dyn_into().ok()?;
                        Some((pair.get(0).as_string()?, Self::within(&pair.get(1), depth - 1)))
                    })
                    .collect(),
            ),
            _ => Self::Nothing,
        }
    }
}
