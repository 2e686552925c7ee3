use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use futures_util::StreamExt;
use reqwest::header::{ACCEPT, HeaderMap};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use super::{Call, Http};
use crate::credential::{Access, Credential};
use crate::error::{Effect, Error, Problems, not_answered, refusal, unreadable};

/// One of the vendor's APIs: where it is and how to be let in.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    http: Http,
    base: Url,
    access: Arc<Access>,
}

impl Endpoint {
    pub(crate) fn new(http: Http, base: Url, credential: Credential) -> Self {
        Self { http, base, access: Arc::new(Access::new(credential)) }
    }

    pub(crate) fn http(&self) -> &Http {
        &self.http
    }

    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    pub(crate) fn access(&self) -> &Access {
        &self.access
    }

    /// The address below the base, each segment encoded whatever it holds.
    ///
    /// An empty segment and the dots would name another resource than meant (`/users/..` is the list of all users), so
    /// they are refused here.
    pub(crate) fn url(&self, segments: &[&str]) -> Result<Url, Error> {
        if segments.iter().any(|segment| matches!(*segment, "" | "." | "..")) {
            return Err(Error::Invalid(Problems::ours("an id that cannot be part of an address")));
        }
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| Error::Invalid(Problems::ours("the base address cannot have a path")))?
            .pop_if_empty()
            .extend(segments);
        Ok(url)
    }

    /// Makes a call whose answer is a value.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let effect = call.effect();
        let body = self.carry_out(call).await?;
        serde_json::from_slice(&body).map_err(|error| unreadable(effect, &error))
    }

    /// Makes a call whose answer says nothing but that it was accepted.
    pub(crate) async fn tell(&self, call: Call) -> Result<(), Error> {
        self.carry_out(call).await.map(drop)
    }

    /// A refused token is replaced once; the vendor turns a call with a bad one away before doing anything, so this is
    /// no second attempt at the call.
    async fn carry_out(&self, mut call: Call) -> Result<Bytes, Error> {
        let grant = self.access.grant(&self.http).await?;
        let first = exchange(&self.http, &mut call, |request| grant.sign(request)).await;
        if !matches!(first, Err(Error::Unauthorized(_))) || !self.access.forget(&grant).await || call.is_spent() {
            return first;
        }
        let grant = self.access.grant(&self.http).await?;
        exchange(&self.http, &mut call, |request| grant.sign(request)).await
    }
}

/// Sends one request and reads its answer, one of success, whole.
pub(crate) async fn exchange(
    http: &Http,
    call: &mut Call,
    sign: impl FnOnce(RequestBuilder) -> RequestBuilder,
) -> Result<Bytes, Error> {
    let (effect, settings) = (call.effect(), http.settings());
    let timeout = if call.is_transfer() { settings.transfer_timeout } else { settings.call_timeout };
    let request = http.client(&call.url).request(call.method.clone(), call.url.clone()).timeout(timeout);
    let request = call.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    let request = call.payload.attach(request.header(ACCEPT, "application/json"))?;

    let started = Instant::now();
    let response = sign(request).send().await.map_err(|error| not_answered(effect, &error))?;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = read_capped(effect, response, settings.answer_max).await;
    tracing::debug!(
        zendesk.operation = call.operation,
        http.status = status.as_u16(),
        duration_ms = started.elapsed().as_millis(),
        "call answered"
    );
    settle(effect, status, &headers, body)
}

/// The status decides. An unreadable body matters only where the answer is in it.
fn settle(effect: Effect, status: StatusCode, headers: &HeaderMap, body: Result<Bytes, Error>) -> Result<Bytes, Error> {
    if status.is_success() { body } else { Err(refusal(effect, status, headers, &body.unwrap_or_default())) }
}

/// What a refusal says, of a call that reads.
pub(crate) async fn read_refusal(response: Response, max: usize) -> Error {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = read_capped(Effect::Reads, response, max).await;
    refusal(Effect::Reads, status, &headers, &body.unwrap_or_default())
}

async fn read_capped(effect: Effect, response: Response, max: usize) -> Result<Bytes, Error> {
    let mut chunks = response.bytes_stream();
    let mut body = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| not_answered(effect, &error))?;
        if body.len() + chunk.len() > max {
            let detail = format!("an answer of more than {max} bytes");
            return Err(match effect {
                Effect::Reads => Error::Protocol(detail),
                Effect::Writes => Error::OutcomeUnknown { detail, retry_after: None, late: false },
            });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.into())
}
