//! The conversation as the agent reads it. Everything a visitor wrote is escaped.

use crate::clock::millis;
use crate::control::view::{MessageView, TicketView};
use crate::sunco::attachments::encode_name;
use crate::sunco::markup::escape;
use serde_json::{Map, Value};
use std::fmt::Write;

type Object = Map<String, Value>;

pub(super) fn html(ticket: &TicketView) -> String {
    let messages: String = ticket.transcript.iter().map(|message| bubble(ticket, message)).collect();
    format!(
        "<ol id=\"transcript\" class=\"transcript\" tabindex=\"0\" aria-label=\"Messages\" data-live data-count=\"{}\">{messages}</ol>",
        ticket.transcript.len()
    )
}

fn bubble(ticket: &TicketView, message: &MessageView) -> String {
    let (kind, speaker) = speaker(ticket, message);
    let time = millis(message.received_ms);
    let clock: String = time.chars().skip(11).take(8).collect();
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

/// A line for the list of tickets.
pub(super) fn summary(message: &MessageView) -> String {
    let text = match text(&message.content, "type") {
        "image" | "file" => format!("📎 {}", text(&message.content, "altText")),
        _ => text(&message.content, "text").replace('\n', " "),
    };
    let short: String = text.chars().take(80).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
