//! What the bot and the handing over came to, by day: a fold of the log, made when it is asked for.

mod day;
mod fold;
mod question;
mod shape;

pub use day::Day;
pub use question::Question;
pub use shape::Format;

use crate::clock::Moment;
use baton_protocol::{ConversationId, EventBody};
use fold::Talk;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use question::Questions;
use serde::Serialize;
use std::collections::BTreeMap;

/// One event of the log, as the report reads it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The site's name.
    pub site: String,
    /// The conversation.
    pub conversation: ConversationId,
    /// When.
    pub at: Moment,
    /// What happened; none for what a newer version wrote.
    pub body: Option<EventBody>,
}

/// How much of what visitors wrote is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Words {
    /// Only questions that several visitors have asked, without addresses and numbers.
    #[default]
    Common,
    /// Every question as it was typed. Whoever reads it reads personal data.
    All,
}

/// The report.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Each day of each site on which something happened.
    pub days: Vec<Day>,
    /// Questions the bot had no answer to, the most asked first.
    pub questions: Vec<Question>,
    /// How many such questions are not shown, since too few have asked them.
    pub left_out: usize,
}

/// A report being made. Entries come conversation by conversation, each in its order.
#[derive(Debug)]
pub struct Reporter {
    zones: BTreeMap<String, TimeZone>,
    words: Words,
    days: BTreeMap<(Date, String), Day>,
    questions: Questions,
    talk: Option<Talk>,
}

impl Reporter {
    /// `zones` are those of the sites' hours: a day is a day there.
    pub fn new(zones: BTreeMap<String, TimeZone>, words: Words) -> Self {
        Self { zones, words, days: BTreeMap::new(), questions: Questions::default(), talk: None }
    }

    /// Takes the next entry.
    pub fn take(&mut self, entry: &Entry) {
        let Some(date) = self.date(entry) else { return };
        let key = (date, entry.site.clone());
        let day = self.days.entry(key).or_insert_with(|| Day::new(date, entry.site.clone()));
        let is_same = self.talk.as_ref().is_some_and(|talk| talk.conversation == entry.conversation);
        if !is_same {
            self.talk = Some(Talk::new(entry.conversation.clone()));
        }
        if let (Some(talk), Some(body)) = (&mut self.talk, &entry.body) {
            talk.follow(body, day, &entry.site, &mut self.questions);
        }
    }

    fn date(&self, entry: &Entry) -> Option<Date> {
        let zone = self.zones.get(&entry.site).cloned().unwrap_or(TimeZone::UTC);
        jiff::Timestamp::from_millisecond(entry.at.0).ok().map(|at| at.to_zoned(zone).date())
    }

    /// The report.
    pub fn finish(self) -> Report {
        let (questions, left_out) = self.questions.finish(self.words);
        let days = self.days.into_values().filter(|day| !day.is_empty()).collect();
        Report { days, questions, left_out }
    }
}

#[cfg(test)]
mod tests;
