//! One row of the conversation. What it says is drawn once; its place in a run, its delivery and its buttons follow.

use super::avatar::add_avatar;
use super::content::{self, Content};
use super::dom::{add, add_button, add_text, clear, set, show};
use super::files::put_files;
use super::form::put_form;
use super::meta::put_meta;
use super::note;
use super::rich::{add_link, put_blocks};
use crate::app::App;
use crate::core::{Input, Row, Speaker};
use crate::host::boot;
use crate::i18n::Text;
use baton_protocol::{Choice, ChoiceAction, EventBody};
use web_sys::Element;

/// A row on the screen.
pub(super) struct Line {
    row: Row,
    element: Element,
    parts: Parts,
}

enum Parts {
    /// Said once, never changed.
    Note,
    /// There as long as it waits for an answer.
    Form,
    Message {
        name: Option<Element>,
        choices: Element,
        offered: Vec<Choice>,
        meta: Element,
    },
}

impl Line {
    /// Draws a row, as the last child of its parent.
    pub(super) fn new(app: App, parent: &Element, row: &Row) -> Self {
        let element = add(parent, "div", "");
        let parts = if row.speaker != Speaker::System {
            message(app, &element, row)
        } else if let Some(asked) = asked_form(app, row) {
            put_form(app, &element, &asked);
            Parts::Form
        } else {
            let (class, text) = note::words(app, row);
            set(&element, "class", class);
            set(&element, "dir", "auto");
            element.set_text_content(Some(&text));
            Parts::Note
        };
        let line = Self { row: row.clone(), element, parts };
        line.draw(app);
        line
    }

    /// The row's key.
    pub(super) fn key(&self) -> &String {
        &self.row.key
    }

    /// The row's element.
    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    /// Draws what has changed.
    pub(super) fn update(&mut self, app: App, row: &Row) {
        if self.row != *row {
            self.row.clone_from(row);
            self.draw(app);
        }
    }

    fn draw(&self, app: App) {
        let row = &self.row;
        match &self.parts {
            Parts::Note => {}
            Parts::Form => show(&self.element, row.live),
            Parts::Message { name, choices, offered, meta } => {
                set(&self.element, "class", &class(row));
                if let Some(name) = name {
                    show(name, row.first);
                }
                put_choices(app, choices, offered, row.live);
                put_meta(app, meta, row);
            }
        }
    }
}

fn asked_form(app: App, row: &Row) -> Option<baton_protocol::Form> {
    let crate::core::Kind::Line(seq) = row.kind else { return None };
    app.read(|state| match state.event(seq)?.body.known()? {
        EventBody::Form(form) => Some(form.clone()),
        _ => None,
    })
}

fn message(app: App, element: &Element, row: &Row) -> Parts {
    let Content { blocks, files, choices: offered } = content::of(app, row);
    let speaker = content::name(app, &row.speaker);
    let name = matches!(row.speaker, Speaker::Agent(_) | Speaker::Desk).then(|| {
        let name = add(element, "div", "baton-name");
        set(&name, "aria-hidden", "true");
        if let Speaker::Agent(agent) = &row.speaker {
            add_avatar(app, &name, "baton-avatar baton-avatar--person baton-avatar--small", agent);
        }
        add_text(&name, "span", "", &speaker);
        name
    });
    let said =
        if row.speaker == Speaker::Visitor { Text::YouSaid.say().to_owned() } else { Text::SomeoneSaid.with(&speaker) };
    add_text(element, "span", "baton-hidden", &said);
    if !blocks.is_empty() {
        let bubble = add(element, "div", "baton-bubble");
        set(&bubble, "dir", "auto");
        put_blocks(&bubble, &blocks);
    }
    if !files.is_empty() {
        put_files(app, &add(element, "div", "baton-files"), files);
    }
    let meta = add(element, "div", "baton-meta");
    let choices = add(element, "div", "baton-choices");
    Parts::Message { name, choices, offered, meta }
}

/// Buttons that say something are there until something has been said; links stay.
fn put_choices(app: App, parent: &Element, offered: &[Choice], is_live: bool) {
    const CLASS: &str = "baton-button baton-button--choice";
    clear(parent);
    for choice in offered {
        let made = match &choice.action {
            ChoiceAction::Link(href) => {
                let link = add_link(parent, CLASS, href);
                if let Some(link) = &link {
                    link.set_text_content(Some(&choice.label));
                }
                link
            }
            _ if is_live => {
                let pressed = choice.clone();
                Some(add_button(parent, CLASS, &choice.label, move || {
                    app.input(Input::Press { id: boot::client_id(), choice: pressed.clone() });
                    // The button is gone, and the focus with it.
                    boot::focus();
                }))
            }
            _ => None,
        };
        if let Some(made) = made {
            set(&made, "dir", "auto");
        }
    }
    show(parent, parent.has_child_nodes());
}

fn class(row: &Row) -> String {
    let mut class = String::from(match row.speaker {
        Speaker::Visitor => "baton-line baton-line--visitor",
        Speaker::Agent(_) => "baton-line baton-line--agent",
        Speaker::Desk => "baton-line baton-line--desk",
        Speaker::Bot | Speaker::System => "baton-line baton-line--bot",
    });
    if row.first {
        class.push_str(" baton-line--first");
    }
    if row.last {
        class.push_str(" baton-line--last");
    }
    class
}
