//! What may happen.

use super::Ask;
use baton_protocol::{
    Choice, ClientId, ConversationId, ErrorCode, Feedback, FileRef, FormReply, IdentityToken, Lenient, ServerFrame,
    SessionToken, UserDetails,
};

use super::Unsent;

/// Something that happened: to the page, on the network, or by the visitor's hand.
#[derive(Clone, Debug)]
pub enum Input {
    /// The page begins, with what an earlier one kept.
    Start {
        /// The session kept.
        session: Option<SessionToken>,
        /// What waited to be sent, oldest first.
        unsent: Vec<Unsent>,
    },
    /// The visitor shows that they mean to write.
    Intent,
    /// A deadline of [`super::State::deadline`] has come.
    Wake,

    /// The relay gave a session.
    SessionOpened(SessionToken),
    /// It did not; without a code where it could not be reached.
    SessionRefused {
        /// Why.
        code: Option<ErrorCode>,
        /// When to try again.
        retry_after_ms: Option<i64>,
    },
    /// The socket of this number is open.
    SocketOpened(u32),
    /// It brought a frame.
    SocketFrame(u32, Lenient<ServerFrame>),
    /// It closed, or never opened.
    SocketClosed(u32),
    /// Another tab has signed the visitor in: the session has this token from now on.
    SessionElsewhere(SessionToken),
    /// The browser came to the network, or lost it.
    Online(bool),
    /// The document became visible, or hidden.
    Visible(bool),

    /// The host shows the panel, or hides it.
    Shown(bool),
    /// What the page says of its visitor and of itself.
    Context {
        /// The visitor.
        user: UserDetails,
        /// The page's address.
        page: Option<String>,
        /// What the site's owner has signed of the visitor.
        token: Option<IdentityToken>,
        /// A function of the page's that gives one, where it has just given such a function.
        ask: Option<Ask>,
    },
    /// What the page wants said before the conversation.
    Greeting(Vec<Vec<baton_protocol::Block>>),

    /// The visitor sends what stands in the composer, with the files of the tray.
    Submit {
        /// A new id.
        id: ClientId,
        /// The composer's text.
        text: String,
    },
    /// The page sends a text of its own.
    Say {
        /// A new id.
        id: ClientId,
        /// The text.
        text: String,
    },
    /// A button of the bot was pressed.
    Press {
        /// A new id.
        id: ClientId,
        /// The button.
        choice: Choice,
    },
    /// A form was filled in, or skipped.
    Answer {
        /// A new id.
        id: ClientId,
        /// The answer.
        reply: FormReply,
    },
    /// A person is asked for.
    Handoff {
        /// A new id.
        id: ClientId,
        /// The skill wanted.
        skill: Option<String>,
        /// Whether the page asked.
        by_page: bool,
    },
    /// The request for a person is taken back.
    Cancel {
        /// A new id.
        id: ClientId,
    },
    /// The conversation with the agent is to end.
    End {
        /// A new id.
        id: ClientId,
    },
    /// The visitor goes on waiting for a person.
    KeepWaiting,
    /// The visitor would leave a message for people who are not there.
    LeaveMessage {
        /// A new id.
        id: ClientId,
    },
    /// Nobody is there, and the visitor stays with the bot.
    Stay,
    /// The visitor goes to another of their conversations.
    Open(ConversationId),
    /// The visitor begins a new conversation; the one here stays among the others.
    New,
    /// A message that failed is to be tried again.
    Retry(ClientId),
    /// A message that failed is given up.
    Discard(ClientId),
    /// The composer's text is another.
    Typed(String),
    /// The bot has said enough.
    Stop,
    /// What the bot said was of help, or not.
    Feedback {
        /// A new id.
        id: ClientId,
        /// Which, and whether.
        feedback: Feedback,
    },
    /// The visitor reads another language from now on.
    Locale,
    /// What the visitor wanted of the relay beside the conversation did not work.
    Failed,
    /// The line that says what went wrong was read.
    Dismiss,
    /// Older lines are wanted.
    Earlier,
    /// Newer lines are wanted, where not all are shown.
    Later,
    /// The newest line is wanted.
    Newest,
    /// The visitor leaves this browser: forget them.
    Logout,
    /// They have left it in another tab.
    LeftElsewhere,

    /// Files were chosen, pasted or dropped.
    Picked(Vec<Picked>),
    /// So many bytes of an upload have left.
    UploadProgress(u32, u64),
    /// An upload is done.
    Uploaded(u32, FileRef),
    /// An upload failed; without a code where the relay could not be reached.
    UploadFailed(u32, Option<ErrorCode>),
    /// An upload, or a file of the tray, is taken back.
    UploadDropped(u32),
    /// A failed upload is to be tried again.
    UploadRetried(u32),
}

/// A file the visitor chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// The edge's number of it; the edge keeps the bytes.
    pub key: u32,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
}
