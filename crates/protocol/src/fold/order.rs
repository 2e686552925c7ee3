//! The order the log cannot give: messages of the desk arrive by webhook, in no promised order.

use crate::{AgentMessage, Event, EventBody};

/// Where a new event belongs among the lines: at the end, or, for a message of the desk, among the desk's messages at the
/// end, by the desk's time and id. It steps over what is told between them (who joined, whose turn it is) and never moves
/// across anyone else's line.
pub fn place_of(lines: &[Event], event: &Event) -> usize {
    let mut place = lines.len();
    let Line::Desk(new) = Line::of(event) else { return place };
    for (at, line) in lines.iter().enumerate().rev() {
        match Line::of(line) {
            Line::Desk(old) if order(old) > order(new) => place = at,
            Line::Aside => {}
            Line::Desk(_) | Line::Other => break,
        }
    }
    place
}

/// Whether a line can be part of a run of the desk's messages.
pub(super) fn is_of_a_run(line: &Event) -> bool {
    !matches!(Line::of(line), Line::Other)
}

/// What a line is to a message of the desk that arrives late.
enum Line<'a> {
    /// A message of the desk.
    Desk(&'a AgentMessage),
    /// Told between lines.
    Aside,
    /// Somebody else's, or not known: a boundary.
    Other,
}

impl<'a> Line<'a> {
    fn of(event: &'a Event) -> Self {
        match event.body.known() {
            Some(EventBody::Agent(message)) => Self::Desk(message),
            Some(EventBody::Notice(_) | EventBody::Stage(_)) => Self::Aside,
            _ => Self::Other,
        }
    }
}

fn order(message: &AgentMessage) -> (i64, &str) {
    (message.desk_at, &message.desk_id)
}
