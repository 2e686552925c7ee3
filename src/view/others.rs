//! The visitor's other conversations: all of them in the menu, and above the composer the one where somebody has written.

use super::dom::{add, add_button, clear, follow, has_focus, set, show};
use crate::app::App;
use crate::core::Input;
use crate::host::boot;
use crate::i18n::Text;
use baton_protocol::{ConversationId, OtherConversation};
use web_sys::Element;

/// Who spoke there last, and what they said.
fn told(other: &OtherConversation) -> String {
    let by = other.by.as_ref().map_or("", String::as_str);
    let colon = if by.is_empty() { "" } else { ": " };
    // Isolated: it keeps its own direction in a sentence of another one.
    ["\u{2068}", by, colon, &other.line, "\u{2069}"].concat()
}

/// A button for each; `pressed` comes before the visitor goes there.
pub(super) fn list(app: App, parent: &Element, pressed: impl Fn() + Clone + 'static) {
    let mut shown = Vec::new();
    let parent = parent.clone();
    follow(app.board.header, move || {
        let others = app.board.read(|scene| scene.others.clone());
        // An open menu stays as it is when something else changes.
        if others == shown {
            return;
        }
        clear(&parent);
        for other in &others {
            let (conversation, pressed) = (other.conversation.clone(), pressed.clone());
            add_button(&parent, "", &Text::OtherChat.with(&told(other)), move || {
                pressed();
                open(app, &conversation);
            });
        }
        shown = others;
    });
}

/// Says that somebody has written in another conversation, with the way there.
pub(super) fn news(element: &Element, app: App) {
    let bar = add(element, "div", "baton-strip");
    let said = add(&bar, "p", "");
    set(&said, "dir", "auto");
    let way = add_button(&add(&bar, "div", "baton-actions"), "baton-button", Text::OtherOpen.say(), move || {
        let unread = app.board.read(|scene| unread(&scene.others).map(|other| other.conversation.clone()));
        if let Some(conversation) = unread {
            open(app, &conversation);
        }
    });
    follow(app.board.strip, move || {
        let text = app.board.read(|scene| unread(&scene.others).map(|other| Text::OtherNew.with(&told(other))));
        let had_focus = has_focus(&way);
        show(&bar, text.is_some());
        if text != said.text_content() {
            said.set_text_content(text.as_deref());
        }
        if had_focus && text.is_none() {
            boot::focus();
        }
    });
}

fn unread(others: &[OtherConversation]) -> Option<&OtherConversation> {
    others.iter().find(|other| other.unread > 0)
}

fn open(app: App, conversation: &ConversationId) {
    app.input(Input::Open(conversation.clone()));
    boot::focus();
}
