//! The rows of the conversation, kept in step with the scene: a row stays the same element for as long as its key stays,
//! whatever comes before or after it.

use super::dom::{focus, has_focus, set, show};
use super::line::Line;
use super::log::is_away;
use crate::app::{Alarm, App};
use crate::core::{Kind, Row, Scene};
use crate::host::boot;
use leptos::prelude::GetUntracked;
use web_sys::Element;

/// How long after rows of the past have been drawn the next row counts as news at the earliest, for browsers that tell
/// assistive technology of changes some time later. Milliseconds.
const QUIET_MS: u32 = 500;

/// The rows on the screen.
pub(super) struct Lines {
    app: App,
    parent: Element,
    shown: Vec<Line>,
    /// What the days and times were put into words by; none before the first drawing.
    wording: Option<(i64, u32)>,
    was_busy: bool,
    /// How often the newest line was wanted, and whether there was more below, when the rows were drawn last.
    before: (u32, bool),
    /// Ends the quiet.
    quiet: Option<Alarm>,
}

impl Lines {
    /// No rows yet.
    pub(super) fn new(app: App, parent: Element) -> Self {
        Self { app, parent, shown: Vec::new(), wording: None, was_busy: false, before: (0, false), quiet: None }
    }

    /// Shows the scene's rows.
    pub(super) fn show(&mut self, scene: &Scene) {
        let rows = &scene.rows;
        // What was there when the page began, or comes in above, was said long ago.
        let is_past = self.wording.is_none() || scene.busy || self.was_busy || scene.has_later || self.is_past(rows);
        let is_read = self.is_read(scene);
        if is_read {
            boot::hold(&self.parent);
        }
        self.offer_earlier(scene.has_earlier);
        self.hush(is_past, scene.busy);
        let is_reworded = self.wording.is_some_and(|wording| wording != scene.wording);
        self.wording = Some(scene.wording);
        self.was_busy = scene.busy;
        for (place, row) in rows.iter().enumerate() {
            if self.shown.get(place).is_none_or(|line| *line.key() != row.key) {
                // Greetings were painted, and a draft was there to read, before the row itself came.
                let was_seen = matches!(row.kind, Kind::Greeting(_)) || row.kind == Kind::Line(scene.drafted);
                self.bring(place, row, !is_past && !was_seen);
            }
            if let Some(line) = self.shown.get_mut(place) {
                line.update(self.app, row, is_reworded);
            }
        }
        for gone in self.shown.drain(rows.len()..) {
            gone.element().remove();
        }
        if is_read {
            boot::let_go();
        }
    }

    /// Offers older rows, above the others, where some are left out. Who has asked for the last of them goes on in the
    /// conversation.
    fn offer_earlier(&self, has_earlier: bool) {
        let Some(offer) = self.parent.previous_element_sibling() else { return };
        let had_focus = has_focus(&offer);
        show(&offer, has_earlier);
        if had_focus
            && !has_earlier
            && let Ok(Some(scroller)) = offer.closest(".baton-scroll")
        {
            focus(&scroller);
        }
    }

    /// Whether somebody reads further up, and is not to be moved.
    fn is_read(&mut self, scene: &Scene) -> bool {
        let wishes = self.app.board.newest.get_untracked();
        let (wished, had_later) = std::mem::replace(&mut self.before, (wishes, scene.has_later));
        let is_away =
            matches!(self.parent.closest(".baton-scroll"), Ok(Some(scroller)) if is_away(self.app, &scroller));
        wished == wishes && (is_away || had_later)
    }

    /// Whether the page goes through the past: what comes in stands above what is there, or below it where there was more.
    fn is_past(&self, rows: &[Row]) -> bool {
        let same = |line: Option<&Line>, row: Option<&Row>| line.map(Line::key) == row.map(|row| &row.key);
        self.before.1 || (same(self.shown.last(), rows.last()) && !same(self.shown.first(), rows.first()))
    }

    /// Keeps screen readers from reading out what is not news, and lets them hear again what is.
    fn hush(&mut self, is_past: bool, is_busy: bool) {
        self.quiet = None;
        if is_past {
            set(&self.parent, "aria-busy", "true");
            set(&self.parent, "aria-live", "off");
        }
        let parent = self.parent.clone();
        let listen = move || {
            for name in ["aria-busy", "aria-live"] {
                // Taking away what is not there is no error.
                let _ = parent.remove_attribute(name);
            }
        };
        if !is_past {
            listen();
        } else if !is_busy {
            self.quiet = Some(Alarm::new(QUIET_MS, listen));
        }
    }

    /// Brings the row to its place: the element it has already, or a new one.
    fn bring(&mut self, place: usize, row: &Row, is_news: bool) {
        let known = self.shown.iter().skip(place).position(|line| *line.key() == row.key);
        let line = match known {
            Some(further) => {
                let line = self.shown.remove(place + further);
                // What only moves does not come in again.
                let _ = line.element().remove_attribute("data-new");
                line
            }
            None => Line::new(self.app, &self.parent, row, is_news),
        };
        let next = self.shown.get(place).map(Line::element);
        // The element after it is a child of this very parent.
        let _ = self.parent.insert_before(line.element(), next.map(AsRef::as_ref));
        if is_news && known.is_none() {
            line.invite();
        }
        self.shown.insert(place, line);
    }
}
