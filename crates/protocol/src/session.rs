//! The bodies of the plain HTTP calls.

use crate::{ErrorCode, Event, FileRef, SessionToken, SiteToken};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// `POST /v1/sessions`: begins a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSession {
    /// The site's public token.
    pub site: SiteToken,
    /// The language the visitor reads, as BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

/// The answer, 201.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCreated {
    /// The session; a secret of this browser.
    pub session: SessionToken,
}

/// The answer to `GET /v1/presence/{id}`, 200.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// How many messages the visitor has not read; 100 for that many or more.
    pub unread: u32,
    /// The first line of the newest of them that a person wrote, where the site shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teaser: Option<String>,
}

/// The answer to `POST /v1/uploads`, 201.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    /// The file, to be named in a message within a day.
    pub file: FileRef,
}

/// An error's body, as RFC 9457 (`application/problem+json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemBody {
    /// A short title; English.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do; English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The stable code.
    pub code: ErrorCode,
    /// When to try again, in milliseconds from now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

/// `POST /v1/poll`: a short-lived connection, for those who cannot hold a socket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Poll {
    /// [`crate::ClientFrame`]s; the first is a hello.
    pub frames: Vec<Box<RawValue>>,
    /// Milliseconds the answer may be held until something comes.
    #[serde(default)]
    pub wait_ms: u64,
}

/// The answer, 200.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Polled {
    /// [`crate::ServerFrame`]s, in order.
    pub frames: Vec<Box<RawValue>>,
}

/// The body of the answer to `GET /v1/transcript`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// The conversation of the session, in the order of `seq`.
    pub events: Vec<Event>,
}
