//! The playground, where the operator has switched it on: a page on which looks, texts and options are tried in the real
//! chat, with the site's own bot and people, and on which every state of the chat can be seen.
//!
//! The chat it shows is the visitors' own but for its address, `playground/try/chat/{token}/`: there the document lets two
//! more scripts in, which put what is tried in place of what is configured. No document of visitors has them.

use super::chat_page::{self, Use, document};
use super::{Edge, JSON_BYTES};
use crate::markdown;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use baton_protocol::{Block, SiteDocument};
use serde::Serialize;
use std::sync::Arc;

/// Where the page has room for the sites there are.
const ROOM: &str = "<meta name=\"baton-sites\" content=\"\"";

/// What the pages may do. Neither needs an inline script or style; the colours that are tried go in by script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'";

/// A site as the playground needs it: what the site's chat document says of it anyway, and what that was made from.
#[derive(Serialize)]
struct Tried<'a> {
    /// Its name in the configuration.
    name: &'a str,
    /// The greeting in Markdown.
    greeting: &'a str,
    document: SiteDocument,
}

/// The pages, and the chat that they show. `visitors` is what a chat document asks for.
pub(super) fn routes(visitors: Router<Arc<Edge>>) -> Router<Arc<Edge>> {
    let tried =
        visitors.route("/chat/{token}/", get(chat)).route("/chat/{token}/style.css", get(chat_page::stylesheet));
    Router::new()
        .route("/playground", get(|| async { Redirect::permanent("playground/") }))
        .route("/playground/", get(page))
        .route("/playground/preview/", get(preview))
        .route("/playground/markdown", post(tree).layer(DefaultBodyLimit::max(JSON_BYTES)))
        .nest("/playground/try", tried)
}

async fn page(State(edge): State<Arc<Edge>>) -> Response {
    let sites: Vec<Tried<'_>> = edge
        .core
        .sites
        .all()
        .map(|site| Tried {
            name: &site.name,
            greeting: &site.config.greeting,
            document: document::of(&edge.config, site),
        })
        .collect();
    let json = serde_json::to_string(&sites).unwrap_or_default();
    let filled = format!("<meta name=\"baton-sites\" content=\"{}\"", document::escaped(&json));
    html(&edge, "playground/index.html", "'none'", |page| page.replacen(ROOM, &filled, 1)).await
}

/// The page of a website that has the chat: what stands in the playground's frame.
async fn preview(State(edge): State<Arc<Edge>>) -> Response {
    html(&edge, "playground/preview.html", "'self'", str::to_owned).await
}

async fn html(edge: &Edge, name: &str, ancestors: &str, fill: impl FnOnce(&str) -> String) -> Response {
    let Some(asset) = edge.assets.get(name, "").await else {
        return chat_page::not_built();
    };
    let mut response = fill(&String::from_utf8_lossy(&asset.bytes)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(policy) = HeaderValue::from_str(&format!("{POLICY}; frame-ancestors {ancestors}")) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The chat document of a site, with what is tried in it.
async fn chat(State(edge): State<Arc<Edge>>, Path(token): Path<String>, sent: HeaderMap) -> Response {
    chat_page::of_site(&edge, token, &sent, Use::Playground).await
}

/// A greeting that is tried, as the chat document would have it.
async fn tree(text: String) -> Json<Vec<Block>> {
    Json(markdown::tree(&text))
}
