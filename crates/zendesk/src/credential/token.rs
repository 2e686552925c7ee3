use std::time::{Duration, Instant};

use futures_util::lock::Mutex;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::{Effect, Error, unreadable};
use crate::http::{Call, Http, exchange};

/// How long a token is asked for, in seconds. The vendor allows 300 to 172,800; a token that leaks should not be of use
/// for long.
const LIFETIME: u32 = 7_200;

/// A token this close to its end is not used any more, since the request still has to travel.
const MARGIN: Duration = Duration::from_secs(60);

/// An access token. Each fetch has its own number, so that a refusal of an old one does not drop its successor.
#[derive(Clone)]
pub(crate) struct Token {
    secret: SecretString,
    number: u64,
    /// `None` where the vendor set no end; then a refusal shows it.
    expires: Option<Instant>,
}

impl Token {
    pub(crate) fn expose(&self) -> &str {
        self.secret.expose_secret()
    }

    fn is_fresh(&self) -> bool {
        self.expires.is_none_or(|end| end.saturating_duration_since(Instant::now()) > MARGIN)
    }
}

/// The current token; whoever finds none fetches it while the others wait.
#[derive(Default)]
pub(crate) struct TokenCache(Mutex<Slot>);

#[derive(Default)]
struct Slot {
    token: Option<Token>,
    fetched: u64,
}

impl TokenCache {
    pub(crate) async fn get<F>(&self, fetch: impl FnOnce() -> F) -> Result<Token, Error>
    where
        F: Future<Output = Result<(SecretString, Option<Duration>), Error>>,
    {
        let mut slot = self.0.lock().await;
        if let Some(token) = slot.token.as_ref().filter(|token| token.is_fresh()) {
            return Ok(token.clone());
        }
        let (secret, lifetime) = fetch().await?;
        slot.fetched += 1;
        let expires = lifetime.and_then(|lifetime| Instant::now().checked_add(lifetime));
        let token = Token { secret, number: slot.fetched, expires };
        slot.token = Some(token.clone());
        Ok(token)
    }

    pub(crate) async fn forget(&self, refused: &Token) {
        let mut slot = self.0.lock().await;
        if slot.token.as_ref().is_some_and(|token| token.number == refused.number) {
            slot.token = None;
        }
    }
}

impl std::fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenCache")
    }
}

/// Support v2, operation CreateTokenForGrantType.
#[derive(Serialize)]
pub(crate) struct TokenRequest<'a> {
    grant_type: &'static str,
    client_id: &'a str,
    client_secret: &'a str,
    scope: &'a str,
    expires_in: u32,
}

impl<'a> TokenRequest<'a> {
    pub(crate) fn new(client_id: &'a str, client_secret: &'a SecretString, scope: &'a str) -> Self {
        let client_secret = client_secret.expose_secret();
        Self { grant_type: "client_credentials", client_id, client_secret, scope, expires_in: LIFETIME }
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: Option<u64>,
}

pub(crate) async fn fetch(
    http: &Http,
    url: &Url,
    request: TokenRequest<'_>,
) -> Result<(SecretString, Option<Duration>), Error> {
    let mut call = Call::post("CreateTokenForGrantType", url.clone(), &request)?;
    let body = exchange(http, &mut call, |request| request).await.map_err(not_let_in)?;
    // A lost token costs nothing, so issuing one counts as reading.
    let answer: TokenAnswer = serde_json::from_slice(&body).map_err(|error| unreadable(Effect::Reads, &error))?;
    Ok((answer.access_token.into(), answer.expires_in.map(Duration::from_secs)))
}

/// What a failure to get a token means for the request that wanted it: it was not sent.
fn not_let_in(error: Error) -> Error {
    match error {
        Error::OutcomeUnknown { detail, retry_after, .. } => {
            Error::Unavailable { detail: format!("no access token: {detail}"), retry_after }
        }
        Error::Invalid(problems) | Error::Forbidden(problems) | Error::NotFound(problems) => {
            Error::Unauthorized(problems)
        }
        other => other,
    }
}
