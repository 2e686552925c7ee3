//! Webhooks of an integration. A key of an integration sees its own only, as `me` or by id.

use crate::account::{Integration, Webhook};
use crate::answer::{Answer, Refusal};
use crate::auth::Caller;
use crate::event::TRIGGERS;
use crate::ids::{IntegrationId, WebhookId, random_hex};
use crate::json::check_url;
use crate::limits;
use crate::operation::Call;
use crate::state::State;
use crate::sunco::integrations;
use serde::Deserialize;
use serde_json::{Value, json};

impl Webhook {
    pub(crate) fn render(&self) -> Value {
        json!({
            "id": self.id,
            "version": "v2",
            "target": self.target,
            "triggers": self.triggers,
            "secret": self.secret,
            "includeFullUser": self.full_user,
            "includeFullSource": self.full_source,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct WebhookBody {
    target: Option<String>,
    triggers: Option<Vec<String>>,
    include_full_user: Option<bool>,
    include_full_source: Option<bool>,
}

impl WebhookBody {
    fn check(&self) -> Result<(), Refusal> {
        if let Some(target) = &self.target {
            check_url("target", target)?;
            if !target.starts_with("https://") && !target.starts_with("http://") {
                return Err(Refusal::bad("target must be an http or https URL"));
            }
        }
        let unknown = self.triggers.iter().flatten().find(|it| !is_trigger(it));
        unknown.map_or(Ok(()), |name| Err(Refusal::bad(format!("Unknown trigger {name}"))))
    }
}

/// `passthrough:messaging` is documented as a trigger (FACTS 2.1) but never fires here.
fn is_trigger(name: &str) -> bool {
    TRIGGERS.contains(&name) || name == "passthrough:messaging"
}

/// A new webhook with a secret of its own. The vendor calls the root of its domain when it is saved.
pub(crate) fn make(state: &mut State, body: &WebhookBody) -> Result<Webhook, Refusal> {
    body.check()?;
    let (Some(target), Some(triggers)) = (body.target.clone(), body.triggers.clone()) else {
        return Err(Refusal::bad("target and triggers are required"));
    };
    if state.integrations.iter().map(|it| it.webhooks.len()).sum::<usize>() >= limits::WEBHOOKS {
        return Err(Refusal::bad(format!("An app is limited to {} webhooks", limits::WEBHOOKS)));
    }
    state.want_head(&target);
    Ok(Webhook {
        id: WebhookId(state.object_id()),
        target,
        triggers,
        secret: random_hex(16),
        full_user: body.include_full_user.unwrap_or(false),
        full_source: body.include_full_source.unwrap_or(false),
    })
}

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let owner = owner(state, call)?;
    Ok(Answer::ok(json!({ "webhooks": owner.webhooks.iter().map(Webhook::render).collect::<Value>() })))
}

pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    owner(state, call)?;
    let body: WebhookBody = call.body()?;
    let webhook = make(state, &body)?;
    let answer = Answer::created(json!({ "webhook": webhook.render() }));
    owner(state, call)?.webhooks.push(webhook);
    Ok(answer)
}

pub(crate) fn get(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    one(state, call).map(|webhook| Answer::ok(json!({ "webhook": webhook.render() })))
}

pub(crate) fn update(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    one(state, call)?;
    let body: WebhookBody = call.body()?;
    body.check()?;
    if let Some(target) = &body.target {
        state.want_head(target);
    }
    let webhook = one(state, call)?;
    webhook.target = body.target.unwrap_or_else(|| webhook.target.clone());
    webhook.triggers = body.triggers.unwrap_or_else(|| webhook.triggers.clone());
    webhook.full_user = body.include_full_user.unwrap_or(webhook.full_user);
    webhook.full_source = body.include_full_source.unwrap_or(webhook.full_source);
    Ok(Answer::ok(json!({ "webhook": webhook.render() })))
}

pub(crate) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let id = one(state, call)?.id.clone();
    owner(state, call)?.webhooks.retain(|webhook| webhook.id != id);
    Ok(Answer::empty())
}

/// The integration a path names, which must be the caller's own where the key belongs to one.
fn owner<'a>(state: &'a mut State, call: &Call) -> Result<&'a mut Integration, Refusal> {
    let named = call.param("integrationId");
    let id = match &call.caller {
        Caller::Integration(own) if named == "me" || named == own.0 => own.clone(),
        Caller::Integration(_) => return Err(Refusal::forbidden()),
        _ => IntegrationId::from(named),
    };
    integrations::find(state, &id)
}

fn one<'a>(state: &'a mut State, call: &Call) -> Result<&'a mut Webhook, Refusal> {
    let wanted = call.param("webhookId");
    owner(state, call)?
        .webhooks
        .iter_mut()
        .find(|webhook| webhook.id.0 == wanted)
        .ok_or_else(|| Refusal::missing("not_found", "Resource not found"))
}
