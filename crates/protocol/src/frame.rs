//! Frames: what travels over a socket or a poll.

use crate::limits;
use crate::{
    Choice, ClientId, ConversationId, Cursor, ErrorCode, Event, Feedback, Generation, IdentityToken, Outgoing,
    PresenceId, SessionToken, Stage, TurnId, UserDetails,
};
use serde::{Deserialize, Serialize};

/// What a client says. The first frame of a connection is [`ClientFrame::Hello`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ClientFrame {
    /// Opens or resumes a reading of the log.
    Hello {
        /// The protocol's version, [`crate::VERSION`].
        version: u32,
        /// The session.
        session: SessionToken,
        /// The last event read; none at first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cursor: Option<Cursor>,
        /// The language the visitor reads, as BCP 47.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        locale: Option<String>,
        /// The version of the text that the visitor has agreed to, where the site has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consent: Option<String>,
    },
    /// Sends a message. Acknowledged by the event that carries `id`.
    Send {
        /// The client's id of it.
        id: ClientId,
        /// The message.
        message: Outgoing,
    },
    /// Asks for a person. Acknowledged by the stage event that carries `id`; a no-op while one is asked for already.
    Handoff {
        /// The client's id of it.
        id: ClientId,
        /// The skill wanted, by its configured name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        skill: Option<String>,
        /// Whether the page asked, not the visitor.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_page: bool,
    },
    /// Takes the request for a person back.
    Cancel {
        /// The client's id of it.
        id: ClientId,
    },
    /// Ends the conversation with the agent.
    End {
        /// The client's id of it.
        id: ClientId,
    },
    /// Asks for the form with which a message is left for people. Takes a request for a person back. Acknowledged by the
    /// form that carries `id`.
    LeaveMessage {
        /// The client's id of it.
        id: ClientId,
    },
    /// Says whether something the bot said was of help. Acknowledged by the event that carries `id`.
    Feedback {
        /// The client's id of it.
        id: ClientId,
        /// The bot's message, and whether it was.
        feedback: Feedback,
    },
    /// The bot may stop: what it has said of this turn is its answer.
    Stop {
        /// The turn.
        turn: TurnId,
    },
    /// Asks what could be meant by what is being typed. Answered by [`Hint::Suggestions`], or not at all.
    Suggest {
        /// The text so far.
        text: String,
    },
    /// Asks for events older than those the client was given. Answered by [`ServerFrame::Earlier`].
    Earlier {
        /// The `seq` of the oldest one it has.
        before: u64,
    },
    /// What the page says of the visitor and of itself.
    Context {
        /// The visitor.
        #[serde(default)]
        user: UserDetails,
        /// The page's address, without query and fragment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        page: Option<String>,
        /// What the site's owner has signed of who the visitor is. Unlike the rest it is proof.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<IdentityToken>,
    },
    /// From now on the session reads and writes another conversation of the same visitor. Answered by
    /// [`ServerFrame::Reload`].
    Open {
        /// The conversation, as [`OtherConversation`] names it.
        conversation: ConversationId,
    },
    /// From now on the session reads and writes a new conversation of the same visitor; the one it had stays among the
    /// others. Answered by [`ServerFrame::Reload`], and so where nothing was said yet: then nothing changes.
    NewConversation {},
    /// The visitor has seen the log up to here.
    Read {
        /// The `seq` of the last event seen.
        seq: u64,
    },
    /// A sign of life.
    Beat {},
}

/// What the relay says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ServerFrame {
    /// The answer to the hello. Events follow it, from `from` to `head` first.
    Welcome {
        /// The version spoken on this connection.
        version: u32,
        /// The conversation.
        conversation: ConversationId,
        /// The store's generation; part of the cursor.
        generation: Generation,
        /// The `seq` of the first event that follows.
        from: u64,
        /// The `seq` of the newest event; 0 for an empty log.
        head: u64,
        /// The stage at `head`.
        stage: Stage,
        /// How far this visitor has read.
        read: u64,
        /// The relay's clock, in milliseconds.
        now: i64,
        /// By which the page around the chat may ask how much is unread.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        presence: Option<PresenceId>,
        /// What else the visitor has here.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<OtherConversation>,
        /// The desk has what the visitor said up to this `seq`; 0 where it has nothing.
        #[serde(default, skip_serializing_if = "is_default")]
        delivered: u64,
    },
    /// Events in the order of `seq`, at most [`limits::EVENTS_PER_FRAME`].
    Events(Vec<Event>),
    /// Older events, as they were asked for: a gap-free run in the order of `seq` that ends right before `before`, at most
    /// [`limits::EVENTS_PER_FRAME`] and as many as fit a frame. Empty where there are none.
    Earlier {
        /// The `seq` that was asked with.
        before: u64,
        /// The events.
        events: Vec<Event>,
    },
    /// The cursor's place is gone: forget the log and come back without a cursor.
    Reload {},
    /// The visitor has signed in: the session has another token from now on, and the one of the hello is void. Come back
    /// with the new one.
    Session {
        /// The new token; a secret of this browser.
        session: SessionToken,
        /// Whether it leads to another conversation than before: forget the log.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        moved: bool,
    },
    /// Something was refused; nothing of it was kept.
    Refused {
        /// The client's id of what was refused; none where it had none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<ClientId>,
        /// Why.
        code: ErrorCode,
        /// For the person who can mend it; English.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        message: String,
        /// When to try again, in milliseconds from now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_ms: Option<u64>,
    },
    /// Something fleeting, which may be lost.
    Hint(Hint),
    /// A sign of life, every [`limits::BEAT_EVERY_MS`].
    Beat {},
}

/// Something fleeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Hint {
    /// The bot works on an answer.
    Thinking {
        /// The turn.
        turn: TurnId,
    },
    /// An answer under way: `text` goes on after `at` characters of the draft; 0 begins it anew.
    Draft {
        /// The turn.
        turn: TurnId,
        /// Where the text goes on, in characters.
        at: u32,
        /// Plain text.
        text: String,
    },
    /// The turn ended without another word.
    Quiet {
        /// The turn.
        turn: TurnId,
    },
    /// What could be meant by what is being typed.
    Suggestions {
        /// The text it is about.
        text: String,
        /// What could be meant.
        choices: Vec<Choice>,
    },
    /// The desk has taken what the visitor said, up to here.
    Delivered {
        /// The `seq` of the message.
        seq: u64,
    },
    /// What else the visitor has here now: somebody has written there.
    Others(Vec<OtherConversation>),
}

/// Another conversation of the same visitor on the same site: an agent began it while another agent had the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherConversation {
    /// Its id.
    pub conversation: ConversationId,
    /// When something was said there last, in milliseconds.
    pub at: i64,
    /// How much of it the visitor has not read; 100 for that much or more.
    pub unread: u32,
    /// Who said it, where that was a human agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The first line of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub line: String,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl ClientFrame {
    /// The client's id, where the frame has one.
    pub fn id(&self) -> Option<&ClientId> {
        match self {
            Self::Send { id, .. }
            | Self::Handoff { id, .. }
            | Self::Cancel { id }
            | Self::End { id }
            | Self::LeaveMessage { id }
            | Self::Feedback { id, .. } => Some(id),
            Self::Hello { .. }
            | Self::Context { .. }
            | Self::Open { .. }
            | Self::NewConversation {}
            | Self::Read { .. }
            | Self::Stop { .. }
            | Self::Suggest { .. }
            | Self::Earlier { .. }
            | Self::Beat {} => None,
        }
    }
}

const _: () = assert!(limits::EVENTS_PER_FRAME > 0);
