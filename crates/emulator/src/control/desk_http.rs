//! The control API over HTTP: an agent's deeds with tickets that are no conversation, and the settings of Support.

use super::Control;
use super::desk_view::{PersonView, SupportWebhookView};
use super::http::{Done, FileBody, done, files};
use crate::ids::{GroupId, PersonId, TicketId, UserId, WebhookId};
use crate::workspace::{Failure, Opening, Outgoing, Remark, Requester, TicketStatus};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) fn router() -> Router<Control> {
    Router::new()
        .route("/control/tickets/{id}/comments", post(comment))
        .route("/control/tickets/{id}/status", post(set_status))
        .route("/control/tickets/{id}/tags", post(tag))
        .route("/control/people", get(people))
        .route("/control/users/merge", post(merge))
        .route("/control/webhooks/{id}/reset-secret", post(reset_secret))
        .route("/control/support-webhooks", get(webhooks))
        .route("/control/support-webhooks/{id}", patch(set_webhook))
        .route("/control/ticket-fields/{id}", post(define_field))
}

const fn yes() -> bool {
    true
}

/// Whom a ticket is for: one of `requester`, `email` and `external_id`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OpeningBody {
    requester: Option<PersonId>,
    email: Option<String>,
    external_id: Option<String>,
    agent: Option<PersonId>,
    subject: String,
    text: Option<String>,
    html: Option<String>,
    #[serde(default = "yes")]
    public: bool,
    #[serde(default)]
    tags: Vec<String>,
    group: Option<GroupId>,
    #[serde(default)]
    files: Vec<FileBody>,
}

type Made = Result<(StatusCode, Json<Value>), Failure>;

fn words(html: Option<String>, text: Option<String>) -> Outgoing {
    html.map(Outgoing::Html).unwrap_or_else(|| Outgoing::Text(text.unwrap_or_default()))
}

pub(super) async fn open(State(control): State<Control>, Json(body): Json<OpeningBody>) -> Made {
    let requester = match (body.requester, body.email, body.external_id) {
        (Some(person), None, None) => Requester::Person(person),
        (None, Some(email), None) => Requester::Email(email),
        (None, None, Some(external_id)) => Requester::ExternalId(external_id),
        _ => return Err(Failure::NoSuchPerson("requester, email or external_id: one of them".into())),
    };
    let opening = Opening {
        agent: body.agent,
        requester,
        subject: body.subject,
        words: words(body.html, body.text),
        public: body.public,
        tags: body.tags,
        group: body.group,
        files: files(body.files)?,
    };
    control.open_ticket(opening).map(|id| (StatusCode::CREATED, Json(json!({ "ticket": id }))))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommentBody {
    agent: Option<PersonId>,
    text: Option<String>,
    html: Option<String>,
    #[serde(default = "yes")]
    public: bool,
    #[serde(default)]
    files: Vec<FileBody>,
}

async fn comment(State(control): State<Control>, Path(id): Path<TicketId>, Json(body): Json<CommentBody>) -> Made {
    let words = words(body.html, body.text);
    let remark = Remark { agent: body.agent, words, files: files(body.files)?, public: body.public };
    control.comment(id, remark).map(|comment| (StatusCode::CREATED, Json(json!({ "comment": comment }))))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusBody {
    status: TicketStatus,
}

async fn set_status(State(control): State<Control>, Path(id): Path<TicketId>, Json(body): Json<StatusBody>) -> Done {
    done(control.set_status(id, body.status))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TagBody {
    #[serde(default)]
    add: Vec<String>,
    #[serde(default)]
    remove: Vec<String>,
}

async fn tag(State(control): State<Control>, Path(id): Path<TicketId>, Json(body): Json<TagBody>) -> Done {
    done(control.tag(id, &texts(&body.add), &texts(&body.remove)))
}

fn texts(tags: &[String]) -> Vec<&str> {
    tags.iter().map(String::as_str).collect()
}

async fn people(State(control): State<Control>) -> Json<Vec<PersonView>> {
    Json(control.people())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Merge {
    surviving: UserId,
    discarded: UserId,
}

async fn merge(State(control): State<Control>, Json(body): Json<Merge>) -> Done {
    done(control.merge_users(&body.surviving, &body.discarded))
}

async fn reset_secret(State(control): State<Control>, Path(id): Path<WebhookId>) -> Done {
    control.reset_webhook_secret(&id).map(|secret| Json(json!({ "secret": secret })))
}

async fn webhooks(State(control): State<Control>) -> Json<Vec<SupportWebhookView>> {
    Json(control.support_webhooks())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookChange {
    endpoint: Option<String>,
    secret: Option<String>,
}

async fn set_webhook(State(it): State<Control>, Path(id): Path<WebhookId>, Json(body): Json<WebhookChange>) -> Done {
    done(it.set_support_webhook(&id, body.endpoint, body.secret))
}

async fn define_field(State(control): State<Control>, Path(id): Path<u64>) -> Done {
    control.define_ticket_field(id);
    done(Ok(()))
}
