//! What a person should see: the state, put into words a view can draw. Small and cheap to compare; what the messages
//! say stays in the log, and a row names the event it stands for.

mod rows;

use super::drafts::Draft;
use super::state::Trouble;
use super::{State, Status, Upload};
use baton_protocol::stage::Trigger;
use baton_protocol::{Agent, Choice, ClientId, ErrorCode, Event, OtherConversation, Stage};

/// Everything there is to see.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The conversation, oldest first.
    pub rows: Vec<Row>,
    /// Whether there is more above them.
    pub has_earlier: bool,
    /// Whether there is more below them.
    pub has_later: bool,
    /// How much others have said while this page was there.
    pub heard: usize,
    /// Whether rows of the past are still coming: they are no news.
    pub busy: bool,
    /// The `seq` of the message that took its draft's place last: it was there to read before it came.
    pub drafted: u64,
    /// What days and times are put into words by: today, and the count of languages.
    pub wording: (i64, u32),
    /// The answer under way.
    pub draft: Option<Draft>,
    /// Who is there.
    pub who: Who,
    /// What hangs above the composer.
    pub strip: Strip,
    /// The connection.
    pub status: Status,
    /// The tray.
    pub uploads: Vec<Upload>,
    /// What went wrong just now.
    pub trouble: Option<Trouble>,
    /// Whether there may be something of the visitor's at the relay that they can get and delete.
    pub has_data: bool,
    /// Whether anything was said yet.
    pub has_said: bool,
    /// Whether a person can be asked for.
    pub can_ask: bool,
    /// Whether there is an agent's conversation to end.
    pub can_end: bool,
    /// Whether a new conversation can be begun.
    pub can_begin: bool,
    /// Whether a message can be left.
    pub can_leave: bool,
    /// What else the visitor has here.
    pub others: Vec<OtherConversation>,
    /// What could be meant by what is being typed.
    pub hopes: Vec<Choice>,
}

/// Who holds the conversation, for the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The bot.
    Bot,
    /// The bot, and no person can be had: what the site promises of answers does not hold just now.
    Alone,
    /// A person is on the way.
    Waiting,
    /// This person.
    Agent(Agent),
}

/// What hangs above the composer while a person is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strip {
    /// Nothing.
    None,
    /// The visitor has to say who they are first.
    Details,
    /// The request is being made.
    Requested,
    /// The desk has it.
    Queued,
    /// It takes longer than it should.
    Slow,
}

/// One row of the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Stays the same while a message goes from unsent to sent.
    pub key: String,
    /// What it stands for.
    pub kind: Kind,
    /// Whose it is.
    pub speaker: Speaker,
    /// When, in milliseconds; 0 for what has no time.
    pub at: i64,
    /// Whether it begins a run of one speaker.
    pub first: bool,
    /// Whether it ends one.
    pub last: bool,
    /// What became of a visitor's message.
    pub delivery: Delivery,
    /// Whether its buttons and fields are to be used.
    pub live: bool,
    /// Where the visitor is asked if it was of help: what they have said, if they have.
    pub helpful: Option<Option<bool>>,
    /// Where it says that nobody is there: whether a message can be left instead.
    pub away: Option<bool>,
}

/// What a row stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The first line of another day.
    Day,
    /// A line from before the conversation, by its index.
    Greeting(usize),
    /// An event, by its `seq`.
    Line(u64),
    /// Something unsent.
    Unsent(ClientId),
}

/// Whose a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// Nobody's: a day, a notice, a form.
    System,
    /// The visitor's.
    Visitor,
    /// The bot's.
    Bot,
    /// A human agent's.
    Agent(Agent),
    /// The desk's own.
    Desk,
}

/// What became of a visitor's message, where that is worth a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing to say.
    Quiet,
    /// Kept by the relay; said of the newest one only.
    Sent,
    /// The desk has it; said of the newest one only.
    Delivered,
    /// On its way, or waiting for its turn.
    Sending(Delivering),
    /// Refused; the visitor may try again.
    Failed(ClientId, ErrorCode),
    /// Kept by the relay, refused by the desk.
    Undelivered,
}

/// How a message on its way fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivering {
    /// It goes.
    Now,
    /// It waits for a connection.
    Later,
    /// It does not: the chat cannot go on.
    Never,
}

impl Scene {
    /// The scene of a state at `now`. `day` numbers the days of the visitor's place.
    pub fn of(state: &State, now: i64, day: &dyn Fn(i64) -> i64) -> Self {
        let stage = state.stage();
        let asked = state.queue.asks(Trigger::Ask);
        let is_over = state.link.is_over();
        let has_said = state.log.as_ref().is_some_and(|log| log.head() > 0) && !is_over;
        let rows = rows::of(state, now, day);
        let is_away = rows.last().is_some_and(|row| row.live && row.away.is_some());
        Self {
            has_earlier: state.has_earlier(),
            has_later: !state.window.is_at_end(),
            heard: state.heard,
            rows,
            busy: state.session.is_some() && !state.is_caught_up() && (state.anew || state.log.is_none()),
            drafted: state.drafted,
            wording: (day(now), state.locales),
            draft: state.drafts.current().filter(|_| state.window.is_at_end()).cloned(),
            who: who(state, stage, asked, is_away),
            strip: strip(state, stage, asked),
            status: state.link.status(now),
            uploads: state.tray.files().to_vec(),
            trouble: state.trouble,
            has_data: state.settings.privacy && state.session.is_some() && !is_over,
            has_said,
            can_ask: state.settings.handoff && !is_over && !asked && stage.after(Trigger::Ask).is_some(),
            can_begin: has_said && matches!(stage, Stage::Bot | Stage::Ended),
            can_leave: state.settings.leave_message && !is_over && !state.queue.leaves(),
            others: if is_over { Vec::new() } else { state.others.clone() },
            hopes: if is_over { Vec::new() } else { state.hopes.choices().to_vec() },
            can_end: !is_over && stage.after(Trigger::End).is_some() && !state.queue.asks(Trigger::End),
        }
    }
}

fn who(state: &State, stage: Stage, asked: bool, is_away: bool) -> Who {
    match stage {
        Stage::Agent => {
            state.log.as_ref().and_then(|log| log.agent()).map_or(Who::Waiting, |agent| Who::Agent(agent.clone()))
        }
        // Nobody is looked for while the visitor has yet to say who they are.
        Stage::Requested if state.asks_details() => Who::Bot,
        Stage::Requested | Stage::Queued => Who::Waiting,
        Stage::Bot | Stage::Ended if asked => Who::Waiting,
        Stage::Bot | Stage::Ended if is_away => Who::Alone,
        Stage::Bot | Stage::Ended => Who::Bot,
    }
}

fn strip(state: &State, stage: Stage, asked: bool) -> Strip {
    let is_slow = state.log.as_ref().is_some_and(|log| log.is_slow()) && !state.keeps_waiting;
    if state.queue.asks(Trigger::Cancel) || state.queue.leaves() || state.link.is_over() {
        return Strip::None;
    }
    match stage {
        Stage::Requested if state.asks_details() => Strip::Details,
        Stage::Requested | Stage::Queued if is_slow => Strip::Slow,
        Stage::Queued => Strip::Queued,
        Stage::Requested => Strip::Requested,
        Stage::Bot | Stage::Ended if asked => Strip::Requested,
        Stage::Bot | Stage::Ended | Stage::Agent => Strip::None,
    }
}

impl State {
    /// The event a row stands for.
    pub fn event(&self, seq: u64) -> Option<&Event> {
        self.log.as_ref()?.lines().iter().rev().find(|line| line.seq == seq)
    }

    /// The unsent message a row stands for.
    pub fn unsent_of(&self, id: &ClientId) -> Option<&super::Unsent> {
        self.queue.find(id)
    }
}
