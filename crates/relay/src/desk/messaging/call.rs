//! What the machine asks for, and what became of it. One call is one request to Zendesk, except the two that only read
//! and follow a listing.

use crate::clock::Moment;
use crate::desk::reply;
use baton_protocol::FileRef;
use baton_zendesk::Metadata;
use baton_zendesk::conversations::{ControlTarget, Conversation};
use baton_zendesk::ids::{ConversationId, ExternalId, UserId};
use baton_zendesk::messages::{Message, MessagePost};
use baton_zendesk::users::{NewUser, UserChange};

/// What comes next.
pub(super) type Next = reply::Next<Call>;

/// A request.
#[derive(Debug)]
pub(super) enum Call {
    /// Make the user.
    CreateUser(NewUser),
    /// The user of our external id.
    GetUser(ExternalId),
    /// Change the user's profile.
    UpdateUser(UserId, UserChange),
    /// Make the user's conversation.
    CreateConversation(UserId, Metadata),
    /// The user's conversations.
    ListConversations(UserId),
    /// Change a conversation's metadata.
    Describe(ConversationId, Metadata),
    /// A conversation, with who controls it.
    Look(ConversationId),
    /// Pass control.
    Pass(ConversationId, ControlTarget, Metadata),
    /// Offer control.
    Offer(ConversationId, ControlTarget, Metadata),
    /// Let control go.
    Release(ConversationId, Metadata),
    /// Upload a file of the visitor.
    Upload(ConversationId, FileRef),
    /// Whose conversation it is now.
    Participant(ConversationId),
    /// Post a message.
    Post(ConversationId, MessagePost),
    /// Is there a message with our id? Looked for from the newest back to the one named.
    Find {
        /// Where.
        conversation: ConversationId,
        /// Our id of the post.
        post: String,
        /// Zendesk's id of a message that is older than the one looked for.
        after: Option<String>,
    },
    /// Everything received since a moment, and who controls the conversation.
    Survey(ConversationId, Option<Moment>),
    /// The ticket of the conversation.
    Ticket(ConversationId),
}

/// What became of a call.
pub(super) type Reply = reply::Reply<Answer, Refusal>;

/// Why a call was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The user does not exist.
    NoUser,
    /// The conversation does not exist.
    NoConversation,
    /// Something else does not: the app, the target.
    NotFound,
    /// It exists already.
    Exists,
    /// The credential is not taken.
    Credential,
    /// The credential may not do this.
    Forbidden,
    /// The conversation is full.
    Full,
    /// The file is too large, of a kind that is not taken, or no longer ours to send.
    File,
    /// The request itself is not taken.
    Invalid,
}

/// The answer of a call that was done.
#[derive(Debug)]
pub(super) enum Answer {
    /// A user's id.
    User(UserId),
    /// A conversation.
    Conversation(Box<Conversation>),
    /// Conversations, all there are.
    Conversations(Vec<Conversation>),
    /// Done, and nothing to tell.
    Done,
    /// Where the file is.
    Uploaded(String),
    /// The message that was posted; the first, where it became several.
    Posted(Posted),
    /// The message that was looked for.
    Found(Option<Posted>),
    /// What a survey saw.
    Survey(Box<Survey>),
    /// The ticket's number, where there is one yet.
    Ticket(Option<u64>),
}

/// A message of ours at Zendesk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Posted {
    /// Zendesk's id.
    pub(super) id: String,
    /// Zendesk's time.
    pub(super) at: Moment,
}

/// What a survey saw.
#[derive(Debug)]
pub(super) struct Survey {
    /// Messages, oldest first.
    pub(super) messages: Vec<Message>,
    /// Whether none is missing since the moment asked for.
    pub(super) complete: bool,
    /// The conversation.
    pub(super) conversation: Conversation,
}
