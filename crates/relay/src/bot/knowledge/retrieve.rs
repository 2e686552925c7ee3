//! Items for those who answer with words of their own.

use super::{Item, Knowledge};
use crate::bot::Turn;

/// The least confidence with which an item may have to do with a question.
const FLOOR: f64 = 0.1;

/// An item found for a question.
#[derive(Clone, Debug)]
pub struct Found {
    /// The item.
    pub item: Item,
    /// Whether it would be an answer by itself.
    pub is_sure: bool,
}

impl Knowledge {
    /// The items that may have to do with what is said in a turn, best first.
    pub fn retrieve(&self, turn: &Turn, most: usize) -> Vec<Found> {
        let found = self.find(&turn.text(), turn).into_iter().filter(|(_, confidence)| *confidence >= FLOOR);
        found.take(most).map(|(item, confidence)| Found { item, is_sure: confidence >= self.settings.floor }).collect()
    }

    /// Whether a turn is for the items alone: a button that leads to one was pressed, or the form of one answered.
    pub fn is_meant(&self, turn: &Turn) -> bool {
        let library = self.library();
        let is_item = |id: &String| library.item(id, turn).is_some();
        turn.said.iter().any(|said| said.form.is_some() || said.payload.as_ref().is_some_and(is_item))
    }
}
