//! Posting messages by API.

use crate::answer::{Answer, Refusal};
use crate::ids::{ConversationId, UserId};
use crate::json::{Metadata, check_metadata, check_url};
use crate::operation::Call;
use crate::state::State;
use crate::sunco::messages::{Author, Draft, append, user_author};
use crate::sunco::{content, conversations, users};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuthorBody {
    r#type: String,
    user_id: Option<UserId>,
    user_external_id: Option<String>,
    display_name: Option<String>,
    avatar_url: Option<String>,
    #[serde(default)]
    subtypes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Destination {
    integration_id: Option<String>,
    integration_type: Option<String>,
}

#[derive(Deserialize)]
struct Body {
    author: AuthorBody,
    content: Map<String, Value>,
    destination: Option<Destination>,
    metadata: Option<Metadata>,
}

pub(crate) fn post(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = conversations::named(state, call)?;
    let body: Body = call.body()?;
    body.metadata.as_ref().map_or(Ok(()), check_metadata)?;
    let conversation = state.conversations.get(&id).ok_or_else(conversations::not_found)?;
    let cap = state.switches.message_cap;
    if conversation.messages.len() >= cap {
        let title = format!("Message limit of {cap} per conversation reached.");
        return Err(Refusal::new(StatusCode::LOCKED, "locked", title));
    }
    let personal = conversation.kind == "personal";
    let author = author(state, &id, &body.author)?;
    let silent = is_silent(body.destination.as_ref(), author.user.is_none() && personal)?;
    let accepted = content::accept(state, &id, &body.content)?;
    let source = json!({ "type": "api:conversations" });
    let contents = if state.switches.two_messages { in_two(accepted) } else { vec![accepted] };
    let posted: Vec<Value> = contents
        .into_iter()
        .map(|content| {
            let draft = Draft {
                author: author.clone(),
                content,
                source: source.clone(),
                metadata: body.metadata.clone(),
                silent,
                ..Draft::default()
            };
            append(state, &id, draft).render().into()
        })
        .collect();
    Ok(Answer::created(json!({ "messages": posted })))
}

fn author(state: &State, id: &ConversationId, body: &AuthorBody) -> Result<Author, Refusal> {
    match body.r#type.as_str() {
        "user" => {
            let user = users::either(state, body.user_id.as_ref(), body.user_external_id.as_deref())?;
            if !state.conversations.get(id).is_some_and(|conversation| conversation.has(&user)) {
                return Err(users::not_found());
            }
            Ok(user_author(state, &user))
        }
        "business" => {
            if body.user_id.is_some() || body.user_external_id.is_some() {
                return Err(Refusal::bad("userId and userExternalId are only supported when author.type is user"));
            }
            body.avatar_url.as_ref().map_or(Ok(()), |url| check_url("author.avatarUrl", url))?;
            let subtype = match body.subtypes.as_slice() {
                [] => None,
                [only] if only == "AI" => Some("AI"),
                _ => return Err(Refusal::bad("author.subtypes may only hold AI")),
            };
            Ok(Author {
                user: None,
                display_name: body.display_name.clone(),
                avatar_url: body.avatar_url.clone(),
                subtype,
            })
        }
        _ => Err(Refusal::bad("author.type must be business or user")),
    }
}

/// `none` makes a silent message. No user here has a client of any channel, so any other target is refused.
fn is_silent(destination: Option<&Destination>, allowed: bool) -> Result<bool, Refusal> {
    match destination {
        None => Ok(false),
        Some(_) if !allowed => {
            Err(Refusal::bad("destination is only supported for business messages in personal conversations"))
        }
        Some(Destination { integration_type: Some(kind), integration_id: None }) if kind == "none" => Ok(true),
        Some(_) => Err(Refusal::bad("The user has no client for this destination")),
    }
}

/// The switch "two messages in one answer": a file and its text apart, and a text apart at its first blank line.
fn in_two(content: Map<String, Value>) -> Vec<Map<String, Value>> {
    let text = content.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
    let kind = content.get("type").and_then(Value::as_str).unwrap_or_default();
    let say = |text: &str| Map::from_iter([("type".to_owned(), "text".into()), ("text".to_owned(), text.into())]);
    if matches!(kind, "image" | "file") && !text.is_empty() {
        let mut file = content;
        file.remove("text");
        file.remove("htmlText");
        return vec![file, say(&text)];
    }
    match text.split_once("\n\n") {
        Some((first, second)) if kind == "text" && !content.contains_key("actions") => vec![say(first), say(second)],
        _ => vec![content],
    }
}
