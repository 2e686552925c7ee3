//! Switchboard actions: who controls a conversation.

use crate::account::{AGENT_WORKSPACE, Row};
use crate::answer::{Answer, Refusal};
use crate::auth::Caller;
use crate::event::Holder;
use crate::ids::{ConversationId, RowId};
use crate::json::{Metadata, check_metadata, put};
use crate::operation::Call;
use crate::state::State;
use crate::sunco::conversations;
use crate::workspace;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TargetBody {
    switchboard_integration: String,
    metadata: Option<Metadata>,
}

#[derive(Default, Deserialize)]
struct MetadataBody {
    metadata: Option<Metadata>,
}

pub(crate) fn pass(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = conversations::named(state, call)?;
    let body: TargetBody = call.body()?;
    body.metadata.as_ref().map_or(Ok(()), check_metadata)?;
    match target(state, &id, &body.switchboard_integration).filter(|_| !call.pass_fails) {
        None => fail(state, &id, "switchboard:passControl:failure", INVALID_TARGET, body.metadata),
        Some(row) => hand_to(state, &id, &row, body.metadata, None),
    }
    // A 200 either way: the outcome is told by an event.
    Ok(Answer::empty())
}

pub(crate) fn offer(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = conversations::named(state, call)?;
    let body: TargetBody = call.body()?;
    body.metadata.as_ref().map_or(Ok(()), check_metadata)?;
    let before = holder(state, &id);
    match target(state, &id, &body.switchboard_integration) {
        Some(row) if before.active.as_ref() == Some(&row.id) => {
            let error = ("switchboard_invalid_target", "Cannot offer control to the active switchboard integration.");
            fail(state, &id, "switchboard:offerControl:failure", error, body.metadata);
        }
        Some(row) => {
            // An earlier offer ends with this one.
            set_holder(state, &id, Holder { active: before.active.clone(), pending: Some(row.id) });
            tell(state, &id, "switchboard:offerControl", before, body.metadata, None);
        }
        None => fail(state, &id, "switchboard:offerControl:failure", INVALID_TARGET, body.metadata),
    }
    Ok(Answer::empty())
}

pub(crate) fn accept(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = conversations::named(state, call)?;
    let body: MetadataBody = call.optional_body()?;
    body.metadata.as_ref().map_or(Ok(()), check_metadata)?;
    let before = holder(state, &id);
    require_own_row(state, &call.caller, before.pending.as_ref())?;
    match before.pending.clone() {
        Some(row) => {
            set_holder(state, &id, Holder { active: Some(row), pending: None });
            tell(state, &id, "switchboard:acceptControl", before, body.metadata.clone(), None);
            if state.active_row(&id).is_some_and(|row| row.kind == AGENT_WORKSPACE) {
                workspace::take_over(state, &id, body.metadata);
            }
        }
        None => {
            let error = ("switchboard_invalid_action", "There is no pendingSwitchboardIntegration");
            fail(state, &id, "switchboard:acceptControl:failure", error, body.metadata);
        }
    }
    Ok(Answer::empty())
}

pub(crate) fn release(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = conversations::named(state, call)?;
    let body: MetadataBody = call.optional_body()?;
    body.metadata.as_ref().map_or(Ok(()), check_metadata)?;
    require_own_row(state, &call.caller, holder(state, &id).active.as_ref())?;
    let_go(state, &id, body.metadata, None);
    Ok(Answer::empty())
}

const INVALID_TARGET: (&str, &str) = ("switchboard_invalid_target", "Switchboard invalid target");

/// Gives control to a row. To the row that has it already, nothing happens and nothing is told.
pub(crate) fn hand_to(
    state: &mut State,
    id: &ConversationId,
    row: &Row,
    metadata: Option<Metadata>,
    reason: Option<&str>,
) {
    let before = holder(state, id);
    let to_workspace = row.kind == AGENT_WORKSPACE;
    if before.active.as_ref() != Some(&row.id) {
        set_holder(state, id, Holder { active: Some(row.id.clone()), pending: None });
        if state.switches.pass_event {
            tell(state, id, "switchboard:passControl", before, metadata.clone(), reason);
        }
    }
    if to_workspace {
        workspace::take_over(state, id, metadata);
    }
}

/// Takes control from everyone.
pub(crate) fn let_go(state: &mut State, id: &ConversationId, metadata: Option<Metadata>, reason: Option<&str>) {
    let before = holder(state, id);
    set_holder(state, id, Holder::default());
    tell(state, id, "switchboard:releaseControl", before, metadata, reason);
}

/// With a key of an integration, only the row named may act, and it must be the caller's.
fn require_own_row(state: &State, caller: &Caller, row: Option<&RowId>) -> Result<(), Refusal> {
    let Caller::Integration(integration) = caller else { return Ok(()) };
    let own = state.switchboard.as_ref().and_then(|board| board.row_of(integration)).map(|row| &row.id);
    if own.is_some() && own == row { Ok(()) } else { Err(Refusal::forbidden()) }
}

/// The row a target names: by id, name, type, or `next`. An ambiguous type names none.
fn target(state: &State, id: &ConversationId, name: &str) -> Option<Row> {
    let board = state.switchboard.as_ref().filter(|board| board.enabled)?;
    if name == "next" {
        let next = state.active_row(id).or_else(|| board.default_row())?.next.as_ref()?;
        return board.row(next).cloned();
    }
    if let Some(row) = board.rows.iter().find(|row| row.id.0 == name || row.name == name) {
        return Some(row.clone());
    }
    let mut of_type = board.rows.iter().filter(|row| row.kind == name);
    let found = of_type.next().cloned();
    found.filter(|_| of_type.next().is_none())
}

fn holder(state: &State, id: &ConversationId) -> Holder {
    state.conversations.get(id).map(|conversation| conversation.holder.clone()).unwrap_or_default()
}

fn set_holder(state: &mut State, id: &ConversationId, holder: Holder) {
    if let Some(conversation) = state.conversations.get_mut(id) {
        conversation.holder = holder;
    }
}

fn tell(
    state: &mut State,
    id: &ConversationId,
    kind: &'static str,
    before: Holder,
    metadata: Option<Metadata>,
    reason: Option<&str>,
) {
    let mut payload = Map::new();
    put(&mut payload, "metadata", metadata.map(Value::Object));
    put(&mut payload, "reason", reason);
    state.emit_in(id, kind, Some(before), payload);
}

fn fail(
    state: &mut State,
    id: &ConversationId,
    kind: &'static str,
    (code, message): (&str, &str),
    metadata: Option<Metadata>,
) {
    let mut payload = Map::new();
    payload.insert("error".into(), json!({ "code": code, "message": message }));
    put(&mut payload, "metadata", metadata.map(Value::Object));
    state.emit_in(id, kind, None, payload);
}
