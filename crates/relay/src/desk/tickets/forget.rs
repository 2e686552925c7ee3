//! Deleting tickets for good, and the people who are nobody but our visitors: for sites that want an erasure to reach what
//! is the operator's own record. Never a person whom a token proved, and who is the shop's customer elsewhere too: what a
//! visitor may have erased is what they left here.

use super::edge::Edge;
use super::state::State;
use crate::clock::Moment;
use crate::desk::Then;
use crate::desk::pace::{Errand, Turn};
use crate::identity::token::ANONYMOUS;
use baton_protocol::ConversationId;
use baton_zendesk::ids::{SupportUserId, TicketId};
use baton_zendesk::support::Person;
use baton_zendesk::{Error, Support};
use serde::{Deserialize, Serialize};

/// What came of a conversation in Support.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Traces {
    /// Tickets whose numbers are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tickets: Vec<u64>,
    /// External ids under which tickets were made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// The requester's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<u64>,
    /// The requester's external id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

impl Traces {
    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The form that is kept until it is done.
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

pub(super) fn traces(state: &State, conversation: &ConversationId) -> Traces {
    Traces {
        tickets: state.ticket.into_iter().collect(),
        names: (1..=state.tickets).map(|number| format!("{conversation}/{number}")).collect(),
        person: state.person,
        external_id: None,
    }
}

/// Deletes it. What is gone already is as it should be.
pub(super) async fn forget(edge: &Edge, what: &str, conversation: &ConversationId, now: Moment) -> Then {
    let Ok(traces) = serde_json::from_str::<Traces>(what) else {
        return Then::Fail { error: "what was to be forgotten cannot be read".to_owned() };
    };
    let turn = Turn { conversation: conversation.clone(), errand: Errand::Look };
    if let Err(span) = edge.pace.take(turn, now) {
        return Then::Wait(span);
    }
    match all(&edge.support, traces, || edge.pace.further(now)).await {
        Ok(()) => Then::Done,
        Err(Error::RateLimited { retry_after }) => {
            edge.pace.pause(now, retry_after);
            Then::Retry { after: retry_after, ambiguous: false, error: "too many calls".to_owned() }
        }
        Err(error) => Then::Retry { after: None, ambiguous: false, error: error.to_string() },
    }
}

async fn all(support: &Support, traces: Traces, further: impl Fn()) -> Result<(), Error> {
    let mut tickets: Vec<TicketId> = traces.tickets.into_iter().map(TicketId).collect();
    for name in traces.names {
        tickets.extend(support.tickets_by_external_id(&name).await?.into_iter().map(|ticket| ticket.id));
        further();
    }
    let person = match (traces.person, traces.external_id) {
        (Some(number), _) => support.user(SupportUserId(number)).await?,
        (None, Some(id)) => support.user_by_external_id(&id).await?,
        (None, None) => None,
    };
    let ours = person.filter(is_ours);
    if let Some(person) = &ours {
        tickets.extend(support.list_requested_tickets(person.id).await?);
    }
    tickets.sort_unstable();
    tickets.dedup();
    for ticket in tickets {
        further();
        gone(support.delete_ticket(ticket).await)?;
        gone(support.delete_ticket_for_good(ticket).await)?;
    }
    if let Some(person) = ours {
        further();
        gone(support.delete_user(person.id).await)?;
        gone(support.delete_user_for_good(person.id).await)?;
    }
    Ok(())
}

/// Whether somebody is known to nobody but us.
fn is_ours(person: &Person) -> bool {
    !person.is_staff() && person.external_id.as_deref().is_some_and(|id| id.to_lowercase().starts_with(ANONYMOUS))
}

fn gone(done: Result<(), Error>) -> Result<(), Error> {
    match done {
        Err(Error::NotFound(_)) => Ok(()),
        other => other,
    }
}
