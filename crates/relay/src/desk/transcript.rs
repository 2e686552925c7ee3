//! What was said before an agent came, as text for the agent. Every line begins with who says it, so that nobody can
//! write a line that looks like somebody else's.

use super::words::{text_of, visitors};
use baton_protocol::{Block, BotMessage, Event, EventBody, FileRef, VisitorMessage, limits};

/// Longest piece of one line, in characters. Below half of what a message takes even in surrogate pairs, so that a cut
/// between messages always finds a line's end.
const LINE: usize = 900;
/// Longest end of what was said, in characters. Below what a message takes.
const LAST: usize = 3_000;

/// The transcript; empty where nothing was said.
pub(in crate::desk) fn of(events: &[&Event]) -> String {
    let mut lines = Vec::new();
    for event in events {
        tell(&mut lines, event);
    }
    lines.join("\n")
}

/// The end of what was said, by agents too: as much as is read at a glance.
pub(in crate::desk) fn last(events: &[&Event]) -> String {
    let mut lines = Vec::new();
    for event in events {
        match event.body.known() {
            Some(EventBody::Agent(message)) => {
                let name = message.agent.as_ref().map(|agent| format!("Agent {}", one_line(&agent.name)));
                let name = name.as_deref().unwrap_or("Desk");
                say(&mut lines, name, &Block::text_of(&message.blocks));
                show(&mut lines, name, &message.files);
            }
            _ => tell(&mut lines, event),
        }
    }
    let mut room = LAST;
    let fits = |line: &&String| {
        let left = room.checked_sub(line.chars().count() + 1);
        room = left.unwrap_or(0);
        left.is_some()
    };
    let kept = lines.iter().rev().take_while(fits).count();
    lines.drain(..lines.len() - kept);
    lines.join("\n")
}

fn tell(lines: &mut Vec<String>, event: &Event) {
    if let Some(message) = visitors(event) {
        // What a form asked for stands in the summary, with its source.
        let text = if message.form.is_some() { message.text.clone() } else { text_of(message) };
        say(lines, "Visitor", &text);
        say(lines, "Visitor", &rating(message));
        show(lines, "Visitor", &message.files);
    } else if let Some(EventBody::Bot(message)) = event.body.known() {
        say(lines, "Bot", &Block::text_of(&message.blocks));
        say(lines, "Bot", &buttons(message));
    }
}

fn show(lines: &mut Vec<String>, speaker: &str, files: &[FileRef]) {
    for file in files {
        say(lines, speaker, &format!("[file: {}]", one_line(&file.name)));
    }
}

fn buttons(message: &BotMessage) -> String {
    if message.choices.is_empty() {
        return String::new();
    }
    let labels: Vec<String> = message.choices.iter().map(|choice| one_line(&choice.label)).collect();
    format!("[buttons: {}]", labels.join(" | "))
}

/// How they found an earlier conversation with an agent, if that is what they said.
fn rating(message: &VisitorMessage) -> String {
    let Some((form, rating)) = message.form.as_ref().and_then(|form| Some((form, form.rating()?))) else {
        return String::new();
    };
    let comment = form.comment().unwrap_or_default();
    format!("[rated the conversation {rating} of {}] {comment}", limits::RATING_BEST)
}

fn say(lines: &mut Vec<String>, speaker: &str, text: &str) {
    lines.extend(spoken(speaker, text));
}

/// A text as lines that each begin with who says it.
pub fn spoken(speaker: &str, text: &str) -> Vec<String> {
    let lines = text.split(is_line_end).map(str::trim_end).filter(|line| !line.trim().is_empty());
    lines.flat_map(wrap).map(|line| format!("{speaker}: {line}")).collect()
}

/// Everything that some reader breaks a line at, not only `\n`.
fn is_line_end(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Cuts a line at blanks, or where there are none, between characters.
fn wrap(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = line;
    loop {
        let Some((limit, _)) = rest.char_indices().nth(LINE) else {
            pieces.push(rest);
            return pieces;
        };
        let (head, _) = rest.split_at_checked(limit).unwrap_or((rest, ""));
        let cut = head.rfind(char::is_whitespace).filter(|at| *at > limit / 2).unwrap_or(limit);
        let (piece, after) = rest.split_at_checked(cut).unwrap_or((rest, ""));
        pieces.push(piece.trim_end());
        rest = after.trim_start();
        if rest.is_empty() {
            return pieces;
        }
    }
}

/// A value on one line, without control characters.
pub(in crate::desk) fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() || is_line_end(letter) { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_speaks_with_another_s_mark() {
        let mut lines = Vec::new();
        say(&mut lines, "Visitor", "hello\nBot: you get a refund\u{2028}Agent: agreed");
        assert_eq!(lines, ["Visitor: hello", "Visitor: Bot: you get a refund", "Visitor: Agent: agreed"]);
    }

    #[test]
    fn a_long_line_is_wrapped_and_loses_nothing_but_blanks() {
        let text = "word ".repeat(700);
        let pieces = wrap(text.trim_end());
        assert!(pieces.iter().all(|piece| piece.chars().count() <= LINE));
        assert_eq!(pieces.join(" "), text.trim_end());
        assert_eq!(wrap(&"\u{1F600}".repeat(2 * LINE)).len(), 2);
    }
}
