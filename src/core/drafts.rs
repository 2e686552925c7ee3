//! What the bot is about to say: hints that may be lost, so each stands for itself and none is needed.

use baton_protocol::{Hint, TurnId};

/// After this long without a hint the bot is no longer shown as working, in milliseconds.
pub(super) const FORGET_MS: i64 = 45_000;

/// An answer under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The bot's turn.
    pub turn: TurnId,
    /// What it has said so far, plain; empty while it only thinks.
    pub text: String,
}

/// The draft of the turn that runs, if one does.
#[derive(Clone, Debug, Default)]
pub(super) struct Drafts {
    current: Option<Draft>,
    at: i64,
}

impl Drafts {
    pub(super) fn hear(&mut self, now: i64, hint: Hint) {
        self.at = now;
        match hint {
            Hint::Thinking { turn } if !self.is_of(&turn) => self.current = Some(Draft { turn, text: String::new() }),
            Hint::Draft { turn, at, text } => self.write(turn, at, &text),
            Hint::Quiet { turn } => {
                self.finish(&turn);
            }
            _ => {}
        }
    }

    /// Text that does not go on exactly where the draft stands is left out: the next snapshot brings it.
    fn write(&mut self, turn: TurnId, at: u32, text: &str) {
        match &mut self.current {
            Some(draft) if draft.turn == turn && at > 0 && u32::try_from(draft.text.chars().count()) == Ok(at) => {
                draft.text.push_str(text);
            }
            _ if at == 0 => self.current = Some(Draft { turn, text: text.to_owned() }),
            _ => {}
        }
    }

    /// The turn has said what it was drafting, or has ended. Says whether a draft of it was there.
    pub(super) fn finish(&mut self, turn: &TurnId) -> bool {
        let is_current = self.is_of(turn);
        if is_current {
            self.current = None;
        }
        is_current
    }

    fn is_of(&self, turn: &TurnId) -> bool {
        self.current.as_ref().is_some_and(|draft| draft.turn == *turn)
    }

    pub(super) fn clear(&mut self) {
        self.current = None;
    }

    pub(super) fn current(&self) -> Option<&Draft> {
        self.current.as_ref()
    }

    pub(super) fn deadline(&self) -> Option<i64> {
        self.current.as_ref().map(|_| self.at + FORGET_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(at: u32, text: &str) -> Hint {
        Hint::Draft { turn: TurnId::new("t1"), at, text: text.to_owned() }
    }

    #[test]
    fn deltas_go_on_and_holes_wait_for_the_snapshot() {
        let mut drafts = Drafts::default();
        drafts.hear(0, Hint::Thinking { turn: TurnId::new("t1") });
        drafts.hear(0, draft(0, "Grüß"));
        drafts.hear(0, draft(4, " Gott"));
        drafts.hear(0, draft(20, "lost its start"));
        assert_eq!(drafts.current().unwrap().text, "Grüß Gott");
        drafts.hear(0, draft(4, "again"));
        assert_eq!(drafts.current().unwrap().text, "Grüß Gott", "a delta that comes twice is not written twice");
        drafts.hear(0, draft(0, "Anew"));
        assert_eq!(drafts.current().unwrap().text, "Anew");
    }

    #[test]
    fn another_turns_end_leaves_the_draft() {
        let mut drafts = Drafts::default();
        drafts.hear(0, draft(0, "a"));
        drafts.hear(0, Hint::Quiet { turn: TurnId::new("t0") });
        assert!(drafts.current().is_some());
        drafts.hear(0, Hint::Quiet { turn: TurnId::new("t1") });
        assert!(drafts.current().is_none());
    }
}
