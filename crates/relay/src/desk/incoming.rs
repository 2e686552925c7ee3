//! What a desk tells.

use crate::clock::Moment;
use baton_protocol::{ConversationId, EventId};
use std::collections::BTreeMap;

/// What a desk tells: from a webhook, a listing or a look.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// The desk's id of the conversation.
    pub remote: String,
    /// Our id of it, where the desk carries it.
    pub conversation: Option<ConversationId>,
    /// What it is recognised by whichever way it comes, such as `account/message/<id>`; none for what has no identity
    /// beyond its effect.
    pub key: Option<String>,
    /// The desk's time of it.
    pub at: Moment,
    /// What happened.
    pub what: What,
}

/// What happened at the desk.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Somebody or something at the desk wrote.
    Said(Said),
    /// The visitor wrote from another device or channel.
    VisitorSaid {
        /// The text.
        text: String,
        /// Files.
        files: Vec<RemoteFile>,
    },
    /// Our own post came back: proof of delivery.
    Echo,
    /// A file of the visitor's message was refused for good; the agent was told by a line of text.
    FileRefused {
        /// The `seq` of the message.
        seq: u64,
    },
    /// The handoff is confirmed.
    Confirmed {
        /// Which.
        handoff: EventId,
    },
    /// The desk refused the handoff after having accepted the call.
    PassFailed {
        /// The desk's code.
        code: String,
    },
    /// Something changed there: look.
    Nudge,
    /// An agent thinks it is done. Nothing has ended, and writing goes on with it.
    Solved,
    /// It is over for the desk.
    Ended(Ending),
    /// It goes on in another conversation there, since the one before was full: the ticket is another from now on.
    Renewed,
    /// The ticket's number is known.
    Ticket(u64),
    /// Who the visitor is to the desk.
    Person(String),
    /// Nothing for us: foreign, or without effect.
    Nothing,
}

/// A message from the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The human who wrote it; none for a trigger, a survey or another bot.
    pub agent: Option<RemoteAgent>,
    /// The text.
    pub text: String,
    /// The same with formatting as HTML, where the desk has it; never shown as it is.
    pub html: Option<String>,
    /// Files.
    pub files: Vec<RemoteFile>,
    /// The desk's id of the message.
    pub id: String,
}

/// A human agent as the desk names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteAgent {
    /// Tells two agents apart.
    pub id: String,
    /// The name.
    pub name: String,
    /// Address of the picture.
    pub avatar: Option<String>,
}

/// A file at the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteFile {
    /// Its address; opened with the account's credential by the relay alone.
    pub url: String,
    /// Its name.
    pub name: String,
    /// The media type the desk claims.
    pub media_type: String,
    /// Bytes; 0 where the desk does not say.
    pub bytes: u64,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The agent or a rule ended the session.
    Session,
    /// The ticket was closed.
    TicketClosed,
    /// The ticket was solved, and the conversation leaves it.
    TicketSolved,
    /// The agent goes on by e-mail.
    MovedToEmail,
}

/// Something that an agent began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// The desk's id of it.
    pub remote: String,
    /// The state of its link.
    pub state: String,
    /// The ticket's number.
    pub ticket: u64,
    /// Whom it is for.
    pub caller: Caller,
}

/// Somebody as the desk knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The desk's id of them.
    pub id: String,
    /// The id that a site gave them.
    pub external_id: Option<String>,
    /// Their address. It leads only to who proved it here.
    pub email: Option<String>,
    /// Their name.
    pub name: String,
    /// Their own fields at the desk, by their keys, as far as they hold a text.
    pub fields: BTreeMap<String, String>,
}

/// A webhook as it was delivered.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// Its headers.
    pub headers: &'a axum::http::HeaderMap,
    /// Its body; none where it could not be read whole, which then is never believed.
    pub body: Option<&'a [u8]>,
    /// When it came.
    pub at: Moment,
}

/// One event of a webhook.
#[derive(Clone, Debug)]
pub struct Received {
    /// What the raw event is recognised by, such as `account/event/<id>`.
    pub key: String,
    /// The desk's conversation, where it names one.
    pub remote: Option<String>,
    /// The raw JSON.
    pub raw: String,
    /// What it says; `Err` with the reason where it cannot be read.
    pub incoming: Result<Incoming, String>,
}
