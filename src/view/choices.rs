//! Buttons below a message. Those that say something are there until something has been said; links stay.

use super::rich::REL;
use crate::app::App;
use crate::core::{Input, Row, is_safe};
use crate::host::boot;
use baton_protocol::{Choice, ChoiceAction};
use leptos::prelude::*;

/// The buttons of a message.
pub(super) fn choices(app: App, offered: Vec<Choice>, row: RwSignal<Row>) -> Option<impl IntoView> {
    if offered.is_empty() {
        return None;
    }
    let live = Memo::new(move |_| row.with(|row| row.live));
    Some(move || {
        let live = live.get();
        let shown: Vec<AnyView> = offered.iter().filter_map(|choice| button(app, choice.clone(), live)).collect();
        (!shown.is_empty()).then(|| view! { <div class="baton-choices">{shown}</div> })
    })
}

fn button(app: App, choice: Choice, live: bool) -> Option<AnyView> {
    let label = choice.label.clone();
    match &choice.action {
        ChoiceAction::Link(href) => is_safe(href).then(|| {
            view! {
                <a class="baton-button baton-button--choice" href=href.clone() target="_blank" rel=REL>
                    {label}
                </a>
            }
            .into_any()
        }),
        _ if live => Some(
            view! {
                <button class="baton-button baton-button--choice" type="button" dir="auto"
                    on:click=move |_| {
                        app.input(Input::Press { id: boot::client_id(), choice: choice.clone() });
                        // The button is about to go; the focus would go with it.
                        boot::focus();
                    }>
                    {label}
                </button>
            }
            .into_any(),
        ),
        _ => None,
    }
}
