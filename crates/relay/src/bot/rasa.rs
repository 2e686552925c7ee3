//! A bot that is a Rasa assistant, by its REST channel: one message there, a list of messages back.

mod message;

use super::remote::{self, Remote};
use super::{Action, Bot, BotError, News, Turn, What};
use crate::clock::Clock;
use crate::config;
use crate::desk::Finding;
use anyhow::Context as _;
use async_trait::async_trait;
use message::Message;
use reqwest::{RequestBuilder, Response};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::mpsc;
use url::Url;

/// What an operator compares where access is refused.
const SETTINGS: &str = "`rasa.url` and `rasa.token` with your server's";

/// The bot.
#[derive(Debug)]
pub struct Rasa {
    remote: Remote,
    url: Url,
    /// Sent as a header alone: addresses are written into logs.
    token: Option<SecretString>,
    /// The word that calls for a person.
    handoff: String,
    taken_over: Option<String>,
    returned: Option<String>,
}

impl Rasa {
    /// The bot of a site.
    pub fn new(settings: &config::Rasa, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let url = settings.url.clone().context("`rasa.url` is missing")?;
        Ok(Self {
            remote: Remote::new(&url, settings.timeout_seconds, clock)?,
            url,
            token: settings.token.clone(),
            handoff: settings.handoff.clone(),
            taken_over: settings.taken_over_intent.clone(),
            returned: settings.returned_intent.clone(),
        })
    }

    /// Says something in a conversation; what the assistant answers.
    async fn say(&self, conversation: &str, id: &str, text: &str, metadata: Value) -> Result<Vec<Message>, BotError> {
        let body = json!({ "sender": conversation, "message": text, "metadata": { "baton": metadata } });
        let request = self.remote.http().post(self.at("webhooks/rest/webhook"));
        let answer = self.send(request.header("Idempotency-Key", id).json(&body)).await?;
        remote::json(&remote::body(answer).await?)
    }

    /// The address of something at the server.
    fn at(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}{path}", self.url.path()));
        url
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, BotError> {
        let request = match &self.token {
            Some(token) => request.bearer_auth(token.expose_secret()),
            None => request,
        };
        let answer = remote::send(request).await?;
        if answer.status().is_success() { Ok(answer) } else { Err(remote::fault(answer.status(), SETTINGS)) }
    }

    async fn converse(&self, turn: &Turn, actions: &mpsc::Sender<Action>) -> Result<(), BotError> {
        let messages = self
            .say(turn.conversation.as_str(), turn.id.as_str(), &message::said(turn), message::metadata(turn))
            .await?;
        for message in messages {
            for action in message::actions(message, &self.handoff)? {
                let _ = actions.send(action).await;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Bot for Rasa {
    async fn turn(&self, turn: Turn, actions: mpsc::Sender<Action>) -> Result<(), BotError> {
        self.remote.within(self.converse(&turn, &actions)).await
    }

    async fn told(&self, news: News) -> Result<(), BotError> {
        let intent = match &news.what {
            What::TakenOver => &self.taken_over,
            What::Returned { .. } => &self.returned,
            What::Feedback { .. } => &None,
        };
        let Some(intent) = intent else { return Ok(()) };
        let metadata = json!({ "news": news.what, "site": news.site, "id": news.id });
        let intent = format!("/{intent}");
        let said = self.say(news.conversation.as_str(), &news.id, &intent, metadata);
        self.remote.within(said).await.map(drop)
    }

    fn listens(&self) -> bool {
        self.taken_over.is_some() || self.returned.is_some()
    }

    async fn check(&self) -> Vec<Finding> {
        let tried = self.remote.within(self.send(self.remote.http().get(self.url.clone()))).await;
        remote::found(tried.map(|_| "the server answers".to_owned()))
    }
}
