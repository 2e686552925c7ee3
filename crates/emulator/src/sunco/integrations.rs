//! Integrations of the app. Custom ones can be made; Zendesk's own are only listed.

use crate::account::{Integration, Scope};
use crate::answer::{Answer, Refusal};
use crate::ids::IntegrationId;
use crate::json::{check_length, put};
use crate::limits;
use crate::operation::Call;
use crate::state::State;
use crate::sunco::page::{self, Order};
use crate::sunco::rows;
use crate::sunco::webhooks::{self, WebhookBody};
use serde::Deserialize;
use serde_json::{Map, Value, json};

impl Integration {
    fn render(&self) -> Value {
        let mut body = Map::new();
        body.insert("id".into(), self.id.0.clone().into());
        body.insert("type".into(), self.kind.clone().into());
        body.insert("status".into(), "active".into());
        put(&mut body, "displayName", self.display_name.clone());
        if self.kind == "custom" {
            body.insert("webhooks".into(), self.webhooks.iter().map(crate::account::Webhook::render).collect());
        }
        body.into()
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Body {
    r#type: String,
    display_name: Option<String>,
    webhooks: Vec<WebhookBody>,
}

pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let body: Body = call.body()?;
    if body.r#type != "custom" {
        return Err(Refusal::bad("Invalid integration type"));
    }
    let [webhook] = body.webhooks.as_slice() else {
        return Err(Refusal::bad("A custom integration must have exactly one webhook"));
    };
    body.display_name.as_ref().map_or(Ok(()), |name| check_length("displayName", name, limits::DISPLAY_NAME))?;
    let webhook = webhooks::make(state, webhook)?;
    let integration = Integration {
        id: IntegrationId(state.object_id()),
        kind: body.r#type,
        display_name: body.display_name,
        webhooks: vec![webhook],
    };
    let answer = Answer::created(json!({ "integration": integration.render() }));
    state.integrations.push(integration);
    Ok(answer)
}

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let wanted = call.query.get("filter[types]");
    let shown: Vec<&Integration> = state
        .integrations
        .iter()
        .filter(|it| wanted.is_none_or(|types| types.split(',').any(|kind| kind.trim() == it.kind)))
        .collect();
    let mut sorted = shown;
    sorted.sort_by(|left, right| left.id.cmp(&right.id));
    let ids: Vec<&str> = sorted.iter().map(|integration| integration.id.0.as_str()).collect();
    page::listing(&state.origins, call, "integrations", &ids, Order::Forward, |at| {
        sorted.get(at).map_or(Value::Null, |integration| integration.render())
    })
    .map(Answer::ok)
}

pub(crate) fn get(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let integration = find(state, &IntegrationId::from(call.param("integrationId")))?;
    Ok(Answer::ok(json!({ "integration": integration.render() })))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateBody {
    display_name: Option<String>,
}

pub(crate) fn update(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let body: UpdateBody = call.body()?;
    body.display_name.as_ref().map_or(Ok(()), |name| check_length("displayName", name, limits::DISPLAY_NAME))?;
    let integration = find(state, &IntegrationId::from(call.param("integrationId")))?;
    integration.display_name = body.display_name;
    Ok(Answer::ok(json!({ "integration": integration.render() })))
}

/// Removes a custom integration with its keys, webhooks and switchboard row.
pub(crate) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = IntegrationId::from(call.param("integrationId"));
    if find(state, &id)?.kind != "custom" {
        return Err(Refusal::bad("Integrations configured on Admin Center cannot be deleted"));
    }
    state.integrations.retain(|integration| integration.id != id);
    state.keys.retain(|key| key.scope != Scope::Integration(id.clone()));
    let row = state.switchboard.as_ref().and_then(|board| board.row_of(&id)).map(|row| row.id.clone());
    if let Some(row) = row {
        rows::detach(state, &row);
    }
    Ok(Answer::empty())
}

pub(crate) fn find<'a>(state: &'a mut State, id: &IntegrationId) -> Result<&'a mut Integration, Refusal> {
    state
        .integrations
        .iter_mut()
        .find(|integration| &integration.id == id)
        .ok_or_else(|| Refusal::missing("integration_not_found", "Integration not found"))
}
