//! What crosses between the widget and the relay, and what both compute from it.
//!
//! A conversation is an append-only log of [`Event`]s. The widget sends [`ClientFrame`]s, the relay answers with
//! [`ServerFrame`]s; the acknowledgement of a message is its own event coming back. Everything a visitor sees is the
//! [`fold`] of the log, and every change of who holds the conversation is one entry of the [`stage`] table.
//!
//! Wire form: JSON, externally tagged enums, snake_case, times as integer milliseconds since 1970 UTC. Receivers ignore
//! unknown fields; unknown variants arrive as [`Lenient::Unknown`].

mod content;
mod cursor;
mod error;
mod event;
pub mod fold;
mod frame;
mod id;
mod lenient;
pub mod limits;
mod message;
mod person;
mod session;
mod site;
pub mod stage;
mod tree;

pub use content::{Block, Span};
pub use cursor::Cursor;
pub use error::ErrorCode;
pub use event::{Away, Event, EventBody, Feedback, Notice, StageChange};
pub use frame::{ClientFrame, Hint, OtherConversation, ServerFrame};
pub use id::PresenceId;
pub use id::{
    AgentId, ClientId, ConversationId, EventId, FileId, FormId, Generation, IdentityToken, SessionToken, SiteToken,
    TurnId,
};
pub use lenient::Lenient;
pub use message::{
    AgentMessage, BotMessage, Card, Choice, ChoiceAction, FileRef, Form, FormField, FormReply, FormValue, Outgoing,
    Postback, TextField, TextKind, VisitorMessage,
};
pub use person::{Agent, Scalar, UserDetails};
pub use session::{NewSession, Poll, Polled, Presence, ProblemBody, SessionCreated, Transcript, Uploaded};
pub use site::{DetailWish, FileRules, SiteDocument};
pub use stage::{Stage, StageReason};
pub use tree::{Misfit, Tree};

/// The version a client announces in its hello. A relay serves this one and every older one it names in its fixtures.
pub const VERSION: u32 = 1;
