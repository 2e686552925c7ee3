//! The conversation, and how it scrolls. The scroller runs bottom first (see style/log.css), so its newest line stays in view
//! by itself; here it is only told apart whether someone reads further up.

use super::dom::{add_icon, focus, follow, has_focus, is_key, on, set, show};
use super::draft::Draft;
use super::icons::DOWN;
use super::lines::Lines;
use crate::app::App;
use crate::core::{Input, Row, Speaker};
use crate::host::boot;
use crate::i18n::Text;
use leptos::html::Div;
use leptos::prelude::*;
use web_sys::Element;

/// Nearer to the bottom than this counts as being there, in pixels.
const NEAR_PX: i32 = 48;

/// The log.
#[component]
pub(super) fn Log(app: App) -> impl IntoView {
    let scroller = NodeRef::<Div>::new();
    view! {
        <div class="baton-scroll" node_ref=scroller tabindex="0" role="group" aria-label=Text::Log.say()>
            <div class="baton-page">
                <p class="baton-note" use:earlier=app>
                    <button class="baton-button" type="button" on:click=move |_| app.input(Input::Earlier)>
                        {Text::Earlier.say()}
                    </button>
                </p>
                <div class="baton-lines" role="log" aria-relevant="additions" aria-label=Text::Log.say() use:lines=app></div>
                <Draft app />
            </div>
        </div>
        <button class="baton-button baton-newer" type="button" hidden=true use:newer=(app, scroller)>
            {Text::Newer.say()}
        </button>
    }
}

/// Offers older rows where some are left out. Who has asked for the last of them goes on in the conversation.
fn earlier(element: Element, app: App) {
    follow(app.board.rows, move || {
        let (had_focus, has_earlier) = (has_focus(&element), app.board.read(|scene| scene.has_earlier));
        show(&element, has_earlier);
        if had_focus
            && !has_earlier
            && let Ok(Some(scroller)) = element.closest(".baton-scroll")
        {
            focus(&scroller);
        }
    });
}

/// Draws the rows.
fn lines(element: Element, app: App) {
    let mut lines = Lines::new(app, element);
    follow(app.board.rows, move || app.board.read(|scene| lines.show(scene)));
}

/// Offers the way down to someone who reads further up when something new is said.
fn newer(element: Element, (app, scroller): (App, NodeRef<Div>)) {
    add_icon(&element, DOWN);
    let button = element.clone();
    let to_newest = move || {
        if let Some(scroller) = scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
        show(&button, false);
    };
    let pressed = to_newest.clone();
    on(&element, "click", move |_| {
        pressed();
        // The button is gone, and the focus with it.
        boot::focus();
    });
    follow(app.board.newest, to_newest);
    let button = element.clone();
    let mut newest = None;
    follow(app.board.rows, move || {
        let last = app.board.read(|scene| scene.rows.last().map(|row| (row.key.clone(), is_heard(row))));
        let is_away = scroller.get_untracked().is_some_and(|scroller| scroller.scroll_top() < -NEAR_PX);
        if let Some((key, is_heard)) = last {
            if is_away && is_heard && newest.as_ref().is_some_and(|newest| *newest != key) {
                show(&button, true);
            }
            newest = Some(key);
        }
    });
    Effect::new(move |_| {
        if let Some(scroller) = scroller.get() {
            let (button, of) = (element.clone(), scroller.clone());
            on(&scroller, "scroll", move |_| {
                // Zero is the bottom; further up is below zero.
                if of.scroll_top() >= -NEAR_PX {
                    show(&button, false);
                }
            });
            // The style shows where the focus is to those who move it by keys, also on a device for fingers.
            let by_keys = scroller.clone();
            on(&scroller, "keyup", move |event| {
                if is_key(&event, "Tab") {
                    set(&by_keys, "data-keys", "");
                }
            });
        }
    });
}

fn is_heard(row: &Row) -> bool {
    row.speaker != Speaker::Visitor
}
