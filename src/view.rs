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

/// What keeps true what is drawn. Dropped, nothing does any more.
pub(crate) struct Drawn(Owner);

impl Drop for Drawn {
    fn drop(&mut self) {
        self.0.cleanup();
    }
}

/// Draws the panel; `again` in place of what was drawn before.
pub(crate) fn mount(app: App, again: bool) -> Drawn {
    let owner = Owner::new();
    owner.with(|| {
        // What is mounted is never taken apart, which would be code for every shape of it: where the panel is drawn anew,
        // its places are emptied, and nothing follows any more what was there. First, since mounting sets up what effects
        // run on.
        if let Some(place) = place("baton-main", again) {
            mount_to(place, move || view! { <log::Log app /> }).forget();
        }
        if let Some(place) = place("baton-foot", again) {
            mount_to(place, move || view! { <foot::Foot app /> }).forget();
        }
        if let Some(place) = place("baton-who", false) {
            who::draw(app, place.into());
        }
        if let Some(place) = place("baton-menu", again) {
            menu::draw(app, place.into());
        }
        if let Some(place) = place("baton-status", again) {
            status::draw(app, &place);
        }
    });
    Drawn(owner)
}

/// A place of the panel, emptied where that is wanted.
fn place(id: &str, is_emptied: bool) -> Option<HtmlElement> {
    let place: HtmlElement = document().get_element_by_id(id)?.dyn_into().ok()?;
    if is_emptied {
        dom::clear(&place);
    }
    Some(place)
}
