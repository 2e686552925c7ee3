//! What an account's desk `tickets` does.

use super::settings::settings;
use super::word::words;
use secrecy::SecretString;

settings! {
    /// Tickets of Support: what the desk `tickets` does at this account.
    pub struct Tickets {
        /// The signing secrets of the webhook (Admin Center > Apps and integrations > Webhooks > Reveal secret).
        /// Several while one is being replaced. Without any, what agents write is found by looking now and then.
        webhook_secrets: Vec<SecretString> = Vec::new(),
        /// Seconds that the time of a webhook's signature may be off. What is older is refused as a replay.
        webhook_max_age_seconds: u64 = 900,
        /// The account's number, where webhooks of another one that know a secret are to be refused.
        account_number: Option<String> = None,
        /// Where an e-mail address goes that the visitor typed and nobody proved.
        unverified_email: UnverifiedEmail = UnverifiedEmail::Note,
        /// At these the conversation leaves the ticket: the visitor is told, and the next word is the bot's. A closed
        /// ticket takes nothing more, so `closed` is always among them.
        unlink_ticket_status: Vec<TicketStatusName> = vec![TicketStatusName::Closed],
        /// Whether a visitor's message opens a ticket again that is pending, on hold or solved.
        auto_reopen_ticket: bool = true,
        /// Whether the formatting of an agent's comment is kept.
        markdown: bool = true,
        /// Where it is not: whether the links of a comment are kept all the same.
        extract_html_links: bool = false,
        /// Whether the text of a comment and its files are one message, or one each.
        include_text_with_media: bool = true,
        /// Whether the ticket is solved when the visitor ends the conversation.
        solve_when_visitor_ends: bool = false,
        /// Which tickets that agents begin are meant for the chat of their requester. Fields: `ticket.tags`, `.status`,
        /// `.priority`, `.type`, `.group_id`, `.brand_id`, `.external_id`, `current_user.id`, `current_user.role`,
        /// `requester.email`; joined by `AND`, `OR`, `NOT` and brackets.
        filter: String =
            "ticket.tags:sunco_send AND ticket.status:(new OR open OR pending) AND current_user.role:(NOT end-user)"
                .to_owned(),
        /// What a ticket is.
        ticket_type: Option<TicketType> = None,
        /// Changes of tickets in a minute, all conversations together. Zendesk takes 100; one ticket takes 30 in ten
        /// minutes, which is kept to as well.
        updates_per_minute: u32 = 100,
    }
}

words! {
    /// Where an address goes that nobody proved.
    pub enum UnverifiedEmail {
        /// Into the note for the agents, marked as unverified; the requester is somebody made up for this visitor.
        Note = "note",
        /// It decides who the requester is. Whoever types somebody else's address then writes in their name.
        Requester = "requester",
    }
}

words! {
    /// Where a ticket stands.
    pub enum TicketStatusName {
        /// It waits for the visitor.
        Pending = "pending",
        /// It waits for somebody else.
        Hold = "hold",
        /// The agent thinks it is done.
        Solved = "solved",
        /// It is done for good.
        Closed = "closed",
    }
}

words! {
    /// What a ticket is.
    pub enum TicketType {
        /// The cause of incidents.
        Problem = "problem",
        /// A case of a problem.
        Incident = "incident",
        /// A question.
        Question = "question",
        /// Something to be done.
        Task = "task",
    }
}
