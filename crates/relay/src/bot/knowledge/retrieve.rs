//! Items for those who answer with words of their own.

use super::{Item, Knowledge};

/// The least confidence with which an item may have to do with a question.
const FLOOR: f64 = 0.1;

/// An item found for a question.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The item.
    pub item: &'a Item,
    /// Whether it would be an answer by itself.
    pub is_sure: bool,
}

impl Knowledge {
    /// The items that may have to do with a question, best first.
    pub fn retrieve(&self, question: &str, most: usize) -> Vec<Found<'_>> {
        let found = self.index.find(question).into_iter().filter(|found| found.confidence >= FLOOR);
        let found = found.filter_map(|found| {
            let item = self.items.get(found.place)?;
            Some(Found { item, is_sure: found.confidence >= self.settings.floor })
        });
        found.take(most).collect()
    }

    /// Whether a button's payload leads to one of its items.
    pub fn has(&self, id: &str) -> bool {
        self.item(id).is_some()
    }
}
