//! An agent's deeds with tickets that are no conversation, and the settings of Support, in Rust.

use super::Control;
use super::desk_view::{PersonView, SupportWebhookView};
use crate::ids::{CommentId, PersonId, TicketId, UserId, WebhookId, random_hex};
use crate::sunco::merging;
use crate::workspace::{Failure, Opening, Outgoing, Remark, TicketStatus, agent};

impl Control {
    /// An agent opens a ticket.
    ///
    /// # Errors
    /// Where agent, requester or group is unknown, or nothing is said.
    pub fn open_ticket(&self, opening: Opening) -> Result<TicketId, Failure> {
        self.world.write(|state| agent::open(state, opening))
    }

    /// An agent comments on a ticket, for the requester to see or as an internal note.
    ///
    /// What is public on a messaging ticket whose session lasts is said in its conversation instead, and `None` comes back.
    ///
    /// # Errors
    /// Where ticket or agent is unknown, the ticket is closed, or nothing is said.
    pub fn comment(&self, id: TicketId, remark: Remark) -> Result<Option<CommentId>, Failure> {
        self.world.write(|state| agent::comment(state, id, remark))
    }

    /// The requester answers by e-mail: their public comment.
    ///
    /// # Errors
    /// Where there is no such ticket, it is closed, or nothing is said.
    pub fn requester_writes(&self, id: TicketId, text: &str) -> Result<Option<CommentId>, Failure> {
        let words = Outgoing::Text(text.to_owned());
        self.world.write(|state| agent::requester_writes(state, id, words))
    }

    /// An agent sets a ticket's status.
    ///
    /// # Errors
    /// Where there is no such ticket, or it is closed.
    pub fn set_status(&self, id: TicketId, status: TicketStatus) -> Result<(), Failure> {
        self.world.write(|state| agent::set_status(state, id, status))
    }

    /// An agent adds and takes away tags.
    ///
    /// # Errors
    /// Where there is no such ticket, or it is closed.
    pub fn tag(&self, id: TicketId, add: &[&str], remove: &[&str]) -> Result<(), Failure> {
        let owned = |tags: &[&str]| tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>();
        self.world.write(|state| agent::tag(state, id, &owned(add), &owned(remove)))
    }

    /// Everybody Support knows.
    #[must_use]
    pub fn people(&self) -> Vec<PersonView> {
        self.world.read(|state| state.desk.people.values().map(PersonView::of).collect())
    }

    /// Somebody Support knows.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<PersonView> {
        self.world.read(|state| state.desk.people.get(&id).map(PersonView::of))
    }

    /// The webhooks of Support.
    #[must_use]
    pub fn support_webhooks(&self) -> Vec<SupportWebhookView> {
        self.world.read(|state| state.hooks.iter().map(SupportWebhookView::of).collect())
    }

    /// Points a webhook of Support elsewhere, gives it another secret, or both. Waiting deliveries follow.
    ///
    /// # Errors
    /// Where there is no such webhook.
    pub fn set_support_webhook(
        &self,
        id: &WebhookId,
        endpoint: Option<String>,
        secret: Option<String>,
    ) -> Result<(), Failure> {
        self.world.write(|state| {
            let hook = state.hooks.iter_mut().find(|hook| &hook.id == id);
            let hook = hook.ok_or_else(|| Failure::NoSuchWebhook(id.clone()))?;
            hook.endpoint = endpoint.unwrap_or_else(|| hook.endpoint.clone());
            hook.secret = secret.unwrap_or_else(|| hook.secret.clone());
            Ok(())
        })
    }

    /// Gives a webhook of an integration a new secret and returns it, as a person does in the admin pages.
    ///
    /// # Errors
    /// Where there is no such webhook.
    pub fn reset_webhook_secret(&self, id: &WebhookId) -> Result<String, Failure> {
        let secret = random_hex(32);
        self.set_webhook(id, None, Some(secret.clone()))?;
        Ok(secret)
    }

    /// Merges two messaging users: the discarded one's conversations are the surviving one's from here on, and webhooks
    /// hear `user:merge`.
    ///
    /// # Errors
    /// Where one of them is unknown, or both are the same.
    pub fn merge_users(&self, surviving: &UserId, discarded: &UserId) -> Result<(), Failure> {
        self.world.write(|state| merging::merge(state, surviving, discarded))
    }
}
