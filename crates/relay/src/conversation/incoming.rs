//! What the desk says, as commits. The same path for webhooks, listings and looks; duplicates die at the source key.

use super::{KnownAgent, Plan, Snapshot, fresh_id, rating, sms};
use crate::clock::Moment;
use crate::desk::{Ending, Incoming, RemoteAgent, RemoteFile, Said, What};
use crate::files;
use crate::markdown;
use crate::store::{Identity, IdentityKind, Lane, NewFile, Operation, WorkKind};
use baton_protocol::stage::Trigger;
use baton_protocol::{
    Agent, AgentId, AgentMessage, Block, EventBody, EventId, FileId, FileRef, Notice, Stage, StageReason,
    VisitorMessage, limits,
};

/// Where a word comes from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The account, whose credential opens its files.
    pub account: &'a str,
    /// The desk.
    pub desk: &'a str,
    /// Whether the conversation's site asks visitors how it was.
    pub asks_rating: bool,
}

/// The commit that an incoming word causes; none where it changes nothing. `stale` says that it belongs to an earlier
/// handoff than the present one.
pub fn plan(snapshot: &Snapshot, origin: Origin<'_>, incoming: &Incoming, stale: bool) -> Option<Plan> {
    if snapshot.state.erased {
        return None;
    }
    let mut plan = Plan::on(snapshot);
    match &incoming.what {
        What::Said(said) => message(&mut plan, origin, incoming, said, stale),
        What::VisitorSaid { text, files } => elsewhere(&mut plan, origin, incoming, text, files),
        What::Confirmed { handoff } => confirmed(&mut plan, handoff)?,
        What::Nudge => {
            let conversation = plan.conversation().clone();
            plan.operation(Operation::Hasten(conversation, Lane::Look, snapshot.now));
            plan.ensure_look(origin.desk);
        }
        // Much else touches a ticket that is solved, such as a note or what we put there ourselves.
        What::Solved if !stale && snapshot.row.stage == Stage::Agent && !snapshot.state.solved => {
            plan.state().solved = true;
            plan.append_from(&EventBody::Notice(Notice::TicketSolved), None, incoming.key.clone());
            sms::tell_end(&mut plan);
            if origin.asks_rating {
                rating::ask(&mut plan);
            }
        }
        What::Ended(ending) if !stale => ended(&mut plan, origin, incoming, *ending)?,
        What::PassFailed { .. } if snapshot.row.stage == Stage::Requested => {
            // The handoff looks for itself what became of it; it need not wait for its moment.
            let conversation = plan.conversation().clone();
            plan.operation(Operation::Hasten(conversation, Lane::Desk, snapshot.now));
        }
        What::Ticket(number) if !stale && snapshot.state.ticket != Some(*number) => {
            plan.state().ticket = Some(*number);
        }
        What::Renewed => {
            plan.state().ticket = None;
            plan.state().confirmed = None;
            plan.ensure(Lane::Ticket, WorkKind::Ticket);
        }
        What::Person(id) => {
            let person = Identity::new(origin.account, IdentityKind::DeskUser, id);
            plan.operation(Operation::Identify(person, snapshot.row.visitor.clone()));
        }
        What::Echo if !stale => {
            let conversation = plan.conversation().clone();
            plan.operation(Operation::EchoSeen(conversation, origin.desk.to_owned(), snapshot.now));
        }
        What::FileRefused { seq } => {
            let key = format!("refused/{}/{seq}", snapshot.row.id);
            plan.append_from(&EventBody::Notice(Notice::Undelivered { seq: *seq }), None, Some(key));
        }
        What::Ended(_) | What::Solved | What::Echo | What::Ticket(_) | What::PassFailed { .. } | What::Nothing => {
            return None;
        }
    }
    Some(plan)
}

fn message(plan: &mut Plan, origin: Origin<'_>, incoming: &Incoming, said: &Said, stale: bool) {
    let agent = said.agent.as_ref().map(|remote| known(plan, origin, remote));
    if let Some(agent) = &agent
        && !stale
        && !plan.state().is_before_end(incoming.at)
    {
        acts(plan, origin);
        joins(plan, agent, incoming.at);
    }
    let files = said.files.iter().map(|file| remote_file(plan, origin, file)).collect();
    let body = EventBody::Agent(AgentMessage {
        agent,
        blocks: blocks(said),
        files,
        desk_at: incoming.at.0,
        desk_id: said.id.clone(),
    });
    plan.append_from(&body, None, incoming.key.clone());
    sms::pass_on(plan);
}

/// A human is there: the request that was under way is over.
fn acts(plan: &mut Plan, origin: Origin<'_>) {
    let from = plan.stage();
    if plan.trigger(Trigger::AgentActs, StageReason::AgentActed, None).is_none() {
        return;
    }
    // Also after an end: whoever writes on is listened to.
    let conversation = plan.conversation().clone();
    plan.operation(Operation::TurnTo(conversation.clone(), origin.desk.to_owned()));
    plan.operation(Operation::OpenLink(conversation, true));
    plan.state().pending = None;
    plan.state().form = None;
    plan.state().rated = false;
    if matches!(from, Stage::Requested | Stage::Queued) {
        // The confirmation, which looks for the ticket otherwise, may be slower or have come already.
        plan.ensure(Lane::Ticket, WorkKind::Ticket);
    }
}

/// Says who is there now. An earlier word that arrives late changes nothing about that.
fn joins(plan: &mut Plan, agent: &Agent, at: Moment) {
    let state = plan.state();
    let is_new = state.agent.as_deref() != Some(agent.id.as_str());
    let is_late = state.agent.is_some() && at.0 <= state.joined_at;
    if is_late {
        return;
    }
    state.joined_at = at.0;
    if is_new {
        state.agent = Some(agent.id.as_str().to_owned());
        plan.append(&EventBody::Notice(Notice::AgentJoined(agent.clone())));
    }
}

fn blocks(said: &Said) -> Vec<Block> {
    match &said.html {
        Some(html) => markdown::from_html(html, &said.text),
        None => Block::plain(&said.text),
    }
}

/// The visitor wrote from another device. It is the visitor's line here too; the desk has it already.
fn elsewhere(plan: &mut Plan, origin: Origin<'_>, incoming: &Incoming, text: &str, files: &[RemoteFile]) {
    let files = files.iter().map(|file| remote_file(plan, origin, file)).collect();
    let text = text.chars().take(limits::TEXT_CHARS).collect();
    let body = EventBody::Visitor(VisitorMessage { text, files, ..VisitorMessage::default() });
    plan.append_from(&body, None, incoming.key.clone());
    if plan.stage() == Stage::Bot {
        plan.ensure(Lane::Bot, WorkKind::BotTurn);
    }
}

fn confirmed(plan: &mut Plan, handoff: &EventId) -> Option<()> {
    if plan.state().pending.as_ref().is_none_or(|pending| pending.id != *handoff) {
        return confirmed_again(plan, handoff);
    }
    plan.trigger(Trigger::Confirm, StageReason::Confirmed, None)?;
    plan.ensure(Lane::Ticket, WorkKind::Ticket);
    Some(())
}

/// The desk goes on in another conversation by itself, and may wait for this.
fn confirmed_again(plan: &mut Plan, handoff: &EventId) -> Option<()> {
    let is_with_desk = matches!(plan.stage(), Stage::Queued | Stage::Agent);
    if !is_with_desk || plan.state().confirmed.as_ref() == Some(handoff) {
        return None;
    }
    plan.state().confirmed = Some(handoff.clone());
    let conversation = plan.conversation().clone();
    plan.operation(Operation::Hasten(conversation, Lane::Desk, plan.now()));
    Some(())
}

/// It is over at the desk. One end is told more than once, by several kinds of events and by looks: the second finds its
/// key taken or its time past, and must not end the next request.
fn ended(plan: &mut Plan, origin: Origin<'_>, incoming: &Incoming, ending: Ending) -> Option<()> {
    if plan.state().is_before_end(incoming.at) {
        return None;
    }
    let (head, from) = (plan.head(), plan.stage());
    let reason = match ending {
        Ending::Session => StageReason::SessionEnded,
        Ending::TicketClosed => StageReason::TicketClosed,
        Ending::TicketSolved => StageReason::TicketSolved,
        Ending::MovedToEmail => StageReason::MovedToEmail,
    };
    if plan.trigger_from(Trigger::End, reason, None, incoming.key.clone()).is_none() {
        // A message that was left there has had its time; the visitor is not told, and nobody looks any more.
        let conversation = plan.conversation().clone();
        let is_the_bots = plan.stage() == Stage::Bot;
        plan.operation(Operation::CloseLink(conversation, origin.desk.to_owned()));
        return is_the_bots.then_some(());
    }
    if matches!(ending, Ending::TicketClosed | Ending::TicketSolved) {
        sms::tell_end(plan);
    }
    let state = plan.state();
    state.ended_at = state.ended_at.max(incoming.at.0);
    state.dropped_through = head;
    state.pending = None;
    state.form = None;
    state.agent = None;
    let conversation = plan.conversation().clone();
    // What waits there finds out by itself that it has nowhere to go any more, and tells the visitor.
    plan.operation(Operation::Unpark(conversation.clone(), Lane::Desk));
    plan.operation(Operation::Hasten(conversation.clone(), Lane::Desk, plan.now()));
    plan.operation(Operation::CloseLink(conversation, origin.desk.to_owned()));
    // A closed ticket takes nothing more, and by e-mail it goes on.
    let can_be_told = matches!(ending, Ending::Session | Ending::TicketSolved);
    if origin.asks_rating && can_be_told && from == Stage::Agent {
        rating::ask(plan);
    }
    Some(())
}

/// The agent as the visitor's browser knows them. A picture becomes one file for all the messages that show it.
fn known(plan: &mut Plan, origin: Origin<'_>, remote: &RemoteAgent) -> Agent {
    let avatar = remote.avatar.as_ref().map(|url| match plan.state().agents.get(&remote.id) {
        Some(known) if known.url == *url => known.file.clone(),
        _ => {
            let file = RemoteFile {
                url: url.clone(),
                name: "picture".to_owned(),
                media_type: "application/octet-stream".to_owned(),
                bytes: 0,
            };
            let id = remote_file(plan, origin, &file).id;
            plan.state().agents.insert(remote.id.clone(), KnownAgent { url: url.clone(), file: id.clone() });
            id
        }
    });
    Agent { id: AgentId::new(remote.id.clone()), name: remote.name.clone(), avatar }
}

/// Describes a file that stays at the desk; its bytes are fetched when the visitor asks for them.
fn remote_file(plan: &mut Plan, origin: Origin<'_>, file: &RemoteFile) -> FileRef {
    let id = FileId::new(fresh_id(plan.now()));
    let name = files::clean_name(&file.name);
    plan.operation(Operation::PutFile(NewFile {
        id: id.clone(),
        conversation: plan.conversation().clone(),
        name: name.clone(),
        media_type: file.media_type.clone(),
        bytes: file.bytes,
        location: files::remote(origin.desk, &file.url),
        account: Some(origin.account.to_owned()),
        claimed: true,
        at: plan.now(),
    }));
    FileRef { id, name, media_type: file.media_type.clone(), bytes: file.bytes }
}
