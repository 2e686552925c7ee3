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
use std::any::Any;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// What is drawn.
pub(crate) struct Drawn {
    /// What Leptos has mounted. Dropped, it takes its elements away.
    _mounted: [Option<Box<dyn Any>>; 2],
    /// What keeps all of it true.
    owner: Owner,
}

impl Drop for Drawn {
    fn drop(&mut self) {
        self.owner.cleanup();
    }
}

/// Draws the panel. It stays for as long as what this gives.
pub(crate) fn mount(app: App) -> Drawn {
    let owner = Owner::new();
    let mounted = owner.with(|| {
        // First, since mounting sets up what effects run on.
        let log = place("baton-main").map(|place| mount_to(place, move || view! { <log::Log app /> }));
        let foot = place("baton-foot").map(|place| mount_to(place, move || view! { <foot::Foot app /> }));
        if let Some(place) = place("baton-who") {
            who::draw(app, place.into());
        }
        if let Some(place) = place("baton-menu") {
            dom::clear(&place);
            menu::draw(app, place.into());
        }
        if let Some(place) = place("baton-status") {
            dom::clear(&place);
            status::draw(app, &place);
        }
        [log.map(|mounted| Box::new(mounted) as Box<dyn Any>), foot.map(|mounted| Box::new(mounted) as Box<dyn Any>)]
    });
    Drawn { _mounted: mounted, owner }
}

fn place(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
