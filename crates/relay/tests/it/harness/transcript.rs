//! Events as a line a person reads, for assertions and for what a failure shows.

use baton_protocol::{Block, Event, EventBody, FileRef, FormField, Notice};

/// The line of an event, without its place.
pub(crate) fn line(event: &Event) -> String {
    let Some(body) = event.body.known() else { return "something newer".to_owned() };
    match body {
        EventBody::Visitor(message) => format!("visitor: {}{}", message.text, files(&message.files)),
        EventBody::Bot(message) => format!("bot: {}", Block::text_of(&message.blocks)),
        EventBody::Agent(message) => {
            let name = message.agent.as_ref().map_or("desk", |agent| &agent.name);
            format!("{name}: {}{}", Block::text_of(&message.blocks), files(&message.files))
        }
        EventBody::Stage(change) => format!("{:?} > {:?} ({:?})", change.from, change.to, change.reason),
        EventBody::Form(form) => {
            let names: Vec<&str> = form
                .fields
                .iter()
                .map(|field| match field {
                    FormField::Name { .. } => "name",
                    FormField::Email { .. } => "email",
                    FormField::Message { .. } => "message",
                    FormField::AnswerByEmail { .. } => "answer by e-mail",
                    FormField::Rating {} => "rating",
                    FormField::Comment {} => "comment",
                    _ => "newer",
                })
                .collect();
            format!("form: {}", names.join(" "))
        }
        EventBody::Notice(Notice::AgentJoined(agent)) => format!("{} joined", agent.name),
        EventBody::Notice(Notice::Undelivered { seq }) => format!("{seq} was not delivered"),
        EventBody::Notice(Notice::HandoffSlow) => "it takes long".to_owned(),
        EventBody::Notice(Notice::TicketSolved) => "solved".to_owned(),
        EventBody::Notice(Notice::Away(away)) => format!("nobody is there: {}", away.text),
        EventBody::Notice(Notice::MessageLeft { ticket, by_email }) => {
            let number = ticket.map(|number| format!(" as {number}")).unwrap_or_default();
            format!("the message is left{number}{}", if *by_email { ", answer by e-mail" } else { "" })
        }
        EventBody::Redacted { seq } => format!("{seq} was erased"),
        _ => "something newer".to_owned(),
    }
}

fn files(files: &[FileRef]) -> String {
    files.iter().map(|file| format!("[{}]", file.name)).collect()
}
