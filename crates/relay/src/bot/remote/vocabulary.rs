//! Baton's own words for what a bot does, as JSON. `docs/bots.md` is their reference.
//!
//! Keys that are not known are passed over, and so are actions: a bot may be newer than its relay. An action that is known
//! and is not as it should be voids the answer: half of what a bot means is not what it means.

use crate::bot::action::field_kind;
use crate::bot::{Action, Ask, BotError, Call, SaidCard, Say};
use baton_protocol::{Choice, ChoiceAction, FormField, TextField, limits};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// The schemes a link may have.
const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];
/// Characters of a summary.
const SUMMARY: usize = 4_000;

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::bot) enum Read {
    /// An action.
    Action(Action),
    /// A text without words of its own: what was streamed before it is what is said.
    SayStreamed(Say),
    /// The end of the answer.
    Done,
    /// An action that is not known.
    Unknown,
}

#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Word {
    Say {
        markdown: Option<String>,
        #[serde(default)]
        choices: Vec<Button>,
        #[serde(default)]
        cards: Vec<CardWord>,
        #[serde(default)]
        unsure: bool,
    },
    Stream {
        text: String,
    },
    Ask {
        #[serde(default)]
        lead: String,
        fields: Vec<Field>,
        #[serde(default)]
        optional: bool,
    },
    Set {
        name: String,
        value: Value,
    },
    Handoff {
        skill: Option<String>,
        summary: Option<String>,
    },
    End {},
    Done {},
}

/// The types of actions that are known.
const KNOWN: [&str; 7] = ["say", "stream", "ask", "set", "handoff", "end", "done"];

#[derive(Deserialize)]
struct Button {
    label: String,
    postback: Option<String>,
    link: Option<String>,
    handoff: Option<Value>,
    #[serde(default)]
    location: bool,
}

#[derive(Deserialize)]
struct CardWord {
    title: String,
    #[serde(default)]
    markdown: String,
    image: Option<String>,
    #[serde(default)]
    choices: Vec<Button>,
}

#[derive(Deserialize)]
struct Field {
    #[serde(default)]
    name: String,
    label: String,
    kind: Option<String>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    options: Vec<String>,
}

/// Reads one action.
pub(in crate::bot) fn read(value: &Value) -> Result<Read, BotError> {
    let kind = Typed::deserialize(value).map_err(|_| wrong("something", "needs a `type`"))?.kind;
    if !KNOWN.contains(&kind.as_str()) {
        return Ok(Read::Unknown);
    }
    let word = Word::deserialize(value).map_err(|_| wrong(&kind, "is not as the documentation has it"))?;
    Ok(Read::Action(match word {
        Word::Say { markdown, choices, cards, unsure } => {
            let say = Say {
                choices: buttons(choices)?,
                cards: cards.into_iter().map(card).collect::<Result<_, _>>()?,
                unsure,
                markdown: markdown.clone().unwrap_or_default(),
            };
            if markdown.is_none() && say.cards.is_empty() {
                return Ok(Read::SayStreamed(say));
            }
            Action::Say(say)
        }
        Word::Stream { text } => Action::Stream(text),
        Word::Ask { lead, fields, optional } => {
            Action::Ask(Ask { lead, fields: fields.into_iter().map(field).collect::<Result<_, _>>()?, optional })
        }
        Word::Set { name, value } => {
            Action::Set { name, value: flat(&value).ok_or_else(|| wrong("set", "needs a plain `value`"))? }
        }
        Word::Handoff { skill, summary } => {
            let summary = summary.map(|text| text.chars().take(SUMMARY).collect());
            Action::HandOff(Call { skill, summary, ..Call::default() })
        }
        Word::End {} => Action::End,
        Word::Done {} => return Ok(Read::Done),
    }))
}

/// Reads the actions of an answer that comes whole.
pub(in crate::bot) fn read_list(values: &[Value]) -> Result<Vec<Action>, BotError> {
    let mut actions = Vec::new();
    for value in values {
        match read(value)? {
            Read::Action(action) => actions.push(action),
            Read::Done => break,
            Read::Unknown => {}
            Read::SayStreamed(_) => return Err(wrong("say", "needs `markdown` or `cards`")),
        }
    }
    Ok(actions)
}

/// A plain value as a text.
pub(in crate::bot) fn flat(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// A button, where what is meant can be shown.
pub(in crate::bot) fn choice(label: &str, action: ChoiceAction) -> Option<Choice> {
    let fits = match &action {
        ChoiceAction::Postback(payload) => payload.chars().count() <= limits::PAYLOAD_CHARS,
        ChoiceAction::Link(address) => is_link(address),
        _ => true,
    };
    (fits && !label.trim().is_empty()).then(|| Choice { label: label.trim().to_owned(), action })
}

fn buttons(buttons: Vec<Button>) -> Result<Vec<Choice>, BotError> {
    buttons.into_iter().map(button).collect()
}

fn button(button: Button) -> Result<Choice, BotError> {
    let form = || {
        wrong("a choice", "needs a label and one of `postback`, `link` (an address), `handoff` and `location` (true)")
    };
    let action = match (button.postback, button.link, button.handoff) {
        (None, None, None) if button.location => ChoiceAction::Location {},
        _ if button.location => return Err(form()),
        (Some(payload), None, None) => ChoiceAction::Postback(payload),
        (None, Some(address), None) => ChoiceAction::Link(address),
        (None, None, Some(Value::Bool(true))) => ChoiceAction::Handoff { skill: None },
        (None, None, Some(Value::String(skill))) => ChoiceAction::Handoff { skill: Some(skill) },
        _ => return Err(form()),
    };
    choice(&button.label, action).ok_or_else(form)
}

fn card(card: CardWord) -> Result<SaidCard, BotError> {
    Ok(SaidCard { title: card.title, markdown: card.markdown, image: card.image, choices: buttons(card.choices)? })
}

fn field(field: Field) -> Result<FormField, BotError> {
    let word = field.kind.as_deref().unwrap_or("line");
    if word == "agree" {
        return Ok(FormField::Agree { text: crate::markdown::tree(&field.label), required: field.required });
    }
    let kind = field_kind(word).ok_or_else(|| wrong("a field", "has an unknown `kind`"))?;
    if field.name.is_empty() || field.name.starts_with("baton.") {
        return Err(wrong("a field", "needs a `name` that does not begin with `baton.`"));
    }
    let Field { name, label, required, options, .. } = field;
    Ok(FormField::Text(TextField { name, label, kind, required, options }))
}

fn is_link(address: &str) -> bool {
    let url = Url::parse(address.trim());
    address.len() <= limits::URL_CHARS && url.is_ok_and(|url| SCHEMES.contains(&url.scheme()))
}

fn wrong(what: &str, why: &str) -> BotError {
    let what: String =
        what.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == ' ').take(32).collect();
    BotError::Nonsense(format!("{what} {why}"))
}
