//! Messages: what they hold, how they enter a conversation, listing and deleting.

use crate::account::AGENT_WORKSPACE;
use crate::answer::{Answer, Refusal};
use crate::clock::millis;
use crate::event::Holder;
use crate::ids::{ConversationId, MessageId, UserId};
use crate::json::{Metadata, put};
use crate::limits;
use crate::operation::Call;
use crate::state::State;
use crate::sunco::page::{self, Order};
use crate::sunco::{attachments, conversations, users};
use crate::workspace;
use serde_json::{Map, Value, json};

/// Who wrote a message.
#[derive(Debug, Clone, Default)]
pub(crate) struct Author {
    /// The user, or `None` for the business.
    pub(crate) user: Option<UserId>,
    pub(crate) display_name: Option<String>,
    pub(crate) avatar_url: Option<String>,
    pub(crate) subtype: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: MessageId,
    pub(crate) received_ms: i64,
    pub(crate) author: Author,
    pub(crate) content: Map<String, Value>,
    pub(crate) source: Value,
    pub(crate) metadata: Option<Metadata>,
    /// Type of a system activity, such as `ticket:closed`.
    pub(crate) activity: Option<&'static str>,
    /// Stored but not delivered to the user's channels.
    pub(crate) silent: bool,
}

impl Message {
    pub(crate) fn render(&self) -> Map<String, Value> {
        let mut author = Map::new();
        author.insert("type".into(), if self.author.user.is_some() { "user" } else { "business" }.into());
        put(&mut author, "userId", self.author.user.as_ref().map(|id| id.0.clone()));
        put(&mut author, "displayName", self.author.display_name.clone());
        put(&mut author, "avatarUrl", self.author.avatar_url.clone());
        put(&mut author, "subtypes", self.author.subtype.map(|subtype| json!([subtype])));
        let mut body = Map::new();
        body.insert("id".into(), self.id.0.clone().into());
        body.insert("received".into(), millis(self.received_ms).into());
        body.insert("author".into(), author.into());
        put(&mut body, "activity", self.activity.map(|kind| json!({ "type": kind, "data": {} })));
        body.insert("content".into(), self.content.clone().into());
        body.insert("source".into(), self.source.clone());
        put(&mut body, "metadata", self.metadata.clone());
        body
    }

    /// What a person reads of it where only plain text can be shown.
    pub(crate) fn plain_text(&self) -> String {
        ["text", "textFallback", "altText", "mediaUrl"]
            .iter()
            .find_map(|name| self.content.get(*name)?.as_str().filter(|text| !text.is_empty()))
            .map_or_else(|| format!("[{}]", self.kind()), str::to_owned)
    }

    pub(crate) fn kind(&self) -> &str {
        self.content.get("type").and_then(Value::as_str).unwrap_or_default()
    }
}

/// A message before it has an id and a time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) author: Author,
    pub(crate) content: Map<String, Value>,
    pub(crate) source: Value,
    pub(crate) metadata: Option<Metadata>,
    pub(crate) activity: Option<&'static str>,
    pub(crate) silent: bool,
}

/// Puts a message into a conversation, with all that follows from it.
pub(crate) fn append(state: &mut State, id: &ConversationId, draft: Draft) -> Message {
    let message = Message {
        id: MessageId(state.object_id()),
        received_ms: state.now_ms,
        author: draft.author,
        content: draft.content,
        source: draft.source,
        metadata: draft.metadata,
        activity: draft.activity,
        silent: draft.silent,
    };
    let default = state.switchboard.as_ref().and_then(|board| board.default_row()).map(|row| row.id.clone());
    let Some(conversation) = state.conversations.get_mut(id) else { return message };
    if conversation.holder.active.is_none() {
        // A conversation nobody controls falls to the default row with its next activity.
        conversation.holder = Holder { active: default, pending: conversation.holder.pending.take() };
    }
    conversation.updated_ms = message.received_ms;
    conversation.messages.push(message.clone());
    if message.author.user.is_none() && !message.silent {
        conversation.participants.iter_mut().for_each(|participant| participant.unread += 1);
    }
    let mut payload = Map::new();
    payload.insert("message".into(), for_webhook(state, &message));
    state.emit_in(id, "conversation:message", None, payload);
    if state.active_row(id).is_some_and(|row| row.kind == AGENT_WORKSPACE) {
        workspace::hear(state, id, &message);
    }
    message
}

/// Webhooks show the user beside the author's id.
fn for_webhook(state: &State, message: &Message) -> Value {
    let mut body = message.render();
    if let (Some(author), Some(user)) = (
        body.get_mut("author").and_then(Value::as_object_mut),
        message.author.user.as_ref().and_then(|id| state.users.get(id)),
    ) {
        author.insert("user".into(), user.full().into());
    }
    body.into()
}

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = conversations::named(state, call)?;
    let messages = state.conversations.get(&id).map(|it| it.messages.as_slice()).unwrap_or_default();
    let ids: Vec<&str> = messages.iter().map(|message| message.id.0.as_str()).collect();
    page::listing(&state.origins, call, "messages", &ids, Order::Backward(limits::MESSAGE_PAGE), |at| {
        messages.get(at).map_or(Value::Null, |message| message.render().into())
    })
    .map(Answer::ok)
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = conversations::named(state, call)?;
    let wanted = MessageId::from(call.param("messageId"));
    let messages = &mut state.conversations.get_mut(&id).ok_or_else(conversations::not_found)?.messages;
    let at = messages
        .iter()
        .position(|message| message.id == wanted)
        .ok_or_else(|| Refusal::missing("not_found", "Resource not found"))?;
    let gone = messages.remove(at);
    attachments::forget_messages(state, &[gone]);
    Ok(Answer::empty())
}

pub(crate) fn delete_all(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = conversations::named(state, call)?;
    let conversation = state.conversations.get_mut(&id).ok_or_else(conversations::not_found)?;
    let gone = std::mem::take(&mut conversation.messages);
    attachments::forget_messages(state, &gone);
    Ok(Answer::empty())
}

/// The author as which a user's messages appear.
pub(crate) fn user_author(state: &State, id: &UserId) -> Author {
    let name = state.users.get(id).and_then(users::User::name);
    Author { user: Some(id.clone()), display_name: name, ..Author::default() }
}
