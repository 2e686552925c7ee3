//! What a row says, taken out of the state once, when the row is drawn.

use crate::app::App;
use crate::core::{Kind, Row, Speaker, State};
use crate::i18n::Text;
use baton_protocol::{Block, Card, Choice, EventBody, FileRef, FormReply, FormValue, Span};

/// What a message says.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    pub(super) blocks: Vec<Block>,
    pub(super) files: Vec<FileRef>,
    pub(super) choices: Vec<Choice>,
    pub(super) cards: Vec<Card>,
}

/// The content of a message's row.
pub(super) fn of(app: App, row: &Row) -> Content {
    app.read(|state| match &row.kind {
        Kind::Greeting(index) => greeting(state, *index),
        Kind::Unsent(id) => match state.unsent_of(id).and_then(|unsent| Some((unsent, unsent.message()?))) {
            Some((unsent, message)) => visitors(&message.text, unsent.files.clone(), message.form.as_ref()),
            None => Content::default(),
        },
        Kind::Line(seq) => state.event(*seq).and_then(|event| event.body.known()).map(said).unwrap_or_default(),
        Kind::Day => Content::default(),
    })
}

/// The last greeting carries the site's first buttons.
fn greeting(state: &State, index: usize) -> Content {
    let is_last = index + 1 == state.greetings().len();
    Content {
        blocks: state.greetings().get(index).cloned().unwrap_or_default(),
        choices: if is_last { state.settings().starters.clone() } else { Vec::new() },
        ..Content::default()
    }
}

fn said(body: &EventBody) -> Content {
    match body {
        EventBody::Visitor(message) => visitors(&message.text, message.files.clone(), message.form.as_ref()),
        EventBody::Bot(message) => {
            let (choices, cards) = (message.choices.clone(), message.cards.clone());
            Content { blocks: message.blocks.clone(), choices, cards, ..Content::default() }
        }
        EventBody::Agent(message) => {
            Content { blocks: message.blocks.clone(), files: message.files.clone(), ..Content::default() }
        }
        _ => Content::default(),
    }
}

fn visitors(text: &str, files: Vec<FileRef>, form: Option<&FormReply>) -> Content {
    // A message that was left is the text itself; what was filled in beside it need not be repeated.
    let text = if text.is_empty() { form.map(answers).unwrap_or_default() } else { text.to_owned() };
    let blocks = if text.is_empty() { Vec::new() } else { vec![Block::Paragraph(vec![Span::Text(text)])] };
    Content { blocks, files, ..Content::default() }
}

fn answers(reply: &FormReply) -> String {
    let left =
        reply.values.iter().find_map(|value| if let FormValue::Message(text) = value { Some(text) } else { None });
    if let Some(text) = left {
        return text.clone();
    }
    if let Some(rating) = reply.rating() {
        let text = Text::RatingOf.with(&rating.to_string());
        return reply.comment().map_or_else(|| text.clone(), |comment| [&text, "\n", comment].concat());
    }
    let values: Vec<&str> = reply
        .values
        .iter()
        .filter_map(|value| match value {
            FormValue::Name(text) | FormValue::Email(text) | FormValue::Text { value: text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if values.is_empty() { Text::FormSkipped.say().to_owned() } else { values.join("\n") }
}

/// The name a speaker goes by.
pub(super) fn name(app: App, speaker: &Speaker) -> String {
    match speaker {
        Speaker::Agent(agent) => agent.name.clone(),
        Speaker::Desk => Text::Desk.say().to_owned(),
        Speaker::Bot => {
            let title = app.read(|state| state.settings().title.clone());
            if title.is_empty() { Text::Assistant.say().to_owned() } else { title }
        }
        Speaker::Visitor | Speaker::System => String::new(),
    }
}
