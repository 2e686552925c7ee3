//! The rows of the conversation, kept in step with the scene: a row stays the same element for as long as its key stays,
//! whatever comes before or after it.

use super::line::Line;
use crate::app::App;
use crate::core::Row;
use web_sys::Element;

/// The rows on the screen.
pub(super) struct Lines {
    app: App,
    parent: Element,
    shown: Vec<Line>,
}

impl Lines {
    /// No rows yet.
    pub(super) fn new(app: App, parent: Element) -> Self {
        Self { app, parent, shown: Vec::new() }
    }

    /// Shows these rows.
    pub(super) fn show(&mut self, rows: &[Row]) {
        for (place, row) in rows.iter().enumerate() {
            if self.shown.get(place).is_none_or(|line| *line.key() != row.key) {
                self.bring(place, row);
            }
            if let Some(line) = self.shown.get_mut(place) {
                line.update(self.app, row);
            }
        }
        for gone in self.shown.drain(rows.len()..) {
            gone.element().remove();
        }
    }

    /// Brings the row to its place: the element it has already, or a new one.
    fn bring(&mut self, place: usize, row: &Row) {
        let known = self.shown.iter().skip(place).position(|line| *line.key() == row.key);
        let line = match known {
            Some(further) => self.shown.remove(place + further),
            None => Line::new(self.app, &self.parent, row),
        };
        let next = self.shown.get(place).map(Line::element);
        // The element after it is a child of this very parent.
        let _ = self.parent.insert_before(line.element(), next.map(AsRef::as_ref));
        self.shown.insert(place, line);
    }
}
