//! Between conversation and composer: who is awaited, what is asked, what is being sent, what went wrong.

use super::dom::{add, add_button, add_text, clear, focus, follow, is_key, on, set};
use super::tray::Tray;
use crate::app::App;
use crate::core::{Input, Strip, Trouble};
use crate::host::boot;
use crate::i18n::{self, Text};
use leptos::prelude::*;
use web_sys::Element;

/// Everything above the composer.
#[component]
pub(super) fn Foot(app: App) -> impl IntoView {
    let is_kept = app.edges(|edges| edges.kept.is_lasting()).unwrap_or(true);
    view! {
        <div class="baton-foot">
            <div role="status" use:strip=app></div>
            <div use:confirm=app></div>
            <div role="alert" use:trouble=app></div>
            <ul class="baton-tray" aria-label=Text::Tray.say() use:tray=app></ul>
            {(!is_kept).then(|| view! { <p class="baton-note">{Text::NotKept.say()}</p> })}
        </div>
    }
}

/// Who is awaited, and the way back.
fn strip(element: Element, app: App) {
    let mut shown = Strip::None;
    follow(app.board.strip, move || {
        let strip = app.board.read(|scene| scene.strip);
        if strip != shown {
            shown = strip;
            clear(&element);
            put_strip(app, &element, strip);
        }
    });
}

fn put_strip(app: App, parent: &Element, strip: Strip) {
    let text = match strip {
        Strip::None => return,
        Strip::Requested => Text::Requested,
        Strip::Queued => Text::Queued,
        Strip::Slow => Text::Slow,
    };
    let bar = add(parent, "div", "baton-strip");
    add_text(&bar, "p", "", text.say());
    let actions = add(&bar, "div", "baton-actions");
    if strip == Strip::Slow {
        add_button(&actions, "baton-button", Text::KeepWaiting.say(), move || {
            app.input(Input::KeepWaiting);
            boot::focus();
        });
    }
    let back = if strip == Strip::Slow { Text::BackToBot } else { Text::Cancel };
    add_button(&actions, "baton-button", back.say(), move || {
        app.input(Input::Cancel { id: boot::client_id() });
        boot::focus();
    });
}

/// Asks whether the chat shall end.
fn confirm(element: Element, app: App) {
    let confirming = app.board.confirming;
    let done = move || {
        confirming.set(0);
        boot::focus();
    };
    on(&element, "keydown", move |event| {
        if is_key(&event, "Escape") {
            event.prevent_default();
            done();
        }
    });
    follow(confirming, move || {
        clear(&element);
        if confirming.get_untracked() == 0 {
            return;
        }
        let bar = add(&element, "div", "baton-strip");
        for (name, value) in
            [("role", "alertdialog"), ("aria-label", Text::EndChat.say()), ("aria-describedby", "baton-sure")]
        {
            set(&bar, name, value);
        }
        set(&add_text(&bar, "p", "", Text::EndSure.say()), "id", "baton-sure");
        let actions = add(&bar, "div", "baton-actions");
        let keep = add_button(&actions, "baton-button", Text::EndNot.say(), done);
        add_button(&actions, "baton-button baton-button--main", Text::EndChat.say(), move || {
            app.input(Input::End { id: boot::client_id() });
            done();
        });
        focus(&keep);
    });
}

/// What went wrong with what the visitor just did.
fn trouble(element: Element, app: App) {
    let mut shown = None;
    follow(app.board.strip, move || {
        let trouble = app.board.read(|scene| scene.trouble);
        if trouble == shown {
            return;
        }
        shown = trouble;
        clear(&element);
        let text = match trouble {
            None => return,
            Some(Trouble::Refused(code)) => i18n::error(code),
            Some(Trouble::WaitsForFiles) => Text::WaitsForFiles.say(),
        };
        add_text(&add(&element, "div", "baton-strip"), "p", "", text);
    });
}

/// The files that go with the next message.
fn tray(element: Element, app: App) {
    let mut tray = Tray::new(app, element);
    follow(app.board.tray, move || tray.show(app.board.read(|scene| scene.uploads.clone())));
}
