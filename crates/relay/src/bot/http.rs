//! A bot that is a service of the operator's: one signed request for each turn, answered by JSON or by a stream of actions.

mod request;
mod signature;

use super::remote::{self, Events, Read, Remote};
use super::{Action, Bot, BotError, News, Say, Turn};
use crate::clock::Clock;
use crate::config;
use crate::desk::Finding;
use anyhow::Context as _;
use async_trait::async_trait;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Response, StatusCode};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::mpsc;
use url::Url;

/// The header with the signatures.
const SIGNATURE: &str = "Baton-Signature";
/// The header by which a bot knows what it is given again.
const IDEMPOTENCY: &str = "Idempotency-Key";
/// What an operator compares where access is refused.
const SETTINGS: &str = "`http.url` and `http.secrets` with what your bot expects";

/// The bot.
#[derive(Debug)]
pub struct HttpBot {
    remote: Remote,
    url: Url,
    secrets: Vec<SecretString>,
    skills: Vec<String>,
    news: bool,
}

/// An answer that comes whole.
#[derive(Deserialize)]
struct Answer {
    actions: Vec<Value>,
}

impl HttpBot {
    /// The bot of a site that has these skills.
    pub fn new(settings: &config::HttpBot, skills: Vec<String>, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let url = settings.url.clone().context("`http.url` is missing")?;
        let remote = Remote::new(&url, settings.timeout_seconds, clock)?;
        Ok(Self { remote, url, secrets: settings.secrets.clone(), skills, news: settings.news })
    }

    /// Posts a body, signed. What it names is the same when it is sent again.
    async fn post(&self, body: &Value, id: &str) -> Result<Response, BotError> {
        let body = body.to_string();
        let signature = signature::of(&self.secrets, self.remote.clock().now(), &body);
        let request = self.remote.http().post(self.url.clone());
        let request =
            request.header(CONTENT_TYPE, "application/json").header(ACCEPT, "application/json, text/event-stream");
        let request = request.header(SIGNATURE, signature).header(IDEMPOTENCY, id).body(body);
        let answer = remote::send(request).await?;
        if answer.status().is_success() { Ok(answer) } else { Err(remote::fault(answer.status(), SETTINGS)) }
    }

    async fn converse(&self, turn: &Turn, actions: &mpsc::Sender<Action>) -> Result<(), BotError> {
        let answer = self.post(&request::turn(turn, &self.skills), turn.id.as_str()).await?;
        if answer.status() == StatusCode::NO_CONTENT {
            return Ok(());
        }
        if remote::is_of(&answer, "text/event-stream") {
            return pass_on(Events::of(answer), actions).await;
        }
        if !remote::is_of(&answer, "application/json") {
            let text = "its answer is neither `application/json` nor `text/event-stream`";
            return Err(BotError::Nonsense(text.to_owned()));
        }
        let answer: Answer = remote::json(&remote::body(answer).await?)?;
        for action in remote::read_list(&answer.actions)? {
            let _ = actions.send(action).await;
        }
        Ok(())
    }
}

/// Passes a stream of actions on. Only its own last word tells an end from a bot that died.
async fn pass_on(mut events: Events, actions: &mpsc::Sender<Action>) -> Result<(), BotError> {
    let mut streamed = String::new();
    while let Some(data) = events.next().await? {
        let action = match remote::read(&remote::json(data.as_bytes())?)? {
            Read::Unknown => continue,
            Read::Done => {
                if !streamed.trim().is_empty() {
                    let _ = actions.send(Action::Say(Say::text(streamed))).await;
                }
                return Ok(());
            }
            Read::SayStreamed(_) if streamed.trim().is_empty() => {
                return Err(BotError::Nonsense(
                    "say needs `markdown`, `cards`, or something streamed before".to_owned(),
                ));
            }
            Read::SayStreamed(say) => Action::Say(Say { markdown: std::mem::take(&mut streamed), ..say }),
            Read::Action(action) => action,
        };
        match &action {
            Action::Stream(text) => streamed.push_str(text),
            Action::Say(_) => streamed.clear(),
            _ => {}
        }
        let _ = actions.send(action).await;
    }
    Err(BotError::Unavailable("its stream ended without `done`".to_owned()))
}

#[async_trait]
impl Bot for HttpBot {
    async fn turn(&self, turn: Turn, actions: mpsc::Sender<Action>) -> Result<(), BotError> {
        self.remote.within(self.converse(&turn, &actions)).await
    }

    async fn told(&self, news: News) -> Result<(), BotError> {
        self.remote.within(self.post(&request::news(&news), &news.id)).await.map(drop)
    }

    fn listens(&self) -> bool {
        self.news
    }

    async fn check(&self) -> Vec<Finding> {
        let tried =
            self.remote.within(self.post(&json!({ "type": "ping", "version": request::VERSION }), "ping")).await;
        remote::found(tried.map(|_| "it answers a signed ping".to_owned()))
    }
}
