//! Tickets: making, changing, finding and tagging them.

use serde::{Deserialize, Serialize};

use super::Support;
use crate::error::{Error, Problems};
use crate::http::Call;
use crate::ids::{ConversationId, TicketId};
use crate::limits::IDEMPOTENCY_KEY_MAX;
use crate::tolerant;

mod ticket;
mod wish;

pub use ticket::{FieldValue, Priority, Ticket, TicketKind, TicketStatus};
pub use wish::{NewTicket, RequesterWish, TicketChange};

#[derive(Deserialize)]
struct One {
    ticket: Ticket,
}

#[derive(Deserialize)]
struct Many {
    #[serde(deserialize_with = "tolerant::readable")]
    tickets: Vec<Ticket>,
}

#[derive(Serialize)]
struct Body<'a, T> {
    ticket: &'a T,
}

#[derive(Serialize)]
struct Tags<'a> {
    tags: &'a [String],
}

#[derive(Deserialize)]
struct TagsNow {
    tags: Vec<String>,
}

impl Support {
    /// Makes a ticket. The vendor keeps `key` (at most 255 characters) for two hours: the same request with the same
    /// key brings the ticket that was made the first time, so that within that time an unknown outcome is settled by
    /// repeating the call; later, look with [`Self::tickets_by_external_id`] first. Another request with the key is
    /// refused ([`Error::is_key_of_another_request`]). One that comes while the first is under way is said to be
    /// [`Error::Conflict`], which passes; so here it is not for good, whatever [`Error::is_permanent`] says.
    pub async fn create_ticket(&self, ticket: &NewTicket, key: &str) -> Result<Ticket, Error> {
        if key.is_empty() || key.chars().count() > IDEMPOTENCY_KEY_MAX {
            let detail = format!("an idempotency key has 1 to {IDEMPOTENCY_KEY_MAX} characters");
            return Err(Error::Invalid(Problems::ours(detail)));
        }
        let call = Call::post("CreateTicket", self.url(&["tickets"])?, &Body { ticket })?;
        Ok(self.endpoint.ask::<One>(call.with_header("idempotency-key", key)?).await?.ticket)
    }

    /// Changes a ticket, and adds a comment where the change has one; brings the ticket as it is now. A closed ticket
    /// refuses ([`Error::is_closed_ticket`]). There is no idempotency key here: put a mark into the metadata, and after
    /// an unknown outcome look for it with [`Self::walk_audits`] before changing it again.
    pub async fn update_ticket(&self, ticket: TicketId, change: &TicketChange) -> Result<Ticket, Error> {
        let url = self.url(&["tickets", &ticket.to_string()])?;
        let call = Call::put("UpdateTicket", url, &Body { ticket: change })?;
        Ok(self.endpoint.ask::<One>(call).await?.ticket)
    }

    /// A ticket. `None` where there is none of this number, or the credential may not see it.
    pub async fn ticket(&self, ticket: TicketId) -> Result<Option<Ticket>, Error> {
        let url = self.url(&["tickets", &ticket.to_string()])?;
        self.one_ticket(Call::get("ShowTicket", url)).await
    }

    /// The active ticket of a conversation. `None` where there is none yet, or none any more: closed, or the session
    /// was ended. The account the credential speaks for must be allowed to see private content.
    pub async fn ticket_of_conversation(&self, conversation: &ConversationId) -> Result<Option<Ticket>, Error> {
        let url = self.url(&["tickets", "messaging", "conversations", conversation.as_str(), "ticket"])?;
        self.one_ticket(Call::get("ShowTicketByMessagingConversationId", url)).await
    }

    /// The tickets with this external id, at most 100. The vendor does not keep it unique; what was made last may be
    /// missing for a moment.
    pub async fn tickets_by_external_id(&self, external_id: &str) -> Result<Vec<Ticket>, Error> {
        let mut url = self.url(&["tickets"])?;
        url.query_pairs_mut().append_pair("external_id", external_id);
        let Many { mut tickets } = self.endpoint.ask(Call::get("ListTickets", url)).await?;
        // Were the filter not understood, every ticket of the account would come.
        tickets.retain(|ticket| ticket.external_id.as_deref() == Some(external_id));
        Ok(tickets)
    }

    /// Adds tags to a ticket and leaves the others as they are; brings all it has now.
    pub async fn add_tags(&self, ticket: TicketId, tags: &[String]) -> Result<Vec<String>, Error> {
        let url = self.url(&["tickets", &ticket.to_string(), "tags"])?;
        let call = Call::put("PutTagsTicket", url, &Tags { tags })?;
        Ok(self.endpoint.ask::<TagsNow>(call).await?.tags)
    }

    async fn one_ticket(&self, call: Call) -> Result<Option<Ticket>, Error> {
        match self.endpoint.ask::<One>(call).await {
            Ok(one) => Ok(Some(one.ticket)),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
