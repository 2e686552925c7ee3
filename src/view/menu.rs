//! The menu: what is asked for seldom.

use super::dom::{add, add_button, add_icon_button, focus, follow, has_focus, is_key, on, set, show};
use super::icons::MORE;
use super::others;
use crate::app::App;
use crate::core::Input;
use crate::host::boot;
use crate::i18n::Text;
use leptos::prelude::Set;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, Node};

/// The menu on the screen.
#[derive(Clone)]
struct Menu {
    app: App,
    parent: Element,
    button: Element,
    items: Element,
}

/// Draws the menu's button, and what it opens.
pub(super) fn draw(app: App, parent: Element) {
    // The button's press needs the menu, and the menu the button: so the press finds it by what it stands in.
    let items = leptos::prelude::document().create_element("div");
    let Ok(items) = items else { return };
    set(&items, "class", "baton-menu-items");
    show(&items, false);
    let toggled = (parent.clone(), items.clone());
    let button = add_icon_button(&parent, MORE, Text::Menu.say(), move || {
        let (parent, items) = &toggled;
        toggle(parent, items, items.has_attribute("hidden"));
    });
    // It stands in the header, which is there for good.
    let _ = parent.append_child(&items);
    let menu = Menu { app, parent, button, items };
    menu.listen();
    menu.fill();
}

/// Opens or closes; the focus goes in with the opening.
fn toggle(parent: &Element, items: &Element, is_open: bool) {
    show(items, is_open);
    if let Some(button) = parent.first_element_child() {
        set(&button, "aria-expanded", if is_open { "true" } else { "false" });
    }
    if let Some(first) = items.query_selector("button:not([hidden])").ok().flatten().filter(|_| is_open) {
        focus(&first);
    }
}

impl Menu {
    /// Draws what there is to choose, once: an open menu stays as it is when something else changes.
    fn fill(self) {
        let app = self.app;
        let ask = self.put(Text::AskPerson, move || {
            app.input(Input::Handoff { id: boot::client_id(), skill: None, by_page: false });
            boot::focus();
        });
        let end = self.put(Text::EndChat, move || app.board.confirming.set(1));
        let new = self.put(Text::NewChat, move || {
            app.input(Input::New);
            boot::focus();
        });
        let save = self.put(Text::Save, move || app.keep_transcript(false));
        let print = self.put(Text::Print, move || app.keep_transcript(true));
        self.put_mute();
        boot::offer_notices(&self.put(Text::Notify, || ()));
        self.put(Text::Language, || boot::choose_language(Text::Language.say()));
        let export = self.put(Text::Export, move || app.export());
        let erase = self.put(Text::Erase, move || app.board.confirming.set(2));
        let (parent, items) = (self.parent.clone(), self.items.clone());
        others::list(app, &add(&self.items, "div", ""), move || toggle(&parent, &items, false));
        follow(app.board.header, move || {
            let (can_ask, can_end, can_begin, has_said, has_data) =
                app.board.read(|scene| (scene.can_ask, scene.can_end, scene.can_begin, scene.has_said, scene.has_data));
            let had_focus = has_focus(&self.parent);
            show(&ask, can_ask);
            show(&end, can_end);
            for (item, is_offered) in
                [(&new, can_begin), (&save, has_said), (&print, has_said), (&export, has_data), (&erase, has_data)]
            {
                show(item, is_offered);
            }
            if had_focus && !has_focus(&self.parent) {
                toggle(&self.parent, &self.items, false);
                boot::focus();
            }
        });
    }

    /// Sounds, on or off: said anew with each press.
    fn put_mute(&self) {
        let words = || if boot::muted() { Text::Unmute } else { Text::Mute }.say();
        let item = Rc::new(RefCell::new(None::<Element>));
        let pressed = Rc::clone(&item);
        let made = self.put(Text::Mute, move || {
            boot::mute(!boot::muted());
            if let Some(item) = pressed.borrow().as_ref() {
                item.set_text_content(Some(words()));
            }
            boot::focus();
        });
        made.set_text_content(Some(words()));
        item.replace(Some(made));
    }

    fn put(&self, text: Text, act: impl Fn() + 'static) -> Element {
        let (parent, items) = (self.parent.clone(), self.items.clone());
        add_button(&self.items, "", text.say(), move || {
            toggle(&parent, &items, false);
            act();
        })
    }

    /// Esc closes the menu, not the chat; so does leaving it.
    fn listen(&self) {
        let menu = self.clone();
        on(&self.parent, "keydown", move |event| {
            if is_key(&event, "Escape") && !menu.items.has_attribute("hidden") {
                event.prevent_default();
                toggle(&menu.parent, &menu.items, false);
                focus(&menu.button);
            }
        });
        let menu = self.clone();
        on(&self.parent, "focusout", move |event| {
            let to = event.dyn_ref::<FocusEvent>().and_then(FocusEvent::related_target);
            if !menu.parent.contains(to.and_then(|to| to.dyn_into::<Node>().ok()).as_ref()) {
                toggle(&menu.parent, &menu.items, false);
            }
        });
    }
}
