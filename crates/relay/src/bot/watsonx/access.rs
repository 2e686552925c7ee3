//! Access: a key shown as it is, or traded for a token at IBM's identity service.

use crate::bot::BotError;
use crate::bot::remote::{self, Remote};
use crate::clock::{Clock, Moment};
use crate::config::{self, WatsonxAuth};
use reqwest::RequestBuilder;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use url::Url;

/// What an operator compares where no token is given.
const SETTINGS: &str =
    "`watsonx.api_key` and `watsonx.iam_url` with IBM Cloud's; a key of another service needs `auth = \"basic\"`";
/// What is left of a token's life when another is asked for.
const MARGIN: Duration = Duration::from_secs(60);
/// The life of a token that does not say it.
const LIFE: u64 = 3_600;
/// What a key is traded by.
const GRANT: &str = "urn:ibm:params:oauth:grant-type:apikey";

#[derive(Debug)]
pub(super) struct Access {
    key: SecretString,
    auth: WatsonxAuth,
    iam: Remote,
    iam_url: Url,
    token: Mutex<Option<Token>>,
}

#[derive(Debug)]
struct Token {
    text: SecretString,
    until: Moment,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: Option<u64>,
}

impl Access {
    pub(super) fn new(settings: &config::Watsonx, key: SecretString, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let iam = Remote::new(&settings.iam_url, settings.timeout_seconds, clock)?;
        Ok(Self { key, auth: settings.auth, iam, iam_url: settings.iam_url.clone(), token: Mutex::new(None) })
    }

    /// Adds what proves that the request is the operator's.
    pub(super) async fn sign(&self, request: RequestBuilder) -> Result<RequestBuilder, BotError> {
        Ok(match self.auth {
            WatsonxAuth::Basic => request.basic_auth("apikey", Some(self.key.expose_secret())),
            WatsonxAuth::Iam => request.bearer_auth(self.token().await?.expose_secret()),
        })
    }

    /// Whether another try can show something else.
    pub(super) fn renews(&self) -> bool {
        self.auth == WatsonxAuth::Iam
    }

    /// Forgets a token that is not taken.
    pub(super) async fn forget(&self) {
        *self.token.lock().await = None;
    }

    /// The token; a new one where it is about to end. Who waits for one that is asked for gets the same.
    async fn token(&self) -> Result<SecretString, BotError> {
        let mut kept = self.token.lock().await;
        let now = self.iam.clock().now();
        if let Some(token) = kept.as_ref().filter(|token| token.until > now) {
            return Ok(token.text.clone());
        }
        let form = [("grant_type", GRANT), ("apikey", self.key.expose_secret())];
        let request = self.iam.http().post(self.iam_url.clone()).header("Accept", "application/json").form(&form);
        let answer = remote::send(request).await?;
        let status = answer.status();
        // A wrong key is a bad request there.
        if status.as_u16() == 400 {
            return Err(BotError::Settings(format!("IBM's identity service refuses the key; compare {SETTINGS}")));
        }
        if !status.is_success() {
            return Err(remote::fault(status, SETTINGS));
        }
        let granted: Granted = remote::json(&remote::body(answer).await?)?;
        let life = Duration::from_secs(granted.expires_in.unwrap_or(LIFE)).saturating_sub(MARGIN);
        let text = SecretString::from(granted.access_token);
        *kept = Some(Token { text: text.clone(), until: now + life });
        Ok(text)
    }
}
