//! Users.

use crate::answer::{Answer, Refusal};
use crate::ids::{PersonId, UserId};
use crate::json::{Metadata, check_length, check_metadata, check_url, put};
use crate::limits;
use crate::operation::Call;
use crate::state::State;
use crate::sunco::conversations;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: UserId,
    pub(crate) external_id: Option<String>,
    pub(crate) brand_id: Option<String>,
    pub(crate) profile: Map<String, Value>,
    pub(crate) metadata: Metadata,
    pub(crate) signed_up_at: Option<String>,
    pub(crate) to_be_retained: Option<bool>,
    /// The person in Support, once a ticket made one.
    pub(crate) person: Option<PersonId>,
}

impl User {
    /// The user as far as any webhook shows it.
    pub(crate) fn truncated(&self) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("id".into(), self.id.0.clone().into());
        put(&mut body, "externalId", self.external_id.clone());
        put(&mut body, "zendeskId", self.person.map(|id| id.to_string()));
        put(&mut body, "brandId", self.brand_id.clone());
        body.insert("authenticated".into(), false.into());
        body
    }

    /// The whole user.
    pub(crate) fn full(&self) -> Map<String, Value> {
        let mut body = self.truncated();
        put(&mut body, "signedUpAt", self.signed_up_at.clone());
        put(&mut body, "toBeRetained", self.to_be_retained);
        body.insert("profile".into(), self.profile.clone().into());
        body.insert("metadata".into(), self.metadata.clone().into());
        body.insert("identities".into(), json!([]));
        body
    }

    /// The name an agent sees, if the profile has one.
    pub(crate) fn name(&self) -> Option<String> {
        let part = |name: &str| self.profile.get(name).and_then(Value::as_str).unwrap_or_default();
        let name = format!("{} {}", part("givenName"), part("surname")).trim().to_owned();
        (!name.is_empty()).then_some(name)
    }

    fn answer(&self) -> Value {
        json!({ "user": self.full() })
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Body {
    external_id: Option<String>,
    brand_id: Option<String>,
    signed_up_at: Option<String>,
    to_be_retained: Option<bool>,
    profile: Option<Map<String, Value>>,
    metadata: Option<Metadata>,
}

impl Body {
    fn check(&self) -> Result<(), Refusal> {
        self.metadata.as_ref().map_or(Ok(()), check_metadata)?;
        self.profile.as_ref().map_or(Ok(()), check_profile)
    }
}

fn check_profile(profile: &Map<String, Value>) -> Result<(), Refusal> {
    for (name, value) in profile {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text,
            _ => return Err(Refusal::bad(format!("profile.{name} must be a string"))),
        };
        let label = format!("profile.{name}");
        match name.as_str() {
            "givenName" | "surname" => check_length(&label, text, limits::PROFILE)?,
            "locale" => check_length(&label, text, limits::LOCALE)?,
            "avatarUrl" => check_url(&label, text)?,
            "email" => {
                check_length(&label, text, limits::PROFILE)?;
                if !text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()) {
                    return Err(Refusal::bad("profile.email must be a valid email"));
                }
            }
            _ => return Err(Refusal::bad(format!("profile.{name} is not allowed"))),
        }
    }
    Ok(())
}

fn merge(into: &mut Map<String, Value>, change: Map<String, Value>) {
    for (name, value) in change {
        if value.is_null() {
            into.remove(&name);
        } else {
            into.insert(name, value);
        }
    }
}

pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let body: Body = call.body()?;
    body.check()?;
    if let Some(external_id) = &body.external_id {
        check_length("externalId", external_id, limits::EXTERNAL_ID)?;
        if by_external_id(state, external_id).is_some() {
            return Err(Refusal::new(axum::http::StatusCode::CONFLICT, "conflict", "User already exists"));
        }
    }
    let mut profile = Map::new();
    merge(&mut profile, body.profile.unwrap_or_default());
    let user = User {
        id: UserId(state.object_id()),
        external_id: body.external_id,
        brand_id: body.brand_id,
        profile,
        metadata: body.metadata.unwrap_or_default(),
        signed_up_at: body.signed_up_at.or_else(|| Some(state.now_millis())),
        to_be_retained: body.to_be_retained,
        person: None,
    };
    let answer = Answer::created(user.answer());
    state.users.insert(user.id.clone(), user);
    Ok(answer)
}

pub(crate) fn get(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = find(state, call.param("userIdOrExternalId"))?;
    state.users.get(&id).map(|user| Answer::ok(user.answer())).ok_or_else(not_found)
}

/// Lists by e-mail identity. Users made by API have no identities, so a profile's e-mail is never matched.
pub(crate) fn list(_: &mut State, call: &Call) -> Result<Answer, Refusal> {
    if call.query.get("filter[identities.email]").is_none() {
        return Err(Refusal::bad("filter[identities.email] is required"));
    }
    Ok(Answer::ok(json!({ "users": [] })))
}

pub(crate) fn update(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = find(state, call.param("userIdOrExternalId"))?;
    let body: Body = call.body()?;
    body.check()?;
    let user = state.users.get_mut(&id).ok_or_else(not_found)?;
    // What comes of the change has the limit, not the change.
    let mut metadata = user.metadata.clone();
    merge(&mut metadata, body.metadata.unwrap_or_default());
    check_metadata(&metadata)?;
    user.metadata = metadata;
    merge(&mut user.profile, body.profile.unwrap_or_default());
    user.signed_up_at = body.signed_up_at.or_else(|| user.signed_up_at.take());
    user.to_be_retained = body.to_be_retained.or(user.to_be_retained);
    Ok(Answer::ok(user.answer()))
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = find(state, call.param("userIdOrExternalId"))?;
    let theirs: Vec<_> = state
        .conversations
        .values()
        .filter(|conversation| conversation.kind == "personal" && conversation.has(&id))
        .map(|conversation| conversation.id.clone())
        .collect();
    for conversation in theirs {
        conversations::forget(state, &conversation);
    }
    if let Some(user) = state.users.remove(&id) {
        let mut payload = Map::new();
        payload.insert("user".into(), user.truncated().into());
        state.emit("user:remove", payload);
    }
    Ok(Answer::empty())
}

pub(crate) fn delete_personal_information(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = find(state, call.param("userIdOrExternalId"))?;
    let user = state.users.get_mut(&id).ok_or_else(not_found)?;
    user.profile.clear();
    user.metadata.clear();
    Ok(Answer::ok(user.answer()))
}

pub(crate) fn not_found() -> Refusal {
    Refusal::missing("user_not_found", "User not found")
}

pub(crate) fn by_external_id(state: &State, external_id: &str) -> Option<UserId> {
    state.users.values().find(|user| user.external_id.as_deref() == Some(external_id)).map(|user| user.id.clone())
}

/// Finds by id first, then by external id.
pub(crate) fn find(state: &State, id_or_external: &str) -> Result<UserId, Refusal> {
    let id = UserId::from(id_or_external);
    if state.users.contains_key(&id) { Ok(id) } else { by_external_id(state, id_or_external).ok_or_else(not_found) }
}

/// Finds by one of the two, exactly as bodies name them.
pub(crate) fn either(state: &State, id: Option<&UserId>, external: Option<&str>) -> Result<UserId, Refusal> {
    match (id, external) {
        (Some(id), None) if state.users.contains_key(id) => Ok(id.clone()),
        (None, Some(external)) => by_external_id(state, external).ok_or_else(not_found),
        (Some(_), None) => Err(not_found()),
        _ => Err(Refusal::bad("One of userId or userExternalId is required, but not both")),
    }
}
