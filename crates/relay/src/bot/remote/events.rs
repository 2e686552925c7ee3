//! Server-sent events, of which bots use the data alone.

use super::{piece, within_bounds};
use crate::bot::BotError;
use reqwest::Response;

/// The events of an answer, one after the other.
#[derive(Debug)]
pub(in crate::bot) struct Events {
    answer: Response,
    lines: Lines,
    /// Bytes read so far.
    bytes: usize,
}

/// Pieces put together to lines, and lines to events.
#[derive(Debug, Default)]
struct Lines {
    /// What no line was made of yet.
    rest: Vec<u8>,
    /// The data of the event that is being read.
    data: Option<String>,
}

impl Events {
    pub(in crate::bot) fn of(answer: Response) -> Self {
        Self { answer, lines: Lines::default(), bytes: 0 }
    }

    /// The data of the next event; none at the end.
    pub(in crate::bot) async fn next(&mut self) -> Result<Option<String>, BotError> {
        loop {
            if let Some(data) = self.lines.event() {
                return Ok(Some(data));
            }
            let Some(piece) = piece(&mut self.answer).await? else {
                return Ok(self.lines.last());
            };
            self.bytes += piece.len();
            within_bounds(self.bytes)?;
            self.lines.rest.extend_from_slice(&piece);
        }
    }
}

impl Lines {
    /// The next whole event.
    fn event(&mut self) -> Option<String> {
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}');
            if line.is_empty() {
                if let Some(data) = self.data.take() {
                    return Some(data);
                }
                continue;
            }
            self.line(line);
        }
        None
    }

    /// What there is at the end, where the empty line after it is missing.
    fn last(&mut self) -> Option<String> {
        self.rest.extend_from_slice(b"\n\n");
        self.event()
    }

    /// Names, ids and comments are passed over.
    fn line(&mut self, line: &str) {
        let Some(value) = line.strip_prefix("data:") else { return };
        let value = value.strip_prefix(' ').unwrap_or(value);
        match &mut self.data {
            Some(data) => {
                data.push('\n');
                data.push_str(value);
            }
            none => *none = Some(value.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events of a text that comes in pieces of so many bytes.
    fn events(text: &str, size: usize) -> Vec<String> {
        let mut lines = Lines::default();
        let mut events = Vec::new();
        for piece in text.as_bytes().chunks(size) {
            lines.rest.extend_from_slice(piece);
            events.extend(std::iter::from_fn(|| lines.event()));
        }
        events.extend(lines.last());
        events
    }

    #[test]
    fn events_come_whole_whatever_they_come_in() {
        let text = "\u{feff}: hello\nevent: x\nid: 7\ndata: grün\ndata:er Tee\r\n\r\n\ndata: {\"a\":1}\n\ndata: last";
        for size in [1, 2, 3, 7, 1000] {
            assert_eq!(events(text, size), ["grün\ner Tee", "{\"a\":1}", "last"], "{size}");
        }
    }
}
