//! A relay as the core sees one: it keeps a log, gives a reader what follows its cursor, acknowledges by the event
//! itself, and brings the same event for the same id.

use baton_protocol::stage::Trigger;
use baton_protocol::{
    Block, BotMessage, ClientFrame, ClientId, ConversationId, Event, EventBody, EventId, Generation, OtherConversation,
    ServerFrame, Stage, StageChange, StageReason, TurnId, VisitorMessage,
};

/// How many older events come at once.
const EARLIER: usize = 20;

/// The relay.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relay {
    pub(crate) log: Vec<Event>,
    pub(crate) stage: Stage,
    /// Ids in the order in which they were first committed.
    pub(crate) committed: Vec<ClientId>,
    /// Which of the visitor's conversations it is, where they have several.
    pub(crate) place: u32,
    /// How many of the newest events a reader without a cursor is given; 0 for all.
    pub(crate) at_start: usize,
    /// What else the visitor has.
    pub(crate) others: Vec<OtherConversation>,
}

impl Relay {
    pub(crate) fn commit(&mut self, client: Option<ClientId>, body: EventBody) -> Event {
        let seq = self.log.len() as u64 + 1;
        if let EventBody::Stage(change) = &body {
            self.stage = change.to;
        }
        let event = Event {
            id: EventId::new(format!("event-{seq}")),
            seq,
            at: 1_700_000_000_000 + seq as i64 * 1000,
            client,
            body: body.into(),
        };
        self.log.push(event.clone());
        event
    }

    pub(crate) fn bot_says(&mut self, text: &str) -> Event {
        let turn = TurnId::new(format!("turn-{}", self.log.len()));
        self.commit(None, EventBody::Bot(BotMessage::new(turn, Block::plain(text))))
    }

    pub(crate) fn pass(&mut self, trigger: Trigger, reason: StageReason) -> Option<Event> {
        let to = self.stage.after(trigger)?;
        let from = self.stage;
        Some(self.commit(None, EventBody::Stage(StageChange { from, to, reason })))
    }

    /// The session is in another conversation, in which nothing was said yet.
    pub(crate) fn go_elsewhere(&mut self) {
        self.place += 1;
        self.log.clear();
        self.stage = Stage::Bot;
    }

    /// What the relay answers to a frame.
    pub(crate) fn hear(&mut self, frame: &ClientFrame) -> Vec<ServerFrame> {
        match frame {
            ClientFrame::Hello { cursor, .. } => {
                let left_out = if self.at_start == 0 { 0 } else { self.log.len().saturating_sub(self.at_start) };
                let from = cursor.as_ref().map_or(left_out as u64 + 1, |cursor| cursor.seq + 1);
                if from as usize > self.log.len() + 1 {
                    return vec![ServerFrame::Reload {}];
                }
                let mut answer = vec![ServerFrame::Welcome {
                    version: 1,
                    conversation: ConversationId::new(format!("conversation-{}", self.place)),
                    generation: Generation::new("one"),
                    from,
                    head: self.log.len() as u64,
                    stage: self.stage,
                    read: 0,
                    now: 0,
                    presence: Some(baton_protocol::PresenceId::new("p")),
                    others: self.others.clone(),
                    delivered: 0,
                }];
                for events in self.log[from as usize - 1..].chunks(3) {
                    answer.push(ServerFrame::Events(events.to_vec()));
                }
                answer
            }
            ClientFrame::Send { id, message } => {
                let body =
                    EventBody::Visitor(VisitorMessage { text: message.text.clone(), ..VisitorMessage::default() });
                vec![self.once(id, Some(body))]
            }
            ClientFrame::Handoff { id, .. } => self.passage(id, Trigger::Ask, StageReason::VisitorAsked),
            ClientFrame::Earlier { before } => {
                let end = (*before as usize).saturating_sub(1).min(self.log.len());
                let events = self.log[end.saturating_sub(EARLIER)..end].to_vec();
                vec![ServerFrame::Earlier { before: *before, events }]
            }
            ClientFrame::Open { .. } | ClientFrame::NewConversation {} => {
                self.go_elsewhere();
                vec![ServerFrame::Reload {}]
            }
            ClientFrame::Feedback { id, feedback } => vec![self.once(id, Some(EventBody::Feedback(*feedback)))],
            ClientFrame::Cancel { id } => self.passage(id, Trigger::Cancel, StageReason::Cancelled),
            ClientFrame::End { id } => self.passage(id, Trigger::End, StageReason::VisitorEnded),
            _ => Vec::new(),
        }
    }

    fn passage(&mut self, id: &ClientId, trigger: Trigger, reason: StageReason) -> Vec<ServerFrame> {
        let from = self.stage;
        let known = self.log.iter().any(|event| event.client.as_ref() == Some(id));
        match from.after(trigger) {
            Some(to) if !known => vec![self.once(id, Some(EventBody::Stage(StageChange { from, to, reason })))],
            _ if known => vec![self.once(id, None)],
            // A passage that is none is a no-op and gets no answer.
            _ => Vec::new(),
        }
    }

    fn once(&mut self, id: &ClientId, body: Option<EventBody>) -> ServerFrame {
        let known = self.log.iter().find(|event| event.client.as_ref() == Some(id)).cloned();
        let event = match (known, body) {
            (Some(event), _) => event,
            (None, Some(body)) => {
                self.committed.push(id.clone());
                self.commit(Some(id.clone()), body)
            }
            (None, None) => unreachable!("asked for an event that was never committed"),
        };
        ServerFrame::Events(vec![event])
    }
}
