//! Addresses that the vendor was told.

/// Whether two are the same address: a missing slash at the end or the port of the scheme is no difference.
pub(super) fn same(one: &str, other: &str) -> bool {
    let parsed = |text: &str| url::Url::parse(text.trim_end_matches('/')).ok();
    parsed(one).is_some_and(|one| parsed(other) == Some(one))
}
