//! The fold: what a log comes to. Pure, the same on both sides.

mod order;

use crate::stage::Trigger;
use crate::{Agent, Cursor, Event, EventBody, Feedback, Form, FormId, Generation, Notice, Stage, StageReason};
pub use order::place_of;

/// What became of an event given to [`Log::apply`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It was the next one. `place` is its index in [`Log::lines`].
    Added {
        /// Where it stands among the lines.
        place: usize,
    },
    /// It was there already.
    Known,
    /// Something before it is missing: ask again from the cursor.
    Gap,
}

/// A conversation as one reader knows it: a gap-free stretch of the log and everything that follows from it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log {
    generation: Option<Generation>,
    /// The `seq` of the oldest event there is; 0 for none.
    first: u64,
    /// The `seq` of the next event. 0 before a welcome named a place: until then every event is a gap.
    next: u64,
    last: Option<crate::EventId>,
    lines: Vec<Event>,
    stage: Stage,
    agent: Option<Agent>,
    /// The desk's time of the newest word of an agent.
    agent_at: i64,
    form: Option<Form>,
    slow: bool,
    /// What was said of the bot's messages, newest last.
    feedback: Vec<Feedback>,
    /// Events that were taken back, some of which may be older than what is here.
    redacted: Vec<u64>,
}

impl Log {
    /// An empty log that begins with `from`, as the welcome names it. `stage` is the welcome's, that of its head: where
    /// the stretch holds a stage event, that decides; where it holds none, the stage was the same all along.
    pub fn starting(generation: Generation, from: u64, stage: Stage) -> Self {
        Self { generation: Some(generation), first: from, next: from, stage, ..Self::default() }
    }

    /// Takes the next event. Anything but the very next is refused, so that whatever is lost, doubled or disordered on
    /// the way, the result is that of the log itself.
    pub fn apply(&mut self, event: Event) -> Applied {
        if event.seq < self.next {
            return Applied::Known;
        }
        if event.seq > self.next {
            return Applied::Gap;
        }
        self.next += 1;
        self.last = Some(event.id.clone());
        if let Some(body) = event.body.known() {
            self.follow(body);
        }
        let place = place_of(&self.lines, &event);
        self.lines.insert(place, event);
        Applied::Added { place }
    }

    /// Takes older events, a run that ends right before the oldest one here; whatever else it is changes nothing. What the
    /// conversation has come to is known already, so only lines are gained. Gives
    /// how many events were taken.
    pub fn earlier(&mut self, events: Vec<Event>) -> usize {
        let Some(from) = events.first().map(|event| event.seq) else { return 0 };
        let is_run = events.iter().map(|event| event.seq).eq(from..self.first);
        if !is_run {
            return 0;
        }
        let known = std::mem::replace(&mut self.first, from);
        let mut lines = Vec::with_capacity(events.len() + self.lines.len());
        let mut feedback = Vec::new();
        for event in events {
            if let Some(EventBody::Feedback(given)) = event.body.known() {
                feedback.push(*given);
            }
            if let Some(EventBody::Redacted { seq }) = event.body.known()
                && *seq < event.seq
            {
                self.redacted.push(*seq);
            }
            let place = place_of(&lines, &event);
            lines.insert(place, event);
        }
        feedback.append(&mut self.feedback);
        self.feedback = feedback;
        // A run of the desk's may lie across the seam.
        let mut seam = self.lines.iter().take_while(|line| order::is_of_a_run(line)).count();
        let gained = lines.len();
        // In the order of the log; picked one by one, since sorting is kilobytes of code in a browser.
        while seam > 0 {
            let first = (0..seam).min_by_key(|place| self.lines.get(*place).map(|line| line.seq)).unwrap_or_default();
            let event = self.lines.remove(first);
            let place = place_of(&lines, &event);
            lines.insert(place, event);
            seam -= 1;
        }
        lines.retain(|line| line.seq >= known || !self.redacted.contains(&line.seq));
        lines.append(&mut self.lines);
        self.lines = lines;
        gained
    }

    fn follow(&mut self, body: &EventBody) {
        match body {
            EventBody::Stage(change) => {
                self.stage = change.to;
                self.slow = false;
                if !outlives(self.form.as_ref(), change) {
                    self.form = None;
                }
                if matches!(change.to, Stage::Ended | Stage::Bot | Stage::Requested) {
                    self.agent = None;
                }
            }
            EventBody::Form(form) => self.form = Some(form.clone()),
            EventBody::Visitor(message) => {
                if let (Some(reply), Some(form)) = (&message.form, &self.form)
                    && reply.form == form.id
                {
                    self.form = None;
                }
            }
            EventBody::Notice(Notice::AgentJoined(agent)) => self.agent = Some(agent.clone()),
            EventBody::Notice(Notice::HandoffSlow) => self.slow = true,
            EventBody::Redacted { seq } => {
                self.redacted.push(*seq);
                self.lines.retain(|line| line.seq != *seq);
            }
            EventBody::Feedback(feedback) => self.feedback.push(*feedback),
            EventBody::Agent(message) => {
                // A word that arrives late is not of who is there now.
                if let Some(agent) = &message.agent
                    && message.desk_at >= self.agent_at
                {
                    self.agent = Some(agent.clone());
                    self.agent_at = message.desk_at;
                }
            }
            EventBody::Bot(_)
            | EventBody::Notice(
                Notice::Undelivered { .. } | Notice::TicketSolved | Notice::Away(_) | Notice::MessageLeft { .. },
            ) => {}
        }
    }

    /// The events in the order a person reads them: that of the log, with runs of the desk's messages that nobody else's
    /// line breaks in the desk's order.
    pub fn lines(&self) -> &[Event] {
        &self.lines
    }

    /// Who holds the conversation.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The agent who wrote or joined last; by the desk's time, where two of them write at once.
    pub fn agent(&self) -> Option<&Agent> {
        self.agent.as_ref()
    }

    /// The form that waits for an answer.
    pub fn form(&self) -> Option<&Form> {
        self.form.as_ref()
    }

    /// Whether this form waits for an answer.
    pub fn awaits(&self, form: &FormId) -> bool {
        self.form.as_ref().is_some_and(|asked| asked.id == *form)
    }

    /// Whether the bot's message of this `seq` was of help, where the visitor has said.
    pub fn helpful(&self, seq: u64) -> Option<bool> {
        self.feedback.iter().rev().find(|feedback| feedback.seq == seq).map(|feedback| feedback.helpful)
    }

    /// Whether the desk takes longer than expected to confirm.
    pub fn is_slow(&self) -> bool {
        self.slow
    }

    /// The `seq` of the oldest event here; what is asked for with [`crate::ClientFrame::Earlier`] lies before it.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// Whether there are older events than those here.
    pub fn has_earlier(&self) -> bool {
        self.first > 1
    }

    /// The `seq` of the newest event; 0 for none.
    pub fn head(&self) -> u64 {
        self.next.saturating_sub(1)
    }

    /// The reader's place, to be given when coming back; none before the first event.
    pub fn cursor(&self) -> Option<Cursor> {
        let generation = self.generation.clone()?;
        self.last.clone().map(|event| Cursor { generation, seq: self.head(), event })
    }
}

/// Whether a form goes on waiting through a change. The one that asks for details belongs to the request; whoever can have
/// a person leaves no message; and how it was can be said for as long as nobody else has the conversation.
fn outlives(form: Option<&Form>, change: &crate::StageChange) -> bool {
    match form {
        Some(form) if form.is_for_a_message() => false,
        Some(form) if form.is_for_a_rating() => change.to == Stage::Bot,
        _ => false,
    }
}

/// The body of the event that a trigger causes at a stage; none where it changes nothing.
pub fn stage_change(from: Stage, trigger: Trigger, reason: StageReason) -> Option<EventBody> {
    from.after(trigger).map(|to| EventBody::Stage(crate::StageChange { from, to, reason }))
}
