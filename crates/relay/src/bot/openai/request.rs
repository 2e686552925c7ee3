//! The calls to the model's address.

use super::OpenAi;
use super::prompt::Talk;
use super::stream::{self, Answer};
use crate::bot::remote::{self, Events};
use crate::bot::{Action, BotError};
use reqwest::{RequestBuilder, Response, StatusCode};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// What an operator compares where access is refused.
const SETTINGS: &str = "`openai.base_url`, `openai.model` and `openai.api_key` with your provider's";

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Fault {
    /// The conversation is longer than the model can take.
    TooLong,
    Other(BotError),
}

impl From<BotError> for Fault {
    fn from(error: BotError) -> Self {
        Self::Other(error)
    }
}

#[derive(Deserialize)]
struct Refused {
    error: Detail,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Detail {
    code: Option<Value>,
    message: Option<String>,
}

#[derive(Deserialize)]
struct Models {
    #[serde(default)]
    data: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    id: String,
}

impl OpenAi {
    /// Lets the model answer; what it says is streamed on.
    pub(super) async fn complete(&self, talk: &mut Talk, actions: &mpsc::Sender<Action>) -> Result<Answer, Fault> {
        let key = talk.key();
        let mut body = json!({
            "model": self.model,
            "messages": talk.messages(),
            "stream": true,
            "stream_options": { "include_usage": true },
            "max_completion_tokens": self.bounds.answer,
        });
        if let (Some(temperature), Some(body)) = (self.bounds.temperature, body.as_object_mut()) {
            body.insert("temperature".to_owned(), temperature.into());
        }
        if let (Some(tools), Some(body)) = (self.tools.described(), body.as_object_mut()) {
            body.insert("tools".to_owned(), tools);
        }
        let request = self.remote.http().post(self.url("chat/completions"));
        let answer = self.send(request.header("Idempotency-Key", key).json(&body)).await?;
        if !answer.status().is_success() {
            return refusal(answer).await;
        }
        if remote::is_of(&answer, "application/json") {
            return Ok(stream::whole(&remote::body(answer).await?)?);
        }
        Ok(stream::listen(Events::of(answer), actions).await?)
    }

    /// Whether the provider has the model.
    pub(super) async fn models(&self) -> Result<String, BotError> {
        let answer = self.send(self.remote.http().get(self.url("models"))).await?;
        if !answer.status().is_success() {
            return Err(remote::fault(answer.status(), SETTINGS));
        }
        let models: Models = remote::json(&remote::body(answer).await?)?;
        if models.data.iter().any(|model| model.id == self.model) {
            return Ok(format!("the key is taken, and the model `{}` is there", self.model));
        }
        Err(BotError::Settings(format!("there is no model `{}` at this address; compare `openai.model`", self.model)))
    }

    fn url(&self, path: &str) -> url::Url {
        let mut url = self.base_url.clone();
        url.set_path(&format!("{}{path}", self.base_url.path()));
        url
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, BotError> {
        let request = match &self.key {
            Some(key) => request.bearer_auth(key.expose_secret()),
            None => request,
        };
        remote::send(request).await
    }
}

/// What a refusal means. Its words are read and not repeated: some providers quote what was asked.
async fn refusal(answer: Response) -> Result<Answer, Fault> {
    let status = answer.status();
    let body = remote::body(answer).await.unwrap_or_default();
    let detail = serde_json::from_slice::<Refused>(&body).map(|refused| refused.error).unwrap_or_default();
    let code = detail.code.as_ref().and_then(Value::as_str).unwrap_or_default();
    let message = detail.message.unwrap_or_default().to_lowercase();
    if status == StatusCode::BAD_REQUEST || status == StatusCode::PAYLOAD_TOO_LARGE {
        let is_long = ["context length", "context window", "maximum context", "too many tokens"];
        if code == "context_length_exceeded" || is_long.iter().any(|words| message.contains(words)) {
            return Err(Fault::TooLong);
        }
        if code == "content_filter" {
            return Ok(Answer::filtered());
        }
    }
    // Providers say that credit has run out by a status that otherwise means to wait.
    if code == "insufficient_quota" {
        return Err(BotError::Settings("the account of `openai.api_key` has no credit left".to_owned()).into());
    }
    Err(remote::fault(status, SETTINGS).into())
}
