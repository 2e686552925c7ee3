//! What the view draws from. One signal a region of the panel, so that a new message does not redraw the header, and one
//! a row, so that a row lives as long as its key.

use crate::core::{Row, Scene};
use leptos::prelude::*;

/// A row and the signal of what changes about it.
#[derive(Clone)]
pub(crate) struct RowHandle {
    /// The row's key.
    pub(crate) key: String,
    /// The row.
    pub(crate) row: ArcRwSignal<Row>,
}

/// The scene, and what has changed of it.
#[derive(Clone, Copy)]
pub(crate) struct Board {
    scene: StoredValue<Scene, LocalStorage>,
    /// The rows, in order.
    pub(crate) rows: RwSignal<Vec<RowHandle>>,
    /// Counts changes of who is there and what the menu offers.
    pub(crate) header: RwSignal<u32>,
    /// Counts changes of the connection.
    pub(crate) status: RwSignal<u32>,
    /// Counts changes above the composer.
    pub(crate) foot: RwSignal<u32>,
    /// Counts changes around the rows: draft, first buttons, whether there is more.
    pub(crate) log: RwSignal<u32>,
    /// Counts the wishes to see the newest row.
    pub(crate) newest: RwSignal<u32>,
    /// Whether the visitor is being asked if the chat shall end.
    pub(crate) confirming: RwSignal<bool>,
    /// The picture shown large: its object address and its name.
    pub(crate) large: RwSignal<Option<(String, String)>>,
}

impl Board {
    /// A board that shows this scene.
    pub(crate) fn new(scene: Scene) -> Self {
        let counter = || RwSignal::new(0);
        let rows = scene.rows.iter().cloned().map(handle).collect();
        Self {
            scene: StoredValue::new_local(scene),
            rows: RwSignal::new(rows),
            header: counter(),
            status: counter(),
            foot: counter(),
            log: counter(),
            newest: counter(),
            confirming: RwSignal::new(false),
            large: RwSignal::new(None),
        }
    }

    /// Reads the scene, and again whenever that region changes.
    pub(crate) fn of<T>(self, region: RwSignal<u32>, read: impl FnOnce(&Scene) -> T) -> T {
        region.track();
        self.scene.with_value(read)
    }

    /// Wishes to see the newest row.
    pub(crate) fn to_newest(self) {
        count(self.newest);
    }

    /// Shows another scene.
    pub(crate) fn show(self, mut scene: Scene) {
        let rows = std::mem::take(&mut scene.rows);
        self.show_rows(rows);
        let changed = self.scene.try_update_value(|shown| {
            let header = (&shown.who, shown.can_ask, shown.can_end) != (&scene.who, scene.can_ask, scene.can_end);
            let status = shown.status != scene.status;
            let foot = shown.strip != scene.strip || shown.trouble != scene.trouble || shown.uploads != scene.uploads;
            let log = shown.draft != scene.draft
                || shown.starters != scene.starters
                || shown.is_filling != scene.is_filling
                || shown.has_earlier != scene.has_earlier;
            *shown = scene;
            [(header, self.header), (status, self.status), (foot, self.foot), (log, self.log)]
        });
        for (has_changed, region) in changed.into_iter().flatten() {
            if has_changed {
                count(region);
            }
        }
    }

    fn show_rows(self, rows: Vec<Row>) {
        let shown = self.rows.get_untracked();
        let same = shown.len() == rows.len() && shown.iter().zip(&rows).all(|(old, new)| old.key == new.key);
        if same {
            for (old, new) in shown.iter().zip(rows) {
                renew(old, new);
            }
            return;
        }
        let mut known: std::collections::BTreeMap<&str, &RowHandle> = std::collections::BTreeMap::new();
        for old in &shown {
            known.insert(&old.key, old);
        }
        let next = rows
            .into_iter()
            .map(|new| match known.get(new.key.as_str()) {
                Some(old) => {
                    renew(old, new);
                    (*old).clone()
                }
                None => handle(new),
            })
            .collect();
        self.rows.set(next);
    }
}

fn handle(row: Row) -> RowHandle {
    RowHandle { key: row.key.clone(), row: ArcRwSignal::new(row) }
}

fn renew(old: &RowHandle, new: Row) {
    if old.row.with_untracked(|row| *row != new) {
        old.row.set(new);
    }
}

fn count(region: RwSignal<u32>) {
    region.update(|count| *count = count.wrapping_add(1));
}
