//! Runs tasks as the relay does: a step, its record, the next; with whatever can go wrong between.

use super::super::super::call::{Call, Next, Reply};
use super::super::super::settings::Settings;
use super::super::super::state::State;
use super::super::Machine;
use super::model::{Account, Model};
use crate::clock::Moment;
use crate::desk::{Incoming, Job, Order, Task, Then, What};
use crate::provenance::{Provenance, Sourced};
use crate::visitor::Profile;
use baton_protocol::{
    Block, BotMessage, Choice, ChoiceAction, ClientId, ConversationId, Event, EventBody, EventId, FileId, FileRef,
    Lenient, Stage, TurnId, VisitorMessage,
};
use std::collections::BTreeMap;
use std::time::Duration;

/// What happens with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is done and answered.
    Good,
    /// It is done, the answer is lost.
    AnswerLost,
    /// It never arrives.
    Unreachable,
    /// Zendesk takes no more.
    Limited,
    /// The relay dies before it.
    DiesBefore,
    /// The relay dies after it, before anything is kept.
    DiesAfter,
    /// The relay dies when all is kept, before the next.
    DiesKept,
    /// Our own pace says later.
    Later,
    /// What makes a message or a conversation takes longer than the relay waits; all else is answered.
    Slow,
}

/// How much longer, in milliseconds.
const SLOW: i64 = 5_000;

pub(super) const FATES: [Fate; 7] = [
    Fate::AnswerLost,
    Fate::Unreachable,
    Fate::Limited,
    Fate::DiesBefore,
    Fate::DiesAfter,
    Fate::DiesKept,
    Fate::Later,
];

pub(super) fn settings(account: Account) -> Settings {
    Settings {
        account: "main".into(),
        app: "app".into(),
        webhook: None,
        integration: "own".into(),
        workspace: "zd-agentWorkspace".into(),
        own_row: (account == Account::Named).then(|| "baton".to_owned()),
        switchboard: None,
        phone_field: Some("77".into()),
        skills: BTreeMap::from([("orders".to_owned(), "360".to_owned())]),
        confirm_timeout: Duration::from_secs(60),
        echo_timeout: Some(Duration::from_secs(60)),
        match_before_resend: true,
    }
}

/// One conversation, its log and its desk.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) machine: Machine,
    pub(super) model: Model,
    /// As it is kept.
    pub(super) state: String,
    pub(super) stage: Stage,
    pub(super) events: Vec<Event>,
    pub(super) told: Vec<Incoming>,
    pub(super) now: i64,
    pub(super) fates: Vec<Fate>,
    /// Who a token has proved the visitor to be.
    pub(super) proved: Option<&'static str>,
    /// An event has told that control was passed.
    pub(super) proved_by_event: bool,
    calls: usize,
    /// A call that Zendesk is still at, and until when.
    under_way: Option<(i64, Box<Call>)>,
}

impl Run {
    pub(super) fn new(account: Account) -> Self {
        Self::with(Machine::new(settings(account)), account)
    }

    pub(super) fn with(machine: Machine, account: Account) -> Self {
        Self {
            machine,
            model: Model::new(account),
            state: State::default().write(),
            stage: Stage::Requested,
            events: log(),
            told: Vec::new(),
            now: 5_000_000,
            fates: Vec::new(),
            proved: None,
            proved_by_event: false,
            calls: 0,
            under_way: None,
        }
    }

    /// The handoff is made, and nobody has answered yet.
    pub(super) fn handed_over(account: Account) -> Self {
        let mut run = Self::new(account);
        let task = handoff(&run, "handoff-1");
        assert_eq!(run.work(&task), Then::Done, "{run:?}");
        run
    }

    /// An agent has answered.
    pub(super) fn with_agent(account: Account) -> Self {
        let mut run = Self::handed_over(account);
        run.stage = Stage::Agent;
        run
    }

    pub(super) fn state(&self) -> State {
        State::read(&self.state)
    }

    pub(super) fn job(&self, task: Task, ambiguous: bool) -> Job {
        let after = self.state().needs_after();
        Job {
            task,
            attempt: 0,
            ambiguous,
            now: Moment(self.now),
            conversation: ConversationId::new("our-conversation"),
            stage: self.stage,
            profile: profile(self.proved),
            external_id: self.proved.unwrap_or("baton-visitor").into(),
            requester: Default::default(),
            ticket_data: BTreeMap::from([("dataCapture.systemField.tags".to_owned(), "a,b,A".to_owned())]),
            variables: BTreeMap::from([("order".to_owned(), "42".to_owned())]),
            ticket: Some(41),
            confirmed: self.proved_by_event.then(|| self.state().handoff.map(|handoff| handoff.id)).flatten(),
            verified_through: None,
            events: self.events.iter().filter(|event| event.seq > after).cloned().collect(),
        }
    }

    /// Works on a task until it is over.
    pub(super) fn work(&mut self, task: &Task) -> Then {
        let mut ambiguous = false;
        for _ in 0..500 {
            match self.step(task, ambiguous) {
                Some(Then::Continue) => ambiguous = false,
                Some(Then::Wait(span) | Then::Again(span)) => {
                    self.now += i64::try_from(span.as_millis()).unwrap();
                    ambiguous = false;
                }
                Some(Then::Retry { ambiguous: unsure, after, .. }) => {
                    self.now += after.map_or(1_000, |span| i64::try_from(span.as_millis()).unwrap());
                    ambiguous = unsure;
                }
                Some(then) => return then,
                None => ambiguous = true,
            }
        }
        panic!("{task:?} comes to no end in state {}", self.state);
    }

    /// One step. None where the relay died in it.
    pub(super) fn step(&mut self, task: &Task, ambiguous: bool) -> Option<Then> {
        if self.under_way.as_ref().is_some_and(|(until, _)| *until <= self.now) {
            self.let_zendesk_finish();
        }
        let mut state = self.state();
        let job = self.job(task.clone(), ambiguous);
        self.machine.prepare(&mut state, &job, None);
        let call = match self.machine.next(&state, &job) {
            Next::Call(call) => call,
            Next::Then(then) => {
                self.state = state.write();
                return Some(then);
            }
        };
        let fate = self.fates.get(self.calls).copied().unwrap_or(Fate::Good);
        self.calls += 1;
        let reply = match fate {
            Fate::DiesBefore => return None,
            Fate::Unreachable => Reply::Unreachable("no connection".into(), None),
            Fate::Limited => Reply::Limited(Some(Duration::from_secs(1))),
            Fate::Later => Reply::Later(Duration::from_secs(1)),
            Fate::DiesAfter => {
                self.model.perform(&call);
                return None;
            }
            Fate::AnswerLost => {
                self.model.perform(&call);
                Reply::Unknown { detail: "no answer".into(), after: None, late: false }
            }
            Fate::Slow if matches!(*call, Call::Post(..) | Call::CreateConversation(..)) => {
                self.under_way = Some((self.now + SLOW, call));
                Reply::Unknown { detail: "no answer in time".into(), after: None, late: true }
            }
            Fate::Slow => self.model.perform(&call),
            Fate::Good | Fate::DiesKept => self.model.perform(&call),
        };
        let learned = self.machine.learned(&mut state, &job, reply);
        self.told.extend(learned.incoming);
        self.state = state.write();
        if fate == Fate::DiesKept && learned.then == Then::Continue { None } else { Some(learned.then) }
    }

    /// Zendesk comes to the end of what it is still at.
    pub(super) fn let_zendesk_finish(&mut self) {
        if let Some((_, call)) = self.under_way.take() {
            self.model.perform(&call);
        }
    }

    pub(super) fn confirmed(&self) -> bool {
        self.told.iter().any(|told| matches!(told.what, What::Confirmed { .. }))
    }

    pub(super) fn calls(&self) -> usize {
        self.calls
    }

    pub(super) fn say(&mut self, text: &str, files: Vec<FileRef>) -> u64 {
        let seq = self.events.len() as u64 + 1;
        let body = EventBody::Visitor(VisitorMessage { text: text.into(), files, ..VisitorMessage::default() });
        self.events.push(event(seq, Some("client"), body));
        seq
    }
}

pub(super) fn handoff(run: &Run, id: &str) -> Task {
    handoff_with(run, id, Some("orders"))
}

pub(super) fn handoff_with(run: &Run, id: &str, skill: Option<&str>) -> Task {
    Task::Handoff(Order {
        id: EventId::new(id),
        seq: run.events.len() as u64,
        skill: skill.map(str::to_owned),
        reason: "the visitor asked for a person".into(),
        note: None,
        is_left: false,
    })
}

pub(super) fn file(id: &str) -> FileRef {
    FileRef { id: FileId::new(id), name: format!("{id}.png"), media_type: "image/png".into(), bytes: 3 }
}

pub(super) fn event(seq: u64, client: Option<&str>, body: EventBody) -> Event {
    Event {
        id: EventId::new(format!("event-{seq}")),
        seq,
        at: 0,
        client: client.map(|client| ClientId::new(format!("{client}-{seq}"))),
        body: Lenient::Known(body),
    }
}

fn profile(proved: Option<&str>) -> Profile {
    Profile {
        external_id: proved.map(|id| Sourced::new(id.to_owned(), Provenance::Token)),
        name: Some(Sourced::new("Ada".into(), Provenance::Visitor)),
        phone: Some(Sourced::new("+49 30 1".into(), Provenance::Page)),
        ..Profile::default()
    }
}

fn log() -> Vec<Event> {
    let visitor = |text: &str, files| {
        EventBody::Visitor(VisitorMessage { text: text.into(), files, ..VisitorMessage::default() })
    };
    let bot = EventBody::Bot(BotMessage {
        turn: TurnId::new("turn"),
        blocks: Block::plain("We open at nine."),
        choices: vec![Choice { label: "Orders".into(), action: ChoiceAction::Postback("o".into()) }],
        ..BotMessage::new(TurnId::new("turn"), Vec::new())
    });
    vec![
        event(1, Some("client"), visitor(&"When do you open? ".repeat(240), Vec::new())),
        event(2, None, bot),
        event(3, Some("client"), visitor("Here is my picture", vec![file("picture")])),
        event(4, None, visitor("from another device", Vec::new())),
    ]
}
