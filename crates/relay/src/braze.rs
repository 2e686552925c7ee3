//! Text messages by Braze: what it brings, what goes out by it, and by which rules. Nothing in here knows the store.

mod client;
mod inbound;
mod limiter;
mod route;
mod template;

pub use client::{Campaign, Fault, Ticket};
pub use inbound::{Inbound, Unreadable};
pub use route::{Route, Standing, route};
pub use template::Rendered;

use crate::clock::Moment;
use crate::config;
use anyhow::Context as _;
use axum::http::{HeaderMap, HeaderName};
use client::Client;
use limiter::Limiter;
use secrecy::{ExposeSecret, SecretString};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use subtle::ConstantTimeEq;

/// The text messages of one site.
#[derive(Debug)]
pub struct Channel {
    /// Its settings.
    pub config: config::Braze,
    header: HeaderName,
    secrets: Vec<SecretString>,
    client: Client,
    limiter: Limiter,
    /// Until when Braze takes no more.
    paused: AtomicI64,
}

impl Channel {
    /// The channel of a configuration.
    pub fn new(config: &config::Braze) -> anyhow::Result<Self> {
        let url = config.trigger_url().context("`rest_url` is missing")?;
        let key = config.api_key.clone().context("`api_key` is missing")?;
        Ok(Self {
            header: HeaderName::try_from(config.inbound_header.as_str()).context("`inbound_header` is no header")?,
            secrets: config.inbound_secrets.clone(),
            client: Client::new(url, key)?,
            limiter: Limiter::new(config.texts_per_user_per_hour),
            paused: AtomicI64::new(0),
            config: config.clone(),
        })
    }

    /// Whether a request shows that it is from Braze. Every secret is compared to its end, so that the time it takes
    /// tells nothing.
    pub fn authentic(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get(&self.header).map_or(&[][..], |value| value.as_bytes());
        let known = |secret: &SecretString| bool::from(secret.expose_secret().trim().as_bytes().ct_eq(shown));
        self.secrets.iter().fold(false, |found, secret| known(secret) | found) && !shown.is_empty()
    }

    /// Counts a text of somebody, or says how long there is no room for another.
    pub fn admit(&self, from: &str, now: Moment) -> Result<(), Duration> {
        self.limiter.admit(from, now)
    }

    /// How long nothing may be sent.
    pub fn pause_left(&self, now: Moment) -> Option<Duration> {
        let left = Moment(self.paused.load(Ordering::Relaxed)) - now;
        (!left.is_zero()).then_some(left)
    }

    /// Triggers a campaign for one person. Braze's "too many" stops all of the site's texts until it has passed.
    pub async fn send(&self, campaign: &Campaign<'_>, now: Moment) -> Result<(), Fault> {
        let sent = self.client.trigger(campaign, now).await;
        if let Err(Fault::Limited(span)) = &sent {
            self.paused.fetch_max((now + *span).0, Ordering::Relaxed);
        }
        sent
    }

    /// The text for what somebody wrote.
    pub fn render(&self, site: &str, agent: &str, message: &str) -> Rendered {
        let most = usize::try_from(self.config.message_chars).unwrap_or(usize::MAX);
        template::render(&self.config.message_template, site, agent, message, most)
    }
}
