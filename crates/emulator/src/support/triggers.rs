//! Triggers: when a ticket changed in a certain way, call a webhook with a body made of it.

pub(crate) mod condition;
pub(crate) mod placeholder;

use super::events::Parcel;
use super::webhooks::CONDITIONAL;
use super::{allow, invalid, not_found, paging};
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::ids::{TriggerId, WebhookId};
use crate::operation::Call;
use crate::state::State;
use crate::workspace::record::Change;
use condition::Condition;
use serde::Deserialize;
use serde_json::{Value, json};

/// The action there is: call a webhook with this body.
#[derive(Debug, Clone)]
pub(crate) struct Action {
    webhook: WebhookId,
    template: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Trigger {
    id: TriggerId,
    title: String,
    description: Option<String>,
    category: Option<String>,
    active: bool,
    position: usize,
    all: Vec<Condition>,
    any: Vec<Condition>,
    actions: Vec<Action>,
    created_ms: i64,
    updated_ms: i64,
}

impl Trigger {
    pub(crate) fn calls(&self, webhook: &WebhookId) -> bool {
        self.actions.iter().any(|action| &action.webhook == webhook)
    }

    fn fires(&self, state: &State, change: &Change) -> bool {
        self.active
            && self.all.iter().all(|condition| condition.holds(state, change))
            && (self.any.is_empty() || self.any.iter().any(|condition| condition.holds(state, change)))
    }

    fn render(&self, state: &State) -> Value {
        let actions: Vec<Value> = self
            .actions
            .iter()
            .map(|action| json!({ "field": "notification_webhook", "value": [action.webhook, action.template] }))
            .collect();
        json!({
            "id": self.id,
            "url": format!("{}/api/v2/triggers/{}.json", state.origins.api, self.id),
            "title": self.title,
            "raw_title": self.title,
            "description": self.description.clone().unwrap_or_default(),
            "category_id": self.category,
            "active": self.active,
            "default": false,
            "position": self.position,
            "conditions": { "all": self.all, "any": self.any },
            "actions": actions,
            "created_at": seconds(self.created_ms),
            "updated_at": seconds(self.updated_ms),
        })
    }
}

/// Runs the triggers over a change that is over, in their order.
pub(crate) fn run(state: &mut State, change: &Change) {
    let firing: Vec<Trigger> =
        state.triggers.values().filter(|trigger| trigger.fires(state, change)).cloned().collect();
    for action in firing.into_iter().flat_map(|trigger| trigger.actions) {
        let heard = state.hooks.iter().any(|hook| hook.id == action.webhook && hook.hears(CONDITIONAL));
        if heard {
            let body = placeholder::fill(state, change, &action.template);
            state.parcels.push(Parcel { webhook: action.webhook, kind: CONDITIONAL, body });
        }
    }
}

#[derive(Deserialize)]
struct Envelope {
    trigger: Body,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    title: Option<String>,
    description: Option<String>,
    category_id: Option<String>,
    active: Option<bool>,
    position: Option<usize>,
    conditions: Option<Conditions>,
    actions: Option<Vec<ActionBody>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Conditions {
    all: Option<Vec<Condition>>,
    any: Option<Vec<Condition>>,
}

#[derive(Deserialize)]
struct ActionBody {
    field: String,
    value: Value,
}

impl ActionBody {
    fn check(self, state: &State) -> Result<Action, Refusal> {
        if self.field != "notification_webhook" {
            return Err(invalid(&format!("Actions: the emulator knows notification_webhook only, not {}", self.field)));
        }
        let part = |at: usize| self.value.get(at).and_then(Value::as_str).map(str::to_owned);
        let (Some(webhook), Some(template)) = (part(0), part(1)) else {
            return Err(invalid("Actions: notification_webhook needs a webhook and a body"));
        };
        let webhook = WebhookId(webhook);
        let hook = state.hooks.iter().find(|hook| hook.id == webhook);
        let callable = hook.is_some_and(|hook| hook.subscriptions.iter().any(|kind| kind == CONDITIONAL));
        callable.then_some(Action { webhook, template }).ok_or_else(|| invalid("Actions: the webhook is invalid"))
    }
}

/// The parts of a trigger a request brings, checked.
struct Checked {
    conditions: Option<(Vec<Condition>, Vec<Condition>)>,
    actions: Option<Vec<Action>>,
}

fn check(state: &State, body: &mut Body) -> Result<Checked, Refusal> {
    if body.title.as_ref().is_some_and(|title| title.trim().is_empty()) {
        return Err(invalid("Title: cannot be blank"));
    }
    let conditions = body.conditions.take().map(|it| (it.all.unwrap_or_default(), it.any.unwrap_or_default()));
    if let Some((all, any)) = &conditions {
        all.iter().chain(any).try_for_each(Condition::check)?;
    }
    let actions = body.actions.take().map(|list| list.into_iter().map(|action| action.check(state)).collect());
    Ok(Checked { conditions, actions: actions.transpose()? })
}

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "triggers", false)?;
    let wanted = call.query.get("active").map(|active| active == "true");
    let all: Vec<&Trigger> =
        state.triggers.values().filter(|trigger| wanted.is_none_or(|active| active == trigger.active)).collect();
    let ids: Vec<u64> = all.iter().map(|trigger| trigger.id.0).collect();
    let body = paging::page(state, call, "triggers", &ids, |at| {
        all.get(at).map_or(Value::Null, |trigger| trigger.render(state))
    })?;
    Ok(Answer::ok(body.into()))
}

pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "triggers", true)?;
    let Envelope { trigger: mut body } = call.body()?;
    let checked = check(state, &mut body)?;
    let title = body.title.ok_or_else(|| invalid("Title: cannot be blank"))?;
    let actions = checked.actions.filter(|list| !list.is_empty());
    let actions = actions.ok_or_else(|| invalid("Actions: cannot be blank"))?;
    let (all, any) = checked.conditions.unwrap_or_default();
    if all.is_empty() && any.is_empty() {
        return Err(invalid("Conditions: cannot be blank"));
    }
    let trigger = Trigger {
        id: TriggerId(state.mint.number()),
        title,
        description: body.description,
        category: body.category_id,
        active: body.active.unwrap_or(true),
        position: body.position.unwrap_or(state.triggers.len() + 1),
        all,
        any,
        actions,
        created_ms: state.now_ms,
        updated_ms: state.now_ms,
    };
    let answer = Answer::created(json!({ "trigger": trigger.render(state) }));
    state.triggers.insert(trigger.id, trigger);
    Ok(answer)
}

fn named(call: &Call) -> Result<TriggerId, Refusal> {
    super::number(call, "trigger_id")
}

pub(crate) fn show(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "triggers", false)?;
    let trigger = state.triggers.get(&named(call)?).ok_or_else(not_found)?;
    Ok(Answer::ok(json!({ "trigger": trigger.render(state) })))
}

/// Conditions and actions that are named replace all there were.
pub(crate) fn update(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "triggers", true)?;
    let id = named(call)?;
    let Envelope { trigger: mut body } = call.body()?;
    let mut trigger = state.triggers.get(&id).cloned().ok_or_else(not_found)?;
    let checked = check(state, &mut body)?;
    (trigger.all, trigger.any) = checked.conditions.unwrap_or((trigger.all, trigger.any));
    trigger.actions = checked.actions.unwrap_or(trigger.actions);
    trigger.title = body.title.unwrap_or(trigger.title);
    trigger.description = body.description.or(trigger.description);
    trigger.category = body.category_id.or(trigger.category);
    trigger.active = body.active.unwrap_or(trigger.active);
    trigger.position = body.position.unwrap_or(trigger.position);
    trigger.updated_ms = state.now_ms;
    let answer = Answer::ok(json!({ "trigger": trigger.render(state) }));
    state.triggers.insert(id, trigger);
    Ok(answer)
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "triggers", true)?;
    state.triggers.remove(&named(call)?).ok_or_else(not_found)?;
    Ok(Answer::no_content())
}
