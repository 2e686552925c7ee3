//! An agent's picture, or the first letter of the name.

use super::dom::{add, clear, put_text, set};
use crate::app::App;
use crate::net;
use baton_protocol::Agent;
use web_sys::Element;

/// Draws the agent; decoration beside the name.
pub(super) fn add_avatar(app: App, parent: &Element, class: &str, agent: &Agent) {
    let face = add(parent, "span", class);
    set(&face, "aria-hidden", "true");
    put_text(&face, &agent.name.chars().take(1).collect::<String>());
    let Some(picture) = &agent.avatar else { return };
    let show = move |address: Option<&str>| {
        if let Some(address) = address {
            clear(&face);
            let image = add(&face, "img", "");
            set(&image, "alt", "");
            set(&image, "src", address);
        }
    };
    net::fetch(app, picture, Box::new(show));
}
