//! Conversation activity: read marks and typing.

use crate::answer::{Answer, Refusal};
use crate::ids::{ConversationId, UserId};
use crate::operation::Call;
use crate::state::State;
use crate::sunco::{conversations, users};
use serde::Deserialize;
use serde_json::{Map, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Author {
    r#type: String,
    user_id: Option<UserId>,
    user_external_id: Option<String>,
}

#[derive(Deserialize)]
struct Body {
    author: Author,
    r#type: String,
}

/// Business typing and reading reach the visitor's channels; neither makes a webhook (FACTS 2.5).
pub(crate) fn post(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = conversations::named(state, call)?;
    let body: Body = call.body()?;
    if !["conversation:read", "typing:start", "typing:stop"].contains(&body.r#type.as_str()) {
        return Err(Refusal::bad("type must be conversation:read, typing:start or typing:stop"));
    }
    let is_read = body.r#type == "conversation:read";
    match body.author.r#type.as_str() {
        "business" => {
            let now_ms = state.now_ms;
            if is_read && let Some(conversation) = state.conversations.get_mut(&id) {
                conversation.business_read_ms = Some(now_ms);
            }
        }
        "user" if is_read => {
            let user = users::either(state, body.author.user_id.as_ref(), body.author.user_external_id.as_deref())?;
            read_by(state, &id, &user)?;
        }
        "user" => return Err(Refusal::bad("Only conversation:read is supported for author type user")),
        _ => return Err(Refusal::bad("author.type must be business or user")),
    }
    Ok(Answer::empty())
}

/// A user has read the conversation.
fn read_by(state: &mut State, id: &ConversationId, user: &UserId) -> Result<(), Refusal> {
    let now_ms = state.now_ms;
    let participant = state
        .conversations
        .get_mut(id)
        .and_then(|conversation| conversation.participants.iter_mut().find(|it| &it.user == user))
        .ok_or_else(users::not_found)?;
    participant.unread = 0;
    participant.read_ms = Some(now_ms);
    let mut payload = Map::new();
    payload.insert(
        "activity".into(),
        json!({
            "type": "conversation:read",
            "author": { "type": "user", "userId": user, "user": state.users.get(user).map(users::User::full) },
            "source": { "type": "api:conversations" },
        }),
    );
    state.emit_in(id, "conversation:read", None, payload);
    Ok(())
}
