//! Which addresses may be linked to.

use url::Url;

/// The schemes a link may have.
const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

/// The address of a link in its normal form; none where it may not be linked to. Relative addresses are none: there is
/// no page they could be relative to.
pub(super) fn checked(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    SCHEMES.contains(&url.scheme()).then(|| url.into())
}
