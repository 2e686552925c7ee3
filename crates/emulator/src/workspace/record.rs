//! Recording: what a change did to a ticket becomes an audit, events for webhooks, and work for triggers.

use super::Failure;
use super::comment::{Audit, Entry};
use super::ticket::Via;
use crate::ids::{AuditId, PersonId, TicketId};
use crate::json::Metadata;
use crate::state::State;
use crate::support::{events, triggers};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Who changes a ticket, and by which way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Actor {
    /// `None` for the account's own rules.
    pub(crate) person: Option<PersonId>,
    pub(crate) via: Via,
}

impl Actor {
    pub(crate) const RULES: Self = Self { person: None, via: Via::Rule };

    pub(crate) const fn agent(person: PersonId) -> Self {
        Self { person: Some(person), via: Via::Web }
    }
}

/// A change that is over, as events and triggers look at it.
pub(crate) struct Change {
    pub(crate) ticket: TicketId,
    pub(crate) audit: AuditId,
    pub(crate) actor: Actor,
    /// What the ticket was before; `None` where the change made it.
    pub(crate) before: Option<BTreeMap<String, Value>>,
    pub(crate) after: BTreeMap<String, Value>,
}

impl Change {
    /// What a field was and is.
    pub(crate) fn field(&self, name: &str) -> (&Value, &Value) {
        let before = self.before.as_ref().and_then(|facts| facts.get(name)).unwrap_or(&Value::Null);
        (before, self.after.get(name).unwrap_or(&Value::Null))
    }
}

/// Runs a change of a ticket and records what it did. The work gets the number its comments are to name.
pub(crate) fn recorded<T>(
    state: &mut State,
    id: TicketId,
    actor: Actor,
    custom: Metadata,
    work: impl FnOnce(&mut State, AuditId) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let before = state.desk.tickets.get(&id).map(super::ticket::Ticket::facts);
    let audit = AuditId(state.mint.number());
    let result = work(state, audit)?;
    conclude(state, id, audit, actor, before, custom);
    Ok(result)
}

fn conclude(
    state: &mut State,
    id: TicketId,
    audit: AuditId,
    actor: Actor,
    before: Option<BTreeMap<String, Value>>,
    custom: Metadata,
) {
    let Some(ticket) = state.desk.tickets.get_mut(&id) else { return };
    let after = ticket.facts();
    let comments = ticket.comments.iter().filter(|comment| comment.audit == audit);
    let mut entries: Vec<Entry> = comments.map(|comment| Entry::Comment(comment.id)).collect();
    entries.extend(differences(before.as_ref(), &after, || state.mint.number()));
    // A request that asks for what is already so still leaves its audit; what agents do in vain does not.
    if entries.is_empty() && actor.via != Via::Api {
        return;
    }
    ticket.updated_ms = state.now_ms;
    ticket.audits.push(Audit {
        id: audit,
        author: actor.person,
        via: actor.via,
        created_ms: state.now_ms,
        custom,
        entries,
    });
    let change = Change { ticket: id, audit, actor, before, after };
    events::tell(state, &change);
    triggers::run(state, &change);
}

/// One entry for each field that is not what it was.
fn differences(
    before: Option<&BTreeMap<String, Value>>,
    after: &BTreeMap<String, Value>,
    mut number: impl FnMut() -> u64,
) -> Vec<Entry> {
    let empty = BTreeMap::new();
    let old = before.unwrap_or(&empty);
    let names: BTreeSet<&String> = old.keys().chain(after.keys()).collect();
    let value = |facts: &BTreeMap<String, Value>, name: &String| facts.get(name).cloned().unwrap_or_default();
    names
        .into_iter()
        .map(|name| (name, value(old, name), value(after, name)))
        .filter(|(_, previous, value)| previous != value)
        .map(|(name, previous, value)| match before {
            None => Entry::Create { id: number(), field: name.clone(), value },
            Some(_) => Entry::Change { id: number(), field: name.clone(), value, previous },
        })
        .collect()
}
