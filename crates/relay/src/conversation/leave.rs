//! Leaving a message for people who are not there: told so, asked for it, passed on. Nobody is held in a queue for it; the
//! bot has the conversation all the while.

use super::handoff::{self, Manner};
use super::{Plan, Snapshot, fresh_id, said};
use crate::refusal::Refusal;
use crate::store::{Lane, Operation, WorkBody, WorkKind};
use crate::visitor::Profile;
use baton_protocol::stage::Trigger;
use baton_protocol::{
    Away, ClientId, DetailWish, ErrorCode, EventBody, Form, FormField, FormId, FormReply, FormValue, Notice, Stage,
    StageReason, VisitorMessage, limits,
};

/// Says upon an open plan that nobody is there, where a person could be asked for. Says whether it did.
pub fn away(plan: &mut Plan, away: &Away, skill: Option<String>, client: Option<ClientId>) -> bool {
    if plan.stage().after(Trigger::Ask).is_none() {
        return false;
    }
    plan.state().wished = skill;
    plan.append_from(&EventBody::Notice(Notice::Away(away.clone())), client, None);
    true
}

/// The commit that asks for the message. A request for a person is taken back.
pub fn ask(snapshot: &Snapshot, profile: &Profile, id: ClientId, manner: &Manner) -> Result<Plan, Refusal> {
    let mut plan = match snapshot.row.stage {
        Stage::Agent => return Err(Refusal::new(ErrorCode::StageRefused, "somebody is there: just write")),
        Stage::Requested | Stage::Queued => {
            let skill = snapshot.state.pending.as_ref().and_then(|pending| pending.skill.clone());
            let mut plan = handoff::cancel_for_message(snapshot)?;
            plan.state().wished = skill;
            plan
        }
        Stage::Bot | Stage::Ended => Plan::on(snapshot),
    };
    let form = form(profile, manner, FormId::new(fresh_id(plan.now())));
    plan.append_from(&EventBody::Form(form.clone()), Some(id), None);
    plan.state().form = Some(form);
    Ok(plan)
}

/// The message, who leaves it as far as the site asks and does not know, and how to answer where that can be chosen.
fn form(profile: &Profile, manner: &Manner, id: FormId) -> Form {
    let mut fields = vec![FormField::Message { required: true }];
    if manner.name != DetailWish::No && profile.name.is_none() {
        fields.push(FormField::Name { required: manner.name == DetailWish::Required });
    }
    let address = profile.email.as_ref().map(|email| email.value.clone());
    let asks_email = manner.email != DetailWish::No && address.is_none();
    if asks_email {
        fields.push(FormField::Email { required: manner.email == DetailWish::Required });
    }
    if asks_email || address.is_some() {
        fields.push(FormField::AnswerByEmail { address });
    }
    Form { id, lead: Vec::new(), fields, optional: false }
}

/// The commit that takes the answer to such a form.
pub fn answer(
    snapshot: &Snapshot,
    profile: &Profile,
    id: ClientId,
    reply: &FormReply,
    manner: &Manner,
) -> Result<Plan, Refusal> {
    if reply.values.is_empty() {
        return said::check_asked(snapshot.state.form.as_ref(), reply).map(|_| thought_better(snapshot, id, reply));
    }
    let text = text_of(reply)?;
    let learned = said::learn(snapshot.state.form.as_ref(), reply, profile)?;
    let by_email = reply.by_email() == Some(true) && Profile::read(&learned).email.is_some();
    let mut values: Vec<FormValue> = reply.values.iter().filter(|value| is_detail(value)).cloned().collect();
    // What tells a message that was left from any other.
    values.push(FormValue::AnswerByEmail(by_email));
    let mut plan = Plan::on(snapshot);
    if plan.stage() == Stage::Ended {
        plan.trigger(Trigger::VisitorWrites, StageReason::VisitorWrote, None);
    }
    let form = Some(FormReply { form: reply.form.clone(), values });
    plan.append_from(&EventBody::Visitor(VisitorMessage { text, form, ..VisitorMessage::default() }), Some(id), None);
    plan.operation(Operation::SetProfile(snapshot.row.visitor.clone(), learned));
    plan.state().form = None;
    plan.state().asked = true;
    plan.work(Lane::Desk, WorkKind::LeaveMessage, WorkBody::LastSeq);
    let conversation = plan.conversation().clone();
    plan.operation(Operation::TurnTo(conversation.clone(), manner.desk_for_messages.to_owned()));
    plan.operation(Operation::OpenLink(conversation, true));
    Ok(plan)
}

/// The visitor leaves none after all.
fn thought_better(snapshot: &Snapshot, id: ClientId, reply: &FormReply) -> Plan {
    let mut plan = Plan::on(snapshot);
    let form = Some(FormReply { form: reply.form.clone(), values: Vec::new() });
    plan.append_from(&EventBody::Visitor(VisitorMessage { form, ..VisitorMessage::default() }), Some(id), None);
    plan.state().form = None;
    plan
}

fn text_of(reply: &FormReply) -> Result<String, Refusal> {
    let given =
        reply.values.iter().find_map(|value| if let FormValue::Message(text) = value { Some(text) } else { None });
    match given.map(|text| text.trim()).filter(|text| !text.is_empty()) {
        Some(text) if text.chars().count() <= limits::TEXT_CHARS => Ok(text.to_owned()),
        _ => Err(Refusal::new(ErrorCode::FormInvalid, "message")),
    }
}

fn is_detail(value: &FormValue) -> bool {
    matches!(value, FormValue::Name(_) | FormValue::Email(_))
}

/// Whether it was left for people: not a word for the bot, whoever has the conversation.
pub fn was_left(message: &VisitorMessage) -> bool {
    message.form.as_ref().is_some_and(|form| form.by_email().is_some())
}
