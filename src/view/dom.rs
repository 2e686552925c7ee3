//! Nodes by hand, for what there is many of. Messages, files and forms are drawn with these few calls and not with
//! `view!`: every shape of a `view!` is a type of its own, and a page of them costs more than the budget of the module.

use crate::host;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event};

/// Makes the last child of an element.
pub(super) fn add(parent: &Element, name: &str, class: &str) -> Element {
    let made = document().create_element(name);
    append(parent, made, class)
}

fn append(parent: &Element, made: Result<Element, JsValue>, class: &str) -> Element {
    match made {
        Ok(child) => {
            if !class.is_empty() {
                set(&child, "class", class);
            }
            // Appending what was just made cannot fail; nor can the calls below.
            let _ = parent.append_child(&child);
            child
        }
        // A browser that knows no <p> shows its text in the parent.
        Err(_) => parent.clone(),
    }
}

/// Makes a child with a text.
pub(super) fn add_text(parent: &Element, name: &str, class: &str, text: &str) -> Element {
    let child = add(parent, name, class);
    child.set_text_content(Some(text));
    child
}

/// Makes a button.
pub(super) fn add_button(parent: &Element, class: &str, text: &str, act: impl Fn() + 'static) -> Element {
    let button = add_text(parent, "button", class, text);
    set(&button, "type", "button");
    on(&button, "click", move |_| act());
    button
}

/// Makes a button that shows an icon and has a name.
pub(super) fn add_icon_button(parent: &Element, path: &str, label: &str, act: impl Fn() + 'static) -> Element {
    let button = add_button(parent, "baton-button baton-button--icon", "", act);
    set(&button, "aria-label", label);
    add_icon(&button, path);
    button
}

/// Draws an icon; the text beside it, or the button's name, says what it means.
pub(super) fn add_icon(parent: &Element, path: &str) {
    const SVG: &str = "http://www.w3.org/2000/svg";
    let svg = append(parent, document().create_element_ns(Some(SVG), "svg"), "baton-icon");
    set(&svg, "viewBox", "0 0 24 24");
    set(&svg, "aria-hidden", "true");
    set(&append(&svg, document().create_element_ns(Some(SVG), "path"), ""), "d", path);
}

/// Adds a text.
pub(super) fn put_text(parent: &Element, text: &str) {
    let _ = parent.append_child(&document().create_text_node(text));
}

/// Sets an attribute.
pub(super) fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Shows or hides an element.
pub(super) fn show(element: &Element, is_shown: bool) {
    let _ = element.toggle_attribute_with_force("hidden", !is_shown);
}

/// Empties an element.
pub(super) fn clear(element: &Element) {
    element.set_text_content(None);
}

/// Whether the focus is within an element.
pub(super) fn has_focus(element: &Element) -> bool {
    element.query_selector(":focus").ok().flatten().is_some()
}

/// Whether somebody is in the middle of a text.
pub(super) fn is_typing() -> bool {
    document().active_element().is_some_and(|element| !value_of(&element).is_empty())
}

/// What stands in a field.
pub(super) fn value_of(input: &Element) -> String {
    js_sys::Reflect::get(input, &"value".into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

/// Puts the focus on an element.
pub(super) fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        let _ = element.focus();
    }
}

/// Listens, for as long as the element lives: the browser lets the function go with it.
pub(super) fn on(element: &Element, event: &str, act: impl Fn(Event) + 'static) {
    let listener = host::function(move |event| act(event.unchecked_into()));
    let _ = element.add_event_listener_with_callback(event, &listener);
}

/// Whether an event is a press of this key.
pub(super) fn is_key(event: &Event, key: &str) -> bool {
    event.dyn_ref::<web_sys::KeyboardEvent>().is_some_and(|event| event.key() == key)
}

/// Draws now, and again whenever a region changes.
pub(super) fn follow(region: RwSignal<u32>, draw: impl FnMut() + 'static) {
    follow_boxed(region, Box::new(draw));
}

/// Not generic: one type of effect for all regions.
fn follow_boxed(region: RwSignal<u32>, mut draw: Box<dyn FnMut()>) {
    Effect::new(move |_| {
        region.track();
        // What is read while drawing does not count.
        untrack(&mut draw);
    });
}
