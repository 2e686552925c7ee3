//! What the bot thinks is meant by what is being typed.

use baton_protocol::{Choice, limits};

/// How long a pause in typing is before the bot is asked, in milliseconds.
const PAUSE_MS: i64 = 300;
/// Letters before it is asked at all.
const LETTERS: usize = 3;

/// What is typed, and what could be meant.
#[derive(Clone, Debug, Default)]
pub(super) struct Hopes {
    text: String,
    due: Option<i64>,
    choices: Vec<Choice>,
}

impl Hopes {
    /// The text is another. What was offered stays until there is better, or nothing to ask about.
    pub(super) fn typed(&mut self, now: i64, text: &str) {
        let letters = text.trim().chars().count();
        if !(LETTERS..=limits::SUGGEST_CHARS).contains(&letters) {
            return self.clear();
        }
        text.clone_into(&mut self.text);
        self.due = Some(now + PAUSE_MS);
    }

    /// The text to ask about, once, when the pause is over.
    pub(super) fn due(&mut self, now: i64) -> Option<String> {
        self.due.take_if(|due| now >= *due).map(|_| self.text.clone())
    }

    /// What could be meant by a text; one that is not the present one any more brings nothing.
    pub(super) fn hear(&mut self, text: &str, choices: Vec<Choice>) {
        if text == self.text {
            self.choices = choices;
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn choices(&self) -> &[Choice] {
        &self.choices
    }

    pub(super) fn deadline(&self) -> Option<i64> {
        self.due
    }
}
