//! Origins of pages.

use super::settings::{Reading, Shape, Value};
use super::source::{Key, Node};
use std::fmt;
use url::{Host, Url};

/// An origin, or all origins of a domain's subdomains: `https://shop.example.com`, `https://*.example.com:8443`.
///
/// Written as browsers and the `frame-ancestors` directive write it, so that it can stand in that header as it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    text: String,
    /// For `https://*.example.com:8443`: `https://` and `.example.com:8443`.
    wildcard: Option<(String, String)>,
}

impl Origin {
    /// Reads an origin; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        const FORM: &str = "an origin is scheme and host, and a port where it is unusual: `https://shop.example.com`";
        if text.contains('*') && !text.contains("://*.") {
            return Err("`*` may only stand for a subdomain: `https://*.example.com`; list the origins you know".into());
        }
        let is_wildcard = text.contains("://*.");
        let url = Url::parse(&text.replacen("://*.", "://", 1)).map_err(|_| FORM.to_owned())?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(format!("the scheme must be https or http; {FORM}"));
        }
        let has_more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
        if has_more || !url.username().is_empty() || url.password().is_some() {
            return Err(format!("no path, question mark or user belongs here; {FORM}"));
        }
        let plain = url.origin().ascii_serialization();
        if !is_wildcard {
            return Ok(Self { text: plain, wildcard: None });
        }
        // A wildcard right below a top-level domain would be nearly everybody.
        let is_domain =
            matches!(url.host(), Some(Host::Domain(domain)) if domain.contains('.') && !domain.contains('*'));
        let Some((scheme, host)) = plain.split_once("://").filter(|_| is_domain) else {
            return Err("`*.` needs a domain of at least two names behind it: `https://*.example.com`".into());
        };
        let wildcard = (format!("{scheme}://"), format!(".{host}"));
        Ok(Self { text: format!("{scheme}://*.{host}"), wildcard: Some(wildcard) })
    }

    /// The origin as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the `Origin` header of a browser is this one, or one of these.
    pub fn matches(&self, origin: &str) -> bool {
        let Some((scheme, domain)) = &self.wildcard else { return self.text.eq_ignore_ascii_case(origin) };
        let origin = origin.to_ascii_lowercase();
        let label = origin.strip_prefix(scheme.as_str()).and_then(|host| host.strip_suffix(domain.as_str()));
        // A browser sends no more than a host here; that nothing else slips through does not hang on it.
        label.is_some_and(|label| {
            !label.is_empty()
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
        })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl Value for Origin {
    fn shape() -> Shape {
        Shape::Leaf("origin")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        let Some(text) = node.text() else {
            reading.error(node, key, "must be an origin in quotes: \"https://shop.example.com\"");
            return None;
        };
        Self::parse(text).map_err(|wrong| reading.error(node, key, format_args!("`{text}`: {wrong}"))).ok()
    }

    fn write(&self) -> Option<toml::Value> {
        Some(self.text.as_str().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_matches_itself_alone() {
        let origin = Origin::parse("https://Shop.example.com/").unwrap();
        assert_eq!(origin.as_str(), "https://shop.example.com");
        assert!(origin.matches("https://shop.example.com"));
        assert!(origin.matches("https://SHOP.example.com"));
        for other in [
            "http://shop.example.com",
            "https://shop.example.com:444",
            "https://shop.example.com.evil.com",
            "https://evilshop.example.com",
            "https://example.com",
            "null",
            "",
        ] {
            assert!(!origin.matches(other), "{other}");
        }
        assert!(Origin::parse("https://a.example:443").unwrap().matches("https://a.example"));
        assert!(Origin::parse("http://localhost:4400").unwrap().matches("http://localhost:4400"));
    }

    #[test]
    fn a_wildcard_stands_for_subdomains() {
        let origin = Origin::parse("https://*.example.com:8443").unwrap();
        assert_eq!(origin.as_str(), "https://*.example.com:8443");
        assert!(origin.matches("https://shop.example.com:8443"));
        assert!(origin.matches("https://a.b.example.com:8443"));
        for other in [
            "https://example.com:8443",
            "https://.example.com:8443",
            "https://shop.example.com",
            "https://notexample.com:8443",
            "https://shop.example.com:8443.evil.com",
            "https://evil.com/.example.com:8443",
            "https://user@x.example.com:8443",
            "https://evil.com#.example.com:8443",
            "http://shop.example.com:8443",
        ] {
            assert!(!origin.matches(other), "{other}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for text in [
            "*",
            "https://*",
            "https://*.com",
            "https://*.*.example.com",
            "https://shop.*.com",
            "https://a*.example.com",
            "https://*.127.0.0.1",
            "https://user@shop.example.com",
            "https://shop.example.com/page",
            "https://shop.example.com?",
            "https://shop.example.com/?q",
            "https://shop.example.com/#f",
            "ftp://shop.example.com",
            "shop.example.com",
            "null",
            "https://",
            "",
        ] {
            assert!(Origin::parse(text).is_err(), "{text}");
        }
    }
}
