//! Where a link leads.

/// The schemes a link may have. The relay lets no other through; this is the second lock.
pub fn is_safe(href: &str) -> bool {
    ["https:", "http:", "mailto:", "tel:"]
        .iter()
        .any(|scheme| href.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// The host of a web address, without a leading `www.`.
pub fn host_of(href: &str) -> Option<&str> {
    let (_, rest) = href.split_once(':')?;
    let rest = rest.strip_prefix("//")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_four_schemes_are_links() {
        for safe in ["https://a.example", "HTTP://a.example", "mailto:a@b.example", "tel:+123"] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_one in ["javascript:alert(1)", " https://a", "data:text/html,x", "//a.example", "java\nscript:x", ""]
        {
            assert!(!is_safe(unsafe_one), "{unsafe_one}");
        }
    }

    #[test]
    fn the_host_shown_is_the_one_a_browser_goes_to() {
        assert_eq!(host_of("https://www.shop.example/a?b#c"), Some("shop.example"));
        assert_eq!(host_of("https://bank.example@evil.example/"), Some("evil.example"));
        assert_eq!(host_of("https://evil.example\\@bank.example"), Some("evil.example"));
        assert_eq!(host_of("mailto:a@b.example"), None);
    }
}
