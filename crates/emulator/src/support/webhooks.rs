//! Webhooks of Support, which triggers call and events go to. In no published document: FACTS 3.5.

use super::{allow, bare, invalid, not_found, paging};
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::ids::{WebhookId, random_hex};
use crate::json::check_url;
use crate::operation::Call;
use crate::state::State;
use axum::http::{HeaderName, HeaderValue, Method};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The subscription that lets triggers call a webhook.
pub(crate) const CONDITIONAL: &str = "conditional_ticket_events";

#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) id: WebhookId,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) active: bool,
    pub(crate) endpoint: String,
    pub(crate) method: Method,
    pub(crate) subscriptions: Vec<String>,
    /// `authentication` as it was given.
    pub(crate) authentication: Option<Authentication>,
    pub(crate) custom_headers: Map<String, Value>,
    /// Signs what is sent.
    pub(crate) secret: String,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
}

/// What a webhook proves itself with to its target, beside the signature.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Authentication {
    r#type: String,
    #[serde(default)]
    data: Map<String, Value>,
    #[serde(default = "in_header")]
    add_position: String,
}

fn in_header() -> String {
    "header".to_owned()
}

impl Authentication {
    fn text(&self, name: &str) -> &str {
        self.data.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// The header it becomes.
    pub(crate) fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let authorization = |value: String| Some((HeaderName::from_static("authorization"), value));
        let (name, value) = match self.r#type.as_str() {
            "api_key" => Some((HeaderName::try_from(self.text("name")).ok()?, self.text("value").to_owned())),
            "bearer_token" => authorization(format!("Bearer {}", self.text("token"))),
            "basic_auth" => {
                let pair = format!("{}:{}", self.text("username"), self.text("password"));
                authorization(format!("Basic {}", STANDARD.encode(pair)))
            }
            _ => None,
        }?;
        Some((name, HeaderValue::from_str(&value).ok()?))
    }

    /// Secrets are not shown again.
    fn render(&self) -> Value {
        json!({ "type": self.r#type, "add_position": self.add_position })
    }
}

impl Webhook {
    pub(crate) fn hears(&self, kind: &str) -> bool {
        self.active && self.subscriptions.iter().any(|own| own == kind)
    }

    fn render(&self) -> Value {
        let by = crate::workspace::people::ANA.to_string();
        json!({
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "status": if self.active { "active" } else { "inactive" },
            "endpoint": self.endpoint,
            "http_method": self.method.as_str(),
            "request_format": "json",
            "subscriptions": self.subscriptions,
            "authentication": self.authentication.as_ref().map(Authentication::render),
            "custom_headers": self.custom_headers,
            "created_at": seconds(self.created_ms),
            "created_by": by,
            "updated_at": seconds(self.updated_ms),
            "updated_by": by,
        })
    }
}

#[derive(Deserialize)]
struct Envelope {
    webhook: Body,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    name: Option<String>,
    description: Option<String>,
    status: Option<String>,
    endpoint: Option<String>,
    http_method: Option<String>,
    request_format: Option<String>,
    subscriptions: Option<Vec<String>>,
    authentication: Option<Authentication>,
    custom_headers: Option<Map<String, Value>>,
}

impl Body {
    fn check(&self) -> Result<(), Refusal> {
        if self.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
            return Err(invalid("Name: cannot be blank"));
        }
        self.endpoint.as_ref().map_or(Ok(()), |url| check_url("endpoint", url))?;
        let one_of = |value: &Option<String>, all: &[&str]| match value {
            Some(value) => all.contains(&value.as_str()),
            None => true,
        };
        if !one_of(&self.status, &["active", "inactive"]) {
            return Err(invalid("Status: is invalid"));
        }
        if !one_of(&self.http_method, &["GET", "POST", "PUT", "PATCH", "DELETE"]) {
            return Err(invalid("Http method: is invalid"));
        }
        if !one_of(&self.request_format, &["json"]) {
            return Err(invalid("Request format: the emulator knows json only"));
        }
        if let Some(own) = &self.subscriptions {
            let events = own.iter().all(|kind| super::events::KINDS.contains(&kind.as_str()));
            // The two ways of connecting are not mixed.
            if !events && own.as_slice() != [CONDITIONAL] {
                return Err(invalid("Subscriptions: is invalid"));
            }
        }
        if self.authentication.as_ref().is_some_and(|it| it.header().is_none()) {
            return Err(invalid("Authentication: is invalid"));
        }
        Ok(())
    }

    fn method(&self) -> Option<Method> {
        self.http_method.as_ref().and_then(|method| method.parse().ok())
    }
}

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "webhooks", false)?;
    let wanted = call.query.get("filter[name_contains]").unwrap_or_default();
    let all: Vec<&Webhook> = state.hooks.iter().filter(|hook| hook.name.contains(wanted)).collect();
    // Their ids are texts, so a cursor is a place in the list.
    let ids: Vec<u64> = (1..).take(all.len()).collect();
    let body = paging::page(state, call, "webhooks", &ids, |at| all.get(at).map_or(Value::Null, |it| it.render()))?;
    Ok(Answer::ok(body.into()))
}

pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "webhooks", true)?;
    let Envelope { webhook } = call.body()?;
    webhook.check()?;
    let method = webhook.method().unwrap_or(Method::POST);
    let required =
        |value: Option<String>, name: &str| value.ok_or_else(|| invalid(&format!("{name}: cannot be blank")));
    let hook = Webhook {
        id: WebhookId(state.mint.ulid(state.now_ms)),
        name: required(webhook.name, "Name")?,
        description: webhook.description,
        active: webhook.status.as_deref() != Some("inactive"),
        endpoint: required(webhook.endpoint, "Endpoint")?,
        method,
        subscriptions: webhook.subscriptions.unwrap_or_default(),
        authentication: webhook.authentication,
        custom_headers: webhook.custom_headers.unwrap_or_default(),
        secret: STANDARD.encode(random_hex(16)),
        created_ms: state.now_ms,
        updated_ms: state.now_ms,
    };
    let answer = Answer::created(json!({ "webhook": hook.render() }));
    state.hooks.push(hook);
    Ok(answer)
}

fn named<'a>(state: &'a mut State, call: &Call) -> Result<&'a mut Webhook, Refusal> {
    let id = WebhookId::from(bare(call.param("webhook_id")));
    state.hooks.iter_mut().find(|hook| hook.id == id).ok_or_else(not_found)
}

pub(crate) fn show(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "webhooks", false)?;
    Ok(Answer::ok(json!({ "webhook": named(state, call)?.render() })))
}

/// Changes what is named. How it is connected, to triggers or to events, cannot be changed.
pub(crate) fn update(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "webhooks", true)?;
    let Envelope { webhook } = call.body()?;
    webhook.check()?;
    let now_ms = state.now_ms;
    let hook = named(state, call)?;
    if let Some(wanted) = &webhook.subscriptions {
        let to_triggers = |list: &[String]| list.iter().any(|kind| kind == CONDITIONAL);
        if !hook.subscriptions.is_empty() && to_triggers(&hook.subscriptions) != to_triggers(wanted) {
            return Err(invalid("Subscriptions: the connection method cannot be changed"));
        }
    }
    hook.method = webhook.method().unwrap_or_else(|| hook.method.clone());
    hook.name = webhook.name.unwrap_or_else(|| std::mem::take(&mut hook.name));
    hook.description = webhook.description.or_else(|| hook.description.take());
    hook.active = webhook.status.map_or(hook.active, |status| status == "active");
    hook.endpoint = webhook.endpoint.unwrap_or_else(|| std::mem::take(&mut hook.endpoint));
    hook.subscriptions = webhook.subscriptions.unwrap_or_else(|| std::mem::take(&mut hook.subscriptions));
    hook.authentication = webhook.authentication.or_else(|| hook.authentication.take());
    hook.custom_headers = webhook.custom_headers.unwrap_or_else(|| std::mem::take(&mut hook.custom_headers));
    hook.updated_ms = now_ms;
    Ok(Answer::no_content())
}

/// A webhook that a trigger calls stays.
pub(crate) fn delete(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "webhooks", true)?;
    let id = named(state, call)?.id.clone();
    if state.triggers.values().any(|trigger| trigger.calls(&id)) {
        return Err(invalid("Webhook: is used by a trigger"));
    }
    state.hooks.retain(|hook| hook.id != id);
    Ok(Answer::no_content())
}

fn secret_answer(hook: &Webhook) -> Value {
    json!({ "signing_secret": { "algorithm": "SHA256", "secret": hook.secret } })
}

pub(crate) fn show_secret(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "webhooks", false)?;
    named(state, call).map(|hook| Answer::ok(secret_answer(hook)))
}

/// From here on everything is signed with the new one, what waits for another attempt too.
pub(crate) fn reset_secret(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "webhooks", true)?;
    let hook = named(state, call)?;
    hook.secret = STANDARD.encode(random_hex(16));
    Ok(Answer::created(secret_answer(hook)))
}
