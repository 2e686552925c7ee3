//! One row of the conversation. What it says is drawn once; its place in a run, its delivery and its buttons follow.

use super::avatar::add_avatar;
use super::away;
use super::cards;
use super::content::{self, Content};
use super::dom::{add, add_button, add_text, clear, focus, has_focus, is_typing, set, show};
use super::files::put_files;
use super::form::put_form;
use super::helpful;
use super::meta::put_meta;
use super::note;
use super::rich::{add_link, put_blocks};
use crate::app::App;
use crate::core::{By, Delivery, Input, Kind, Row, Speaker};
use crate::host::{boot, intercept, intercept::Answer};
use crate::i18n::{self, Text};
use baton_protocol::{Choice, ChoiceAction, EventBody};
use web_sys::Element;

/// A place for buttons, and what they are.
pub(super) type Offer = (Element, Vec<Choice>);

/// A row on the screen.
pub(super) struct Line {
    row: Row,
    element: Element,
    parts: Parts,
}

enum Parts {
    /// Said once, never changed.
    Note,
    /// Nobody is there; the place of its buttons.
    Away(Element),
    /// There as long as it waits for an answer; the line for what the relay says of one.
    Form(Element),
    Message {
        name: Option<Element>,
        /// The places of buttons, with what they offer.
        offers: Vec<Offer>,
        meta: Element,
        helpful: Element,
    },
}

impl Line {
    /// Draws a row, as the last child of its parent. News come in with a movement.
    pub(super) fn new(app: App, parent: &Element, row: &Row, is_news: bool) -> Self {
        let element = add(parent, "div", "");
        if is_news {
            set(&element, "data-new", "");
        }
        let parts = if row.speaker != Speaker::System {
            message(app, &element, row)
        } else if let Some(asked) = asked_form(app, row) {
            Parts::Form(put_form(app, &element, &asked))
        } else {
            let (class, text) = note::words(app, row);
            if row.away.is_some() {
                let ways = away::put_away(&element, &text);
                let line = Self { row: row.clone(), element, parts: Parts::Away(ways) };
                line.draw(app, None, false);
                return line;
            }
            set(&element, "class", class);
            set(&element, "dir", "auto");
            element.set_text_content(Some(&text));
            Parts::Note
        };
        let line = Self { row: row.clone(), element, parts };
        line.draw(app, None, false);
        line
    }

    /// Whoever asked for the form of a message goes on in it, unless they are typing elsewhere by now; it alone has a long
    /// text that must be written. Only once the row is in its place: moving it takes the focus away again.
    pub(super) fn invite(&self) {
        if let (Parts::Form(_), Ok(Some(text))) =
            (&self.parts, self.element.query_selector("textarea[aria-required=true]"))
            && !is_typing()
        {
            focus(&text);
        }
    }

    /// The row's key.
    pub(super) fn key(&self) -> &String {
        &self.row.key
    }

    /// The row's element.
    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    /// Draws what has changed; days and times too where their words are others now.
    pub(super) fn update(&mut self, app: App, row: &Row, is_reworded: bool) {
        if self.row != *row || is_reworded {
            let before = std::mem::replace(&mut self.row, row.clone());
            self.draw(app, Some(&before), is_reworded);
        }
    }

    /// Only what differs is drawn anew: whatever has the focus keeps it, and nobody hears the rest again.
    fn draw(&self, app: App, before: Option<&Row>, is_reworded: bool) {
        let row = &self.row;
        match &self.parts {
            Parts::Note if is_reworded && row.kind == Kind::Day => {
                self.element.set_text_content(Some(&note::words(app, row).1));
            }
            Parts::Note => {}
            Parts::Away(ways) if before.is_none_or(|before| before.live != row.live) => {
                away::put_ways(app, ways, row);
            }
            Parts::Away(_) => {}
            Parts::Form(refused) => {
                let code = if let Delivery::Failed(_, code) = row.delivery { Some(i18n::error(code)) } else { None };
                refused.set_text_content(code);
                show(&self.element, row.live);
            }
            Parts::Message { name, offers, meta, helpful } => {
                set(&self.element, "class", &class(row));
                if let Some(name) = name {
                    show(name, row.first);
                    if row.first && !name.has_child_nodes() {
                        put_name(app, name, &row.speaker);
                    }
                }
                if before.is_none_or(|before| before.live != row.live) {
                    offers.iter().for_each(|(place, offered)| put_choices(app, place, offered, row.live));
                }
                if before.is_none_or(|before| before.helpful != row.helpful) {
                    helpful::put(app, helpful, row);
                }
                let said = |row: &Row| (row.delivery.clone(), row.last, row.at);
                if is_reworded || before.is_none_or(|before| said(before) != said(row)) {
                    put_meta(app, meta, row);
                }
            }
        }
    }
}

fn asked_form(app: App, row: &Row) -> Option<baton_protocol::Form> {
    let Kind::Line(seq) = row.kind else { return None };
    app.read(|state| match state.event(seq)?.body.known()? {
        EventBody::Form(form) => Some(form.clone()),
        _ => None,
    })
}

fn message(app: App, element: &Element, row: &Row) -> Parts {
    let Content { blocks, files, choices, cards } = content::of(app, row);
    let speaker = content::name(app, &row.speaker);
    let name = matches!(row.speaker, Speaker::Agent(_) | Speaker::Desk).then(|| {
        let name = add(element, "div", "baton-name");
        set(&name, "aria-hidden", "true");
        name
    });
    let said =
        if row.speaker == Speaker::Visitor { Text::YouSaid.say().to_owned() } else { Text::SomeoneSaid.with(&speaker) };
    add_text(element, "span", "baton-hidden", &said);
    if !blocks.is_empty() {
        let bubble = add(element, "div", "baton-bubble");
        put_blocks(&bubble, &blocks);
        ask_page(app, element, &bubble, row);
    }
    if !files.is_empty() {
        put_files(app, &add(element, "div", "baton-files"), files);
    }
    let mut offers = Vec::new();
    if !cards.is_empty() {
        cards::put_cards(element, cards, &mut offers);
    }
    let meta = add(element, "div", "baton-meta");
    let helpful = add(element, "div", "baton-helpful");
    show(&helpful, false);
    offers.push((add(element, "div", "baton-choices"), choices));
    Parts::Message { name, offers, meta, helpful }
}

/// Where the page reads along, what others have said stays out of sight until the page has had its say.
fn ask_page(app: App, element: &Element, bubble: &Element, row: &Row) {
    let by = match row.speaker {
        Speaker::Bot => By::Bot,
        Speaker::Agent(_) => By::Agent,
        Speaker::Desk => By::Desk,
        Speaker::Visitor | Speaker::System => return,
    };
    if !matches!(row.kind, Kind::Line(_)) || !app.edges(|edges| edges.page.before_display) {
        return;
    }
    show(element, false);
    let (element, bubble) = (element.clone(), bubble.clone());
    let said = bubble.text_content().unwrap_or_default();
    intercept::before_display(&row.key, by.name(), &said, move |answer| {
        if let Answer::Changed(text) = &answer {
            clear(&bubble);
            add_text(&bubble, "p", "", text);
        }
        show(&element, !matches!(answer, Answer::Nothing));
    });
}

/// Who speaks, above the first message of a run alone: a picture that nobody sees need not be fetched.
fn put_name(app: App, parent: &Element, speaker: &Speaker) {
    if let Speaker::Agent(agent) = speaker {
        add_avatar(app, parent, "baton-avatar baton-avatar--person baton-avatar--small", agent);
    }
    add_text(parent, "span", "", &content::name(app, speaker));
}

/// Buttons that say something are there until something has been said; links stay.
fn put_choices(app: App, parent: &Element, offered: &[Choice], is_live: bool) {
    const CLASS: &str = "baton-button baton-button--choice";
    let had_focus = has_focus(parent);
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
                    if matches!(pressed.action, ChoiceAction::Location {}) {
                        return boot::locate();
                    }
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
    if had_focus {
        boot::focus();
    }
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
