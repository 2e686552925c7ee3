//! What bots have in common that run elsewhere: how they are called, what of an answer is believed, what they can say.

mod events;
mod spoken;
mod vocabulary;

pub(super) use events::Events;
pub(super) use spoken::in_words;
pub(super) use vocabulary::{Read, choice, flat, read, read_list};

use super::BotError;
use crate::clock::Clock;
use crate::desk::{Finding, Verdict};
use crate::outward;
use bytes::Bytes;
use reqwest::{RequestBuilder, Response, StatusCode};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// A whole call, for those that have no shorter patience of their own.
const CALL: Duration = Duration::from_secs(60);
/// Bytes of an answer that are read.
const ANSWER: usize = 1024 * 1024;

/// The way to a bot.
#[derive(Clone, Debug)]
pub(super) struct Remote {
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    patience: Duration,
}

impl Remote {
    /// To where an address leads; a turn may take `seconds`.
    pub(super) fn new(url: &Url, seconds: u64, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        Ok(Self { http: outward::client(url, CALL)?, clock, patience: Duration::from_secs(seconds) })
    }

    pub(super) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Does something in the time that a turn may take.
    pub(super) async fn within<T>(
        &self,
        work: impl Future<Output = Result<T, BotError>> + Send,
    ) -> Result<T, BotError> {
        tokio::select! {
            done = work => done,
            () = self.clock.sleep_until(self.clock.now() + self.patience) => {
                Err(BotError::Unavailable(format!("no answer in {} s", self.patience.as_secs())))
            }
        }
    }
}

/// Sends a request and gives its answer, whatever the status.
pub(super) async fn send(request: RequestBuilder) -> Result<Response, BotError> {
    request.send().await.map_err(|error| broken(&error))
}

/// The error of a status that is no success. `settings` names what an operator compares where it is about access.
pub(super) fn fault(status: StatusCode, settings: &str) -> BotError {
    let number = status.as_u16();
    match number {
        401 | 403 => BotError::Settings(format!("{number}; compare {settings}")),
        300..=399 => BotError::Settings(format!("{number}, a redirect, which is not followed; compare {settings}")),
        404 | 405 => BotError::Settings(format!("{number}, there is nothing at this address; compare {settings}")),
        408 | 425 | 429 | 500..=599 => BotError::Unavailable(format!("it answers {number}")),
        _ => BotError::Nonsense(format!("it answers {number}")),
    }
}

/// The body, which may not be longer than is believed of an answer.
pub(super) async fn body(mut answer: Response) -> Result<Vec<u8>, BotError> {
    let mut bytes = Vec::new();
    while let Some(piece) = piece(&mut answer).await? {
        bytes.extend_from_slice(&piece);
        within_bounds(bytes.len())?;
    }
    Ok(bytes)
}

/// The next piece of the body. An end before the announced one is an error.
async fn piece(answer: &mut Response) -> Result<Option<Bytes>, BotError> {
    answer.chunk().await.map_err(|error| broken(&error))
}

fn within_bounds(bytes: usize) -> Result<(), BotError> {
    if bytes > ANSWER { Err(BotError::Nonsense(format!("more than {ANSWER} bytes"))) } else { Ok(()) }
}

/// Reads JSON. What is wrong with it stays unsaid: a parser's words repeat what was written.
pub(super) fn json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, BotError> {
    serde_json::from_slice(bytes).map_err(|_| BotError::Nonsense("it is not JSON of the known form".to_owned()))
}

/// The words of a transport's failure: without the address, which may be somebody's.
fn broken(error: &reqwest::Error) -> BotError {
    let detail = match error {
        error if error.is_timeout() => "no answer in time",
        error if error.is_connect() => "no connection comes about",
        _ => "the connection broke",
    };
    BotError::Unavailable(detail.to_owned())
}

/// Whether a body says that it is of a media type.
pub(super) fn is_of(answer: &Response, media_type: &str) -> bool {
    let header = answer.headers().get(reqwest::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    header.is_some_and(|value| value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(media_type))
}

/// The one finding of a bot that was tried.
pub(super) fn found(tried: Result<String, BotError>) -> Vec<Finding> {
    let subject = "bot".to_owned();
    let (verdict, detail) = match tried {
        Ok(detail) => (Verdict::Good, detail),
        Err(error) => (Verdict::Bad, error.to_string()),
    };
    vec![Finding { subject, verdict, detail }]
}
