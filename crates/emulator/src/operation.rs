//! An operation of either API: a name, a place, who may call it, and what it does.

use crate::answer::{Answer, Refusal};
use crate::auth::Caller;
use crate::state::State;
use axum::http::Method;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The credentials an operation wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Any key of the app.
    AnyKey,
    /// A key of scope `app`.
    AppKey,
    /// A Support credential.
    Support,
    /// None: the operation checks what the body brings.
    Nothing,
}

/// What an operation does, under the state's lock: it never waits.
pub(crate) type Handler = fn(&mut State, &Call) -> Result<Answer, Refusal>;

pub(crate) struct Operation {
    /// `operationId` of the published document.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// Path template of the published document.
    pub(crate) path: &'static str,
    pub(crate) needs: Needs,
    pub(crate) handler: Handler,
}

impl Operation {
    /// Whether the body is a file itself.
    pub(crate) fn takes_file(&self) -> bool {
        self.id == "UploadFiles"
    }
}

/// A file out of a multipart body.
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
}

/// One call of an operation.
pub(crate) struct Call {
    pub(crate) caller: Caller,
    pub(crate) params: BTreeMap<String, String>,
    pub(crate) query: Query,
    pub(crate) body: Bytes,
    pub(crate) json: bool,
    pub(crate) content_type: String,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) upload: Option<Upload>,
    /// Path as called, for page links.
    pub(crate) path: String,
    /// Set by the fault that lets a pass of control fail after its answer.
    pub(crate) pass_fails: bool,
}

impl Call {
    /// A path parameter; the route table guarantees it.
    pub(crate) fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }

    /// The body, which must be JSON of the right shape.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        if !self.json {
            return Err(Refusal::media_type("Content-Type must be application/json"));
        }
        serde_json::from_slice(&self.body).map_err(|error| Refusal::bad(format!("Invalid request body: {error}")))
    }

    /// The body where it may be left out.
    pub(crate) fn optional_body<T: DeserializeOwned + Default>(&self) -> Result<T, Refusal> {
        if self.body.is_empty() { Ok(T::default()) } else { self.body() }
    }
}

/// The query string, decoded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(raw: Option<&str>) -> Self {
        let pairs = url::form_urlencoded::parse(raw.unwrap_or_default().as_bytes());
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The pairs other than these, for page links.
    pub(crate) fn without<'a>(&'a self, names: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        let pairs = self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        pairs.filter(|(key, _)| !names.contains(key))
    }

    /// The pairs other than the cursors, for page links.
    pub(crate) fn without_cursors(&self) -> impl Iterator<Item = (&str, &str)> {
        self.without(&["page[after]", "page[before]"])
    }
}
