//! What every call goes through: faults, credentials, the operation, the journal.

use super::Flavour;
use super::read::{Read, read};
use crate::answer::{Answer, Refusal};
use crate::auth::{Caller, authenticate};
use crate::clock::millis;
use crate::fault::FaultKind;
use crate::operation::{Call, Operation, Query};
use crate::serve::Withheld;
use crate::world::World;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The faults of one call, sorted by when they strike.
#[derive(Default)]
struct Ruling {
    refusal: Option<Refusal>,
    drop_request: bool,
    drop_answer: bool,
    fail_after: bool,
    hang_ms: Option<i64>,
    pass_fails: bool,
    webhook_first: bool,
    names: Vec<String>,
}

impl Ruling {
    fn of(faults: Vec<FaultKind>) -> Self {
        let mut ruling = Self::default();
        for fault in faults {
            let described = serde_json::to_value(&fault).unwrap_or_default();
            ruling.names.extend(described.get("kind").and_then(Value::as_str).map(str::to_owned));
            match fault {
                FaultKind::DropAnswer => ruling.drop_answer = true,
                FaultKind::DropRequest => ruling.drop_request = true,
                FaultKind::FailAfterAccept => ruling.fail_after = true,
                FaultKind::Unavailable => {
                    let status = StatusCode::SERVICE_UNAVAILABLE;
                    ruling.refusal = Some(Refusal::new(status, "service_unavailable", "Service unavailable"));
                }
                FaultKind::RateLimit { retry_after_s } => ruling.refusal = Some(Refusal::too_many(retry_after_s)),
                FaultKind::Locked => {
                    let title = "Message limit of 30000 per conversation reached.";
                    ruling.refusal = Some(Refusal::new(StatusCode::LOCKED, "locked", title));
                }
                FaultKind::RecordInvalid => {
                    ruling.refusal = Some(crate::support::invalid("Status: is not properly mapped"));
                }
                FaultKind::Hang { ms } => ruling.hang_ms = Some(ms),
                FaultKind::PassControlFails => ruling.pass_fails = true,
                FaultKind::WebhookBeforeAnswer => ruling.webhook_first = true,
                _ => {}
            }
        }
        ruling
    }
}

pub(super) async fn run(
    world: Arc<World>,
    flavour: Flavour,
    operation: &'static Operation,
    request: Request,
) -> Response {
    let read = match read(request, operation.takes_file()).await {
        Ok(read) => read,
        Err(refusal) => return respond(&outcome(flavour, Err(refusal))),
    };
    let conversation = read.params.get("conversationId").or_else(|| read.params.get("conversation_id")).cloned();
    let ruling =
        world.write(|state| Ruling::of(state.faults.of_request(state.now_ms, operation.id, conversation.as_deref())));
    if ruling.drop_request {
        journal(&world, flavour, operation, &read, &ruling, None);
        return withheld();
    }
    if let Some(refusal) = ruling.refusal.clone() {
        let answer = outcome(flavour, Err(refusal));
        journal(&world, flavour, operation, &read, &ruling, Some(&answer));
        return respond(&answer);
    }
    let cause = world.next_cause();
    // Counted from before the change, which whoever moves the clock may be waiting for.
    let held_until_ms = ruling.hang_ms.map(|ms| world.clock.now_ms() + ms);
    let upload = read.upload().await;
    let result = world.write_because(Some(cause), |state| {
        let caller = authenticate(state, &read.headers, operation.needs)?;
        if flavour == Flavour::Sunco && read.params.get("appId") != Some(&state.app_id) {
            return Err(Refusal::missing("app_not_found", "App not found"));
        }
        (operation.handler)(state, &call(&read, caller, upload?, ruling.pass_fails))
    });
    let answer = if ruling.fail_after {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        outcome(flavour, Err(Refusal::new(status, "internal_error", "Internal server error")))
    } else {
        outcome(flavour, result)
    };
    // Before any wait: a client that gives up takes this task with it, but the request was carried out.
    journal(&world, flavour, operation, &read, &ruling, Some(&answer).filter(|_| !ruling.drop_answer));
    if ruling.webhook_first {
        world.attempted(cause).await;
    }
    if let Some(due_ms) = held_until_ms {
        tokio::select! {
            () = world.clock.reach(due_ms) => {}
            () = world.cancel.cancelled() => {}
        }
    }
    if ruling.drop_answer { withheld() } else { respond(&answer) }
}

fn call(read: &Read, caller: Caller, upload: Option<crate::operation::Upload>, pass_fails: bool) -> Call {
    Call {
        caller,
        params: read.params.clone(),
        query: Query::parse(read.uri.query()),
        body: read.body.clone(),
        json: read.is_json(),
        content_type: read.content_type.clone(),
        idempotency_key: read.header("idempotency-key").map(str::to_owned),
        upload,
        path: read.uri.path().to_owned(),
        pass_fails,
    }
}

fn outcome(flavour: Flavour, result: Result<Answer, Refusal>) -> Answer {
    result.unwrap_or_else(|refusal| Answer {
        status: refusal.status,
        headers: refusal.retry_after_s.map(|seconds| ("retry-after", seconds.to_string())).into_iter().collect(),
        body: match flavour {
            Flavour::Sunco => refusal.sunco_body(),
            Flavour::Support => refusal.support_body(),
        },
    })
}

fn respond(answer: &Answer) -> Response {
    let mut response = match answer.body {
        Value::Null => answer.status.into_response(),
        ref body => (answer.status, axum::Json(body)).into_response(),
    };
    for (name, value) in &answer.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(*name, value);
        }
    }
    if answer.status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"Zendesk\""));
    }
    response
}

fn withheld() -> Response {
    let mut response = StatusCode::BAD_GATEWAY.into_response();
    response.extensions_mut().insert(Withheld);
    response
}

fn journal(
    world: &World,
    flavour: Flavour,
    operation: &Operation,
    read: &Read,
    ruling: &Ruling,
    answer: Option<&Answer>,
) {
    let status = answer.map(|answer| answer.status.as_u16());
    tracing::debug!(operation = operation.id, status, faults = ?ruling.names, "call");
    let Some(journal) = &world.journal else { return };
    let body: Option<Value> = read.is_json().then(|| serde_json::from_slice(&read.body).ok()).flatten();
    journal.write(&json!({
        "kind": "api",
        "at": millis(world.clock.now_ms()),
        "api": flavour.name(),
        "operation": operation.id,
        "method": read.method.as_str(),
        "path_template": operation.path,
        "path": read.uri.path(),
        "query": read.uri.query(),
        "request_content_type": Some(&read.content_type).filter(|kind| !kind.is_empty()),
        "request_body": body,
        "request_idempotency_key": read.header("idempotency-key"),
        "status": status,
        "answer_headers": answer.map(|answer| Map::from_iter(answer.headers.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.clone()))))),
        "answer": answer.map(|answer| &answer.body),
        "faults": ruling.names,
    }));
}
