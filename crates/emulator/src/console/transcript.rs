//! The conversation and the comments as the agent reads them. Everything a visitor wrote is escaped.

use crate::clock::millis;
use crate::control::desk_view::{CommentFile, CommentView};
use crate::control::view::{MessageView, TicketView};
use crate::sunco::attachments::encode_name;
use crate::sunco::markup::escape;
use serde_json::{Map, Value};
use std::fmt::Write;

type Object = Map<String, Value>;

/// Messages and comments by their times.
pub(super) fn html(ticket: &TicketView) -> String {
    let mut all: Vec<(i64, String)> =
        ticket.transcript.iter().map(|message| (message.received_ms, bubble(ticket, message))).collect();
    all.extend(ticket.comments.iter().map(|comment| (comment.created_ms, remark(comment))));
    all.sort_by_key(|(at_ms, _)| *at_ms);
    let count = all.len();
    let lines: String = all.into_iter().map(|(_, html)| html).collect();
    format!(
        "<ol id=\"transcript\" class=\"transcript\" tabindex=\"0\" aria-label=\"Messages\" data-live data-count=\"{count}\">{lines}</ol>"
    )
}

/// A comment; its plain words, for its HTML may be a visitor's.
fn remark(comment: &CommentView) -> String {
    let (time, clock) = times(comment.created_ms);
    let kind = if comment.by_agent { "agent" } else { "visitor" };
    let (class, hint) = if comment.public { ("", "") } else { (" note", " · internal note") };
    let files: String = comment.files.iter().map(attached).collect();
    let words = match comment.body.as_str() {
        "" => String::new(),
        body => format!("<p class=\"text\">{}</p>", escape(body)),
    };
    format!(
        "<li class=\"message {kind}{class}\" id=\"comment-{id}\" data-author=\"{kind}\" data-public=\"{public}\">\
         <p class=\"by\"><b>{speaker}</b> <time datetime=\"{time}\">{clock} UTC</time>{hint}</p>{words}{files}</li>",
        id = comment.id,
        public = comment.public,
        speaker = escape(&comment.author_name),
    )
}

fn attached(file: &CommentFile) -> String {
    let path = format!("/console/files/{}/{}", encode_name(&file.attachment.0), encode_name(&file.name));
    let shown = escape(&file.name);
    if file.media_type.starts_with("image/") {
        return format!("<p><a href=\"{path}\"><img src=\"{path}\" alt=\"{shown}\"></a></p>");
    }
    let kind = escape(&file.media_type);
    format!(
        "<p><a class=\"file\" href=\"{path}\" download=\"{shown}\">{shown}</a> <small>{kind}, {} bytes</small></p>",
        file.size
    )
}

/// The time for machines, and its clock for whoever has no script.
fn times(at_ms: i64) -> (String, String) {
    let time = millis(at_ms);
    let clock = time.chars().skip(11).take(8).collect();
    (time, clock)
}

fn bubble(ticket: &TicketView, message: &MessageView) -> String {
    let (kind, speaker) = speaker(ticket, message);
    let (time, clock) = times(message.received_ms);
    let silent = if message.silent { " · not shown to the visitor" } else { "" };
    format!(
        "<li class=\"message {kind}\" id=\"message-{id}\" data-author=\"{kind}\">\
         <p class=\"by\"><b>{speaker}</b> <time datetime=\"{time}\">{clock} UTC</time>{silent}</p>{content}</li>",
        id = escape(&message.id.0),
        speaker = escape(&speaker),
        content = content(&message.content),
    )
}

/// Who speaks: the visitor, an agent, the system, or the business by API or trigger.
fn speaker(ticket: &TicketView, message: &MessageView) -> (&'static str, String) {
    let named = message.display_name.clone();
    if message.user.is_some() {
        return ("visitor", named.unwrap_or_else(|| ticket.requester_name.clone()));
    }
    if message.activity.is_some() {
        return ("system", "System".to_owned());
    }
    if message.source == crate::workspace::SOURCE {
        let trigger = message.metadata_text("__zendesk_msg.agent.id") == Some("__trigger");
        return (if trigger { "bot" } else { "agent" }, named.unwrap_or_else(|| "Agent".to_owned()));
    }
    ("bot", named.unwrap_or_else(|| "Bot".to_owned()))
}

fn text<'a>(content: &'a Object, name: &str) -> &'a str {
    content.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn objects<'a>(content: &'a Object, name: &str) -> impl Iterator<Item = &'a Object> {
    content.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

fn content(content: &Object) -> String {
    let mut out = String::new();
    match text(content, "type") {
        "image" | "file" => out.push_str(&file(content)),
        "carousel" | "list" => {
            for item in objects(content, "items") {
                let (title, description) = (escape(text(item, "title")), escape(text(item, "description")));
                let _ = write!(out, "<div class=\"card\"><b>{title}</b><br>{description}{}</div>", actions(item));
            }
            return out;
        }
        "form" => {
            for field in objects(content, "fields") {
                let _ = write!(out, "<p class=\"field\">Asks: {}</p>", escape(text(field, "label")));
            }
        }
        _ => {}
    }
    if !text(content, "text").is_empty() {
        let _ = write!(out, "<p class=\"text\">{}</p>", escape(text(content, "text")));
    }
    out.push_str(&actions(content));
    out
}

fn actions(owner: &Object) -> String {
    let chips: String = objects(owner, "actions")
        .map(|it| format!("<span class=\"chip\">{}</span>", escape(text(it, "text"))))
        .collect();
    if chips.is_empty() { chips } else { format!("<p class=\"actions\">{chips}</p>") }
}

/// An uploaded image is shown and a file linked; what lies elsewhere is only linked.
fn file(content: &Object) -> String {
    let name = text(content, "altText");
    let shown = escape(if name.is_empty() { "file" } else { name });
    let id = text(content, "attachmentId");
    if id.is_empty() {
        let url = text(content, "mediaUrl");
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        return if is_web {
            let url = escape(url);
            format!("<p><a href=\"{url}\" rel=\"noopener noreferrer\" target=\"_blank\">{url}</a></p>")
        } else {
            format!("<p class=\"text\">{}</p>", escape(url))
        };
    }
    let own_name = text(content, "mediaUrl").rsplit('/').next().filter(|it| !it.is_empty()).unwrap_or("file");
    let path = format!("/console/files/{}/{}", encode_name(id), escape(own_name));
    if text(content, "type") == "image" {
        return format!("<p><a href=\"{path}\"><img src=\"{path}\" alt=\"{shown}\"></a></p>");
    }
    let size = content.get("mediaSize").and_then(Value::as_u64).unwrap_or_default();
    let kind = escape(text(content, "mediaType"));
    format!(
        "<p><a class=\"file\" href=\"{path}\" download=\"{shown}\">{shown}</a> <small>{kind}, {size} bytes</small></p>"
    )
}

/// What was said last, in a line for the list of tickets.
pub(super) fn last_words(ticket: &TicketView) -> String {
    let message = ticket.transcript.last().map(|message| (message.received_ms, summary(message)));
    let comment = ticket.comments.last().map(|comment| (comment.created_ms, comment_summary(comment)));
    let newest = message.into_iter().chain(comment).max_by_key(|(at_ms, _)| *at_ms);
    newest.map(|(_, words)| short(&words)).unwrap_or_default()
}

fn comment_summary(comment: &CommentView) -> String {
    let file = comment.files.first().filter(|_| comment.body.is_empty());
    let words = file.map_or_else(|| comment.body.clone(), |file| format!("📎 {}", file.name));
    if comment.public { words } else { format!("Note: {words}") }
}

fn summary(message: &MessageView) -> String {
    match text(&message.content, "type") {
        "image" | "file" => format!("📎 {}", text(&message.content, "altText")),
        _ => text(&message.content, "text").to_owned(),
    }
}

fn short(text: &str) -> String {
    let text = text.replace('\n', " ");
    let short: String = text.chars().take(80).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
