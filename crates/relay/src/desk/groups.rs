//! The groups that skills lead to, as Zendesk has them now.
//!
//! Zendesk takes the id of a group that is gone and tells nobody, so the relay looks for itself: a skill without an id
//! is looked up by its group's name, and one whose group was deleted leads nowhere rather than to a refused handoff.

use super::Job;
use super::pace::{Errand, Pace, Turn};
use crate::clock::Moment;
use crate::telemetry::metric;
use baton_protocol::ConversationId;
use baton_zendesk::Support;
use baton_zendesk::support::Group;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Under this key a handoff's group goes to the ticket.
pub(in crate::desk) use crate::conversation::context::GROUP;
/// How long a list is believed.
const KEEP: Duration = Duration::from_secs(10 * 60);
/// How long nobody asks again after Support gave no answer.
const PAUSE: Duration = Duration::from_secs(30);
/// Pages of 100 groups that are read.
const PAGES: usize = 20;

/// What the configuration says about where tickets go, by the settings that say it.
#[derive(Clone, Debug, Default)]
pub struct Routing {
    /// Where skills lead.
    pub leads: BTreeMap<String, Lead>,
    /// Ticket fields: settings and ids.
    pub fields: Vec<(String, String)>,
    /// Brands: settings and ids.
    pub brands: Vec<(String, String)>,
}

/// Where a skill leads, as configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lead {
    /// The id of the group; empty where it is to be looked up.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What became of a skill's group.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Found {
    /// It has this id.
    Id(String),
    /// There is none.
    Gone,
    /// Nobody can say just now; the configured id, where there is one, has to do.
    Unknown,
}

/// The groups, looked up now and then.
#[derive(Debug, Default)]
pub(in crate::desk) struct Groups {
    leads: BTreeMap<String, Lead>,
    seen: Mutex<Option<Seen>>,
}

#[derive(Debug)]
struct Seen {
    at: Moment,
    /// None where Support gave no answer.
    groups: Option<Vec<Group>>,
}

impl Groups {
    pub(in crate::desk) fn new(leads: BTreeMap<String, Lead>) -> Self {
        Self { leads, seen: Mutex::new(None) }
    }

    /// What is known may be wrong: the next one who asks looks again.
    pub(in crate::desk) fn forget(&self) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Finds the group of the skill that a handoff is for, and puts its id beside what else fills the ticket; nothing where it is gone.
    /// One that is not there costs the handoff its group and nothing else. `begins` says that it was not told yet.
    pub(in crate::desk) async fn route(
        &self,
        job: &mut Job,
        skill: Option<&str>,
        begins: bool,
        support: Option<&Support>,
        pace: &Pace,
    ) {
        // What a token says goes before.
        let Some(skill) = skill.filter(|_| !job.ticket_data.contains_key(GROUP)) else { return };
        let found = self.of(skill, support, pace, &job.conversation, job.now).await;
        let is_lost = match &found {
            Found::Id(_) => false,
            Found::Gone => true,
            Found::Unknown => self.leads.get(skill).is_some_and(|lead| lead.id.is_empty()),
        };
        if is_lost && begins {
            tracing::error!(conversation.id = %job.conversation, skill = %skill, "the group of a skill is not known at Zendesk; the handoff goes on without one (`baton check` names it)");
            metrics::counter!(metric::ROUTING_LOST).increment(1);
        }
        match found {
            Found::Id(id) => drop(job.ticket_data.insert(GROUP.to_owned(), id)),
            Found::Gone => drop(job.ticket_data.insert(GROUP.to_owned(), String::new())),
            Found::Unknown => {}
        }
    }

    /// The group of a skill.
    async fn of(
        &self,
        skill: &str,
        support: Option<&Support>,
        pace: &Pace,
        conversation: &ConversationId,
        now: Moment,
    ) -> Found {
        let Some(lead) = self.leads.get(skill) else { return Found::Unknown };
        if let Some(found) = self.known(lead, now) {
            return found;
        }
        let Some(support) = support else { return Found::Unknown };
        // Where there is no room for a question, the handoff does not wait for it.
        if pace.take(Turn { conversation: conversation.clone(), errand: Errand::Deliver }, now).is_err() {
            return Found::Unknown;
        }
        let groups = support.list_groups(PAGES).await.inspect_err(|error| {
            tracing::warn!(error = %error, "the groups that skills lead to cannot be looked up; `baton check` says why");
        });
        let seen = Seen { at: now, groups: groups.ok() };
        let found = find(lead, &seen);
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        found
    }

    fn known(&self, lead: &Lead, now: Moment) -> Option<Found> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = seen.as_ref().filter(|seen| {
            let keep = if seen.groups.is_some() { KEEP } else { PAUSE };
            now - keep < seen.at
        })?;
        let found = find(lead, seen);
        // It may have been made since; nobody has to wait for the list's end.
        (found != Found::Gone || now - PAUSE < seen.at).then_some(found)
    }
}

fn find(lead: &Lead, seen: &Seen) -> Found {
    let Some(groups) = &seen.groups else { return Found::Unknown };
    let plain = |name: &str| name.trim().to_lowercase();
    let found = groups.iter().filter(|group| !group.deleted).find(|group| match lead.id.as_str() {
        "" => plain(&group.name) == plain(&lead.name),
        id => group.id.to_string() == id,
    });
    found.map_or(Found::Gone, |group| Found::Id(group.id.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn seen(groups: serde_json::Value) -> Seen {
        Seen { at: Moment(0), groups: Some(serde_json::from_value(groups).unwrap()) }
    }

    fn lead(id: &str, name: &str) -> Lead {
        Lead { id: id.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn a_group_is_found_by_its_id_else_by_its_name_whatever_its_capitals() {
        let seen = seen(json!([{ "id": 7, "name": "Billing " }, { "id": 8, "name": "animal", "deleted": true }]));
        assert_eq!(find(&lead("7", "another name"), &seen), Found::Id("7".to_owned()));
        assert_eq!(find(&lead("", "billing"), &seen), Found::Id("7".to_owned()));
        for gone in [lead("9", "billing"), lead("", "animal"), lead("8", "animal")] {
            assert_eq!(find(&gone, &seen), Found::Gone, "{gone:?}");
        }
        assert_eq!(find(&lead("9", ""), &Seen { at: Moment(0), groups: None }), Found::Unknown);
    }

    #[test]
    fn a_list_is_believed_for_ten_minutes_and_silence_for_half_a_one() {
        let groups = Groups::default();
        let lead = lead("7", "");
        let full = || seen(json!([{ "id": 7, "name": "" }]));
        let asked = |answer, after: i64| {
            *groups.seen.lock().unwrap() = Some(answer);
            groups.known(&lead, Moment(after)).is_some()
        };
        assert!(asked(full(), 599_999) && !asked(full(), 600_000));
        assert!(asked(seen(json!([])), 29_999) && !asked(seen(json!([])), 30_000), "it may have been made since");
        let silence = || Seen { at: Moment(0), groups: None };
        assert!(asked(silence(), 29_999) && !asked(silence(), 30_000));
        groups.forget();
        assert_eq!(groups.known(&lead, Moment(0)), None);
    }
}
