//! Between conversation and composer: who is awaited, what is asked, what is being sent, what went wrong.

use super::tray::Tray;
use crate::app::App;
use crate::core::{Input, Strip, Trouble};
use crate::host::boot;
use crate::i18n::{self, Text};
use leptos::html::Button;
use leptos::prelude::*;

/// Everything above the composer.
#[component]
pub(super) fn Foot(app: App) -> impl IntoView {
    let board = app.board;
    let strip = Memo::new(move |_| board.of(board.foot, |scene| scene.strip));
    let trouble = Memo::new(move |_| board.of(board.foot, |scene| scene.trouble));
    let is_kept = app.edges(|edges| edges.kept.is_lasting()).unwrap_or(true);
    view! {
        <div class="baton-foot">
            <div role="status">{move || strip_of(app, strip.get())}</div>
            {move || board.confirming.get().then(|| view! { <Confirm app /> })}
            <div role="alert">
                {move || trouble.get().map(|trouble| {
                    let text = match trouble {
                        Trouble::Refused(code) => i18n::error(code),
                        Trouble::WaitsForFiles => Text::WaitsForFiles.say(),
                    };
                    view! { <div class="baton-strip"><p>{text}</p></div> }
                })}
            </div>
            <Tray app />
            {(!is_kept).then(|| view! { <p class="baton-note">{Text::NotKept.say()}</p> })}
        </div>
    }
}

fn strip_of(app: App, strip: Strip) -> Option<AnyView> {
    let text = match strip {
        Strip::None => return None,
        Strip::Requested => Text::Requested,
        Strip::Queued => Text::Queued,
        Strip::Slow => Text::Slow,
    };
    let cancel = move |_| {
        app.input(Input::Cancel { id: boot::client_id() });
        boot::focus();
    };
    let back = if strip == Strip::Slow { Text::BackToBot } else { Text::Cancel };
    Some(
        view! {
            <div class="baton-strip">
                <p>{text.say()}</p>
                {(strip == Strip::Slow).then(|| button(Text::KeepWaiting, move |_| app.input(Input::KeepWaiting)))}
                {button(back, cancel)}
            </div>
        }
        .into_any(),
    )
}

fn button(text: Text, act: impl Fn(web_sys::MouseEvent) + 'static) -> impl IntoView {
    view! { <button class="baton-button" type="button" on:click=act>{text.say()}</button> }
}

/// Asks whether the chat shall end.
#[component]
fn Confirm(app: App) -> impl IntoView {
    let confirming = app.board.confirming;
    let keep = NodeRef::<Button>::new();
    Effect::new(move |_| {
        if let Some(keep) = keep.get() {
            let _ = keep.focus();
        }
    });
    let done = move || {
        confirming.set(false);
        boot::focus();
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            done();
        }
    };
    let end = move |_| {
        app.input(Input::End { id: boot::client_id() });
        done();
    };
    view! {
        <div class="baton-strip" role="alertdialog" aria-label=Text::EndChat.say() aria-describedby="baton-sure" on:keydown=on_key>
            <p id="baton-sure">{Text::EndSure.say()}</p>
            <button class="baton-button" type="button" node_ref=keep on:click=move |_| done()>{Text::EndNot.say()}</button>
            <button class="baton-button baton-button--main" type="button" on:click=end>{Text::EndChat.say()}</button>
        </div>
    }
}
