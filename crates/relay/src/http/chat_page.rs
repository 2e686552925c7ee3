//! The widget's files: the loader, the chat document of a site, and what both load.

mod consent;
pub(super) mod document;

use super::Edge;
use crate::assets::{self, Asset};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use baton_protocol::SiteToken;
use std::sync::Arc;

/// What stands at the root: Zendesk asks here by HEAD when a webhook is saved.
pub(super) async fn root() -> &'static str {
    "Baton.\n"
}

/// `GET /embed.js`.
pub(super) async fn loader(State(edge): State<Arc<Edge>>, headers: HeaderMap) -> Response {
    serve(&edge, "embed.js", &headers).await
}

/// `GET /assets/…`.
pub(super) async fn asset(State(edge): State<Arc<Edge>>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    if path.ends_with(".html") {
        return super::problem::not_found().await;
    }
    serve(&edge, &path, &headers).await
}

async fn serve(edge: &Edge, name: &str, headers: &HeaderMap) -> Response {
    match edge.assets.get(name, accepted(headers)).await {
        Some(asset) => file(name, asset, headers),
        None if name == "embed.js" => not_built(),
        None => super::problem::not_found().await,
    }
}

fn accepted(headers: &HeaderMap) -> &str {
    headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn file(name: &str, asset: Asset, headers: &HeaderMap) -> Response {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known =
        known.is_some_and(|known| known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == asset.etag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(asset.bytes));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(assets::media_type(name)));
        if let Some(coding) = asset.coding {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        response
    };
    let caching = if assets::is_hashed(name) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&asset.etag) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    // The loader imports some of them into pages of other origins, and a browser fetches a module only where its server
    // lets everybody read it. Nothing in these files is of anybody.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

pub(super) fn not_built() -> Response {
    let text = "This relay has no widget: build one with `cargo xtask widget`, or set `widget_dir`.\n";
    (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
}

/// `GET /chat/{token}`: everything in the document is relative to the address with the slash.
pub(super) async fn without_slash(Path(token): Path<String>) -> Response {
    let clean: String =
        token.chars().filter(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter)).collect();
    Redirect::permanent(&format!("{clean}/")).into_response()
}

/// `GET /chat/{token}/style.css`: the site's own styles, as they are in the file now.
pub(super) async fn stylesheet(State(edge): State<Arc<Edge>>, Path(token): Path<String>) -> Response {
    let site = edge.core.sites.by_token(&SiteToken::new(token));
    let Some(path) = site.and_then(|site| site.config.stylesheet.as_ref()) else {
        return super::problem::not_found().await;
    };
    match tokio::fs::read(path).await {
        Ok(css) => {
            let headers =
                [(header::CONTENT_TYPE, assets::media_type("style.css")), (header::CACHE_CONTROL, "no-cache")];
            (headers, css).into_response()
        }
        Err(error) => {
            tracing::error!(path = %path.display(), %error, "the stylesheet of a site cannot be read: the chat shows without");
            super::problem::not_found().await
        }
    }
}

/// `GET /chat/{token}/`: the chat document of a site, a page of its own too.
pub(super) async fn page(State(edge): State<Arc<Edge>>, Path(token): Path<String>, sent: HeaderMap) -> Response {
    of_site(&edge, token, &sent, Use::Visitors).await
}

/// Whom a chat document is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Those who have something to say.
    Visitors,
    /// Those who look how it would be with other words, in pages of the relay's own.
    Playground,
}

/// The chat document of a site.
pub(super) async fn of_site(edge: &Edge, token: String, sent: &HeaderMap, whom: Use) -> Response {
    let Some(site) = edge.core.sites.by_token(&SiteToken::new(token)) else {
        return (StatusCode::NOT_FOUND, "No site has this token. Look at `data-token` in the script tag.\n")
            .into_response();
    };
    let Some(asset) = edge.assets.get("index.html", "").await else { return not_built() };
    let template = String::from_utf8_lossy(&asset.bytes);
    let mut html = document::filled(&template, &document::of(&edge.config, site), &site.config.consent);
    if site.config.stylesheet.is_some() {
        html = document::styled(&html);
    }
    let mut ancestors = document::ancestors(site);
    if whom == Use::Playground {
        html = document::on_stage(&html);
        "'self'".clone_into(&mut ancestors);
    }
    let packed = assets::takes(accepted(sent), "br").then(|| document::packed(&html)).flatten();
    let coding = packed.is_some().then_some(HeaderValue::from_static("br"));
    let mut response = Response::new(packed.map_or_else(|| Body::from(html), Body::from));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, coding);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(policy) = HeaderValue::from_str(&document::policy(&edge.config, site, &ancestors)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // A page that isolates itself may embed only frames that say so too.
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert("cross-origin-embedder-policy", HeaderValue::from_static("require-corp"));
    headers.insert("permissions-policy", HeaderValue::from_static("geolocation=(self), microphone=(), camera=()"));
    response
}
