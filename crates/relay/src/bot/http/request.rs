//! What a bot is sent. `docs/bots.md` is the reference of it.

use crate::bot::{AVAILABLE, News, Said, SaidFile, Speaker, Spoken, Turn, What};
use serde_json::{Value, json};

/// The version of the form. A later one only adds to it.
pub(super) const VERSION: u8 = 1;

pub(super) fn turn(turn: &Turn, skills: &[String]) -> Value {
    json!({
        "type": "turn",
        "version": VERSION,
        "id": turn.id,
        "conversation": turn.conversation,
        "site": turn.site,
        "said": turn.said.iter().map(said).collect::<Vec<_>>(),
        "history": turn.history.iter().map(spoken).collect::<Vec<_>>(),
        "variables": turn.variables,
        "page": turn.page,
        "locale": turn.locale,
        "person": {
            "external_id": turn.person.external_id,
            "name": turn.person.name,
            "email": turn.person.email,
            "signed": turn.person.is_signed,
        },
        "returned": turn.returned,
        "available": turn.variables.get(AVAILABLE),
        "skills": skills,
    })
}

pub(super) fn news(news: &News) -> Value {
    let (what, reason, turn, helpful) = match &news.what {
        What::TakenOver => ("taken_over", None, None, None),
        What::Returned { reason } => ("returned", Some(reason), None, None),
        What::Feedback { turn, helpful } => ("feedback", None, Some(turn), Some(helpful)),
    };
    json!({
        "type": "news",
        "version": VERSION,
        "id": news.id,
        "conversation": news.conversation,
        "site": news.site,
        "what": what,
        "reason": reason,
        "turn": turn,
        "helpful": helpful,
    })
}

fn said(said: &Said) -> Value {
    json!({
        "text": said.text,
        "payload": said.payload,
        "files": said.files.iter().map(file).collect::<Vec<_>>(),
        "form": said.form,
    })
}

fn file(file: &SaidFile) -> Value {
    json!({ "name": file.name, "media_type": file.media_type, "bytes": file.bytes })
}

fn spoken(spoken: &Spoken) -> Value {
    json!({ "by": word(spoken.by), "text": spoken.text })
}

fn word(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Visitor => "visitor",
        Speaker::Bot => "bot",
        Speaker::Agent => "agent",
    }
}
