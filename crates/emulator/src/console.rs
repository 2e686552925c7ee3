//! The agents' console: plain pages a person, or a browser under test, answers tickets with.

mod actions;
mod detail;
mod layout;
mod list;
mod live;
mod opening;
mod transcript;

use crate::control::Control;
use crate::ids::{AttachmentId, TicketId};
use crate::media::bytes_of;
use crate::sunco::markup::escape;
use crate::world::World;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

/// What the pages stand on.
#[derive(Clone)]
struct Desk {
    world: Arc<World>,
    control: Control,
}

/// Nothing inline, nothing from elsewhere: a visitor's text cannot become more than text.
const POLICY: &str = "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

pub(crate) fn router(world: Arc<World>, control: Control) -> Router {
    let asset = |kind: &'static str, bytes: &'static [u8]| {
        get(move || async move { ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], bytes) })
    };
    Router::new()
        .route("/", get(|| async { Redirect::to("/console") }))
        .route("/console", get(tickets))
        .route("/console/new", get(opening::form).post(opening::open))
        .route("/console/tickets/{id}", get(ticket))
        .route("/console/tickets/{id}/reply", post(actions::reply))
        .route("/console/tickets/{id}/{action}", post(actions::act))
        .route("/console/files/{id}/{name}", get(file))
        .route("/console/events", get(live::events))
        .route("/console/assets/console.css", asset("text/css", include_bytes!("../assets/console.css")))
        .route("/console/assets/console.js", asset("text/javascript", include_bytes!("../assets/console.js")))
        .route("/console/assets/icon.svg", asset("image/svg+xml", include_bytes!("../assets/icon.svg")))
        .with_state(Desk { world, control })
}

fn page(status: StatusCode, html: String) -> Response {
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Not `no-referrer`: with it browsers send `Origin: null` with the page's own forms, which are then refused.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn tickets(State(desk): State<Desk>) -> Response {
    page(StatusCode::OK, layout::page("Tickets", "list", &list::body(&desk.control.tickets())))
}

#[derive(Deserialize)]
struct Problem {
    problem: Option<String>,
}

impl Problem {
    /// What was not done, and why, above the page's own words.
    fn html(self) -> String {
        let html = |text: String| format!("<p class=\"problem\" role=\"alert\">{}</p>", escape(&text));
        self.problem.map(html).unwrap_or_default()
    }
}

async fn ticket(State(desk): State<Desk>, Path(id): Path<TicketId>, Query(query): Query<Problem>) -> Response {
    desk.control.mark_read(id);
    let Some(ticket) = desk.control.ticket(id) else {
        return page(StatusCode::NOT_FOUND, layout::page("No such ticket", "none", "<p>There is no such ticket.</p>"));
    };
    let staff = desk.world.read(detail::Staff::of);
    let body = detail::body(&ticket, &staff, &query.html());
    page(StatusCode::OK, layout::page(&format!("#{id} {}", ticket.requester_name), "ticket", &body))
}

/// A file for the agent, who is not asked for a credential here: the console is on loopback.
async fn file(State(desk): State<Desk>, Path((id, _)): Path<(AttachmentId, String)>) -> Response {
    desk.world.read(|state| match state.attachments.get(&id) {
        Some(file) => bytes_of(file),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}
