//! What the visitor sees, mounted around the composer that `boot.js` owns. The frame of it is Leptos; what there is many
//! of (lines, files, forms) is drawn by hand, see [`dom`].

mod avatar;
mod away;
mod cards;
mod content;
mod dom;
mod draft;
mod files;
mod foot;
mod form;
mod helpful;
mod hopes;
mod icons;
mod large;
mod line;
mod lines;
mod log;
mod menu;
mod meta;
mod note;
mod others;
mod rating;
mod rich;
mod status;
mod tray;
mod who;

use crate::app::App;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Draws the panel.
pub(crate) fn mount(app: App) {
    // What is mounted stays for as long as the page lives. First, since mounting sets up what effects run on.
    if let Some(place) = place("baton-main") {
        mount_to(place, move || view! { <log::Log app /> }).forget();
    }
    if let Some(place) = place("baton-foot") {
        mount_to(place, move || view! { <foot::Foot app /> }).forget();
    }
    if let Some(place) = place("baton-who") {
        who::draw(app, place.into());
    }
    if let Some(place) = place("baton-menu") {
        menu::draw(app, place.into());
    }
    if let Some(place) = place("baton-status") {
        status::draw(app, &place);
    }
}

fn place(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
