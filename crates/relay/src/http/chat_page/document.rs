//! The chat document: the built one, with what it must know of its site.

use super::consent;
use crate::config::Config;
use crate::core::Site;
use crate::markdown;
use baton_protocol::SiteDocument;

/// Where the built document has room for its site.
const ROOM: &str = "<meta name=\"baton-site\" content=\"\"";

/// Where it has room for the operator's address, for visitors whose browser runs no scripts.
const WITHOUT_SCRIPTS: &str = "<span data-baton-fallback></span>";

/// The playground's scripts in the document, in their order.
const STAGE: [&str; 4] = ["drawn.js", "standin.js", "player.js", "stage.js"];

/// Before what the question stands that a visitor is asked first, where there is one.
const GATE: &str = "<div id=\"baton-foot\"></div>";

/// What a document knows of its site. Nothing in it is secret.
pub(crate) fn of(config: &Config, site: &Site) -> SiteDocument {
    let settings = &site.config;
    let mut origins = vec![config.own_origin()];
    origins.extend(settings.embed_origins.iter().map(ToString::to_string));
    SiteDocument {
        token: settings.token.clone(),
        origins,
        socket_url: settings.socket_url.as_ref().map(ToString::to_string),
        title: settings.title.clone(),
        subtitle: settings.subtitle.clone(),
        greeting: markdown::tree(&settings.greeting),
        starters: settings.starters.clone(),
        locale: settings.locale.clone(),
        follow_browser: settings.follow_browser,
        texts: settings.texts.clone(),
        handoff: settings.offers_handoff(),
        feedback: settings.feedback,
        suggestions: site.bot.suggests(),
        leave_message: settings.takes_messages(),
        queue_text: settings.queue_text.clone(),
        fallback: settings.fallback_url.as_ref().map(ToString::to_string),
        files: settings.files.rules(),
        consent: settings.consent_version(),
        privacy: settings.privacy_menu,
        page_hears_text: settings.page_hears_text,
        theme: settings.theme.clone(),
    }
}

/// The template with the document in it, for an attribute in double quotes. `consent` is what the visitor has to agree to,
/// in Markdown.
pub(super) fn filled(template: &str, document: &SiteDocument, consent: &str) -> String {
    let json = serde_json::to_string(document).unwrap_or_default();
    let page = template.replacen(ROOM, &format!("<meta name=\"baton-site\" content=\"{}\"", escaped(&json)), 1);
    let page = match &document.consent {
        Some(_) => page.replacen(GATE, &format!("{}{GATE}", consent::gate(consent, document.fallback.as_deref())), 1),
        None => page,
    };
    match &document.fallback {
        Some(address) => {
            let shown = address.split_once(':').map_or(address.as_str(), |(_, rest)| rest.trim_start_matches('/'));
            let link = format!("<a href=\"{}\">{}</a>", escaped(address), escaped(shown));
            page.replacen(WITHOUT_SCRIPTS, &link, 1)
        }
        None => page,
    }
}

/// The document with the site's own styles behind those of the chat.
pub(super) fn styled(html: &str) -> String {
    html.replacen("</head>", "<link rel=\"stylesheet\" href=\"style.css\"></head>", 1)
}

/// The document compressed. It is made for each request, so a middling quality: a few kilobytes in well under a
/// millisecond.
pub(super) fn packed(html: &str) -> Option<Vec<u8>> {
    const QUALITY: i32 = 5;
    let settings = brotli::enc::BrotliEncoderParams { quality: QUALITY, ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut html.as_bytes(), &mut packed, &settings).ok()?;
    Some(packed)
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&#39;")
}

/// The document with the scripts that put other words into it, and play its states, before its own begin: a classic
/// script at the end of the document runs before every module.
pub(super) fn on_stage(html: &str) -> String {
    const END: &str = "</body>";
    let scripts: String =
        STAGE.iter().map(|name| format!("<script src=\"../../assets/playground/{name}\"></script>")).collect();
    html.replacen(END, &format!("{scripts}{END}"), 1)
}

/// Who may frame the document.
pub(super) fn ancestors(site: &Site) -> String {
    let mut ancestors = vec!["'self'".to_owned()];
    ancestors.extend(site.config.embed_origins.iter().map(ToString::to_string));
    ancestors.join(" ")
}

/// What the document may do, and who may frame it.
pub(super) fn policy(config: &Config, site: &Site, ancestors: &str) -> String {
    let mut connect = vec!["'self'".to_owned(), socket_origin(config)];
    if let Some(socket) = &site.config.socket_url {
        connect.push(format!("{}://{}", socket.scheme(), authority(socket)));
    }
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
         media-src 'self' blob:; font-src 'self'; connect-src {}; base-uri 'none'; form-action 'none'; \
         object-src 'none'; frame-ancestors {ancestors}",
        connect.join(" ")
    )
}

/// The socket beside the API; older browsers do not take it for 'self'.
fn socket_origin(config: &Config) -> String {
    let scheme = if config.public_url.scheme() == "https" { "wss" } else { "ws" };
    format!("{scheme}://{}", authority(&config.public_url))
}

fn authority(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_scripts_the_operators_address_is_there() {
        let document: SiteDocument = serde_json::from_value(serde_json::json!({
            "token": "t", "origins": [], "title": "", "locale": "en", "handoff": true,
            "fallback": "https://help.example/?a=1&b=2", "files": {"max_bytes": 1, "extensions": []}
        }))
        .unwrap();
        let html = filled("<noscript><span data-baton-fallback></span></noscript>", &document, "");
        assert_eq!(
            html,
            "<noscript><a href=\"https://help.example/?a=1&amp;b=2\">help.example/?a=1&amp;b=2</a></noscript>"
        );
    }

    #[test]
    fn a_packed_document_is_smaller_and_the_same() {
        let html = "<p>the same again and again</p>".repeat(100);
        let packed = packed(&html).unwrap();
        assert!(packed.len() < html.len() / 10);
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut unpacked).unwrap();
        assert_eq!(unpacked, html.as_bytes());
    }

    #[test]
    fn nothing_escapes_from_the_attribute() {
        let template = "<head><meta name=\"baton-site\" content=\"\" /></head>";
        let document: SiteDocument = serde_json::from_value(serde_json::json!({
            "token": "t", "origins": [], "title": "\"><script>alert(1)</script>'&amp;", "locale": "en",
            "handoff": true, "files": {"max_bytes": 1, "extensions": []}
        }))
        .unwrap();
        let html = filled(template, &document, "");
        assert!(!html.contains("<script>"), "{html}");
        assert_eq!(html.matches('"').count(), 4, "{html}");
    }
}
