//! Between conversation and composer: who is awaited, what is asked, what is being sent, what went wrong.

use super::dom::{add, add_button, add_icon_button, add_text, clear, focus, follow, has_focus, is_key, on, set, show};
use super::icons::CLOSE;
use super::others;
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
    let is_kept = app.edges(|edges| edges.kept.is_lasting());
    view! {
        <div class="baton-foot">
            <div role="status" use:strip=app></div>
            <div role="status" use:news=app></div>
            <div use:confirm=app></div>
            <div role="alert" use:trouble=app></div>
            <div use:hopes=app></div>
            <ul class="baton-tray" aria-label=Text::Tray.say() use:tray=app></ul>
            {(!is_kept).then(|| view! { <p class="baton-note">{Text::NotKept.say()}</p> })}
        </div>
    }
}

/// Who is awaited, and the way back. Drawn once, so that whoever stands on a button stays there while the words change.
#[expect(clippy::needless_pass_by_value, reason = "a directive is given its element")]
fn strip(element: Element, app: App) {
    let bar = add(&element, "div", "baton-strip");
    let said = add(&bar, "p", "");
    let actions = add(&bar, "div", "baton-actions");
    let keep = add_button(&actions, "baton-button", Text::KeepWaiting.say(), move || {
        app.input(Input::KeepWaiting);
        boot::focus();
    });
    let leave = add_button(&actions, "baton-button", Text::LeaveMessage.say(), move || {
        app.input(Input::LeaveMessage { id: boot::client_id() });
    });
    let back = add_button(&actions, "baton-button", "", move || {
        app.input(Input::Cancel { id: boot::client_id() });
        boot::focus();
    });
    show(&bar, false);
    let in_queue = app.read(|state| state.settings().queue_text.clone());
    let mut shown = (Strip::None, false);
    follow(app.board.strip, move || {
        let (strip, can_leave) = app.board.read(|scene| (scene.strip, scene.can_leave));
        if (strip, can_leave) == shown {
            return;
        }
        shown = (strip, can_leave);
        let text = match strip {
            Strip::None => None,
            Strip::Details => Some(Text::Details),
            Strip::Requested => Some(Text::Requested),
            Strip::Queued => Some(Text::Queued),
            Strip::Slow => Some(Text::Slow),
        };
        let had_focus = has_focus(&bar);
        let is_slow = strip == Strip::Slow;
        let own = Some(in_queue.as_str()).filter(|own| strip == Strip::Queued && !own.is_empty());
        said.set_text_content(own.or(text.map(Text::say)));
        back.set_text_content(Some(if is_slow { Text::BackToBot } else { Text::Cancel }.say()));
        show(&keep, is_slow);
        show(&leave, is_slow && can_leave);
        show(&bar, text.is_some());
        if had_focus && !has_focus(&bar) {
            boot::focus();
        }
    });
}

/// What was said in another conversation.
#[expect(clippy::needless_pass_by_value, reason = "a directive is given its element")]
fn news(element: Element, app: App) {
    others::news(&element, app);
}

/// What could be meant by what is being typed.
fn hopes(element: Element, app: App) {
    super::hopes::draw(element, app);
}

/// Asks whether the chat shall end, or what is kept of the visitor be deleted.
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
        let [act, sure, not] = match confirming.get_untracked() {
            0 => return,
            1 => [Text::EndChat, Text::EndSure, Text::EndNot].map(Text::say),
            _ => [Text::Erase, Text::EraseSure, Text::Cancel].map(Text::say),
        };
        let bar = add(&element, "div", "baton-strip");
        for (name, value) in [("role", "alertdialog"), ("aria-label", act), ("aria-describedby", "baton-sure")] {
            set(&bar, name, value);
        }
        set(&add_text(&bar, "p", "", sure), "id", "baton-sure");
        let actions = add(&bar, "div", "baton-actions");
        let keep = add_button(&actions, "baton-button", not, done);
        add_button(&actions, "baton-button baton-button--main", act, move || {
            if confirming.get_untracked() == 1 {
                app.input(Input::End { id: boot::client_id() });
            } else {
                app.erase();
            }
            done();
        });
        focus(&keep);
    });
    // There may be nothing to end any more.
    follow(app.board.header, move || {
        let (can_end, has_data) = app.board.read(|scene| (scene.can_end, scene.has_data));
        let is_moot = match confirming.get_untracked() {
            0 => false,
            1 => !can_end,
            _ => !has_data,
        };
        if is_moot {
            done();
        }
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
            Some(Trouble::SendFirst) => Text::SendFirst.say(),
        };
        let bar = add(&element, "div", "baton-strip");
        add_text(&bar, "p", "", text);
        add_icon_button(&bar, CLOSE, Text::Close.say(), move || {
            app.input(Input::Dismiss);
            boot::focus();
        });
    });
}

/// The files that go with the next message.
fn tray(element: Element, app: App) {
    let mut tray = Tray::new(app, element);
    follow(app.board.tray, move || tray.show(app.board.read(|scene| scene.uploads.clone())));
}
