//! A bot that is an IBM watsonx Assistant, by the stateful sessions of its API v2.

mod access;
mod answer;
mod context;
mod session;

use super::remote::{self, Remote};
use super::{AVAILABLE, Action, Bot, BotError, Turn};
use crate::clock::Clock;
use crate::config;
use crate::desk::Finding;
use access::Access;
use answer::Reader;
use anyhow::Context as _;
use async_trait::async_trait;
use reqwest::{Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use session::Sessions;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use url::Url;

/// What an operator compares where access is refused.
const SETTINGS: &str = "`watsonx.url`, `watsonx.assistant_id`, `watsonx.environment_id` and `watsonx.api_key` with the assistant's API details";

/// The bot.
#[derive(Debug)]
pub struct Watsonx {
    remote: Remote,
    access: Access,
    /// Where the assistant's sessions are.
    url: Url,
    version: String,
    sessions: Sessions,
    /// The site's skills by what the assistant calls them.
    skills: BTreeMap<String, String>,
    /// Variables that the conversation keeps.
    variables: Vec<String>,
}

#[derive(Deserialize)]
struct Begun {
    session_id: String,
}

impl Watsonx {
    /// The bot of a site with these skills.
    pub fn new(settings: &config::Watsonx, skills: Vec<String>, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let base = settings.url.clone().context("`watsonx.url` is missing")?;
        let key = settings.api_key.clone().context("`watsonx.api_key` is missing")?;
        let mut parts = vec!["v2", "assistants", &settings.assistant_id];
        if let Some(environment) = &settings.environment_id {
            parts.extend(["environments", environment]);
        }
        parts.push("sessions");
        let mut named: BTreeMap<String, String> = skills.into_iter().map(|skill| (skill.clone(), skill)).collect();
        named.extend(settings.skills.clone());
        Ok(Self {
            remote: Remote::new(&base, settings.timeout_seconds, Arc::clone(&clock))?,
            access: Access::new(settings, key, clock)?,
            url: below(&base, &parts).context("`watsonx.url` is not an address that can be extended")?,
            version: settings.version.clone(),
            sessions: Sessions::new(Duration::from_secs(settings.session_minutes.saturating_mul(60))),
            skills: named,
            variables: settings.variables.clone(),
        })
    }

    async fn converse(&self, turn: &Turn, actions: &mpsc::Sender<Action>) -> Result<(), BotError> {
        let answer = self.message(turn).await?;
        let reader = Reader {
            is_away: turn.variables.get(AVAILABLE).is_some_and(|word| word == "no"),
            skills: &self.skills,
            variables: &self.variables,
        };
        for action in reader.actions(&answer)? {
            let _ = actions.send(action).await;
        }
        Ok(())
    }

    /// Says a turn in the conversation's session. One that has ended is followed by another, which is told what it does not
    /// know.
    async fn message(&self, turn: &Turn) -> Result<Value, BotError> {
        let now = self.remote.clock().now();
        if let Some(id) = self.sessions.of(&turn.conversation, now)
            && let Some(answer) = self.say(turn, &id, false).await?
        {
            self.sessions.keep(&turn.conversation, id, self.remote.clock().now());
            return Ok(answer);
        }
        let id = self.begin().await?;
        let answer = self.say(turn, &id, true).await?;
        self.sessions.keep(&turn.conversation, id, self.remote.clock().now());
        answer.ok_or_else(|| BotError::Unavailable("a new session has ended at once".to_owned()))
    }

    async fn begin(&self) -> Result<String, BotError> {
        let answer = self.call(Method::POST, self.url.clone(), &json!({}), "").await?;
        if !answer.status().is_success() {
            return Err(remote::fault(answer.status(), SETTINGS));
        }
        let begun: Begun = remote::json(&remote::body(answer).await?)?;
        Ok(begun.session_id)
    }

    /// Says a turn in a session; none where there is no such session any more.
    async fn say(&self, turn: &Turn, session: &str, is_new: bool) -> Result<Option<Value>, BotError> {
        let url =
            below(&self.url, &[session, "message"]).ok_or_else(|| BotError::Nonsense("its session id".to_owned()))?;
        let body = context::message(turn, is_new, !self.variables.is_empty());
        let answer = self.call(Method::POST, url, &body, turn.id.as_str()).await?;
        match answer.status() {
            status if status.is_success() => remote::json(&remote::body(answer).await?).map(Some),
            StatusCode::NOT_FOUND => Ok(None),
            status => Err(remote::fault(status, SETTINGS)),
        }
    }

    /// Makes a request, with another token where the first is not taken any more.
    async fn call(&self, method: Method, mut url: Url, body: &Value, id: &str) -> Result<Response, BotError> {
        url.query_pairs_mut().append_pair("version", &self.version);
        let request = || {
            let request = self.remote.http().request(method.clone(), url.clone());
            let request = if id.is_empty() { request } else { request.header("Idempotency-Key", id) };
            if method == Method::POST { request.json(body) } else { request }
        };
        let answer = remote::send(self.access.sign(request()).await?).await?;
        if answer.status() != StatusCode::UNAUTHORIZED || !self.access.renews() {
            return Ok(answer);
        }
        self.access.forget().await;
        remote::send(self.access.sign(request()).await?).await
    }

    /// Begins a session and ends it.
    async fn look(&self) -> Result<String, BotError> {
        let id = self.begin().await?;
        if let Some(url) = below(&self.url, &[&id]) {
            let answer = self.call(Method::DELETE, url, &Value::Null, "").await?;
            if !answer.status().is_success() {
                return Err(remote::fault(answer.status(), SETTINGS));
            }
        }
        Ok("the key is taken, and a session began and ended".to_owned())
    }
}

#[async_trait]
impl Bot for Watsonx {
    async fn turn(&self, turn: Turn, actions: mpsc::Sender<Action>) -> Result<(), BotError> {
        self.remote.within(self.converse(&turn, &actions)).await
    }

    async fn check(&self) -> Vec<Finding> {
        remote::found(self.remote.within(self.look()).await)
    }
}

/// An address below another. Ids become one part each, whatever they are made of.
fn below(base: &Url, parts: &[&str]) -> Option<Url> {
    let mut url = base.clone();
    url.path_segments_mut().ok()?.pop_if_empty().extend(parts);
    Some(url)
}
