//! A typed client of Zendesk: Sunshine Conversations v2, and the calls of Support v2 that conversations, tickets and
//! the setting up of both need.
//!
//! This crate knows Zendesk and nothing else. It sends one request when asked for one, says precisely what became of
//! it ([`Error`]), and turns webhooks into values. It never retries a write, keeps no state but an OAuth token, and
//! leaves the order of calls, the rate budget and the repeating to its caller.
//!
//! | module | what |
//! |---|---|
//! | [`conversations`] | the client of Sunshine Conversations |
//! | [`messages`] | what a message is, how one is posted, who is speaking, cutting long texts |
//! | [`webhooks`] | the envelope of Sunshine Conversations, its events, and whether it is authentic |
//! | [`media`] | fetching a private attachment without being led astray |
//! | [`support`] | the client of Support: tickets, comments, audits, uploads, people, and what an account is set up with |
//! | [`support_webhooks`] | the signature of Support's webhooks, its events, and what a trigger of ours says |
//! | [`error`] | what became of a call; callers branch on it |

#[macro_use]
mod open_enum;

pub mod conversations;
pub mod credential;
pub mod error;
pub mod http;
pub mod ids;
pub mod limits;
pub mod media;
pub mod messages;
pub mod metadata;
pub mod support;
pub mod support_webhooks;
pub mod timestamp;
mod tolerant;
pub mod users;
pub mod webhooks;

pub use conversations::Conversations;
pub use credential::Credential;
pub use error::Error;
pub use http::Http;
pub use metadata::Metadata;
pub use support::Support;
pub use timestamp::Timestamp;
