//! The HTTP client under every call: no redirects, time limits, capped answers.

use std::time::Duration;

use reqwest::{Client, ClientBuilder};
use url::{Host, Url};

use crate::error::Error;
use crate::limits;

mod call;
mod endpoint;

pub(crate) use call::Call;
pub(crate) use endpoint::{Endpoint, exchange, read_refusal};

/// How long to wait and how much to read. The defaults are [`limits`]'.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// The wait for a connection.
    pub connect_timeout: Duration,
    /// A whole call, answer included.
    pub call_timeout: Duration,
    /// The whole transfer of a file, either way.
    pub transfer_timeout: Duration,
    /// The largest answer read into memory, in bytes.
    pub answer_max: usize,
    /// What the client calls itself.
    pub user_agent: String,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            connect_timeout: limits::CONNECT_TIMEOUT,
            call_timeout: limits::CALL_TIMEOUT,
            transfer_timeout: limits::TRANSFER_TIMEOUT,
            answer_max: limits::ANSWER_MAX,
            user_agent: concat!("baton/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// A shared HTTP client; cloning it is cheap and shares its connections.
///
/// It follows no redirect, since a redirect would take a credential, or a message, somewhere nobody chose.
#[derive(Debug, Clone)]
pub struct Http {
    /// For everything else; goes through the proxy that the environment names, if any.
    outside: Client,
    /// For loopback addresses, which no proxy can reach.
    local: Client,
    settings: HttpSettings,
}

impl Http {
    /// Makes the client. Fails where TLS cannot be set up.
    pub fn new(settings: HttpSettings) -> Result<Self, Error> {
        let outside = build(restricted(&settings))?;
        let local = build(restricted(&settings).no_proxy())?;
        Ok(Self { outside, local, settings })
    }

    /// The limits in force.
    pub fn settings(&self) -> &HttpSettings {
        &self.settings
    }

    pub(crate) fn client(&self, url: &Url) -> &Client {
        if is_local(url) { &self.local } else { &self.outside }
    }
}

/// A builder with everything every client of this crate has in common.
pub(crate) fn restricted(settings: &HttpSettings) -> ClientBuilder {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(settings.connect_timeout)
        .pool_idle_timeout(limits::IDLE_CONNECTION)
        .user_agent(settings.user_agent.as_str())
}

pub(crate) fn build(builder: ClientBuilder) -> Result<Client, Error> {
    builder.build().map_err(|error| Error::Protocol(format!("no HTTP client: {}", crate::error::cause(&error))))
}

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}
