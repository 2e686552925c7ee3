//! The conversation, and how it scrolls. The scroller runs bottom first (see style/log.css), so its newest line stays in view
//! by itself; here it is only told apart whether someone reads further up, and what they come near to.

use super::dom::{add_icon, add_text, follow, is_key, on, set, show};
use super::draft::Draft;
use super::icons::DOWN;
use super::lines::Lines;
use crate::app::App;
use crate::core::Input;
use crate::host::boot;
use crate::i18n::Text;
use leptos::html::Div;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use web_sys::Element;

/// Nearer to the bottom than this counts as being there, in pixels.
const NEAR_PX: i32 = 48;
/// Nearer than this to an end of what is shown, more is wanted, in pixels.
const SOON_PX: i32 = 600;

/// The log.
#[component]
pub(super) fn Log(app: App) -> impl IntoView {
    let scroller = NodeRef::<Div>::new();
    app.board.is_scrolled.set(false);
    view! {
        <div class="baton-scroll" node_ref=scroller tabindex="0" role="group" aria-label=Text::Log.say()>
            <div class="baton-page">
                <p class="baton-note">
                    <button class="baton-button" type="button" on:click=move |_| app.input(Input::Earlier)>
                        {Text::Earlier.say()}
                    </button>
                </p>
                <div class="baton-lines" role="log" aria-relevant="additions" aria-label=Text::Log.say() use:lines=app></div>
                <Draft app />
            </div>
        </div>
        <button class="baton-button baton-newer" type="button" hidden=true use:newer=(app, scroller)></button>
    }
}

/// Draws the rows.
fn lines(element: Element, app: App) {
    let mut lines = Lines::new(app, element);
    follow(app.board.rows, move || app.board.read(|scene| lines.show(scene)));
}

/// How far someone has read up, in pixels. Zero is the bottom.
fn distance(scroller: &Element) -> i32 {
    -scroller.scroll_top()
}

/// Whether someone reads further up.
pub(super) fn is_away(app: App, scroller: &Element) -> bool {
    app.board.is_scrolled.get() && distance(scroller) > NEAR_PX
}

/// Offers the way down to someone who reads further up, with how much others have said since they left the newest line.
#[expect(clippy::needless_pass_by_value, reason = "a directive is given its element")]
fn newer(element: Element, (app, scroller): (App, NodeRef<Div>)) {
    add_icon(&element, DOWN);
    let words = add_text(&element, "span", "", "");
    // What others had said when the newest line was last in view.
    let seen = Rc::new(Cell::new(0));
    let button = element.clone();
    let draw = move || {
        let (heard, has_later) = app.board.read(|scene| (scene.heard, scene.has_later));
        let is_away = scroller.get_untracked().is_some_and(|scroller| is_away(app, &scroller));
        if !is_away && !has_later {
            seen.set(heard);
        }
        let news = heard - seen.get();
        let text = if news == 0 {
            Text::Newest.say().to_owned()
        } else {
            boot::counted(Text::Newer.say(), f64::from(u32::try_from(news).unwrap_or(u32::MAX)))
        };
        if words.text_content().as_ref() != Some(&text) {
            words.set_text_content(Some(&text));
        }
        show(&button, has_later || (is_away && news > 0));
    };
    let draw = Rc::new(draw);
    let pressed = Rc::clone(&draw);
    on(&element, "click", move |_| {
        app.input(Input::Newest);
        pressed();
        // The button is gone, and the focus with it.
        boot::focus();
    });
    let moved = Rc::clone(&draw);
    follow(app.board.newest, move || {
        if app.board.is_scrolled.get()
            && let Some(scroller) = scroller.get_untracked()
        {
            scroller.set_scroll_top(0);
        }
        moved();
    });
    let news = Rc::clone(&draw);
    follow(app.board.rows, move || news());
    Effect::new(move |_| {
        if let Some(scroller) = scroller.get() {
            let (draw, of) = (Rc::clone(&draw), scroller.clone());
            on(&scroller, "scroll", move |_| {
                app.board.is_scrolled.set(distance(&of) != 0);
                want_more(app, &of);
                draw();
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

/// Whoever comes near an end of what is shown goes on without noticing it.
fn want_more(app: App, scroller: &Element) {
    let (has_earlier, has_later) = app.board.read(|scene| (scene.has_earlier, scene.has_later));
    let below = distance(scroller);
    let above = scroller.scroll_height() - scroller.client_height() - below;
    if has_earlier && above < SOON_PX {
        app.input(Input::Earlier);
    } else if has_later && below < SOON_PX {
        app.input(Input::Later);
    }
}
