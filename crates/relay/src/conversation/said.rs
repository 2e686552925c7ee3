//! What a visitor says.

use super::handoff::{self, Manner};
use super::{Plan, Snapshot, asking, leave, rating};
use crate::identity::said::is_email;
use crate::provenance::Provenance;
use crate::refusal::Refusal;
use crate::store::{FileRow, Guard, Lane, Operation, WorkBody, WorkKind};
use crate::visitor::Profile;
use baton_protocol::stage::Trigger;
use baton_protocol::{
    ClientId, ErrorCode, EventBody, FileId, FileRef, Form, FormField, FormReply, FormValue, Outgoing, Stage,
    StageReason, VisitorMessage, limits,
};
use std::collections::BTreeMap;

/// Checks what a message is made of, before anything is read for it.
pub fn check(id: &ClientId, message: &Outgoing) -> Result<(), Refusal> {
    if !id.is_well_formed() {
        return Err(Refusal::new(ErrorCode::Malformed, "the id must be 1 to 64 of A-Z a-z 0-9 _ -"));
    }
    if message.text.trim().is_empty()
        && message.files.is_empty()
        && message.postback.is_none()
        && message.form.is_none()
    {
        return Err(Refusal::new(ErrorCode::MessageEmpty, "a message needs a text, a file, a button or a form"));
    }
    if message.text.chars().count() > limits::TEXT_CHARS {
        let reason = format!("a text may have {} characters", limits::TEXT_CHARS);
        return Err(Refusal::new(ErrorCode::TextTooLong, reason));
    }
    if message.files.len() > limits::FILES_PER_MESSAGE {
        let reason = format!("a message may have {} files", limits::FILES_PER_MESSAGE);
        return Err(Refusal::new(ErrorCode::TooManyFiles, reason));
    }
    if message.postback.as_ref().is_some_and(|postback| postback.payload.chars().count() > limits::PAYLOAD_CHARS) {
        return Err(Refusal::new(ErrorCode::Malformed, "the button's payload is too long"));
    }
    Ok(())
}

/// The commit that takes a message. `files` are the rows of the files it names, in its order.
pub fn plan(
    snapshot: &Snapshot,
    profile: &Profile,
    id: ClientId,
    message: Outgoing,
    files: &[FileRow],
    manner: &Manner,
) -> Result<Plan, Refusal> {
    if let Some(reply) = &message.form
        && let Some(form) = snapshot.state.form.as_ref().filter(|form| form.id == reply.form)
    {
        if form.is_for_a_message() {
            return leave::answer(snapshot, profile, id, reply, manner);
        }
        if form.is_for_a_rating() {
            return rating::answer(snapshot, id, reply);
        }
    }
    let mut plan = Plan::on(snapshot);
    let learned = match &message.form {
        Some(reply) => Some((learn(snapshot.state.form.as_ref(), reply, profile)?, filled(snapshot, reply)?)),
        None => None,
    };
    if plan.stage() == Stage::Ended {
        plan.trigger(Trigger::VisitorWrites, StageReason::VisitorWrote, None);
    }
    claim(&mut plan, snapshot, files);
    let body = EventBody::Visitor(VisitorMessage {
        text: message.text,
        files: files.iter().map(file_ref).collect(),
        postback: message.postback,
        form: message.form,
    });
    let event = plan.append_from(&body, Some(id), None);
    match (learned, plan.stage()) {
        (Some((profile, filled)), stage) => {
            plan.operation(Operation::SetProfile(snapshot.row.visitor.clone(), profile));
            let is_bots = snapshot.state.form.as_ref().is_some_and(|form| asking::is_bots(&form.id));
            let state = plan.state();
            state.form = None;
            state.variables.extend(filled);
            if is_bots {
                plan.ensure(Lane::Bot, WorkKind::BotTurn);
            } else {
                state.asked = true;
                if stage == Stage::Requested {
                    handoff::go(&mut plan, event, manner);
                }
            }
        }
        (None, Stage::Bot | Stage::Ended) => {
            plan.ensure(Lane::Bot, WorkKind::BotTurn);
        }
        // The handoff has not begun while its form waits: what is said meanwhile goes into the summary.
        (None, Stage::Requested) if snapshot.state.form.is_some() => {}
        (None, Stage::Requested | Stage::Queued | Stage::Agent) => {
            plan.work(Lane::Desk, WorkKind::Send, WorkBody::LastSeq);
        }
    }
    Ok(plan)
}

fn claim(plan: &mut Plan, snapshot: &Snapshot, files: &[FileRow]) {
    if files.is_empty() {
        return;
    }
    let ids: Vec<FileId> = files.iter().map(|file| file.id.clone()).collect();
    plan.guard(Guard::Unclaimed(snapshot.row.id.clone(), ids.clone()));
    plan.operation(Operation::ClaimFiles(ids));
}

/// How a file is shown to its conversation.
pub fn file_ref(row: &FileRow) -> FileRef {
    FileRef { id: row.id.clone(), name: row.name.clone(), media_type: row.media_type.clone(), bytes: row.bytes }
}

/// The form that a reply is to, which must wait for one.
pub(super) fn check_asked<'a>(asked: Option<&'a Form>, reply: &FormReply) -> Result<&'a Form, Refusal> {
    let refusal = || Refusal::new(ErrorCode::FormUnknown, "no such form waits for an answer");
    asked.filter(|form| form.id == reply.form).ok_or_else(refusal)
}

fn filled(snapshot: &Snapshot, reply: &FormReply) -> Result<BTreeMap<String, String>, Refusal> {
    asking::filled(check_asked(snapshot.state.form.as_ref(), reply)?, reply)
}

/// Checks a filled-in form and returns the profile that knows its answers: the visitor's word, proof of nothing.
pub(super) fn learn(asked: Option<&Form>, reply: &FormReply, profile: &Profile) -> Result<String, Refusal> {
    let form = check_asked(asked, reply)?;
    let mut profile = profile.clone();
    for field in &form.fields {
        match field {
            FormField::Name { required } => {
                let given = answer(reply, |value| if let FormValue::Name(name) = value { Some(name) } else { None });
                let name = field_value("name", given, *required && !form.optional, limits::NAME_CHARS)?;
                if let Some(name) = name {
                    Profile::learn(&mut profile.name, name, Provenance::Visitor);
                }
            }
            FormField::Email { required } => {
                let given = answer(reply, |value| if let FormValue::Email(email) = value { Some(email) } else { None });
                let email = field_value("email", given, *required && !form.optional, limits::EMAIL_CHARS)?;
                if let Some(email) = email {
                    if !is_email(&email) {
                        return Err(Refusal::new(ErrorCode::FormInvalid, "email"));
                    }
                    Profile::learn(&mut profile.email, email, Provenance::Visitor);
                }
            }
            _ => {}
        }
    }
    Ok(profile.write())
}

fn answer<'a>(reply: &'a FormReply, pick: impl Fn(&'a FormValue) -> Option<&'a String>) -> Option<&'a str> {
    reply.values.iter().find_map(pick).map(|text| text.trim()).filter(|text| !text.is_empty())
}

fn field_value(name: &str, given: Option<&str>, required: bool, limit: usize) -> Result<Option<String>, Refusal> {
    match given {
        Some(text) if text.chars().count() <= limit && !text.chars().any(char::is_control) => Ok(Some(text.to_owned())),
        None if !required => Ok(None),
        _ => Err(Refusal::new(ErrorCode::FormInvalid, name)),
    }
}
