//! What a stand-in is told to answer, and what it heard.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A stand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vendor {
    /// A language model behind OpenAI's chat completions.
    Openai,
    /// A Rasa assistant.
    Rasa,
    /// An IBM watsonx Assistant.
    Watsonx,
    /// A bot that speaks Baton's own words.
    Own,
}

/// What a stand-in answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reply {
    /// Something said.
    Says {
        /// In the vendor's words. `openai`: `{text, tool_calls: [{name, arguments}], finish_reason}`; `rasa`: a list of
        /// messages; `watsonx`: `{generic: […], variables: {…}}`; `own`: a list of actions, or `{stream: […]}`. With `ends: false` a stream lacks its last word.
        body: Value,
    },
    /// A status with a body.
    Status {
        /// The status.
        status: u16,
        /// The body.
        #[serde(default)]
        body: Value,
    },
    /// 200 with what is no JSON.
    Nonsense,
    /// 200 with several megabytes of one text.
    Huge,
    /// Nothing, and the connection stays open.
    Hangs,
    /// The connection closes without an answer.
    HangsUp,
    /// The first part of an answer, then the connection closes.
    Breaks {
        /// As for `says`.
        body: Value,
    },
    /// The first part of an answer, and no more, while the connection stays open.
    Stalls {
        /// As for `says`.
        body: Value,
    },
    /// The whole answer, and right behind it the whole answer again.
    Twice {
        /// As for `says`.
        body: Value,
    },
    /// A redirect.
    Redirects {
        /// To where.
        to: String,
    },
}

/// A request that a stand-in got.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Heard {
    /// Which.
    pub vendor: Vendor,
    /// Method and path, with the query.
    pub request: String,
    /// The headers, in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body as it came.
    pub raw: String,
    /// The body as JSON; null where it is none.
    pub body: Value,
}
