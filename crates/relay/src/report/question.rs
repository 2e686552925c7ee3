//! Questions without an answer, told apart by their words.

use super::Words;
use baton_protocol::ConversationId;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Conversations in which a question was asked before it is shown by default: what one visitor wrote may say who they are.
pub(super) const COMMON: usize = 3;
/// Characters of a question that are shown.
const SHOWN: usize = 160;
/// Digits in a row that are somebody's own.
const DIGITS: usize = 3;

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The site.
    pub site: String,
    /// What was asked.
    pub text: String,
    /// How often.
    pub asked: u64,
    /// In how many conversations.
    pub conversations: usize,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Questions {
    asked: BTreeMap<(String, String), Asked>,
}

#[derive(Debug, Default)]
struct Asked {
    text: String,
    times: u64,
    conversations: BTreeSet<ConversationId>,
}

impl Questions {
    pub(super) fn add(&mut self, site: &str, text: &str, conversation: &ConversationId) {
        let asked = self.asked.entry((site.to_owned(), key(text))).or_default();
        asked.times += 1;
        asked.conversations.insert(conversation.clone());
        if asked.text.is_empty() {
            text.clone_into(&mut asked.text);
        }
    }

    /// The most asked first, and how many are not shown.
    pub(super) fn finish(self, words: Words) -> (Vec<Question>, usize) {
        let all = self.asked.len();
        let is_shown = |asked: &Asked| words == Words::All || asked.conversations.len() >= COMMON;
        let shown = self.asked.into_iter().filter(|(_, asked)| is_shown(asked));
        let mut questions: Vec<Question> = shown
            .map(|((site, _), asked)| {
                let text = if words == Words::All { asked.text } else { masked(&asked.text) };
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SHOWN).collect();
                Question { site, text, asked: asked.times, conversations: asked.conversations.len() }
            })
            .collect();
        questions.sort_by(|one, two| two.asked.cmp(&one.asked).then_with(|| one.text.cmp(&two.text)));
        let left_out = all - questions.len();
        (questions, left_out)
    }
}

/// The words of a question, whatever stands between them, without what is somebody's own.
fn key(text: &str) -> String {
    let masked = masked(text).to_lowercase();
    let words = masked.split(|letter: char| !letter.is_alphanumeric() && letter != '…');
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text without addresses and numbers.
fn masked(text: &str) -> String {
    let own = |word: &&str| {
        word.contains('@') || word.contains("://") || word.chars().filter(char::is_ascii_digit).count() >= DIGITS
    };
    let words = text.split_whitespace().map(|word| if own(&word) { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}
