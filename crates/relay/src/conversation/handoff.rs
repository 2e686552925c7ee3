//! Asking for a person, taking it back, ending it.

use super::{Pending, Plan, Snapshot, asking, fresh_id, rating};
use crate::refusal::Refusal;
use crate::store::{Lane, Operation, WorkBody, WorkKind};
use crate::visitor::Profile;
use baton_protocol::stage::Trigger;
use baton_protocol::{
    Block, ClientId, DetailWish, ErrorCode, EventBody, EventId, Form, FormField, FormId, Stage, StageReason,
};
use std::time::Duration;

/// What a site asks of a visitor before a person is called, and how long it waits before saying that it takes long.
#[derive(Clone, Debug)]
pub struct Manner {
    /// Whether the name is wanted.
    pub name: DetailWish,
    /// Whether the e-mail address is wanted.
    pub email: DetailWish,
    /// What else is asked.
    pub fields: Vec<FormField>,
    /// What is said above the form; readers have words of their own.
    pub lead: Vec<Block>,
    /// When the visitor is told that nobody has come yet.
    pub slow_after: Duration,
    /// The desk that new requests go to.
    pub desk: &'static str,
    /// The desk that gets what is left for people.
    pub desk_for_messages: &'static str,
}

/// How the body of a [`WorkKind::SlowNotice`] begins that was made while the form waited.
pub const AT_FORM: &str = "form:";

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The skill, by its configured name.
    pub skill: Option<String>,
    /// What the bot wants the agents to know.
    pub note: Option<String>,
}

/// Plans a request for a person upon an open plan; nothing where one is under way already. Returns whether it began.
pub fn ask(
    plan: &mut Plan,
    profile: &Profile,
    manner: &Manner,
    wish: Wish,
    reason: StageReason,
    client: Option<ClientId>,
) -> bool {
    let Some(id) = plan.trigger(Trigger::Ask, reason, client) else { return false };
    let word = match reason {
        StageReason::PageAsked => "the page asked for a person",
        StageReason::BotDecided => "the bot called for a person",
        StageReason::BotFailed => "the bot could not answer",
        StageReason::BotUnsure => "the bot had no answer several times in a row",
        StageReason::Keyword => "the visitor used a word for which a person is called",
        _ => "the visitor asked for a person",
    };
    let Wish { skill, note } = wish;
    let pending = Pending { id: id.clone(), cut: id.clone(), skill, reason: word.to_owned(), note };
    plan.state().pending = Some(pending);
    plan.state().unanswered = 0;
    plan.state().agent = None;
    plan.state().wished = None;
    plan.state().rated = false;
    // Whoever can have a person leaves no message.
    plan.state().form = None;
    match missing(plan, profile, manner) {
        Some(form) => {
            plan.append(&EventBody::Form(form.clone()));
            plan.state().form = Some(form);
            // Whoever leaves the form is offered the way back too.
            let due = plan.now() + manner.slow_after;
            plan.work_at(Lane::Notice, WorkKind::SlowNotice, WorkBody::Is(format!("{AT_FORM}{id}")), due);
        }
        None => go(plan, id, manner),
    }
    true
}

/// Begins the handoff itself: what was said up to `cut` goes into the summary.
pub fn go(plan: &mut Plan, cut: EventId, manner: &Manner) {
    let Manner { slow_after, desk, .. } = *manner;
    let Some(mut pending) = plan.state().pending.clone() else { return };
    pending.cut = cut;
    let body = serde_json::to_string(&pending).unwrap_or_default();
    let name = pending.id.as_str().to_owned();
    plan.state().pending = Some(pending);
    // The desk tells which it is this time.
    plan.state().ticket = None;
    plan.work(Lane::Desk, WorkKind::Handoff, WorkBody::Is(body));
    let due = plan.now() + slow_after;
    plan.work_at(Lane::Notice, WorkKind::SlowNotice, WorkBody::Is(name), due);
    // The link of an earlier handoff was closed with its end, and may be to another desk.
    let conversation = plan.conversation().clone();
    plan.operation(Operation::TurnTo(conversation.clone(), desk.to_owned()));
    plan.operation(Operation::OpenLink(conversation, true));
}

/// The form that asks for what is wanted and not known; what may be left out, only where no form was answered before.
fn missing(plan: &mut Plan, profile: &Profile, manner: &Manner) -> Option<Form> {
    let (asked, now) = (plan.state().asked, plan.now());
    let wanted = |wish| wish == DetailWish::Required || (wish == DetailWish::Optional && !asked);
    let mut fields = Vec::new();
    if wanted(manner.name) && profile.name.is_none() {
        fields.push(FormField::Name { required: manner.name == DetailWish::Required });
    }
    if wanted(manner.email) && profile.email.is_none() {
        fields.push(FormField::Email { required: manner.email == DetailWish::Required });
    }
    let known = &plan.state().variables;
    let open = manner.fields.iter().filter(|field| match field {
        FormField::Text(field) => !known.contains_key(&field.name) && (field.required || !asked),
        FormField::Agree { required, .. } => !known.contains_key(asking::AGREED) && (*required || !asked),
        _ => false,
    });
    fields.extend(open.cloned());
    let optional = !fields.iter().any(FormField::is_required);
    (!fields.is_empty()).then(|| Form { id: FormId::new(fresh_id(now)), lead: manner.lead.clone(), fields, optional })
}

/// The commit that takes the request back.
pub fn cancel(snapshot: &Snapshot, id: ClientId) -> Result<Plan, Refusal> {
    let line = "The visitor has taken the request for a person back.";
    leave(snapshot, Some(id), Trigger::Cancel, StageReason::Cancelled, line)
}

/// The same where the visitor would rather leave a message; what acknowledges that is yet to be planned.
pub(super) fn cancel_for_message(snapshot: &Snapshot) -> Result<Plan, Refusal> {
    leave(
        snapshot,
        None,
        Trigger::Cancel,
        StageReason::Cancelled,
        "The visitor waits no longer, and may leave a message.",
    )
}

/// The commit with which the visitor ends the conversation with the agent. Whether they are then asked how it was.
pub fn end(snapshot: &Snapshot, id: ClientId, asks_rating: bool) -> Result<Plan, Refusal> {
    let line = "The visitor has ended the conversation.";
    let mut plan = leave(snapshot, Some(id), Trigger::End, StageReason::VisitorEnded, line)?;
    if asks_rating && snapshot.row.stage == Stage::Agent {
        rating::ask(&mut plan);
    }
    Ok(plan)
}

fn leave(
    snapshot: &Snapshot,
    id: Option<ClientId>,
    trigger: Trigger,
    reason: StageReason,
    line: &str,
) -> Result<Plan, Refusal> {
    let mut plan = Plan::on(snapshot);
    let (stage, head) = (plan.stage(), plan.head());
    if plan.trigger(trigger, reason, id).is_none() {
        return Err(Refusal::new(ErrorCode::StageRefused, "there is nothing to take back or to end"));
    }
    let begun = snapshot.state.form.is_none();
    let state = plan.state();
    state.pending = None;
    state.form = None;
    state.agent = None;
    let conversation = plan.conversation().clone();
    match (trigger, stage) {
        // What was said to an agent, or to the queue, still goes there: the take-back waits behind it.
        (Trigger::End, Stage::Queued | Stage::Agent) => {
            plan.state().handed_through = head;
            plan.operation(Operation::Unpark(conversation.clone(), Lane::Desk));
            plan.operation(Operation::Hasten(conversation, Lane::Desk, snapshot.now));
        }
        (Trigger::End, _) => {
            plan.state().dropped_through = head;
            plan.operation(Operation::Unpark(conversation.clone(), Lane::Desk));
            plan.operation(Operation::Hasten(conversation, Lane::Desk, snapshot.now));
        }
        _ => {
            plan.operation(Operation::Void(conversation, Lane::Desk));
        }
    }
    if begun {
        plan.work(Lane::Desk, WorkKind::TakeBack, WorkBody::Is(line.to_owned()));
    }
    Ok(plan)
}
