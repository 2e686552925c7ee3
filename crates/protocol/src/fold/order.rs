//! The order the log cannot give: messages of the desk arrive by webhook, in no promised order.

use crate::{AgentMessage, Event, EventBody};

/// Where a new event belongs among the lines: at the end, or, for a message of the desk, among the unbroken run of the
/// desk's messages at the end, by the desk's time and id. It never moves across anyone else's line.
pub fn place_of(lines: &[Event], event: &Event) -> usize {
    let Some(new) = from_desk(event) else { return lines.len() };
    let later =
        lines.iter().rev().take_while(|line| from_desk(line).is_some_and(|old| order(old) > order(new))).count();
    lines.len() - later
}

fn from_desk(event: &Event) -> Option<&AgentMessage> {
    match event.body.known()? {
        EventBody::Agent(message) => Some(message),
        _ => None,
    }
}

fn order(message: &AgentMessage) -> (i64, &str) {
    (message.desk_at, &message.desk_id)
}
