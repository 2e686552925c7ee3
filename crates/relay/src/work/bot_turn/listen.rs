//! Listening to a bot: what it streams is passed on, what it does is gathered, and it may be stopped.

use crate::bot::{Action, BotError, Say, Turn};
use crate::bus::{Ear, Whisper};
use crate::core::{Core, Site};
use baton_protocol::{ConversationId, Hint, TurnId};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long a bot may take for one turn.
const PATIENCE: Duration = Duration::from_secs(45);
/// Actions that may wait for us.
const ACTIONS: usize = 64;
/// Actions of one turn; a bot that goes on and on is cut off there.
const ACTIONS_OF_A_TURN: usize = 64;

/// What a bot did.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) actions: Vec<Action>,
    /// Whether the visitor stopped it.
    pub(super) stopped: bool,
}

/// What was heard so far.
#[derive(Debug, Default)]
struct Minutes {
    actions: Vec<Action>,
    /// What was streamed of the next thing it says.
    draft: String,
}

impl Heard {
    /// What came to its own end.
    pub(super) fn whole(actions: Vec<Action>) -> Self {
        Self { actions, stopped: false }
    }
}

/// Lets the bot answer.
pub(super) async fn to(core: &Core, site: &Arc<Site>, turn: Turn, id: &ConversationId) -> Result<Heard, BotError> {
    let ear = core.bus.listen(id);
    let (sender, receiver) = mpsc::channel(ACTIONS);
    let name = turn.id.clone();
    let bot = Arc::clone(&site.bot);
    let speak = async {
        let spoken = AssertUnwindSafe(bot.turn(turn, sender)).catch_unwind().await;
        spoken.unwrap_or_else(|_| Err(BotError::Nonsense("it panicked".to_owned())))
    };
    let mut minutes = Minutes::default();
    let gather = minutes.gather(core, id, &name, receiver);
    let late = core.clock.sleep_until(core.clock.now() + PATIENCE);
    let end = tokio::select! {
        (spoken, gathered) = async { tokio::join!(speak, gather) } => Some(spoken.and(gathered)),
        () = late => Some(Err(BotError::Unavailable("no answer in time".to_owned()))),
        () = stopped(core, id, &name, ear) => None,
    };
    match end {
        Some(end) => end.map(|()| Heard::whole(minutes.actions)),
        None => Ok(Heard { actions: minutes.cut_short(), stopped: true }),
    }
}

impl Minutes {
    async fn gather(
        &mut self,
        core: &Core,
        id: &ConversationId,
        turn: &TurnId,
        mut receiver: mpsc::Receiver<Action>,
    ) -> Result<(), BotError> {
        while let Some(action) = receiver.recv().await {
            if let Action::Stream(text) = action {
                let at = u32::try_from(self.draft.chars().count()).unwrap_or(u32::MAX);
                self.draft.push_str(&text);
                core.bus.hint(id, Hint::Draft { turn: turn.clone(), at, text });
                continue;
            }
            if matches!(action, Action::Say(_)) {
                self.draft.clear();
            }
            self.actions.push(action);
            if self.actions.len() > ACTIONS_OF_A_TURN {
                return Err(BotError::Nonsense(format!("more than {ACTIONS_OF_A_TURN} actions in one turn")));
            }
        }
        Ok(())
    }

    /// What was said by now, the draft as it stood.
    fn cut_short(mut self) -> Vec<Action> {
        if !self.draft.trim().is_empty() {
            self.actions.push(Action::Say(Say::text(self.draft)));
        }
        self.actions
    }
}

/// Returns when the visitor has stopped the turn.
async fn stopped(core: &Core, id: &ConversationId, turn: &TurnId, mut ear: Ear) {
    loop {
        let snapshot = core.snapshot(id).await;
        if snapshot.is_ok_and(|snapshot| snapshot.state.stopped.as_ref() == Some(turn)) {
            return;
        }
        while !matches!(ear.hear().await, Whisper::Look) {}
    }
}
