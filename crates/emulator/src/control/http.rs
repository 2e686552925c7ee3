//! The control API over HTTP: the methods of [`Control`], in JSON.

use super::view::{ConversationView, DeliveryView, HeadView, TicketView, WebhookView};
use super::{Control, desk_http};
use crate::fault::{FaultId, FaultRule};
use crate::ids::{AttachmentId, ConversationId, GroupId, PersonId, TicketId, WebhookId};
use crate::switches::{SwitchChange, Switches};
use crate::workspace::{Failure, Outgoing, OutgoingFile, Reply};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) fn router(control: Control) -> Router {
    desk_http::router()
        .route("/control/clock", get(clock).post(advance))
        .route("/control/settle", post(settle))
        .route("/control/switches", get(switches).patch(set_switches))
        .route("/control/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/control/faults/{id}", delete(remove_fault))
        .route("/control/ledger", get(ledger))
        .route("/control/holds", post(holds))
        .route("/control/conversations/{id}", get(conversation))
        .route("/control/conversations/{id}/visitor-message", post(visitor_message))
        .route("/control/conversations/{id}/postback", post(postback))
        .route("/control/tickets", get(tickets).post(desk_http::open))
        .route("/control/tickets/{id}", get(ticket))
        .route("/control/tickets/{id}/reply", post(reply))
        .route("/control/tickets/{id}/auto-reply", post(auto_reply))
        .route("/control/tickets/{id}/assign", post(assign))
        .route("/control/tickets/{id}/transfer", post(transfer))
        .route("/control/tickets/{id}/solve", post(solve))
        .route("/control/tickets/{id}/close", post(close))
        .route("/control/tickets/{id}/end-session", post(end_session))
        .route("/control/tickets/{id}/transfer-to-email", post(transfer_to_email))
        .route("/control/deliveries", get(deliveries))
        .route("/control/heads", get(heads))
        .route("/control/webhooks", get(webhooks))
        .route("/control/webhooks/{id}", patch(set_webhook))
        .route("/control/files/{id}", get(file))
        .with_state(control)
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::NoSuchTicket(_) | Self::NoSuchConversation(_) | Self::NoSuchWebhook(_) | Self::NoSuchUser(_) => {
                StatusCode::NOT_FOUND
            }
            Self::Ended(_) => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        (status, Json(json!({ "error": self.to_string() }))).into_response()
    }
}

pub(super) type Done = Result<Json<Value>, Failure>;

pub(super) fn done(result: Result<(), Failure>) -> Done {
    result.map(|()| Json(json!({})))
}

async fn clock(State(control): State<Control>) -> Json<Value> {
    Json(json!({ "now_ms": control.now_ms() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_ms: u64,
}

async fn advance(State(control): State<Control>, Json(body): Json<Advance>) -> Json<Value> {
    control.advance(Duration::from_millis(body.advance_ms));
    clock(State(control)).await
}

async fn settle(State(control): State<Control>) -> Json<Value> {
    control.settle().await;
    Json(json!({}))
}

async fn switches(State(control): State<Control>) -> Json<Switches> {
    Json(control.switches())
}

async fn set_switches(State(control): State<Control>, Json(change): Json<SwitchChange>) -> Json<Switches> {
    Json(control.set_switches(change))
}

async fn faults(State(control): State<Control>) -> Json<Value> {
    let rules = control.faults().into_iter().map(|(id, rule)| json!({ "id": id, "rule": rule }));
    Json(rules.collect())
}

async fn add_fault(State(control): State<Control>, Json(rule): Json<FaultRule>) -> (StatusCode, Json<Value>) {
    (StatusCode::CREATED, Json(json!({ "id": control.add_fault(rule) })))
}

async fn clear_faults(State(control): State<Control>) -> Json<Value> {
    control.clear_faults();
    Json(json!({}))
}

async fn remove_fault(State(control): State<Control>, Path(id): Path<FaultId>) -> Response {
    if control.remove_fault(id) { Json(json!({})).into_response() } else { StatusCode::NOT_FOUND.into_response() }
}

async fn ledger(State(control): State<Control>) -> Json<Vec<ConversationView>> {
    Json(control.ledger())
}

async fn conversation(
    State(control): State<Control>,
    Path(id): Path<ConversationId>,
) -> Result<Json<ConversationView>, Failure> {
    control.conversation(&id).map(Json).ok_or(Failure::NoSuchConversation(id))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    text: String,
}

async fn visitor_message(State(it): State<Control>, Path(id): Path<ConversationId>, Json(body): Json<Text>) -> Done {
    it.visitor_says(&id, &body.text).map(|id| Json(json!({ "message": id })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Postback {
    payload: String,
}

async fn postback(State(it): State<Control>, Path(id): Path<ConversationId>, Json(body): Json<Postback>) -> Done {
    done(it.visitor_taps(&id, &body.payload))
}

#[derive(Deserialize)]
struct Sought {
    text: String,
}

/// Where a text is kept.
async fn holds(State(control): State<Control>, Json(sought): Json<Sought>) -> Json<Vec<String>> {
    Json(control.holds(&sought.text))
}

async fn tickets(State(control): State<Control>) -> Json<Vec<TicketView>> {
    Json(control.tickets())
}

async fn ticket(State(control): State<Control>, Path(id): Path<TicketId>) -> Result<Json<TicketView>, Failure> {
    control.ticket(id).map(Json).ok_or(Failure::NoSuchTicket(id))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplyBody {
    text: Option<String>,
    html: Option<String>,
    agent: Option<PersonId>,
    #[serde(default)]
    files: Vec<FileBody>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileBody {
    name: String,
    base64: String,
}

pub(super) fn files(bodies: Vec<FileBody>) -> Result<Vec<OutgoingFile>, Failure> {
    let decoded = bodies.into_iter().map(|file| match STANDARD.decode(&file.base64) {
        Ok(bytes) => Ok(OutgoingFile { name: file.name, bytes: bytes.into() }),
        Err(error) => Err(Failure::FileRefused { name: file.name, why: error.to_string() }),
    });
    decoded.collect()
}

async fn reply(State(control): State<Control>, Path(id): Path<TicketId>, Json(body): Json<ReplyBody>) -> Done {
    let words = body.html.map(Outgoing::Html).or(body.text.map(Outgoing::Text));
    let files = files(body.files)?;
    let sent = control.reply(id, Reply { agent: body.agent, words, files })?;
    Ok(Json(json!({ "messages": sent })))
}

async fn auto_reply(State(control): State<Control>, Path(id): Path<TicketId>, Json(body): Json<Text>) -> Done {
    control.auto_reply(id, &body.text).map(|id| Json(json!({ "messages": [id] })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assign {
    agent: PersonId,
}

async fn assign(State(control): State<Control>, Path(id): Path<TicketId>, Json(body): Json<Assign>) -> Done {
    done(control.assign(id, body.agent))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Transfer {
    group: GroupId,
}

async fn transfer(State(control): State<Control>, Path(id): Path<TicketId>, Json(body): Json<Transfer>) -> Done {
    done(control.transfer(id, body.group))
}

async fn solve(State(control): State<Control>, Path(id): Path<TicketId>) -> Done {
    done(control.solve(id))
}

async fn close(State(control): State<Control>, Path(id): Path<TicketId>) -> Done {
    done(control.close(id))
}

async fn end_session(State(control): State<Control>, Path(id): Path<TicketId>) -> Done {
    done(control.end_session(id))
}

async fn transfer_to_email(State(control): State<Control>, Path(id): Path<TicketId>) -> Done {
    done(control.transfer_to_email(id))
}

async fn deliveries(State(control): State<Control>) -> Json<Vec<DeliveryView>> {
    Json(control.deliveries())
}

async fn heads(State(control): State<Control>) -> Json<Vec<HeadView>> {
    Json(control.heads())
}

async fn webhooks(State(control): State<Control>) -> Json<Vec<WebhookView>> {
    Json(control.webhooks())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookChange {
    target: Option<String>,
    secret: Option<String>,
}

async fn set_webhook(State(it): State<Control>, Path(id): Path<WebhookId>, Json(body): Json<WebhookChange>) -> Done {
    done(it.set_webhook(&id, body.target, body.secret))
}

async fn file(State(control): State<Control>, Path(id): Path<AttachmentId>) -> Response {
    match control.file(&id) {
        Some(file) => ([(header::CONTENT_TYPE, file.media_type)], file.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
