//! How Support's listings continue.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::Support;
use crate::error::Error;
use crate::http::Call;
use crate::limits::PAGE_MAX;
use crate::tolerant;

/// What a page says about the next one. Read strictly: a page that cannot say whether there is more must not pass for
/// the last one.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Continuation {
    meta: Option<Meta>,
    /// What stands instead where a listing cannot be paged by cursor, as with the audits of an archived ticket.
    #[serde(default, deserialize_with = "tolerant::told")]
    next_page: Option<Option<String>>,
}

#[derive(Debug, Deserialize)]
struct Meta {
    has_more: Option<bool>,
    #[serde(default)]
    after_cursor: Option<String>,
}

impl Continuation {
    /// The cursor of the next page, `None` on the last. A cursor that does not move would make the walk endless.
    pub(super) fn next(self, previous: Option<&str>) -> Result<Option<String>, Error> {
        let silent = || Error::Protocol("a listing does not say whether there is more".to_owned());
        let lost = || Error::Protocol("a listing says there is more, but not where".to_owned());
        match (self.meta, self.next_page) {
            (Some(meta), _) => match (meta.has_more.ok_or_else(silent)?, meta.after_cursor) {
                (false, _) => Ok(None),
                (true, Some(next)) if previous != Some(next.as_str()) => Ok(Some(next)),
                (true, _) => Err(lost()),
            },
            (None, Some(None)) => Ok(None),
            (None, Some(Some(_))) => Err(lost()),
            (None, None) => Err(silent()),
        }
    }
}

/// One page of a listing.
pub(super) trait Page: DeserializeOwned {
    type Item;

    fn split(self) -> (Vec<Self::Item>, Continuation);
}

/// The page at a cursor.
pub(super) fn at(mut url: Url, cursor: Option<&str>) -> Url {
    url.query_pairs_mut().append_pair("page[size]", &PAGE_MAX.to_string());
    if let Some(cursor) = cursor {
        url.query_pairs_mut().append_pair("page[after]", cursor);
    }
    url
}

impl Support {
    /// Everything of a listing, at most `pages` pages of 100; more is [`Error::Protocol`].
    pub(super) async fn every<P: Page>(
        &self,
        operation: &'static str,
        url: &Url,
        pages: usize,
    ) -> Result<Vec<P::Item>, Error> {
        let mut all = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..pages {
            let page: P = self.endpoint.ask(Call::get(operation, at(url.clone(), cursor.as_deref()))).await?;
            let (items, continuation) = page.split();
            all.extend(items);
            cursor = continuation.next(cursor.as_deref())?;
            if cursor.is_none() {
                return Ok(all);
            }
        }
        Err(Error::Protocol(format!("more than {pages} pages of {operation}")))
    }
}
