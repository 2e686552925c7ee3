//! What the visitor sees: one component a file, mounted around the composer that `boot.js` owns.

mod avatar;
mod choices;
mod content;
mod draft;
mod files;
mod foot;
mod form;
mod icon;
mod large;
mod line;
mod log;
mod menu;
mod meta;
mod note;
mod rich;
mod status;
mod tray;
mod who;

use crate::app::App;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Draws the panel.
pub(crate) fn mount(app: App) {
    at("baton-who", move || who::Who(who::WhoProps { app }));
    at("baton-menu", move || menu::Menu(menu::MenuProps { app }));
    at("baton-status", move || status::Status(status::StatusProps { app }));
    at("baton-main", move || log::Log(log::LogProps { app }));
    at("baton-foot", move || foot::Foot(foot::FootProps { app }));
    at("baton", move || large::Large(large::LargeProps { app }));
}

/// Draws a component into an element of the document, for as long as the page lives.
fn at<N: IntoView + 'static>(id: &str, component: impl FnOnce() -> N + 'static) {
    let found = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = found {
        if id == "baton-who" {
            element.set_text_content(None);
        }
        mount_to(element, component).forget();
    }
}
