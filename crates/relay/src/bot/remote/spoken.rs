//! What was said, for bots that take nothing but one text.

use crate::bot::{Said, Turn};

/// What stands for a form that was left out: nothing would be taken for the beginning of a conversation.
const NOTHING: &str = "-";

/// All that was said as one text. Where a message has no words, what was filled in or the names of its files are its words.
pub(in crate::bot) fn in_words(turn: &Turn) -> String {
    let lines: Vec<String> = turn.said.iter().map(line).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { NOTHING.to_owned() } else { lines.join("\n") }
}

fn line(said: &Said) -> String {
    let text = said.text.trim();
    if !text.is_empty() {
        return text.to_owned();
    }
    let filled = said.form.iter().flat_map(|form| form.values());
    let files = said.files.iter().map(|file| &file.name);
    filled.chain(files).cloned().collect::<Vec<_>>().join(", ")
}
