//! Calls to addresses of others.

use reqwest::redirect;
use std::time::Duration;
use url::Url;

/// The wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// A client for calls to where an address leads, each of which may take so long as a whole. It follows no redirect: what
/// goes along, and what is believed, is meant for that address alone.
pub(crate) fn client(url: &Url, call: Duration) -> reqwest::Result<reqwest::Client> {
    let builder = reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .referer(false)
        .connect_timeout(CONNECT)
        .timeout(call)
        .user_agent(concat!("baton/", env!("CARGO_PKG_VERSION")));
    // No proxy reaches this machine's own loopback.
    let builder = if crate::config::is_loopback(url) { builder.no_proxy() } else { builder };
    builder.build()
}
