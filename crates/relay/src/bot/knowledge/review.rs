//! What an author may want to look at, though nothing is wrong.

use super::Settings;
use super::first_question;
use super::item::{HIDDEN, Item};
use super::library::Library;
use super::words;
use std::collections::HashSet;
use std::fmt;

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The item's id.
    pub item: String,
    /// What it is.
    pub reason: String,
}

impl fmt::Display for Remark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.item, self.reason)
    }
}

/// All of it. `skills` are the configured ones.
pub(super) fn of(library: &Library, settings: &Settings, skills: &[&str]) -> Vec<Remark> {
    let reached: HashSet<&str> = library.items().iter().flat_map(Item::leads_to).collect();
    let mut remarks = Vec::new();
    for item in library.items() {
        let mut remark = |reason: String| remarks.push(Remark { item: item.id.clone(), reason });
        for skill in item.skills().filter(|skill| !skills.contains(skill)) {
            remark(format!(
                "it calls for the skill {skill:?}, which the site does not have; it would hand over without"
            ));
        }
        if item.is_hidden() {
            let is_own = words::ALL.iter().any(|word| word.id == item.id);
            if !is_own && !reached.contains(item.id.as_str()) {
                remark(format!("nothing leads to it: ids that begin with `{HIDDEN}` are found by no question"));
            }
            continue;
        }
        if item.questions.is_empty() && !reached.contains(item.id.as_str()) {
            remark("it has no `questions`, and nothing leads to it".to_owned());
        }
        for question in &item.questions {
            if let Some(other) = taken(library, settings, item, question) {
                remark(other);
            }
        }
    }
    remarks
}

/// Where one of an item's own questions leads, if that is not the item.
fn taken(library: &Library, settings: &Settings, item: &Item, question: &str) -> Option<String> {
    if item.when.weight() > 0 {
        return None;
    }
    let turn = first_question(question, item.locale.as_deref(), None);
    let found = library.find(question, &turn);
    let best = found.first()?;
    // What fits as well may be first.
    let own = found.iter().find(|found| found.item.id == item.id).map_or(0.0, |found| found.confidence);
    if own < settings.floor {
        return Some(format!("its question {question:?} is below the floor ({own:.2}): write it out more"));
    }
    (best.item.id != item.id && best.confidence > own)
        .then(|| format!("its question {question:?} is answered by {:?} instead", best.item.id))
}
