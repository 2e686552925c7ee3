//! Participants of a conversation.

use crate::answer::{Answer, Refusal};
use crate::clock::millis;
use crate::ids::UserId;
use crate::json::put;
use crate::limits;
use crate::operation::Call;
use crate::state::State;
use crate::sunco::conversations;
use crate::sunco::page::{self, Order};
use crate::sunco::users;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Debug, Clone)]
pub(crate) struct Participant {
    pub(crate) id: String,
    pub(crate) user: UserId,
    pub(crate) unread: u32,
    pub(crate) read_ms: Option<i64>,
}

impl Participant {
    fn render(&self, state: &State) -> Value {
        let mut body = Map::new();
        body.insert("id".into(), self.id.clone().into());
        body.insert("userId".into(), self.user.0.clone().into());
        body.insert("unreadCount".into(), self.unread.into());
        body.insert("clientAssociations".into(), json!([]));
        put(&mut body, "userExternalId", state.users.get(&self.user).and_then(|user| user.external_id.clone()));
        put(&mut body, "lastRead", self.read_ms.map(millis));
        body.into()
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ParticipantBody {
    user_id: Option<UserId>,
    user_external_id: Option<String>,
    participant_id: Option<String>,
}

/// Participants for the users named in a body.
pub(crate) fn resolve(state: &mut State, bodies: &[ParticipantBody]) -> Result<Vec<Participant>, Refusal> {
    bodies
        .iter()
        .map(|body| {
            let user = users::either(state, body.user_id.as_ref(), body.user_external_id.as_deref())?;
            Ok(Participant { id: state.object_id(), user, unread: 0, read_ms: None })
        })
        .collect()
}

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = conversations::named(state, call)?;
    let people = state.conversations.get(&id).map(|it| it.participants.as_slice()).unwrap_or_default();
    let ids: Vec<&str> = people.iter().map(|participant| participant.id.as_str()).collect();
    page::listing(&state.origins, call, "participants", &ids, Order::Forward, |at| {
        people.get(at).map_or(Value::Null, |participant| participant.render(state))
    })
    .map(Answer::ok)
}

pub(crate) fn join(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = conversations::named(state, call)?;
    let body: ParticipantBody = call.body()?;
    let newcomers = resolve(state, &[body])?;
    let newcomer = newcomers.into_iter().next().ok_or_else(users::not_found)?;
    let conversation = state.conversations.get_mut(&id).ok_or_else(conversations::not_found)?;
    if conversation.kind == "personal" || conversation.participants.len() >= limits::PARTICIPANTS {
        return Err(Refusal::bad("Too many participants"));
    }
    if conversation.has(&newcomer.user) {
        return Err(Refusal::new(StatusCode::CONFLICT, "conflict", "User is already a member of the conversation"));
    }
    conversation.participants.push(newcomer.clone());
    emit(state, &id, "conversation:join", &newcomer.user);
    Ok(Answer::created(json!({ "participant": newcomer.render(state) })))
}

pub(crate) fn leave(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = conversations::named(state, call)?;
    let body: ParticipantBody = call.body()?;
    let conversation = state.conversations.get(&id).ok_or_else(conversations::not_found)?;
    if conversation.kind == "personal" {
        return Err(Refusal::bad("Users cannot leave a personal conversation"));
    }
    let member = match &body.participant_id {
        Some(participant) => {
            conversation.participants.iter().find(|it| &it.id == participant).map(|it| it.user.clone())
        }
        None => users::either(state, body.user_id.as_ref(), body.user_external_id.as_deref()).ok(),
    };
    let member = member
        .filter(|user| conversation.has(user))
        .ok_or_else(|| Refusal::missing("not_found", "User is not a member of the conversation"))?;
    if let Some(conversation) = state.conversations.get_mut(&id) {
        conversation.participants.retain(|participant| participant.user != member);
    }
    emit(state, &id, "conversation:leave", &member);
    Ok(Answer::empty())
}

fn emit(state: &mut State, id: &crate::ids::ConversationId, kind: &'static str, user: &UserId) {
    let mut payload = Map::new();
    put(&mut payload, "user", state.users.get(user).map(users::User::truncated));
    state.emit_in(id, kind, None, payload);
}
