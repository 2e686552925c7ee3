//! What Zendesk says: webhooks, which only say where to look, and comments, which are read over the API.

use super::call::Survey;
use super::contents;
use super::machine::remote;
use super::settings::Settings;
use crate::clock::Moment;
use crate::desk::{Incoming, Received, RemoteAgent, RemoteFile, Said, What};
use baton_protocol::ConversationId;
use baton_zendesk::Timestamp;
use baton_zendesk::support::{Comment, File, Person};
use baton_zendesk::support_webhooks::Delivery;
use sha2::{Digest, Sha256};

/// How the header begins that Zendesk puts before a comment in some of its texts.
const HEADER: &str = "-----";

/// Reads the body of a delivery: one event, or what a trigger of ours says.
pub(super) fn read(settings: &Settings, body: &[u8], at: Moment) -> Result<Vec<Received>, String> {
    let raw = String::from_utf8(body.to_vec()).map_err(|_| "it is not UTF-8".to_owned())?;
    let delivery = Delivery::parse(body).map_err(|error| error.to_string())?;
    let id = match &delivery {
        Delivery::Event(event) => event.id.as_str().to_owned(),
        // A trigger's words have no identity: the same may be said again of another change.
        Delivery::Trigger(_) => format!("{}/{}", hex::encode(Sha256::digest(body)), at.0),
    };
    let incoming = nudge(&delivery);
    Ok(vec![Received {
        key: settings.event_key(&id),
        remote: Some(incoming.remote.clone()),
        raw,
        incoming: Ok(incoming),
    }])
}

/// The number of the account that a body names; an event names it, a trigger does not.
pub(super) fn account_number(body: &[u8]) -> Option<String> {
    match Delivery::parse(body).ok()? {
        Delivery::Event(event) => event.account.map(|account| account.to_string()),
        Delivery::Trigger(_) => None,
    }
}

/// Reads one delivery as it was kept.
pub(super) fn read_one(raw: &str) -> Result<Incoming, String> {
    Delivery::parse(raw.as_bytes()).map(|delivery| nudge(&delivery)).map_err(|error| error.to_string())
}

fn nudge(delivery: &Delivery) -> Incoming {
    let at = match delivery {
        Delivery::Event(event) => event.time,
        Delivery::Trigger(_) => None,
    };
    let (remote, what) = match delivery.ticket() {
        Some(ticket) => (remote(ticket.0), What::Nudge),
        None => (String::new(), What::Nothing),
    };
    Incoming { remote, conversation: conversation_of(delivery), key: None, at: moment(at), what }
}

/// The conversation of ours that a delivery names, by the external id of its ticket.
fn conversation_of(delivery: &Delivery) -> Option<ConversationId> {
    let Delivery::Event(event) = delivery else { return None };
    let (conversation, number) = event.detail.external_id.as_deref()?.rsplit_once('/')?;
    number.parse::<u32>().ok()?;
    Some(ConversationId::new(conversation))
}

/// What the log learns from a comment: nothing from notes and from our own.
pub(super) fn comment(settings: &Settings, survey: &Survey, comment: &Comment) -> Vec<Incoming> {
    let is_requesters = comment.author_id.is_some() && comment.author_id == survey.ticket.requester_id;
    let is_ours = contents::marked(&comment.custom).is_some() || (is_requesters && comment.via.channel == "api");
    if !comment.public || is_ours {
        return Vec::new();
    }
    let person = comment.author_id.and_then(|id| survey.people.get(&id));
    let files: Vec<RemoteFile> =
        comment.attachments.iter().filter(|file| !file.content_url.is_empty()).map(file).collect();
    let (text, html) = words(settings, comment);
    let of = |key: String, what: What| Incoming {
        remote: remote(survey.ticket.id.0),
        conversation: None,
        key: Some(key),
        at: moment(comment.created_at),
        what,
    };
    let key = settings.comment_key(comment.id.0);
    if is_requesters {
        return vec![of(key, What::VisitorSaid { text, files })];
    }
    let agent = comment.author_id.filter(|_| person.is_none_or(Person::is_staff)).map(|id| RemoteAgent {
        id: id.to_string(),
        name: person.map(|person| person.name.clone()).filter(|name| !name.is_empty()).unwrap_or("Agent".to_owned()),
        avatar: person.and_then(|person| person.photo.as_ref()).map(|photo| photo.content_url.clone()),
    });
    let said = |text: String, html: Option<String>, files: Vec<RemoteFile>, id: String| {
        What::Said(Said { agent: agent.clone(), text, html, files, id })
    };
    let id = comment.id.to_string();
    if settings.text_with_media || files.is_empty() {
        return vec![of(key, said(text, html, files, id))];
    }
    let alone = (files.into_iter().zip(1..))
        .map(|(file, part)| of(format!("{key}/{part}"), said(String::new(), None, vec![file], format!("{id}.{part}"))));
    let has_words = !text.trim().is_empty();
    let words = has_words.then(|| of(key.clone(), said(text, html, Vec::new(), id.clone())));
    words.into_iter().chain(alone).collect()
}

/// The words of a comment, as text and as HTML where that is wanted. HTML is never shown as it is.
fn words(settings: &Settings, comment: &Comment) -> (String, Option<String>) {
    let text = without_header(&comment.body);
    if text.len() != comment.body.len() {
        return (text.to_owned(), None);
    }
    let html = comment.html_body.clone().filter(|html| !html.trim().is_empty());
    let html = match (settings.markdown, settings.extract_html_links) {
        (true, _) => html,
        (false, true) => html.map(|html| crate::markdown::links_only(&html, text)),
        (false, false) => None,
    };
    (text.to_owned(), html)
}

/// A text without the header of dashes, name and date that Zendesk puts before a comment in some places.
fn without_header(text: &str) -> &str {
    let trimmed = text.trim_start();
    if !trimmed.starts_with(HEADER) {
        return text;
    }
    let after = trimmed.trim_start_matches('-').trim_start();
    // Name and date, an empty line, then what was said.
    after.split_once("\n\n").filter(|(head, _)| !head.contains('\n')).map_or(text, |(_, said)| said.trim_start())
}

/// What is told about the ticket itself, once for each time it changes.
pub(super) fn about(settings: &Settings, ticket: u64, word: &str, at: Moment, what: What) -> Incoming {
    let key = Some(format!("{}/ticket/{ticket}/{word}/{}", settings.account, at.0));
    Incoming { remote: remote(ticket), conversation: None, key, at, what }
}

fn file(file: &File) -> RemoteFile {
    RemoteFile {
        url: file.content_url.clone(),
        name: if file.file_name.is_empty() { "file".to_owned() } else { file.file_name.clone() },
        media_type: file.content_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned()),
        bytes: file.size.unwrap_or(0),
    }
}

/// Zendesk's time; 0 where it told none.
fn moment(time: Option<Timestamp>) -> Moment {
    Moment(time.map_or(0, Timestamp::as_millis))
}

#[cfg(test)]
mod tests {
    use super::without_header;

    #[test]
    fn the_documented_body_of_a_trigger_is_the_one_that_is_read() {
        let docs = include_str!("../../../../../docs/tickets.md");
        assert!(docs.contains(baton_zendesk::support_webhooks::TRIGGER_BODY));
    }

    #[test]
    fn the_header_of_a_comment_is_cut_and_nothing_else() {
        let formatted =
            "----------------------------------------------\n\nAna Lima, Nov 27, 2026, 10:00\n\nHello\n\nBye";
        assert_eq!(without_header(formatted), "Hello\n\nBye");
        for text in ["Hello", "--- a rule\nand more", "-----\n\nNo header\nhere\n\nat all", "-----"] {
            assert_eq!(without_header(text), text);
        }
    }
}
