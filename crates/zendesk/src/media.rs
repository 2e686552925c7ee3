//! Fetching a private attachment without being led astray.
//!
//! An attachment's address belongs to the vendor's host and needs the credential; the answer is usually a redirect to a
//! short-lived signed address elsewhere, which must not get it. An address in a message is data from outside, and so is
//! the address in a redirect: both could point at a machine that only we can reach. So
//!
//! 1. the credential goes to the vendor's own origin only, and there only to attachments: an address in a message could
//!    also name a call of the API, whose answer is none of the visitor's business. Agents' pictures lie there too, and
//!    are fetched without it;
//! 2. exactly one redirect is followed, to an allow-listed host over https, at a public address, without the
//!    credential. The address that was checked is the one that is connected to: the check sits in the resolver.
//!
//! Loopback, plain http and the like are open only to the origins a [`MediaPolicy`] trusts by name, for an emulator.

use std::sync::Arc;

use reqwest::dns::Resolve;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use reqwest::{Client, Response, StatusCode};
use url::Url;

use crate::conversations::Conversations;
use crate::error::{Effect, Error, not_answered};
use crate::http::{Endpoint, build, read_refusal, restricted};
use crate::support::Support;

mod address;
mod error;
mod policy;
mod resolver;
mod stream;

pub use address::is_public;
pub use error::MediaError;
pub use policy::{HostRule, MediaPolicy, VENDOR_FILE_HOSTS};
pub use stream::MediaStream;

/// Fetches attachments of one app, or of the tickets of one account.
#[derive(Debug, Clone)]
pub struct MediaFetcher {
    endpoint: Endpoint,
    policy: Arc<MediaPolicy>,
    /// For the second address; goes straight there, since a proxy would choose the address again.
    direct: Client,
}

/// An attachment on its way.
#[derive(Debug)]
pub struct Media {
    /// What its holder says it is. To be checked against what it turns out to be.
    pub content_type: Option<String>,
    /// Its size in bytes, where it is told.
    pub length: Option<u64>,
    /// Its bytes.
    pub body: MediaStream,
}

impl MediaFetcher {
    /// Uses the client's credential, and the system's resolver for names.
    pub fn new(conversations: Conversations, policy: MediaPolicy) -> Result<Self, Error> {
        Self::with_resolver(conversations, policy, Arc::new(resolver::System))
    }

    /// For the files at a ticket's comments ([`crate::support::File::content_url`]), with the credential of Support.
    pub fn for_support(support: Support, policy: MediaPolicy) -> Result<Self, Error> {
        Self::at(support.into_endpoint(), policy, Arc::new(resolver::System))
    }

    /// The same with another source of addresses. What it names is checked all the same.
    pub fn with_resolver(
        conversations: Conversations,
        policy: MediaPolicy,
        names: Arc<dyn Resolve>,
    ) -> Result<Self, Error> {
        Self::at(conversations.into_endpoint(), policy, names)
    }

    fn at(endpoint: Endpoint, policy: MediaPolicy, names: Arc<dyn Resolve>) -> Result<Self, Error> {
        let guarded = resolver::Guarded { names, trusted: policy.trusted_hosts() };
        let direct = build(restricted(endpoint.http().settings()).no_proxy().dns_resolver(Arc::new(guarded)))?;
        Ok(Self { endpoint, policy: Arc::new(policy), direct })
    }

    /// Fetches what is at a message's `mediaUrl`.
    pub async fn fetch(&self, media_url: &str) -> Result<Media, MediaError> {
        let first = Url::parse(media_url).map_err(|_| MediaError::NotOurs)?;
        let base = self.endpoint.base();
        if self.policy.is_picture(&first, base) {
            return self.fetch_picture(first).await;
        }
        if !self.policy.is_vendors(&first, base) {
            // Accounts without private attachments name the place of the file itself, and it needs no credential.
            self.policy.admit(&first).map_err(|_| MediaError::NotOurs)?;
            return self.fetch_signed(first).await;
        }
        let response = self.ask_vendor(&first).await?;
        if !response.status().is_redirection() {
            return self.deliver(response);
        }
        let second = self.redirect_target(&first, &response)?;
        self.fetch_signed(second).await
    }

    /// An agent's picture, which needs no credential; it may be kept behind one redirect like everything else.
    async fn fetch_picture(&self, url: Url) -> Result<Media, MediaError> {
        let request = self.direct.get(url.clone()).timeout(self.transfer_timeout());
        let response = request.send().await.map_err(|error| resolver::explain(&error))?;
        match response.status() {
            status if status.is_redirection() => self.fetch_signed(self.redirect_target(&url, &response)?).await,
            StatusCode::OK => self.deliver(response),
            status => {
                let detail = format!("status {} for a picture", status.as_u16());
                Err(MediaError::Call(Error::Unavailable { detail, retry_after: None }))
            }
        }
    }

    /// The second step, without the credential, to an admitted address.
    async fn fetch_signed(&self, url: Url) -> Result<Media, MediaError> {
        let request = self.direct.get(url).timeout(self.transfer_timeout());
        let response = request.send().await.map_err(|error| resolver::explain(&error))?;
        if response.status().is_redirection() {
            return Err(MediaError::Redirect("it leads to another redirect".to_owned()));
        }
        if response.status().is_client_error() || response.status().is_server_error() {
            // Another host's 401 or 404 says nothing about our credential or the vendor's records.
            let detail = format!("status {} behind the redirect", response.status());
            return Err(MediaError::Call(Error::Unavailable { detail, retry_after: None }));
        }
        self.deliver(response)
    }

    /// The first step, with the credential. A refused token is replaced once.
    async fn ask_vendor(&self, url: &Url) -> Result<Response, MediaError> {
        let endpoint = &self.endpoint;
        let mut renewed = false;
        loop {
            let grant = endpoint.access().grant(endpoint.http()).await?;
            let request = endpoint.http().client(url).get(url.clone()).timeout(self.transfer_timeout());
            let response = grant.sign(request).send().await.map_err(|error| not_answered(Effect::Reads, &error))?;
            let status = response.status();
            if status.is_success() || status.is_redirection() {
                return Ok(response);
            }
            if status == StatusCode::UNAUTHORIZED && !renewed && endpoint.access().forget(&grant).await {
                renewed = true;
                continue;
            }
            return Err(MediaError::Call(read_refusal(response, endpoint.http().settings().answer_max).await));
        }
    }

    fn redirect_target(&self, from: &Url, response: &Response) -> Result<Url, MediaError> {
        let refused = |reason: &str| MediaError::Redirect(reason.to_owned());
        let location = response.headers().get(LOCATION).ok_or_else(|| refused("it names no target"))?;
        let location = location.to_str().map_err(|_| refused("its target is not an address"))?;
        let target = from.join(location).map_err(|_| refused("its target is not an address"))?;
        self.policy.admit(&target).map_err(MediaError::Redirect)?;
        Ok(target)
    }

    fn deliver(&self, response: Response) -> Result<Media, MediaError> {
        if response.status() != StatusCode::OK {
            let detail = format!("status {} for a file", response.status());
            return Err(MediaError::Call(Error::Protocol(detail)));
        }
        let headers = response.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let content_type = text(CONTENT_TYPE).map(str::to_owned);
        let length = text(CONTENT_LENGTH).and_then(|length| length.parse().ok());
        let max = self.policy.max_bytes;
        if length.is_some_and(|length| length > max) {
            return Err(MediaError::TooLarge { max });
        }
        Ok(Media { content_type, length, body: MediaStream::new(response, max) })
    }

    fn transfer_timeout(&self) -> std::time::Duration {
        self.endpoint.http().settings().transfer_timeout
    }
}
