//! Conversations.

use crate::account::{Row, Switchboard, demo};
use crate::answer::{Answer, Refusal};
use crate::clock::millis;
use crate::event::Holder;
use crate::ids::{ConversationId, UserId};
use crate::json::{Metadata, check_length, check_metadata, check_url, put};
use crate::limits;
use crate::operation::Call;
use crate::state::State;
use crate::sunco::messages::Message;
use crate::sunco::participants::{self, Participant, ParticipantBody};
use crate::sunco::{attachments, users};
use crate::workspace::lifecycle;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Debug, Clone)]
pub(crate) struct Conversation {
    pub(crate) id: ConversationId,
    /// `personal` or `sdkGroup`.
    pub(crate) kind: String,
    pub(crate) is_default: bool,
    pub(crate) participants: Vec<Participant>,
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) icon_url: Option<String>,
    pub(crate) metadata: Option<Metadata>,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) business_read_ms: Option<i64>,
    pub(crate) holder: Holder,
    /// Metadata of the pass that gave control to the agent workspace, until a ticket takes it.
    pub(crate) pass_metadata: Option<Metadata>,
    pub(crate) messages: Vec<Message>,
}

impl Conversation {
    pub(crate) fn has(&self, user: &UserId) -> bool {
        self.participants.iter().any(|participant| &participant.user == user)
    }

    /// The conversation as webhooks show it.
    pub(crate) fn truncated(&self, board: Option<&Switchboard>) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("id".into(), self.id.0.clone().into());
        body.insert("type".into(), self.kind.clone().into());
        put(&mut body, "metadata", self.metadata.clone());
        // Absent from the published schema, present in real payloads (FACTS 1.6).
        body.insert("brandId".into(), demo::BRAND_ID.into());
        let row = |id: &Option<_>| id.as_ref().and_then(|id| board?.row(id)).map(row_body);
        put(&mut body, "activeSwitchboardIntegration", row(&self.holder.active));
        put(&mut body, "pendingSwitchboardIntegration", row(&self.holder.pending));
        body
    }

    /// The conversation as the API shows it.
    pub(crate) fn full(&self, board: Option<&Switchboard>) -> Value {
        let mut body = self.truncated(board);
        body.insert("isDefault".into(), self.is_default.into());
        put(&mut body, "displayName", self.display_name.clone());
        put(&mut body, "description", self.description.clone());
        put(&mut body, "iconUrl", self.icon_url.clone());
        put(&mut body, "businessLastRead", self.business_read_ms.map(millis));
        body.insert("lastUpdatedAt".into(), millis(self.updated_ms).into());
        body.insert("createdAt".into(), millis(self.created_ms).into());
        body.into()
    }
}

fn row_body(row: &Row) -> Value {
    json!({
        "id": row.id,
        "name": row.name,
        "integrationId": row.integration,
        "integrationType": row.kind,
    })
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Body {
    r#type: Option<String>,
    participants: Vec<ParticipantBody>,
    display_name: Option<String>,
    description: Option<String>,
    icon_url: Option<String>,
    metadata: Option<Metadata>,
}

impl Body {
    fn check(&self) -> Result<(), Refusal> {
        self.metadata.as_ref().map_or(Ok(()), check_metadata)?;
        for (name, text) in [("displayName", &self.display_name), ("description", &self.description)] {
            text.as_ref().map_or(Ok(()), |text| check_length(name, text, limits::DISPLAY_NAME))?;
        }
        self.icon_url.as_ref().map_or(Ok(()), |url| check_url("iconUrl", url))
    }
}

pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let body: Body = call.body()?;
    body.check()?;
    let kind = body.r#type.clone().ok_or_else(|| Refusal::bad("type is required"))?;
    let people = match kind.as_str() {
        "personal" if body.participants.len() != 1 => {
            return Err(Refusal::bad("personal conversations must have exactly one participant"));
        }
        "sdkGroup" if body.participants.len() > limits::PARTICIPANTS => {
            return Err(Refusal::bad("Too many participants"));
        }
        "personal" | "sdkGroup" => participants::resolve(state, &body.participants)?,
        _ => return Err(Refusal::bad("type must be personal or sdkGroup")),
    };
    let first = people.first().map(|participant| participant.user.clone());
    let existing = first.as_ref().and_then(|user| default_of(state, user)).filter(|_| kind == "personal");
    if let Some(existing) = &existing
        && !state.switches.multi_conversation
    {
        // Without multi-conversation a user stays on the default one.
        return fetch(state, existing).map(|body| Answer::created(json!({ "conversation": body })));
    }
    let id = insert(state, kind, people, existing.is_none(), body);
    let mut payload = Map::new();
    payload.insert("creationReason".into(), "none".into());
    payload.insert("source".into(), json!({ "type": "api:conversations" }));
    put(&mut payload, "user", first.and_then(|user| state.users.get(&user)).map(users::User::full));
    state.emit_in(&id, "conversation:create", None, payload);
    fetch(state, &id).map(|body| Answer::created(json!({ "conversation": body })))
}

fn insert(
    state: &mut State,
    kind: String,
    participants: Vec<Participant>,
    first_of_user: bool,
    body: Body,
) -> ConversationId {
    let id = ConversationId(state.object_id());
    let is_default = kind == "personal" && first_of_user;
    let conversation = Conversation {
        id: id.clone(),
        kind,
        is_default,
        participants,
        display_name: body.display_name,
        description: body.description,
        icon_url: body.icon_url,
        metadata: body.metadata,
        created_ms: state.now_ms,
        updated_ms: state.now_ms,
        business_read_ms: None,
        holder: Holder::default(),
        pass_metadata: None,
        messages: Vec::new(),
    };
    state.conversations.insert(id.clone(), conversation);
    id
}

fn default_of(state: &State, user: &UserId) -> Option<ConversationId> {
    state.conversations.values().find(|it| it.is_default && it.has(user)).map(|it| it.id.clone())
}

pub(crate) fn get(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    fetch(state, &named(state, call)?).map(|body| Answer::ok(json!({ "conversation": body })))
}

pub(crate) fn update(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = named(state, call)?;
    let body: Map<String, Value> = call.body()?;
    let parsed: Body =
        serde_json::from_value(body.clone().into()).map_err(|error| Refusal::bad(format!("Invalid body: {error}")))?;
    parsed.check()?;
    let conversation = state.conversations.get_mut(&id).ok_or_else(not_found)?;
    let named = |name: &str| body.contains_key(name);
    // A change adds to what is there; null takes all of it away. What comes of it has the limit, not the change.
    let metadata = parsed.metadata.map(|change| {
        let mut merged = conversation.metadata.clone().unwrap_or_default();
        merged.extend(change);
        merged
    });
    metadata.as_ref().map_or(Ok(()), check_metadata)?;
    if named("displayName") {
        conversation.display_name = parsed.display_name;
    }
    if named("description") {
        conversation.description = parsed.description;
    }
    if named("iconUrl") {
        conversation.icon_url = parsed.icon_url;
    }
    if named("metadata") {
        conversation.metadata = metadata;
    }
    fetch(state, &id).map(|body| Answer::ok(json!({ "conversation": body })))
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = named(state, call)?;
    if state.conversations.get(&id).is_some_and(|conversation| conversation.is_default) {
        return Err(Refusal::bad(format!("Conversation {id} cannot be deleted because it is the default.")));
    }
    forget(state, &id);
    Ok(Answer::empty())
}

/// Removes a conversation with its files and says so.
pub(crate) fn forget(state: &mut State, id: &ConversationId) {
    state.emit_in(id, "conversation:remove", None, Map::new());
    attachments::forget_conversation(state, id);
    lifecycle::orphan(state, id);
    state.conversations.remove(id);
}

pub(crate) fn not_found() -> Refusal {
    Refusal::missing("conversation_not_found", "Conversation not found")
}

/// The conversation a path names.
pub(crate) fn named(state: &State, call: &Call) -> Result<ConversationId, Refusal> {
    let id = ConversationId::from(call.param("conversationId"));
    if state.conversations.contains_key(&id) { Ok(id) } else { Err(not_found()) }
}

pub(crate) fn fetch(state: &State, id: &ConversationId) -> Result<Value, Refusal> {
    state.conversations.get(id).map(|it| it.full(state.switchboard.as_ref())).ok_or_else(not_found)
}
