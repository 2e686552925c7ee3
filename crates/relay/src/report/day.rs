//! What a day of a site came to.

use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a day of a site came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Day {
    /// The day, where the site's hours are.
    pub date: String,
    /// The site.
    pub site: String,
    /// Conversations in which the visitor said something for the first time.
    pub conversations: u64,
    /// Questions that the bot was given.
    pub questions: u64,
    /// Those to which it had no answer.
    pub unanswered: u64,
    /// Answers that visitors stopped.
    pub stopped: u64,
    /// Answers of which visitors said that they were of help. The newest word about each counts.
    pub helpful: u64,
    /// Those of which they said that they were not.
    pub unhelpful: u64,
    /// Calls for a person, by what called.
    pub handoffs: BTreeMap<&'static str, u64>,
    /// What became of them: `confirmed` by the desk, `joined` by an agent, `cancelled`, `failed`, `nobody_there`.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Conversations that ended, by how.
    pub ends: BTreeMap<&'static str, u64>,
    /// Messages that were left for people.
    pub messages_left: u64,
    /// Ratings, from 1 to 5, by how often each was given.
    pub ratings: [u64; 5],
}

impl Day {
    pub(super) fn new(date: Date, site: String) -> Self {
        Self {
            date: date.to_string(),
            site,
            conversations: 0,
            questions: 0,
            unanswered: 0,
            stopped: 0,
            helpful: 0,
            unhelpful: 0,
            handoffs: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            ends: BTreeMap::new(),
            messages_left: 0,
            ratings: [0; 5],
        }
    }

    /// Whether nothing happened that is counted.
    pub(super) fn is_empty(&self) -> bool {
        self.measures().iter().all(|(.., count)| *count == 0)
    }

    /// Every number with its name, and what it is of.
    pub fn measures(&self) -> Vec<(&'static str, String, u64)> {
        let plain = [
            ("conversations", self.conversations),
            ("questions", self.questions),
            ("unanswered", self.unanswered),
            ("stopped", self.stopped),
            ("helpful", self.helpful),
            ("unhelpful", self.unhelpful),
            ("messages_left", self.messages_left),
        ];
        let plain = plain.map(|(name, count)| (name, String::new(), count));
        let by_word = [("handoffs", &self.handoffs), ("outcomes", &self.outcomes), ("ends", &self.ends)];
        let by_word = by_word
            .into_iter()
            .flat_map(|(name, counts)| counts.iter().map(move |(word, count)| (name, (*word).to_owned(), *count)));
        let ratings = (1..).zip(&self.ratings).filter(|(_, count)| **count > 0);
        let ratings = ratings.map(|(rating, count): (u64, _)| ("ratings", rating.to_string(), *count));
        plain.into_iter().chain(by_word).chain(ratings).collect()
    }

    /// The mean rating; none where none was given.
    pub fn mean_rating(&self) -> Option<f64> {
        let float = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let given: u64 = self.ratings.iter().sum();
        let sum: u64 = (1..).zip(&self.ratings).map(|(rating, count)| rating * count).sum();
        (given > 0).then(|| float(sum) / float(given))
    }
}
