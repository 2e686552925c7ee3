//! What the host page hears.

use super::boot;
use crate::core::{Ask, By, HostEvent, HostEventKind};
use baton_protocol::{PresenceId, StageReason};
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// An object of these entries.
pub(super) fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        // Setting a key of a fresh object cannot fail.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object.into()
}

/// Tells of an event.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double until the year 287396")]
pub(crate) fn event(event: &HostEvent) {
    let mut entries = vec![
        ("id", event.id.as_str().into()),
        ("createdAt", (event.at as f64).into()),
        ("type", event.kind.name().into()),
    ];
    match &event.kind {
        HostEventKind::MessageReceived(by) => entries.push(("by", by.name().into())),
        HostEventKind::AgentJoined(name) | HostEventKind::AgentTransferred(name) => {
            entries.push(("agent", object(&[("name", name.as_str().into())])));
        }
        HostEventKind::HandoffRequested(reason) | HostEventKind::ConversationEnded(reason) => {
            entries.push(("reason", reason_name(*reason).into()));
        }
        // Zendesk tells nobody when an agent writes.
        HostEventKind::TypingStart | HostEventKind::TypingStop => entries.push(("by", By::Bot.name().into())),
        HostEventKind::Error(code) => entries.push(("code", word(code).into())),
        _ => {}
    }
    boot::post(&object(&[("t", "event".into()), ("event", object(&entries))]));
}

fn reason_name(reason: StageReason) -> String {
    word(&reason)
}

/// The wire's word for something that is one word there.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default().trim_matches('"').to_owned()
}

/// Tells how many messages are unread.
pub(crate) fn unread(count: usize) {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    boot::post(&object(&[("t", "unread".into()), ("count", count.into())]));
}

/// Tells that there is something new, for a notification where the visitor allows those. It carries no word of it.
pub(crate) fn notify(title: &str, text: &str, tag: &str) {
    let entries = [("t", "notify".into()), ("title", title.into()), ("body", text.into()), ("tag", tag.into())];
    boot::post(&object(&entries));
}

/// Gives what the page may ask by how much is unread, or takes it away.
pub(crate) fn presence(id: Option<&PresenceId>) {
    let id = id.map(PresenceId::as_str).unwrap_or_default();
    boot::post(&object(&[("t", "presence".into()), ("id", id.into())]));
}

/// Asks the page who the visitor is, by a function that it gave.
pub(crate) fn ask(ask: Ask) {
    boot::post(&object(&[("t", "token".into()), ("id", ask.name().into())]));
}

/// Warns whoever builds the host page.
pub(crate) fn warn(is_error: bool, text: &str) {
    let level = if is_error { "error" } else { "warn" };
    boot::post(&object(&[("t", "warn".into()), ("level", level.into()), ("text", text.into())]));
}

/// Answers a call.
pub(super) fn reply(id: &JsValue, outcome: Result<JsValue, String>) {
    let mut entries = vec![("t", "reply".into()), ("id", id.clone()), ("ok", outcome.is_ok().into())];
    match outcome {
        Ok(value) => entries.push(("value", value)),
        Err(error) => entries.push(("error", error.into())),
    }
    boot::post(&object(&entries));
}
