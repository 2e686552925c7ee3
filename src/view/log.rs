//! The conversation, and how it scrolls. The scroller runs bottom first (see chat.css), so its newest line stays in view
//! by itself; here it is only told apart whether someone reads further up.

use super::draft::Draft;
use super::icon::{DOWN, Icon};
use super::line::Line;
use crate::app::App;
use crate::core::{Input, Speaker};
use crate::i18n::Text;
use leptos::html::Div;
use leptos::prelude::*;

/// Nearer to the bottom than this counts as being there, in pixels.
const NEAR_PX: i32 = 48;

/// The log.
#[component]
pub(super) fn Log(app: App) -> impl IntoView {
    let board = app.board;
    let scroller = NodeRef::<Div>::new();
    let away = RwSignal::new(false);
    let newer = RwSignal::new(false);
    let to_newest = move || {
        if let Some(scroller) = scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
        newer.set(false);
    };
    let on_scroll = move |_| {
        // Zero is the bottom; further up is below zero.
        let is_away = scroller.get_untracked().is_some_and(|scroller| scroller.scroll_top() < -NEAR_PX);
        if is_away != away.get_untracked() {
            away.set(is_away);
            newer.set(false);
        }
    };
    Effect::new(move |_| {
        board.newest.track();
        to_newest();
    });
    Effect::new(move |before: Option<String>| {
        let (key, is_visitors) = board.rows.with(|rows| {
            rows.last().map_or((String::new(), true), |last| {
                (last.key.clone(), last.row.with_untracked(|row| row.speaker == Speaker::Visitor))
            })
        });
        if away.get_untracked() && !is_visitors && before.is_some_and(|before| before != key) {
            newer.set(true);
        }
        key
    });
    view! {
        <div class="baton-scroll" node_ref=scroller tabindex="0" role="group" aria-label=Text::Log.say() on:scroll=on_scroll>
            <div class="baton-page">
                {move || board.of(board.log, |scene| scene.has_earlier).then(|| view! {
                    <p class="baton-note">
                        <button class="baton-button" type="button" on:click=move |_| app.input(Input::Earlier)>
                            {Text::Earlier.say()}
                        </button>
                    </p>
                })}
                <div class="baton-lines" role="log" aria-relevant="additions" aria-label=Text::Log.say()
                    aria-busy=move || if board.of(board.log, |scene| scene.is_filling) { "true" } else { "false" }>
                    <For each=move || board.rows.get() key=|handle| handle.key.clone() let:handle>
                        <Line app handle />
                    </For>
                </div>
                <Draft app />
            </div>
        </div>
        <button class="baton-button baton-newer" type="button" hidden=move || !newer.get() on:click=move |_| to_newest()>
            <Icon path=DOWN />
            {Text::Newer.say()}
        </button>
    }
}
