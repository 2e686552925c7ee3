//! Rows of the switchboard ("switchboard integrations").

use crate::account::{Integration, Row};
use crate::answer::{Answer, Refusal};
use crate::ids::{IntegrationId, RowId};
use crate::json::{check_length, put};
use crate::limits;
use crate::operation::Call;
use crate::state::State;
use crate::sunco::switchboards;
use serde::Deserialize;
use serde_json::{Map, Value, json};

impl Row {
    fn render(&self) -> Value {
        let mut body = Map::new();
        body.insert("id".into(), self.id.0.clone().into());
        body.insert("name".into(), self.name.clone().into());
        body.insert("integrationId".into(), self.integration.0.clone().into());
        body.insert("integrationType".into(), self.kind.clone().into());
        body.insert("deliverStandbyEvents".into(), self.deliver_standby.into());
        put(&mut body, "nextSwitchboardIntegrationId", self.next.as_ref().map(|id| id.0.clone()));
        put(&mut body, "messageHistoryCount", self.history_count);
        body.into()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateBody {
    name: String,
    integration_id: Option<IntegrationId>,
    integration_type: Option<String>,
    #[serde(default = "yes")]
    deliver_standby_events: bool,
    next_switchboard_integration_id: Option<RowId>,
    message_history_count: Option<u8>,
}

const fn yes() -> bool {
    true
}

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let rows: Value = switchboards::find(state, call)?.rows.iter().map(Row::render).collect();
    Ok(Answer::ok(json!({ "switchboardIntegrations": rows })))
}

pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let body: CreateBody = call.body()?;
    check_name(&body.name)?;
    check_count(body.message_history_count)?;
    let integration = linked(state, &body)?;
    let id = RowId(state.object_id());
    let board = switchboards::find(state, call)?;
    if board.rows.len() >= limits::ROWS {
        let title = "Switchboard has reached the max number of switchboard integrations (10)";
        let status = axum::http::StatusCode::BAD_REQUEST;
        return Err(Refusal::new(status, "too_many_switchboard_integrations", title));
    }
    if board.rows.iter().any(|row| row.name == body.name || row.integration == integration.id) {
        return Err(Refusal::bad("The name or the integration is already in the switchboard"));
    }
    if body.next_switchboard_integration_id.as_ref().is_some_and(|next| board.row(next).is_none()) {
        return Err(not_found());
    }
    let row = Row {
        id,
        name: body.name,
        integration: integration.id,
        kind: integration.kind,
        deliver_standby: body.deliver_standby_events,
        next: body.next_switchboard_integration_id,
        history_count: body.message_history_count,
    };
    let answer = Answer::created(json!({ "switchboardIntegration": row.render() }));
    board.rows.push(row);
    Ok(answer)
}

/// The integration a row is made for: custom ones by id, Zendesk's own by type.
fn linked(state: &State, body: &CreateBody) -> Result<Integration, Refusal> {
    let found = match (&body.integration_id, &body.integration_type) {
        (Some(id), None) => state.integrations.iter().find(|it| &it.id == id),
        (None, Some(kind)) => state.integrations.iter().find(|it| &it.kind == kind && it.kind != "custom"),
        _ => return Err(Refusal::bad("One of integrationId or integrationType must be provided")),
    };
    found.cloned().ok_or_else(|| Refusal::missing("integration_not_found", "Integration not found"))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateBody {
    name: Option<String>,
    deliver_standby_events: Option<bool>,
    message_history_count: Option<u8>,
}

pub(crate) fn update(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let raw: Map<String, Value> = call.body()?;
    let body: UpdateBody = call.body()?;
    body.name.as_deref().map_or(Ok(()), check_name)?;
    check_count(body.message_history_count)?;
    // `next` may be set to null, so its absence and its null differ.
    let next = raw.get("nextSwitchboardIntegrationId").map(|value| value.as_str().map(RowId::from));
    let board = switchboards::find(state, call)?;
    if next.as_ref().and_then(Option::as_ref).is_some_and(|id| board.row(id).is_none()) {
        return Err(not_found());
    }
    let wanted = call.param("switchboardIntegrationId");
    let row = board.rows.iter_mut().find(|row| row.id.0 == wanted).ok_or_else(not_found)?;
    row.name = body.name.unwrap_or_else(|| row.name.clone());
    row.deliver_standby = body.deliver_standby_events.unwrap_or(row.deliver_standby);
    row.next = next.unwrap_or_else(|| row.next.clone());
    row.history_count = body.message_history_count.or(row.history_count);
    Ok(Answer::ok(json!({ "switchboardIntegration": row.render() })))
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = RowId::from(call.param("switchboardIntegrationId"));
    let board = switchboards::find(state, call)?;
    board.row(&id).ok_or_else(not_found)?;
    if board.default.as_ref() == Some(&id) {
        return Err(Refusal::bad("The default switchboard integration cannot be deleted"));
    }
    if board.rows.iter().any(|row| row.next.as_ref() == Some(&id)) {
        return Err(Refusal::bad("The switchboard integration is the next one of another"));
    }
    detach(state, &id);
    Ok(Answer::empty())
}

/// Takes a row out of the switchboard. Whoever held a conversation by it loses it, and the default row takes the
/// conversation with its next activity.
pub(crate) fn detach(state: &mut State, id: &RowId) {
    let keep = |named: &mut Option<RowId>| *named = named.take().filter(|it| it != id);
    if let Some(board) = &mut state.switchboard {
        board.rows.retain(|row| &row.id != id);
        board.rows.iter_mut().for_each(|row| keep(&mut row.next));
        keep(&mut board.default);
    }
    for conversation in state.conversations.values_mut() {
        keep(&mut conversation.holder.active);
        keep(&mut conversation.holder.pending);
    }
}

fn not_found() -> Refusal {
    Refusal::missing("switchboard_integration_not_found", "SwitchboardIntegration not found")
}

fn check_name(name: &str) -> Result<(), Refusal> {
    check_length("name", name, limits::LABEL)?;
    let plain = name.chars().all(|character| character.is_ascii_alphanumeric() || "-_".contains(character));
    if plain { Ok(()) } else { Err(Refusal::bad("name is restricted to alphanumeric characters, - and _")) }
}

fn check_count(count: Option<u8>) -> Result<(), Refusal> {
    match count {
        Some(0 | 11..) => Err(Refusal::bad("messageHistoryCount must be 1 to 10")),
        _ => Ok(()),
    }
}
