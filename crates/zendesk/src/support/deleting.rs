//! Deleting for good: tickets and people.

use serde::Deserialize;

use super::pages::{Continuation, Page};
use super::{Person, Support};
use crate::error::Error;
use crate::http::Call;
use crate::ids::{SupportUserId, TicketId};
use crate::tolerant;

/// Pages of 100 tickets of one person.
const PAGES: usize = 30;

#[derive(Deserialize)]
struct Numbered {
    id: TicketId,
}

#[derive(Deserialize)]
struct Requested {
    #[serde(deserialize_with = "tolerant::readable")]
    tickets: Vec<Numbered>,
    #[serde(flatten)]
    continuation: Continuation,
}

impl Page for Requested {
    type Item = Numbered;

    fn split(self) -> (Vec<Numbered>, Continuation) {
        (self.tickets, self.continuation)
    }
}

#[derive(Deserialize)]
struct Found {
    #[serde(deserialize_with = "tolerant::readable")]
    users: Vec<Person>,
}

impl Support {
    /// The tickets that a person has asked for.
    pub async fn list_requested_tickets(&self, user: SupportUserId) -> Result<Vec<TicketId>, Error> {
        let url = self.url(&["users", &user.to_string(), "tickets", "requested"])?;
        let tickets = self.every::<Requested>("ListUserRequestedTickets", &url, PAGES).await?;
        Ok(tickets.into_iter().map(|ticket| ticket.id).collect())
    }

    /// Whoever has this external id, whatever its capitals.
    pub async fn user_by_external_id(&self, external_id: &str) -> Result<Option<Person>, Error> {
        let mut url = self.url(&["users", "search"])?;
        url.query_pairs_mut().append_pair("external_id", external_id);
        let Found { users } = self.endpoint.ask(Call::get("SearchUsers", url)).await?;
        // Were the filter not understood, everybody would come.
        let is_theirs =
            |user: &Person| user.external_id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(external_id));
        Ok(users.into_iter().find(is_theirs))
    }

    /// Deletes a ticket; it can be had back for a while, until [`Self::delete_ticket_for_good`].
    pub async fn delete_ticket(&self, ticket: TicketId) -> Result<(), Error> {
        let url = self.url(&["tickets", &ticket.to_string()])?;
        self.endpoint.tell(Call::delete("DeleteTicket", url)).await
    }

    /// Deletes a ticket that is deleted already, so that nobody can have it back. The vendor does it within its own time.
    pub async fn delete_ticket_for_good(&self, ticket: TicketId) -> Result<(), Error> {
        let url = self.url(&["deleted_tickets", &ticket.to_string()])?;
        self.endpoint.tell(Call::delete("DeleteTicketPermanently", url)).await
    }

    /// Deletes a person. Refused while a ticket of theirs is not closed.
    pub async fn delete_user(&self, user: SupportUserId) -> Result<(), Error> {
        let url = self.url(&["users", &user.to_string()])?;
        self.endpoint.tell(Call::delete("DeleteUser", url)).await
    }

    /// Deletes a person who is deleted already, with everything that is known of them.
    pub async fn delete_user_for_good(&self, user: SupportUserId) -> Result<(), Error> {
        let url = self.url(&["deleted_users", &user.to_string()])?;
        self.endpoint.tell(Call::delete("PermanentlyDeleteUser", url)).await
    }
}
