//! API keys of a custom integration.

use crate::account::{ApiKey, Scope};
use crate::answer::{Answer, Refusal};
use crate::ids::{IntegrationId, KeyId, random_hex};
use crate::json::check_length;
use crate::limits;
use crate::operation::Call;
use crate::state::State;
use crate::sunco::integrations;
use serde::Deserialize;
use serde_json::{Value, json};

impl ApiKey {
    fn render(&self) -> Value {
        json!({ "id": self.id, "displayName": self.display_name, "secret": self.secret })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    display_name: String,
}

pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let scope = custom(state, call)?;
    let body: Body = call.body()?;
    check_length("displayName", &body.display_name, limits::DISPLAY_NAME)?;
    if state.keys.iter().filter(|key| key.scope == scope).count() >= limits::KEYS {
        return Err(Refusal::bad(format!("An integration can have a maximum of {} keys", limits::KEYS)));
    }
    let key = ApiKey {
        id: KeyId(format!("int_{}", state.object_id())),
        secret: random_hex(32),
        scope,
        display_name: body.display_name,
    };
    let answer = Answer::created(json!({ "key": key.render() }));
    state.keys.push(key);
    Ok(answer)
}

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let scope = custom(state, call)?;
    let keys: Vec<Value> = state.keys.iter().filter(|key| key.scope == scope).map(ApiKey::render).collect();
    Ok(Answer::ok(json!({ "keys": keys })))
}

pub(crate) fn get(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let at = position(state, call)?;
    let key = state.keys.get(at).ok_or_else(not_found)?;
    Ok(Answer::ok(json!({ "key": key.render() })))
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let at = position(state, call)?;
    state.keys.remove(at);
    Ok(Answer::empty())
}

fn custom(state: &mut State, call: &Call) -> Result<Scope, Refusal> {
    let integration = integrations::find(state, &IntegrationId::from(call.param("integrationId")))?;
    if integration.kind != "custom" {
        return Err(Refusal::bad("API keys are available only for custom integrations"));
    }
    Ok(Scope::Integration(integration.id.clone()))
}

fn position(state: &mut State, call: &Call) -> Result<usize, Refusal> {
    let scope = custom(state, call)?;
    let wanted = call.param("keyId");
    state.keys.iter().position(|key| key.scope == scope && key.id.0 == wanted).ok_or_else(not_found)
}

fn not_found() -> Refusal {
    Refusal::missing("not_found", "Resource not found")
}
