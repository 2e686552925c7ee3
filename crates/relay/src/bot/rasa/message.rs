//! What is said to a Rasa assistant, and what it says.

use crate::bot::remote::{self, choice};
use crate::bot::{AVAILABLE, Action, BotError, Call, SaidCard, Say, Turn};
use baton_protocol::{Choice, ChoiceAction};
use serde::Deserialize;
use serde_json::{Value, json};

/// A message of the assistant. One has a text and what belongs to it, or something of its own.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    text: Option<String>,
    #[serde(default)]
    buttons: Vec<Button>,
    #[serde(default)]
    quick_replies: Vec<Button>,
    image: Option<String>,
    attachment: Option<Value>,
    custom: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Button {
    title: String,
    #[serde(default)]
    payload: String,
    #[serde(default)]
    url: Option<String>,
}

/// The words for a turn: the last button pressed, or else all that was said.
///
/// A text that begins with a slash would be taken for an intent, which visitors must not be able to name.
pub(super) fn said(turn: &Turn) -> String {
    if let Some(payload) = turn.said.iter().rev().find_map(|said| said.payload.as_ref()) {
        return payload.clone();
    }
    let text = remote::in_words(turn);
    text.trim_start_matches(|letter: char| letter == '/' || letter.is_whitespace()).to_owned()
}

/// What else there is to know of a turn.
pub(super) fn metadata(turn: &Turn) -> Value {
    let last = turn.said.last();
    let files = turn.said.iter().flat_map(|said| &said.files);
    json!({
        "turn": turn.id,
        "site": turn.site,
        "page": turn.page,
        "locale": turn.locale,
        "variables": turn.variables,
        "person": {
            "external_id": turn.person.external_id,
            "name": turn.person.name,
            "email": turn.person.email,
            "signed": turn.person.is_signed,
        },
        "form": last.and_then(|said| said.form.as_ref()),
        "files": files.map(|file| &file.name).collect::<Vec<_>>(),
        "returned": turn.returned,
        "available": turn.variables.get(AVAILABLE),
    })
}

/// What a message means. `handoff` is the word that calls for a person.
pub(super) fn actions(message: Message, handoff: &str) -> Result<Vec<Action>, BotError> {
    let mut actions = Vec::new();
    let buttons = message.buttons.iter().chain(&message.quick_replies);
    let mut choices: Vec<Choice> = buttons.filter_map(|button| shown(button, handoff)).collect();
    let mut cards = Vec::new();
    if let Some(image) = message.image {
        match choice("Picture", ChoiceAction::Link(image.clone())) {
            Some(_) if image.starts_with("https://") => {
                cards.push(SaidCard { image: Some(image), ..SaidCard::default() });
            }
            link => choices.extend(link),
        }
    }
    choices.extend(message.attachment.as_ref().and_then(attached));
    let markdown = message.text.unwrap_or_default();
    if !markdown.trim().is_empty() || !choices.is_empty() || !cards.is_empty() {
        actions.push(Action::Say(Say { markdown, choices, cards, ..Say::default() }));
    }
    if let Some(custom) = &message.custom {
        actions.extend(meant(custom, handoff)?);
    }
    Ok(actions)
}

fn shown(button: &Button, handoff: &str) -> Option<Choice> {
    let action = match &button.url {
        Some(url) => ChoiceAction::Link(url.clone()),
        None if button.payload.trim_start_matches('/') == handoff => ChoiceAction::Handoff { skill: None },
        // As Rasa's own channels have it: a button without a payload says its title.
        None if button.payload.is_empty() => ChoiceAction::Postback(button.title.clone()),
        None => ChoiceAction::Postback(button.payload.clone()),
    };
    choice(&button.title, action)
}

/// An attachment is an address, or has one; nothing of it is loaded by itself.
fn attached(attachment: &Value) -> Option<Choice> {
    let payload = attachment.get("payload");
    let within = payload.and_then(|payload| payload.get("src").or_else(|| payload.get("url")));
    let address = attachment.as_str().or_else(|| within?.as_str())?;
    choice("Attachment", ChoiceAction::Link(address.to_owned()))
}

/// What a payload of the assistant's own means: Baton's actions, or a call for a person.
fn meant(custom: &Value, handoff: &str) -> Result<Vec<Action>, BotError> {
    match custom.get("baton") {
        Some(Value::Array(actions)) => return remote::read_list(actions),
        Some(action) => return remote::read_list(std::slice::from_ref(action)),
        None => {}
    }
    let named = ["type", "action", "event"].iter().any(|key| custom.get(key).and_then(Value::as_str) == Some(handoff));
    let details = match custom.get(handoff) {
        None | Some(Value::Bool(false) | Value::Null) if !named => return Ok(Vec::new()),
        Some(details @ Value::Object(_)) => details,
        _ => custom,
    };
    let text = |key: &str| details.get(key).and_then(Value::as_str).map(str::to_owned);
    let summary = text("summary").or_else(|| text("reason"));
    Ok(vec![Action::HandOff(Call { skill: text("skill"), summary, ..Call::default() })])
}
