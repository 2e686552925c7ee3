//! What the machine asks for, and what became of it.

use crate::clock::Moment;
use crate::desk::reply;
use baton_protocol::FileRef;
use baton_zendesk::ids::{SupportUserId, TicketId, UploadToken};
use baton_zendesk::support::{Comment, NewTicket, Person, PersonWish, Ticket, TicketChange, TicketStatus};
use std::collections::BTreeMap;

/// What comes next.
pub(super) type Next = reply::Next<Call>;

/// A request. Each is one call of the API, except those that follow a listing.
#[derive(Debug)]
pub(super) enum Call {
    /// Make the requester, or bring them up to date.
    Person(PersonWish),
    /// Upload a file of the visitor.
    Upload(FileRef),
    /// Is there a ticket with our id?
    Find(String),
    /// Make the ticket, under this idempotency key.
    Create(Box<NewTicket>, String),
    /// Change the ticket with a comment. Not to be repeated blindly.
    Comment(TicketId, Box<TicketChange>),
    /// Is there a change that carries our mark?
    FindComment(TicketId, String),
    /// Change the ticket without a comment, which may be repeated.
    Change(TicketId, Box<TicketChange>),
    /// Add tags.
    Tag(TicketId, Vec<String>),
    /// What is known of a person.
    Known(SupportUserId),
    /// Everything said since a moment, and where the ticket stands.
    Survey(TicketId, Option<Moment>),
}

/// What became of a call.
pub(super) type Reply = reply::Reply<Answer, Refusal>;

/// Why a call was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The credential is not taken.
    Credential,
    /// The credential may not do this.
    Forbidden,
    /// The ticket, or the person, does not exist.
    Missing,
    /// The ticket is closed for good.
    Closed,
    /// The group does not exist.
    Group,
    /// The requester does not exist, or cannot be one.
    Requester,
    /// What a follow-up follows is no closed ticket.
    Followed,
    /// The idempotency key belongs to another request.
    KeyTaken,
    /// The same request is under way, or somebody else changed it.
    Conflict,
    /// The file is too large, of a kind that is not taken, or no longer ours to send.
    File,
    /// The request itself is not taken.
    Invalid,
}

/// The answer of a call that was done.
#[derive(Debug)]
pub(super) enum Answer {
    /// The requester.
    Person(SupportUserId),
    /// The file is up.
    Uploaded(UploadToken),
    /// The ticket that was looked for, the newest where there are several.
    Found(Option<Stand>),
    /// The ticket as it is now.
    Stands(Stand),
    /// Whether a change with our mark is there.
    Marked(bool),
    /// What is known of a person; none where there is none.
    Known(Option<Box<Person>>),
    /// Done, and nothing to tell.
    Done,
    /// What a survey saw.
    Survey(Box<Survey>),
}

/// How a ticket is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    /// Its number.
    pub(super) ticket: TicketId,
    /// Where it stands.
    pub(super) status: TicketStatus,
    /// When it was made, by Zendesk's clock.
    pub(super) made_at: Moment,
    /// Whose question it is.
    pub(super) requester: Option<SupportUserId>,
}

/// What a survey saw.
#[derive(Debug)]
pub(super) struct Survey {
    /// The ticket.
    pub(super) ticket: Ticket,
    /// Comments, oldest first.
    pub(super) comments: Vec<Comment>,
    /// Who wrote them.
    pub(super) people: BTreeMap<SupportUserId, Person>,
    /// Whether none is missing since the moment asked for.
    pub(super) complete: bool,
}
