//! What an agent does, as form posts that lead back to the ticket.

use super::Desk;
use crate::ids::{GroupId, PersonId, TicketId};
use crate::workspace::{Failure, Outgoing, OutgoingFile, Remark, TicketStatus};
use axum::Form;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use url::form_urlencoded;

/// Back to the ticket, with the reason where something was not done.
fn back(id: TicketId, problem: Option<&str>) -> Response {
    to(&format!("/console/tickets/{id}"), problem)
}

pub(super) fn to(path: &str, problem: Option<&str>) -> Response {
    let query = problem.map(|text| {
        let text: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        format!("?problem={text}")
    });
    Redirect::to(&format!("{path}{}", query.unwrap_or_default())).into_response()
}

fn finish(id: TicketId, result: Result<(), Failure>) -> Response {
    back(id, result.err().map(|failure| failure.to_string()).as_deref())
}

pub(super) async fn reply(State(desk): State<Desk>, Path(id): Path<TicketId>, parts: Multipart) -> Response {
    match read_reply(parts).await {
        Ok(remark) => finish(id, desk.control.comment(id, remark).map(drop)),
        Err(error) => back(id, Some(&error.body_text())),
    }
}

async fn read_reply(mut parts: Multipart) -> Result<Remark, axum::extract::multipart::MultipartError> {
    let mut reply = Remark::public("");
    while let Some(part) = parts.next_field().await? {
        match part.name().unwrap_or_default() {
            "text" => {
                // Browsers end lines of a text area with CR LF.
                let text = part.text().await?.replace("\r\n", "\n");
                reply.words = Outgoing::Text(text);
            }
            "agent" => reply.agent = part.text().await?.parse().ok(),
            "kind" => reply.public = part.text().await? != "note",
            "files" => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let bytes = part.bytes().await?;
                // An empty file input sends one nameless part.
                if !name.is_empty() {
                    reply.files.push(OutgoingFile { name, bytes });
                }
            }
            _ => {}
        }
    }
    Ok(reply)
}

#[derive(Deserialize)]
pub(super) struct Fields {
    agent: Option<PersonId>,
    group: Option<GroupId>,
    text: Option<String>,
    status: Option<TicketStatus>,
    tag: Option<String>,
}

pub(super) async fn act(
    State(desk): State<Desk>,
    Path((id, action)): Path<(TicketId, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let control = &desk.control;
    let result = match action.as_str() {
        "solve" => control.solve(id),
        "status" => fields.status.map_or(Ok(()), |status| control.set_status(id, status)),
        "tag" => control.tag(id, &[fields.tag.unwrap_or_default().as_str()], &[]),
        "untag" => control.tag(id, &[], &[fields.tag.unwrap_or_default().as_str()]),
        "close" => control.close(id),
        "end-session" => control.end_session(id),
        "transfer-to-email" => control.transfer_to_email(id),
        "assign" => fields.agent.map_or(Ok(()), |agent| control.assign(id, agent)),
        "transfer" => fields.group.map_or(Ok(()), |group| control.transfer(id, group)),
        "auto-reply" => control.auto_reply(id, &fields.text.unwrap_or_default()).map(drop),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    finish(id, result)
}
