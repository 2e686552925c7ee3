//! What was read from the folder at one time, ready to be asked.

use super::index::{Index, Match, primary};
use super::item::Item;
use super::{Problem, folder};
use crate::bot::Turn;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The items, and how they are found.
#[derive(Debug)]
pub(super) struct Library {
    items: Vec<Item>,
    by_id: HashMap<String, Vec<usize>>,
    /// By the language's primary tag.
    indexes: BTreeMap<String, Index>,
    /// The site's own language.
    own: String,
}

/// An item that fits, and how sure that is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    /// The item.
    pub(super) item: &'a Item,
    /// From 0 to 1.
    pub(super) confidence: f64,
}

impl Library {
    /// Reads a folder. All its problems come at once, each with file and line.
    pub(super) fn read(folder: &Path, locale: &str) -> Result<Self, Vec<Problem>> {
        Ok(Self::of(folder::read(folder)?, locale))
    }

    fn of(items: Vec<Item>, locale: &str) -> Self {
        let own = primary(locale);
        let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_language: BTreeMap<String, Vec<(usize, &Item)>> = BTreeMap::new();
        for (place, item) in items.iter().enumerate() {
            by_id.entry(item.id.clone()).or_default().push(place);
            if !item.is_hidden() {
                let language = item.locale.as_deref().map_or_else(|| own.clone(), primary);
                by_language.entry(language).or_default().push((place, item));
            }
        }
        let indexes = by_language.iter().map(|(language, items)| (language.clone(), Index::of(items, language)));
        let indexes = indexes.collect();
        Self { items, by_id, indexes, own }
    }

    pub(super) fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item of an id as it is for this turn: in the visitor's language before the site's, and of those whose
    /// conditions hold the one that asks most.
    pub(super) fn item(&self, id: &str, turn: &Turn) -> Option<&Item> {
        let spoken = self.spoken(turn.locale.as_deref());
        let places = self.by_id.get(id)?.iter();
        let there = places.filter_map(|place| self.items.get(*place)).filter(|item| item.when.holds(turn));
        there.max_by_key(|item| {
            let language = item.locale.as_deref().map_or_else(|| self.own.clone(), primary);
            let nearness = if language == spoken { 2 } else { usize::from(language == self.own) };
            (nearness, item.when.weight())
        })
    }

    /// The items that fit a question, best first.
    pub(super) fn find(&self, question: &str, turn: &Turn) -> Vec<Found<'_>> {
        self.gather(turn, |index| index.find(question))
    }

    /// The items that what is typed so far may lead to.
    pub(super) fn complete(&self, typed: &str, turn: &Turn) -> Vec<Found<'_>> {
        self.gather(turn, |index| index.complete(typed))
    }

    /// What is found in the visitor's language, then in the site's.
    fn gather(&self, turn: &Turn, look: impl Fn(&Index) -> Vec<Match>) -> Vec<Found<'_>> {
        let spoken = self.spoken(turn.locale.as_deref());
        let own = Some(self.own.as_str()).filter(|own| *own != spoken);
        let languages = std::iter::once(spoken.as_str()).chain(own);
        let matches = languages.filter_map(|language| self.indexes.get(language)).flat_map(look);
        let found = matches.filter_map(|found| {
            let item = self.items.get(found.place)?;
            item.when.holds(turn).then_some(Found { item, confidence: found.confidence })
        });
        let mut found: Vec<Found<'_>> = found.collect();
        found.sort_by(|one, two| {
            let by_weight = || two.item.when.weight().cmp(&one.item.when.weight());
            two.confidence.total_cmp(&one.confidence).then_with(by_weight)
        });
        found
    }

    /// The visitor's language; the site's where they name none.
    fn spoken(&self, locale: Option<&str>) -> String {
        locale.map_or_else(|| self.own.clone(), primary)
    }
}
