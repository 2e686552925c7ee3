//! The switchboard of the app: at most one.

use crate::account::Switchboard;
use crate::answer::{Answer, Refusal};
use crate::ids::{RowId, SwitchboardId};
use crate::json::put;
use crate::operation::Call;
use crate::state::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

impl Switchboard {
    fn render(&self) -> Value {
        let mut body = Map::new();
        body.insert("id".into(), self.id.0.clone().into());
        body.insert("enabled".into(), self.enabled.into());
        put(&mut body, "defaultSwitchboardIntegrationId", self.default.as_ref().map(|id| id.0.clone()));
        body.into()
    }
}

pub(crate) fn list(state: &mut State, _: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(json!({ "switchboards": state.switchboard.iter().map(Switchboard::render).collect::<Value>() })))
}

pub(crate) fn create(state: &mut State, _: &Call) -> Result<Answer, Refusal> {
    if state.switchboard.is_some() {
        return Err(Refusal::bad("Only one switchboard can be created per app"));
    }
    let board = Switchboard { id: SwitchboardId(state.object_id()), enabled: false, default: None, rows: Vec::new() };
    let answer = Answer::created(json!({ "switchboard": board.render() }));
    state.switchboard = Some(board);
    Ok(answer)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    enabled: Option<bool>,
    default_switchboard_integration_id: Option<RowId>,
}

pub(crate) fn update(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let body: Body = call.body()?;
    let board = find(state, call)?;
    let default = body.default_switchboard_integration_id.or_else(|| board.default.clone());
    if default.as_ref().is_some_and(|id| board.row(id).is_none()) {
        return Err(Refusal::missing("switchboard_integration_not_found", "SwitchboardIntegration not found"));
    }
    let enabled = body.enabled.unwrap_or(board.enabled);
    if enabled && default.is_none() {
        let title = "Enabled switchboard must have an associated default switchboardIntegration";
        return Err(Refusal::missing("switchboard_integration_not_found", title));
    }
    board.enabled = enabled;
    board.default = default;
    Ok(Answer::ok(json!({ "switchboard": board.render() })))
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    find(state, call)?;
    state.switchboard = None;
    for conversation in state.conversations.values_mut() {
        conversation.holder = crate::event::Holder::default();
    }
    Ok(Answer::empty())
}

pub(crate) fn find<'a>(state: &'a mut State, call: &Call) -> Result<&'a mut Switchboard, Refusal> {
    let wanted = call.param("switchboardId");
    state
        .switchboard
        .as_mut()
        .filter(|board| board.id.0 == wanted)
        .ok_or_else(|| Refusal::missing("switchboard_not_found", "Switchboard not found"))
}
