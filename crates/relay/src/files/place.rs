//! Where a file at a desk is.

use crate::store::FileRow;

/// How the location of a file at a desk begins.
const REMOTE: &str = "remote:";

/// The location of a file at a desk: see [`FileRow::location`].
pub fn remote(desk: &str, url: &str) -> String {
    format!("{REMOTE}{desk}:{url}")
}

/// The desk and the address of a file that is at one. Rows of the first versions name no desk: there was one only.
pub fn remote_of(row: &FileRow) -> Option<(Option<&str>, &str)> {
    let rest = row.location.strip_prefix(REMOTE)?;
    match rest.split_once(':') {
        Some((desk, url)) if !matches!(desk, "http" | "https") => Some((Some(desk), url)),
        _ => Some((None, rest)),
    }
}
