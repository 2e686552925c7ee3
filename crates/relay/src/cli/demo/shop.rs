//! The sample shop: a website like any other, on an origin of its own.

use super::addresses::Addresses;
use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;

macro_rules! pages {
    ($($name:literal)*) => {
        /// Names and bytes.
        const FILES: &[(&str, &[u8])] =
            &[$( ($name, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/demo/shop/", $name))), )*];
    };
}

pages! {
    "art/cactus.svg"
    "art/crane.svg"
    "art/fern.svg"
    "art/leaf.svg"
    "art/notebook.svg"
    "art/pot.svg"
    "art/trailing.svg"
    "art/window.svg"
    "index.html"
    "shop.css"
    "shop.js"
}

/// The page that stands at `/`.
const INDEX: &str = "index.html";

/// The shop's files, with the places for the relay's address and the site's token filled in.
pub(super) fn pages(addresses: &Addresses) -> Router {
    let mut pages = Router::new();
    for (name, bytes) in FILES {
        let body = filled(bytes, addresses);
        let media_type = media_type(name);
        let answer = move || {
            let body = body.clone();
            async move { ([(CONTENT_TYPE, media_type), (CACHE_CONTROL, "no-cache")], body).into_response() }
        };
        if *name == INDEX {
            pages = pages.route("/", get(answer.clone()));
        }
        pages = pages.route(&format!("/{name}"), get(answer));
    }
    pages
}

fn filled(bytes: &[u8], addresses: &Addresses) -> axum::body::Bytes {
    let Ok(text) = std::str::from_utf8(bytes) else { return bytes.to_vec().into() };
    text.replace("{{relay}}", &addresses.relay).replace("{{token}}", addresses.token).into()
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("jpg") => "image/jpeg",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use http_body_util::BodyExt as _;
    use std::path::{Path, PathBuf};
    use tower::ServiceExt as _;

    fn addresses() -> Addresses {
        let somewhere = "http://127.0.0.1:1/".to_owned();
        Addresses {
            shop: somewhere.clone(),
            console: somewhere.clone(),
            relay: "http://127.0.0.1:4402/".to_owned(),
            playground: somewhere.clone(),
            listen: somewhere.clone(),
            internal: somewhere.clone(),
            emulator: somewhere,
            token: "demo_token",
        }
    }

    async fn fetch(path: &str) -> (StatusCode, String, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = pages(&addresses()).oneshot(request).await.unwrap();
        let media_type = answer.headers().get(CONTENT_TYPE).map(|value| value.to_str().unwrap().to_owned());
        let status = answer.status();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, media_type.unwrap_or_default(), String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn the_page_has_the_script_tag_with_both_places_filled_in() {
        let (status, media_type, page) = fetch("/").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(media_type, "text/html; charset=utf-8");
        assert!(page.contains("src=\"http://127.0.0.1:4402/embed.js\""), "{page}");
        assert!(page.contains("data-token=\"demo_token\""), "{page}");
        assert!(!page.contains("{{"), "a place was left: {page}");
        assert_eq!(fetch("/nothing").await.0, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn what_the_page_needs_is_there() {
        for (name, _) in FILES {
            let (status, media_type, _) = fetch(&format!("/{name}")).await;
            assert_eq!(status, StatusCode::OK, "{name}");
            assert_ne!(media_type, "application/octet-stream", "{name}");
        }
    }

    #[test]
    fn every_file_of_the_folder_is_inside() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/shop");
        let mut names: Vec<String> = files(&folder)
            .iter()
            .map(|path| path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned())
            .collect();
        names.sort();
        let mut inside: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        inside.sort_unstable();
        assert_eq!(inside, names, "list the folder's files in pages!");
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
    }
}
