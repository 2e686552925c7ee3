//! What the state wants done.

use super::{Ask, Unsent};
use baton_protocol::{ClientFrame, ClientId, ErrorCode, FileId, PresenceId, SessionToken, StageReason};

/// Something for the edges to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the relay for a session.
    CreateSession,
    /// Connect.
    Connect {
        /// The connection's number.
        serial: u32,
        /// Whether by plain requests, since no socket gets through.
        by_poll: bool,
    },
    /// Close the socket, if there is one.
    Disconnect,
    /// Send a frame over the socket.
    Transmit(ClientFrame),
    /// Keep the session for the next page.
    KeepSession(SessionToken),
    /// Forget the session; where one is named, only that one: another tab may have begun the next.
    ForgetSession(Option<SessionToken>),
    /// Tell the relay that this session is over.
    Revoke(SessionToken),
    /// Keep something unsent for the next page.
    Keep(Unsent),
    /// It has been sent, or given up.
    Forget(ClientId),
    /// Upload the file of this number.
    Upload(u32),
    /// Stop that upload; it will be asked for again.
    StopUpload(u32),
    /// Stop that upload, and let its bytes go.
    DropUpload(u32),
    /// That upload has become this file of the conversation.
    KeepUpload(u32, FileId),
    /// Empty the composer: what stood in it is on its way.
    ClearComposer,
    /// The uploads a message waited for are done: submit the composer again, if this still stands in it.
    SubmitAgain(String),
    /// Show the newest line.
    ToNewest,
    /// Tell the host page.
    Tell(HostEvent),
    /// Make heard that something new was said while nobody looked; the event's id.
    Chime(String),
    /// Tell the host page how many messages are unread.
    Unread(usize),
    /// Give the host page what it may ask by how much is unread; none where the visitor has left.
    Presence(Option<PresenceId>),
    /// Ask the page for a fresh token, by a function of its own. The one that is here is no good any more.
    Ask(Ask),
    /// Warn whoever builds the host page.
    Warn(String),
}

/// An event of the page's API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostEvent {
    /// The same event never comes twice under another id.
    pub id: String,
    /// When, in milliseconds.
    pub at: i64,
    /// What.
    pub kind: HostEventKind,
}

/// What the host page can hear of. Texts of the conversation stay inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostEventKind {
    /// A message of the visitor is kept by the relay.
    MessageSent,
    /// Someone else said something.
    MessageReceived(By),
    /// The visitor's first message.
    ConversationStarted,
    /// A person is asked for.
    HandoffRequested(StageReason),
    /// The desk has confirmed it.
    HandoffQueued,
    /// An agent is there; the name the visitor sees.
    AgentJoined(String),
    /// Another agent is there in their place; the name the visitor sees.
    AgentTransferred(String),
    /// The agent is no longer there.
    AgentLeft,
    /// The bot has begun an answer.
    TypingStart,
    /// It is there, or will not come.
    TypingStop,
    /// The visitor has said how it was.
    CsatSubmitted,
    /// The visitor is known as somebody else, or as nobody any more.
    IdentityChanged,
    /// The conversation with an agent has ended.
    ConversationEnded(StageReason),
    /// Connected.
    Connected,
    /// The connection is lost.
    Disconnected,
    /// Coming back.
    Reconnecting,
    /// Something was refused.
    Error(ErrorCode),
}

impl HostEventKind {
    /// The name in the page's API.
    pub fn name(&self) -> &'static str {
        match self {
            Self::MessageSent => "message:sent",
            Self::MessageReceived(_) => "message:received",
            Self::ConversationStarted => "conversation:started",
            Self::HandoffRequested(_) => "handoff:requested",
            Self::HandoffQueued => "handoff:queued",
            Self::AgentJoined(_) => "agent:joined",
            Self::AgentTransferred(_) => "agent:transferred",
            Self::AgentLeft => "agent:left",
            Self::TypingStart => "typing:start",
            Self::TypingStop => "typing:stop",
            Self::CsatSubmitted => "csat:submitted",
            Self::IdentityChanged => "identity:changed",
            Self::ConversationEnded(_) => "conversation:ended",
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
            Self::Reconnecting => "reconnecting",
            Self::Error(_) => "error",
        }
    }
}

/// Who said something to the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The bot.
    Bot,
    /// A human agent.
    Agent,
    /// The desk by itself.
    Desk,
}

impl By {
    /// The word in the page's API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bot => "bot",
            Self::Agent => "agent",
            Self::Desk => "desk",
        }
    }
}
