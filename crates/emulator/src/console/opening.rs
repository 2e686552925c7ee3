//! Starting a ticket for somebody.

use super::detail::{Staff, select};
use super::{Desk, Problem, actions, layout, page};
use crate::ids::PersonId;
use crate::workspace::{Opening, Outgoing, Requester};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

pub(super) async fn form(State(desk): State<Desk>, Query(query): Query<Problem>) -> Response {
    let agents = desk.world.read(Staff::of).agents;
    let kinds =
        [("public", "Public comment"), ("note", "Internal note")].map(|(value, label)| (value.into(), label.into()));
    let body = format!(
        "<p class=\"back\"><a href=\"/console\">← All tickets</a></p>{problem}<h1>New ticket</h1>\
         <form id=\"opening\" class=\"reply\" method=\"post\" action=\"/console/new\">\
         <label for=\"opening-requester\">Requester: e-mail, or external id</label>\
         <input id=\"opening-requester\" name=\"requester\" required>\
         <label for=\"opening-subject\">Subject</label><input id=\"opening-subject\" name=\"subject\">\
         <label for=\"opening-text\">First comment</label>\
         <textarea id=\"opening-text\" name=\"text\" rows=\"4\" required></textarea>\
         <label for=\"opening-tags\">Tags, apart by spaces</label><input id=\"opening-tags\" name=\"tags\">\
         <div class=\"line\"><label for=\"opening-kind\">Send</label>{kinds}<label for=\"opening-agent\">as</label>{agents}\
         <button id=\"open-ticket\" class=\"main\" type=\"submit\">Open ticket</button></div></form>",
        problem = query.html(),
        kinds = select("opening-kind", "kind", &kinds, None),
        agents = select("opening-agent", "agent", &agents, None),
    );
    page(StatusCode::OK, layout::page("New ticket", "new", &body))
}

#[derive(Deserialize)]
pub(super) struct Fields {
    requester: String,
    #[serde(default)]
    subject: String,
    text: String,
    #[serde(default)]
    tags: String,
    #[serde(default)]
    kind: String,
    agent: Option<PersonId>,
}

pub(super) async fn open(State(desk): State<Desk>, Form(fields): Form<Fields>) -> Response {
    let who = fields.requester.trim().to_owned();
    let requester = if who.contains('@') { Requester::Email(who) } else { Requester::ExternalId(who) };
    let opening = Opening {
        agent: fields.agent,
        words: Outgoing::Text(fields.text.replace("\r\n", "\n")),
        public: fields.kind != "note",
        tags: fields.tags.split_whitespace().map(str::to_owned).collect(),
        ..Opening::new(requester, fields.subject, "")
    };
    match desk.control.open_ticket(opening) {
        Ok(id) => actions::to(&format!("/console/tickets/{id}"), None),
        Err(failure) => actions::to("/console/new", Some(&failure.to_string())),
    }
}
