//! What somebody says by text message, as commits.

use super::handoff::{self, Manner};
use super::sms::{self, Errand};
use super::{Pending, Plan, Snapshot};
use crate::store::{Lane, WorkBody, WorkKind};
use baton_protocol::stage::Trigger;
use baton_protocol::{ClientId, EventBody, Stage, StageReason, VisitorMessage};

/// As many texts that were kept for nobody are remembered, more than a bot is ever behind by.
const ASIDE: usize = 20;

/// A text as it came.
#[derive(Clone, Debug)]
pub struct Texted {
    /// Who sent it, by their id at whoever brings it.
    pub from: String,
    /// What it says.
    pub text: String,
    /// What it is recognised by, for ever.
    pub key: String,
    /// The same as a client's id.
    pub client: ClientId,
    /// What becomes of it.
    pub way: Way,
    /// Whether it says that texts are wanted, or that they are not.
    pub wish: Option<Wish>,
    /// The keyword category whose reply goes back.
    pub reply: Option<String>,
}

/// What becomes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the agents.
    Agents,
    /// To the bot, unless agents have the conversation already.
    Bot,
    /// To nobody: it is kept, that is all.
    Nobody,
}

/// What somebody says of texts themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// No more of them.
    Stop,
    /// They are wanted again.
    Start,
}

/// The commit that takes a text.
pub fn plan(snapshot: &Snapshot, texted: &Texted, manner: &Manner) -> Plan {
    let mut plan = Plan::on(snapshot);
    let sms = plan.state().sms.get_or_insert_default();
    sms.to = Some(texted.from.clone());
    if let Some(wish) = texted.wish {
        sms.stopped = wish == Wish::Stop;
        sms.stop_told = false;
    }
    let stopped = sms.stopped;
    let body = EventBody::Visitor(VisitorMessage { text: texted.text.clone(), ..VisitorMessage::default() });
    match texted.way {
        // Without a client's id no desk takes it for something it has yet to be given.
        Way::Nobody => {
            let id = plan.append_from(&body, None, Some(texted.key.clone()));
            let aside = &mut plan.state().sms.get_or_insert_default().aside;
            aside.drain(..(aside.len() + 1).saturating_sub(ASIDE));
            aside.push(id);
        }
        Way::Agents | Way::Bot => hand_on(&mut plan, texted, &body, manner),
    }
    if let Some(category) = texted.reply.clone().filter(|_| !stopped) {
        plan.work(Lane::Sms, WorkKind::Sms, WorkBody::Is(Errand::Reply(category).body()));
    }
    plan
}

fn hand_on(plan: &mut Plan, texted: &Texted, body: &EventBody, manner: &Manner) {
    if let Some(sms) = &mut plan.state().sms {
        sms.open = true;
    }
    if plan.stage() == Stage::Ended {
        plan.trigger(Trigger::VisitorWrites, StageReason::VisitorWrote, None);
    }
    plan.append_from(body, Some(texted.client.clone()), Some(texted.key.clone()));
    match plan.stage() {
        Stage::Bot | Stage::Ended if texted.way == Way::Bot => {
            plan.ensure(Lane::Bot, WorkKind::BotTurn);
        }
        Stage::Bot | Stage::Ended => ask(plan, manner),
        Stage::Requested | Stage::Queued | Stage::Agent => {
            plan.work(Lane::Desk, WorkKind::Send, WorkBody::LastSeq);
        }
    }
}

/// Asks for a person in the name of whoever texted.
fn ask(plan: &mut Plan, manner: &Manner) {
    let Some(id) = plan.trigger(Trigger::Ask, StageReason::VisitorAsked, None) else { return };
    let manner = sms::manner_of(plan.state(), manner.clone());
    let state = plan.state();
    state.pending = Some(Pending {
        id: id.clone(),
        cut: id.clone(),
        skill: None,
        reason: "a text message (SMS)".to_owned(),
        note: None,
    });
    state.agent = None;
    handoff::go(plan, id, &manner);
}
