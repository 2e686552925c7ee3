//! Events of Sunshine Conversations, as they leave in webhooks.

use crate::account::Webhook;
use crate::ids::{ConversationId, EventId, RowId};
use serde_json::{Map, Value, json};

/// Every trigger a webhook may subscribe to (spec, "Webhook Triggers").
pub(crate) const TRIGGERS: [&str; 25] = [
    "client:add",
    "client:remove",
    "client:update",
    "conversation:create",
    "conversation:join",
    "conversation:leave",
    "conversation:remove",
    "conversation:message",
    "conversation:message:delivery:channel",
    "conversation:message:delivery:failure",
    "conversation:message:delivery:user",
    "conversation:postback",
    "conversation:read",
    "conversation:referral",
    "conversation:typing",
    "switchboard:acceptControl",
    "switchboard:acceptControl:failure",
    "switchboard:offerControl",
    "switchboard:offerControl:failure",
    "switchboard:passControl",
    "switchboard:passControl:failure",
    "switchboard:releaseControl",
    "user:merge",
    "user:remove",
    "user:update",
];

/// Who holds a conversation: at most one active row, at most one pending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) active: Option<RowId>,
    pub(crate) pending: Option<RowId>,
}

impl Holder {
    pub(crate) fn involves(&self, row: &RowId) -> bool {
        self.active.as_ref() == Some(row) || self.pending.as_ref() == Some(row)
    }
}

/// One event, its payload taken at the moment it happened, with full user and full source.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) id: EventId,
    pub(crate) kind: &'static str,
    pub(crate) created: String,
    pub(crate) conversation: Option<ConversationId>,
    /// Who held the conversation around the event. A row that held it before or after hears of it.
    pub(crate) holders: Vec<Holder>,
    pub(crate) payload: Value,
}

impl Event {
    /// The event as this webhook wants to see it.
    pub(crate) fn render(&self, webhook: &Webhook) -> Value {
        let mut payload = self.payload.clone();
        slim(&mut payload, webhook);
        json!({ "id": self.id, "type": self.kind, "createdAt": self.created, "payload": payload })
    }
}

/// Takes out what a webhook did not ask for: user details, and the client and device of a source.
fn slim(value: &mut Value, webhook: &Webhook) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| slim(item, webhook)),
        Value::Object(object) => {
            for (name, inner) in object.iter_mut() {
                match (name.as_str(), inner) {
                    ("user" | "surviving" | "discarded", Value::Object(user)) if !webhook.full_user => truncate(user),
                    ("source", Value::Object(source)) if !webhook.full_source => {
                        source.remove("client");
                        source.remove("device");
                    }
                    ("metadata" | "content", _) => {}
                    (_, inner) => slim(inner, webhook),
                }
            }
        }
        _ => {}
    }
}

fn truncate(user: &mut Map<String, Value>) {
    user.retain(|name, _| ["id", "externalId", "authenticated", "zendeskId", "brandId"].contains(&name.as_str()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webhook(full_user: bool, full_source: bool) -> Webhook {
        Webhook {
            id: "w".into(),
            target: String::new(),
            triggers: Vec::new(),
            secret: String::new(),
            full_user,
            full_source,
        }
    }

    fn event() -> Event {
        Event {
            id: "e".into(),
            kind: "conversation:message",
            created: String::new(),
            conversation: None,
            holders: Vec::new(),
            payload: json!({ "message": {
                "author": { "type": "user", "user": { "id": "u", "externalId": "x", "profile": { "email": "a@b.c" } } },
                "source": { "type": "web", "client": { "id": "c" }, "device": { "id": "d" } },
                "metadata": { "user": "a word of the visitor's" },
            }}),
        }
    }

    #[test]
    fn a_plain_webhook_gets_no_profile_and_no_device() {
        let seen = event().render(&webhook(false, false));
        let message = &seen["payload"]["message"];
        assert_eq!(message["author"]["user"], json!({ "id": "u", "externalId": "x" }));
        assert_eq!(message["source"], json!({ "type": "web" }));
        assert_eq!(message["metadata"], json!({ "user": "a word of the visitor's" }));
    }

    #[test]
    fn a_full_webhook_gets_both() {
        let seen = event().render(&webhook(true, true));
        assert_eq!(seen["payload"], event().payload);
    }
}
