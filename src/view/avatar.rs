//! An agent's picture, or the first letter of the name.

use crate::app::App;
use crate::net;
use baton_protocol::Agent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Where the picture stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// In the header.
    Header,
    /// Beside a message.
    Line,
}

/// The agent's picture; decoration beside the name.
#[component]
pub(super) fn Avatar(app: App, agent: Agent, face: Face) -> impl IntoView {
    let address = RwSignal::new(String::new());
    if let Some(picture) = agent.avatar {
        spawn_local(async move {
            if let Some(found) = net::fetch(app, &picture).await {
                // The line may be gone by now.
                let _ = address.try_set(found);
            }
        });
    }
    let initial: String = agent.name.chars().next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    let class = if face == Face::Line {
        "baton-avatar baton-avatar--person baton-avatar--small"
    } else {
        "baton-avatar baton-avatar--person"
    };
    view! {
        <span class=class aria-hidden="true">
            {move || if address.with(String::is_empty) {
                initial.clone().into_any()
            } else {
                view! { <img src=address.get() alt="" /> }.into_any()
            }}
        </span>
    }
}
