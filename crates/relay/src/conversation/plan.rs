//! A commit being put together for one conversation.

use super::{Snapshot, State, body_text, fresh_id};
use crate::bot::What;
use crate::clock::Moment;
use crate::store::{Commit, Guard, Lane, NewEvent, NewWork, Operation, WorkBody, WorkKind};
use baton_protocol::fold::stage_change;
use baton_protocol::stage::Trigger;
use baton_protocol::{ClientId, ConversationId, EventBody, EventId, Stage, StageReason};

/// A commit for one conversation. It holds only while nobody else has changed stage or state.
#[derive(Clone, Debug)]
pub struct Plan {
    conversation: ConversationId,
    now: Moment,
    head: u64,
    stage: Stage,
    state: State,
    was: State,
    commit: Commit,
}

impl Plan {
    /// An empty plan upon a snapshot.
    pub fn on(snapshot: &Snapshot) -> Self {
        let row = &snapshot.row;
        Self {
            conversation: row.id.clone(),
            now: snapshot.now,
            head: row.head,
            stage: row.stage,
            state: snapshot.state.clone(),
            was: snapshot.state.clone(),
            commit: Commit { guards: vec![Guard::Version(row.id.clone(), row.version)], operations: Vec::new() },
        }
    }

    /// The stage as the plan has it so far.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The state, to be changed.
    pub fn state(&mut self) -> &mut State {
        &mut self.state
    }

    /// Adds a guard.
    pub fn guard(&mut self, guard: Guard) -> &mut Self {
        self.commit.guards.push(guard);
        self
    }

    /// Adds an operation.
    pub fn operation(&mut self, operation: Operation) -> &mut Self {
        self.commit.operations.push(operation);
        self
    }

    /// Appends an event and returns its id.
    pub fn append(&mut self, body: &EventBody) -> EventId {
        self.append_from(body, None, None)
    }

    /// Appends an event that a client or an outside source caused. Each may cause it once only, ever.
    pub fn append_from(&mut self, body: &EventBody, client: Option<ClientId>, source_key: Option<String>) -> EventId {
        let id = EventId::new(fresh_id(self.now));
        self.state.solved &= !is_said(body);
        if let Some(client) = &client {
            self.commit.guards.push(Guard::ClientFree(self.conversation.clone(), client.clone()));
        }
        if let Some(key) = &source_key {
            self.commit.guards.push(Guard::SourceFree(key.clone()));
        }
        self.commit.operations.push(Operation::Append(NewEvent {
            conversation: self.conversation.clone(),
            id: id.clone(),
            at: self.now,
            client,
            source_key,
            body: body_text(body),
        }));
        id
    }

    /// Changes the stage where the table says so, and returns the id of the event that tells it.
    pub fn trigger(&mut self, trigger: Trigger, reason: StageReason, client: Option<ClientId>) -> Option<EventId> {
        self.trigger_from(trigger, reason, client, None)
    }

    /// The same for what an outside source caused, which may cause it once only, ever.
    pub fn trigger_from(
        &mut self,
        trigger: Trigger,
        reason: StageReason,
        client: Option<ClientId>,
        source_key: Option<String>,
    ) -> Option<EventId> {
        let from = self.stage;
        let body = stage_change(from, trigger, reason)?;
        if let EventBody::Stage(change) = &body {
            self.stage = change.to;
        }
        // What a change says of the log up to here is only true of the log that was read.
        self.commit.guards.push(Guard::Head(self.conversation.clone(), self.head));
        // What was said to somebody else is the bot's past, not its next question. After a handoff that failed nobody
        // else has heard it: then the bot goes on where it was.
        let heard = matches!(from, Stage::Agent | Stage::Ended);
        if heard || (self.stage == Stage::Bot && trigger != Trigger::Fail) {
            self.state.answered = self.state.answered.max(self.head);
        }
        let id = self.append_from(&body, client, source_key);
        self.commit.operations.push(Operation::SetStage(self.conversation.clone(), self.stage));
        match self.stage {
            Stage::Agent => self.tell_bot(&What::TakenOver),
            Stage::Bot if from != Stage::Bot => self.tell_bot(&What::Returned { reason }),
            _ => {}
        }
        Some(id)
    }

    /// Tells the bot what happened beside its turns.
    pub fn tell_bot(&mut self, what: &What) {
        // Our own plain type: serialising it cannot fail.
        let Ok(body) = serde_json::to_string(what) else { return };
        self.work(Lane::Bot, WorkKind::BotNews, WorkBody::Is(body));
    }

    /// The newest `seq` before the plan.
    pub fn head(&self) -> u64 {
        self.head
    }

    /// Adds work for now.
    pub fn work(&mut self, lane: Lane, kind: WorkKind, body: WorkBody) -> &mut Self {
        self.work_at(lane, kind, body, self.now)
    }

    /// Adds work for later.
    pub fn work_at(&mut self, lane: Lane, kind: WorkKind, body: WorkBody, due: Moment) -> &mut Self {
        let conversation = self.conversation.clone();
        self.operation(Operation::AddWork(NewWork { conversation, lane, kind, desk: None, body, due }))
    }

    /// Adds work unless one of the kind waits already.
    pub fn ensure(&mut self, lane: Lane, kind: WorkKind) -> &mut Self {
        self.ensure_at(None, lane, kind)
    }

    /// The same for a look at a desk.
    pub fn ensure_look(&mut self, desk: &str) -> &mut Self {
        self.ensure_at(Some(desk.to_owned()), Lane::Look, WorkKind::Reconcile)
    }

    fn ensure_at(&mut self, desk: Option<String>, lane: Lane, kind: WorkKind) -> &mut Self {
        let work = NewWork {
            conversation: self.conversation.clone(),
            lane,
            kind,
            desk,
            body: WorkBody::Is(String::new()),
            due: self.now,
        };
        self.operation(Operation::EnsureWork(work))
    }

    /// Now, as the plan has it.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// The conversation.
    pub fn conversation(&self) -> &ConversationId {
        &self.conversation
    }

    /// The finished commit.
    pub fn commit(mut self) -> Commit {
        if self.state != self.was {
            let state = self.state.write();
            self.commit.operations.push(Operation::SetState(self.conversation, state));
        }
        self.commit
    }
}

/// Whether somebody says something with it, and not only what a form asks for.
fn is_said(body: &EventBody) -> bool {
    match body {
        EventBody::Visitor(message) => message.form.is_none(),
        EventBody::Agent(_) => true,
        _ => false,
    }
}
