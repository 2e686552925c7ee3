use serde::Deserialize;
use serde_json::value::RawValue;

use super::EventKind;
use crate::ids::{ConversationId, EventId};
use crate::timestamp::Timestamp;
use crate::tolerant;

/// One event.
#[derive(Debug)]
pub struct Event {
    /// The vendor's id; the same when the event is delivered again.
    pub id: EventId,
    /// When it happened.
    pub created_at: Option<Timestamp>,
    /// What happened.
    pub kind: EventKind,
    /// The event as it came, to be kept.
    pub raw: Box<RawValue>,
}

/// An event that cannot be read. It is kept as it came, since somebody may have to look at it.
#[derive(Debug, thiserror::Error)]
#[error("the event {reason}")]
pub struct BadEvent {
    /// Its id, where that much is readable.
    pub id: Option<EventId>,
    /// Its type, where that much is readable.
    pub name: Option<String>,
    /// What is wrong with it, without quoting it.
    pub reason: String,
    /// The event as it came.
    pub raw: Box<RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    #[serde(default, deserialize_with = "tolerant::lenient")]
    id: Option<EventId>,
    #[serde(default, rename = "type", deserialize_with = "tolerant::lenient")]
    name: Option<String>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    created_at: Option<Timestamp>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

impl Event {
    /// Reads one event, from an envelope or from where it was kept.
    pub fn parse(raw: Box<RawValue>) -> Result<Self, BadEvent> {
        let head: Head<'_> = match serde_json::from_str(raw.get()) {
            Ok(head) => head,
            Err(error) => return Err(bad(None, None, tolerant::place(&error), raw)),
        };
        let (id, name, created_at) = (head.id, head.name, head.created_at);
        let payload = head.payload.map_or("{}", RawValue::get);
        match (id, name) {
            (Some(id), Some(name)) => match EventKind::read(&name, payload) {
                Ok(kind) => Ok(Self { id, created_at, kind, raw }),
                Err(error) => {
                    let reason = format!("has a payload that {}", tolerant::place(&error));
                    Err(bad(Some(id), Some(name), reason, raw))
                }
            },
            (id, name) => Err(bad(id, name, "has no id or no type".to_owned(), raw)),
        }
    }

    /// The conversation it belongs to, where it belongs to one.
    pub fn conversation(&self) -> Option<&ConversationId> {
        self.kind.conversation().map(|conversation| &conversation.id)
    }
}

fn bad(id: Option<EventId>, name: Option<String>, reason: String, raw: Box<RawValue>) -> BadEvent {
    BadEvent { id, name, reason, raw }
}
