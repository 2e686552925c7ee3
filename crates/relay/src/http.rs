//! The edge: what browsers and Zendesk reach by HTTP, and an internal listener for the operator.

mod accept;
mod address;
mod channel;
mod chat_page;
mod cors;
mod download;
mod headers;
mod idle;
mod internal;
mod origin;
mod person;
mod playground;
mod poll;
mod presence;
mod problem;
mod reader;
mod seldom;
mod session;
mod socket;
mod upload;
mod webhook;

use crate::assets::Assets;
use crate::config::Config;
use crate::core::Core;
use accept::{Listener, Peers};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, delete, get, post};
use seldom::Seldom;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;

/// Bytes of a JSON body.
const JSON_BYTES: usize = baton_protocol::limits::FRAME_BYTES;
/// Bytes of a webhook's body. Zendesk's own limit for JSON is 100 kB a call; a batch of events may be more.
const WEBHOOK_BYTES: usize = 1024 * 1024;

/// Bytes of what tells of a text message.
const TEXT_BYTES: usize = 64 * 1024;

/// What every handler has.
#[derive(Debug)]
pub(crate) struct Edge {
    pub(crate) core: Arc<Core>,
    pub(crate) config: Config,
    pub(crate) assets: Assets,
    /// Cancelled when the relay stops: sockets say good-bye, webhooks are asked to come again.
    pub(crate) stopping: CancellationToken,
    /// The log's line about webhooks for accounts that are none.
    pub(crate) unknown_account: Seldom,
    /// The log's line about text messages that are not taken.
    pub(crate) untaken_text: Seldom,
}

/// Serves until told to stop, then until what is under way is done.
pub async fn serve(
    core: Arc<Core>,
    config: Config,
    public: TcpListener,
    internal: TcpListener,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let assets = Assets::of(config.widget_dir.as_deref());
    let prefix = config.public_url.path().trim_end_matches('/').to_owned();
    let connections = usize::try_from(config.limit.connections).unwrap_or(usize::MAX);
    // Behind a proxy all connections are the proxy's.
    let per_address = (config.trusted_proxies == 0).then_some(config.limit.connections_per_address);
    let peers = Peers::new(per_address);
    let (unknown_account, untaken_text) = (Seldom::default(), Seldom::default());
    let edge = Arc::new(Edge { core, config, assets, stopping: shutdown.clone(), unknown_account, untaken_text });
    let tidy = tokio::spawn(tidy(Arc::clone(&edge)));
    let outside = Listener::new(public, routes(Arc::clone(&edge)), connections).below(&prefix).with(peers);
    let inside = Listener::new(internal, internal::routes(edge), connections);
    // Sockets too have their last word before this ends; how long that may take, whoever called decides.
    tokio::join!(outside.run(shutdown.clone()), inside.run(shutdown));
    tidy.abort();
    Ok(())
}

fn routes(edge: Arc<Edge>) -> Router {
    let open = if edge.config.playground { playground::routes(visitors()) } else { Router::new() };
    open.merge(visitors())
        .route("/", get(chat_page::root))
        .route("/embed.js", get(chat_page::loader))
        .route("/v1/embed.js", get(chat_page::loader))
        .route("/chat/{token}", get(chat_page::without_slash))
        .route("/chat/{token}/", get(chat_page::page))
        .route("/chat/{token}/style.css", get(chat_page::stylesheet))
        .route(
            "/v1/webhooks/conversations/{account}",
            post(webhook::conversations).layer(DefaultBodyLimit::max(WEBHOOK_BYTES)),
        )
        .route("/v1/webhooks/support/{account}", post(webhook::support).layer(DefaultBodyLimit::max(WEBHOOK_BYTES)))
        .route("/v1/channels/braze/{site}", post(channel::braze).layer(DefaultBodyLimit::max(TEXT_BYTES)))
        .route("/v1/webhooks/", any(webhook::nowhere))
        .route("/v1/webhooks/{*path}", any(webhook::nowhere))
        .fallback(problem::not_found)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&edge), cors::allow))
        .layer(axum::middleware::from_fn(headers::always))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&edge), idle::limit))
        .layer(CatchPanicLayer::new())
        .with_state(edge)
}

/// What a chat document asks for, seen from two levels above it.
fn visitors() -> Router<Arc<Edge>> {
    Router::new()
        .route("/assets/{*path}", get(chat_page::asset))
        .route("/v1/sessions", post(session::begin).delete(session::end).layer(DefaultBodyLimit::max(JSON_BYTES)))
        .route("/v1/socket", get(socket::upgrade))
        .route("/v1/export", get(person::export))
        .route("/v1/transcript", get(person::transcript))
        .route("/v1/visitor", delete(person::erase))
        .route("/v1/poll", post(poll::poll).layer(DefaultBodyLimit::max(JSON_BYTES)))
        .route("/v1/uploads", post(upload::take).layer(DefaultBodyLimit::disable()))
        .route("/v1/presence/{id}", get(presence::tell))
        .route("/v1/files/{id}", get(download::give))
}

/// How often budgets forget whoever spent nothing lately.
const TIDY_EVERY: std::time::Duration = std::time::Duration::from_secs(300);

async fn tidy(edge: Arc<Edge>) {
    loop {
        edge.core.clock.sleep_until(edge.core.clock.now() + TIDY_EVERY).await;
        edge.core.budgets.tidy();
    }
}
