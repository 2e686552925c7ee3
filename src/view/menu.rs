//! The menu: what is asked for seldom.

use super::icon::{Icon, MORE};
use crate::app::App;
use crate::core::Input;
use crate::host::boot;
use crate::i18n::Text;
use leptos::html::{Button, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The menu's button, and what it opens.
#[component]
pub(super) fn Menu(app: App) -> impl IntoView {
    let open = RwSignal::new(false);
    let button = NodeRef::<Button>::new();
    let items = NodeRef::<Div>::new();
    let offers = Memo::new(move |_| app.board.of(app.board.header, |scene| (scene.can_ask, scene.can_end)));
    // Focus goes in with the opening; where it leaves, the menu closes.
    Effect::new(move |_| {
        if let Some(first) = items.get().and_then(|items| items.first_element_child())
            && let Some(first) = first.dyn_ref::<web_sys::HtmlElement>()
        {
            let _ = first.focus();
        }
    });
    let close = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.prevent_default();
            close();
        }
    };
    let on_leave = move |event: web_sys::FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        let menu = event.current_target().and_then(|menu| menu.dyn_into::<web_sys::Node>().ok());
        if menu.is_some_and(|menu| !menu.contains(to.as_ref())) {
            open.set(false);
        }
    };
    let ask = move |_| {
        open.set(false);
        app.input(Input::Handoff { id: boot::client_id(), skill: None, by_page: false });
        boot::focus();
    };
    let end = move |_| {
        open.set(false);
        app.board.confirming.set(true);
    };
    view! {
        <div hidden=move || offers.get() == (false, false) on:keydown=on_key on:focusout=on_leave>
            <button class="baton-button baton-button--icon" type="button" node_ref=button aria-label=Text::Menu.say()
                aria-expanded=move || if open.get() { "true" } else { "false" } on:click=move |_| open.update(|open| *open = !*open)>
                <Icon path=MORE />
            </button>
            {move || open.get().then(|| {
                let (can_ask, can_end) = offers.get();
                view! {
                    <div class="baton-menu-items" node_ref=items>
                        {can_ask.then(|| view! { <button type="button" on:click=ask>{Text::AskPerson.say()}</button> })}
                        {can_end.then(|| view! { <button type="button" on:click=end>{Text::EndChat.say()}</button> })}
                    </div>
                }
            })}
        </div>
    }
}
