//! Which stretch of the conversation is on the page. A long one is shown a piece at a time: what lies above and below the
//! piece is not drawn.

use super::{Effect, State};
use baton_protocol::fold::Log;
use baton_protocol::{ClientFrame, Event};
use std::ops::Range;

/// Lines shown at first, and when the newest is wanted again.
const FIRST: usize = 100;
/// Lines that come in with each wish for more.
const STEP: usize = 50;
/// The most lines shown. Each may bring a row with its day, and what is unsent stands below them.
const MOST: usize = 140;
/// After so many milliseconds older events are asked for again.
const PATIENCE_MS: i64 = 10_000;

/// The stretch, counted from the newest line: it stays where it is when older lines come in above.
#[derive(Clone, Debug)]
pub(super) struct Window {
    shown: usize,
    below: usize,
    /// Older events were asked for: those before this `seq`, at this moment.
    asked: Option<(u64, i64)>,
    /// Whether somebody waits for them.
    wanted: bool,
}

impl Default for Window {
    fn default() -> Self {
        Self { shown: FIRST, below: 0, asked: None, wanted: false }
    }
}

impl Window {
    /// The lines shown, of so many.
    pub(super) fn range(&self, lines: usize) -> Range<usize> {
        let end = lines.saturating_sub(self.below);
        end.saturating_sub(self.shown)..end
    }

    /// Whether the newest line is among them.
    pub(super) fn is_at_end(&self) -> bool {
        self.below == 0
    }

    /// Shows the newest again.
    pub(super) fn reset(&mut self) {
        *self = Self { asked: self.asked, ..Self::default() };
    }

    /// A line has come in at the end.
    pub(super) fn grow(&mut self) {
        if self.below > 0 {
            self.below += 1;
        } else {
            self.shown = (self.shown + 1).min(MOST);
        }
    }

    fn up(&mut self, lines: usize) {
        let above = self.range(lines).start;
        self.shown += above.min(STEP);
        self.below += self.shown.saturating_sub(MOST);
        self.shown = self.shown.min(MOST);
    }

    fn down(&mut self) {
        self.below = self.below.saturating_sub(STEP);
        self.shown = MOST;
    }
}

impl State {
    /// Older lines are wanted: those that are here, and more from the relay before they run out.
    pub(super) fn show_earlier(&mut self, now: i64, out: &mut Vec<Effect>) {
        let Some(log) = &self.log else { return };
        let lines = log.lines().len();
        self.window.wanted = self.window.range(lines).start == 0;
        self.window.up(lines);
        let is_asked = |(before, at): (u64, i64)| before == log.first() && now - at < PATIENCE_MS;
        let is_due = self.window.range(lines).start < STEP && !self.window.asked.is_some_and(is_asked);
        if is_due && log.has_earlier() && self.link.is_open() && self.is_caught_up() {
            self.window.asked = Some((log.first(), now));
            out.push(Effect::Transmit(ClientFrame::Earlier { before: log.first() }));
        }
    }

    /// Newer lines are wanted, where the stretch does not reach to the newest.
    pub(super) fn show_later(&mut self) {
        self.window.down();
    }

    /// Older events have come.
    pub(super) fn earlier(&mut self, before: u64, events: Vec<Event>) {
        let Some(log) = self.log.as_mut().filter(|log| log.first() == before) else { return };
        if log.earlier(events) > 0 && std::mem::take(&mut self.window.wanted) {
            self.window.up(log.lines().len());
        }
    }

    /// Whether there is more above what is shown.
    pub(super) fn has_earlier(&self) -> bool {
        let lines = self.log.as_ref().map_or(0, |log| log.lines().len());
        self.window.range(lines).start > 0 || self.log.as_ref().is_some_and(Log::has_earlier)
    }
}
