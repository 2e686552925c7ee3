//! The built widget: in a folder, or inside the binary.

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use std::path::{Component, Path, PathBuf};

/// The folder looked at where neither the configuration nor the binary has a widget.
const BUILT: &str = "dist";

/// The widget's files, as `cargo xtask dist` put them down.
#[cfg(feature = "embedded-widget")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../../dist"]
struct Embedded;

/// Where the widget's files are.
#[derive(Debug)]
pub struct Assets {
    folder: Option<PathBuf>,
}

/// A file of the widget.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its bytes, as they go out.
    pub bytes: Bytes,
    /// The coding they are in: `br`, `gzip`, or none.
    pub coding: Option<&'static str>,
    /// Changes when the bytes change.
    pub etag: String,
}

impl Assets {
    /// The files of a folder where one is configured, else those inside the binary.
    pub fn of(folder: Option<&Path>) -> Self {
        let folder = folder.map(Path::to_owned);
        let fallback = (!cfg!(feature = "embedded-widget")).then(|| PathBuf::from(BUILT));
        Self { folder: folder.or(fallback) }
    }

    /// A file, in the best coding among those the client takes (its `Accept-Encoding`).
    pub async fn get(&self, name: &str, accepted: &str) -> Option<Asset> {
        for (coding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
            if takes(accepted, coding)
                && let Some(bytes) = self.read(&format!("{name}{suffix}")).await
            {
                return Some(Asset { etag: etag(&bytes), bytes, coding: Some(coding) });
            }
        }
        let bytes = self.read(name).await?;
        Some(Asset { etag: etag(&bytes), bytes, coding: None })
    }

    async fn read(&self, name: &str) -> Option<Bytes> {
        // Nothing but plain names below the folder.
        if !Path::new(name).components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        match &self.folder {
            Some(folder) => tokio::fs::read(folder.join(name)).await.ok().map(Bytes::from),
            None => embedded(name),
        }
    }
}

#[cfg(feature = "embedded-widget")]
fn embedded(name: &str) -> Option<Bytes> {
    Embedded::get(name).map(|file| match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

#[cfg(not(feature = "embedded-widget"))]
fn embedded(_name: &str) -> Option<Bytes> {
    None
}

/// Whether an `Accept-Encoding` takes a coding: named, and not with a weight of nothing.
pub fn takes(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        named
            && !parts
                .any(|part| part.replace(' ', "").strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0))
    })
}

fn etag(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    format!("\"{}\"", hex::encode(hash.get(..12).unwrap_or_default()))
}

/// The media type of a file of the widget.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("png") => "image/png",
        Some("ts") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Whether a file's name carries a hash of its bytes, so that it never changes: Trunk's are `name-0123456789abcdef….ext`.
pub fn is_hashed(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_told_from_others() {
        assert!(is_hashed("baton-widget-1a2b3c4d5e6f7a8b.js"));
        assert!(is_hashed("baton-widget-1a2b3c4d5e6f7a8b_bg.wasm"));
        assert!(!is_hashed("boot.js"));
        assert!(!is_hashed("baton-widget.js"));
    }

    #[test]
    fn codings_with_no_weight_are_not_taken() {
        assert!(takes("gzip, deflate, br", "br"));
        assert!(takes("br;q=0.5", "br"));
        assert!(!takes("br;q=0, gzip", "br"));
        assert!(!takes("brotli", "br"));
    }

    #[tokio::test]
    async fn nothing_outside_of_the_folder_is_given() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("dist")).unwrap();
        std::fs::write(folder.path().join("secret"), "x").unwrap();
        std::fs::write(folder.path().join("dist/a.js"), "plain").unwrap();
        std::fs::write(folder.path().join("dist/a.js.br"), "packed").unwrap();
        let assets = Assets::of(Some(&folder.path().join("dist")));
        assert_eq!(assets.get("a.js", "gzip").await.unwrap().bytes, "plain");
        assert_eq!(assets.get("a.js", "gzip, br").await.unwrap().coding, Some("br"));
        for name in ["../secret", "/etc/passwd", "x/../../secret", "..", ""] {
            assert!(assets.get(name, "").await.is_none(), "{name}");
        }
    }
}
