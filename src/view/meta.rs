//! Below a message: when, and what became of it.

use crate::app::{App, js_time};
use crate::core::{Delivering, Delivery, Input, Row};
use crate::host::boot;
use crate::i18n::{self, Text};
use baton_protocol::{ClientId, ErrorCode};
use leptos::prelude::*;

/// The line below a message, where it has one.
pub(super) fn meta(app: App, row: RwSignal<Row>) -> impl IntoView {
    move || {
        let row = row.get();
        let said = match row.delivery {
            Delivery::Failed(id, code) => return Some(failed(app, id, code).into_any()),
            Delivery::Sending(Delivering::Now) => Some(Text::Sending),
            Delivery::Sending(Delivering::Later) => Some(Text::SendingLater),
            Delivery::Sent if row.last => Some(Text::Sent),
            Delivery::Undelivered => Some(Text::Undelivered),
            Delivery::Quiet | Delivery::Sent => None,
        };
        let is_error = said == Some(Text::Undelivered);
        (row.at > 0 && (row.last || said.is_some())).then(|| {
            view! {
                <div class="baton-meta" class:baton-meta--failed=is_error>
                    <time>{boot::clock(js_time(row.at))}</time>
                    {said.map(|said| view! { <span>{said.say()}</span> })}
                </div>
            }
            .into_any()
        })
    }
}

fn failed(app: App, id: ClientId, code: ErrorCode) -> impl IntoView {
    let discarded = id.clone();
    view! {
        <div class="baton-meta baton-meta--failed" role="alert">
            <span>{Text::NotSent.say()} " " {i18n::error(code)}</span>
            <button class="baton-button baton-button--plain" type="button" on:click=move |_| app.input(Input::Retry(id.clone()))>
                {Text::Retry.say()}
            </button>
            <button class="baton-button baton-button--plain" type="button"
                on:click=move |_| app.input(Input::Discard(discarded.clone()))>
                {Text::Discard.say()}
            </button>
        </div>
    }
}
