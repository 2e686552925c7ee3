//! What the view draws from: the scene, and one signal a region of the panel, so that a new message does not redraw the
//! header. Every signal is a count of one type: each further type of signal costs the module a kilobyte.

use crate::core::Scene;
use leptos::prelude::{RwSignal, Update};
use std::cell::{Cell, RefCell};

/// The scene, and what has changed of it.
#[derive(Clone, Copy)]
pub(crate) struct Board {
    scene: &'static RefCell<Scene>,
    /// Whether the conversation stands elsewhere than at its newest line, by what the browser last told of it: to ask where
    /// it stands has everything laid out that was just drawn.
    pub(crate) is_scrolled: &'static Cell<bool>,
    /// The rows.
    pub(crate) rows: RwSignal<u32>,
    /// Who is there, and what the menu offers.
    pub(crate) header: RwSignal<u32>,
    /// The connection.
    pub(crate) status: RwSignal<u32>,
    /// Who is awaited, and what went wrong.
    pub(crate) strip: RwSignal<u32>,
    /// The tray.
    pub(crate) tray: RwSignal<u32>,
    /// The draft.
    pub(crate) draft: RwSignal<u32>,
    /// The wish to see the newest row.
    pub(crate) newest: RwSignal<u32>,
    /// Whether the visitor is being asked if the chat shall end (1), or what is kept of them be deleted (2); 0 for neither.
    pub(crate) confirming: RwSignal<u32>,
}

impl Board {
    /// A board that shows this scene.
    pub(crate) fn new(scene: Scene) -> Self {
        let region = || RwSignal::new(0);
        Self {
            scene: Box::leak(Box::new(RefCell::new(scene))),
            is_scrolled: Box::leak(Box::new(Cell::new(false))),
            rows: region(),
            header: region(),
            status: region(),
            strip: region(),
            tray: region(),
            draft: region(),
            newest: region(),
            confirming: region(),
        }
    }

    /// Reads the scene.
    pub(crate) fn read<T>(self, read: impl FnOnce(&Scene) -> T) -> T {
        read(&self.scene.borrow())
    }

    /// Wishes to see the newest row.
    pub(crate) fn to_newest(self) {
        count(self.newest);
    }

    /// Shows another scene.
    pub(crate) fn show(self, scene: Scene) {
        let mut shown = self.scene.borrow_mut();
        let others = shown.others != scene.others;
        let header = others
            || (&shown.who, shown.can_ask, shown.can_end, shown.can_begin, shown.has_data, shown.has_said)
                != (&scene.who, scene.can_ask, scene.can_end, scene.can_begin, scene.has_data, scene.has_said);
        let rows = shown.rows != scene.rows
            || (shown.has_earlier, shown.has_later, shown.heard) != (scene.has_earlier, scene.has_later, scene.heard)
            || (shown.busy, shown.wording) != (scene.busy, scene.wording);
        let strip = others
            || shown.hopes != scene.hopes
            || (shown.strip, shown.trouble, shown.can_leave) != (scene.strip, scene.trouble, scene.can_leave);
        let changed = [
            (rows, self.rows),
            (header, self.header),
            (shown.status != scene.status, self.status),
            (strip, self.strip),
            (shown.uploads != scene.uploads, self.tray),
            (shown.draft != scene.draft, self.draft),
        ];
        *shown = scene;
        drop(shown);
        for (has_changed, region) in changed {
            if has_changed {
                count(region);
            }
        }
    }
}

fn count(region: RwSignal<u32>) {
    region.update(|count| *count = count.wrapping_add(1));
}
