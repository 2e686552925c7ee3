//! Cursor pagination over records whose ids sort by creation.

use crate::answer::Refusal;
use crate::limits;
use crate::operation::{Call, Query};
use crate::state::Origins;
use serde_json::{Map, Value};
use std::ops::Range;

/// Which page comes without a cursor, and how long pages are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The first page; the caller may choose a size.
    Forward,
    /// The last page, of a fixed size: listings of messages.
    Backward(usize),
}

#[derive(Debug, PartialEq, Eq)]
struct Window {
    range: Range<usize>,
    has_more: bool,
    after: Option<String>,
    before: Option<String>,
}

fn window(ids: &[&str], query: &Query, order: Order) -> Result<Window, Refusal> {
    let invalid = || Refusal::bad("Invalid page query parameters");
    let cursor = |name: &str| match query.get(name) {
        Some(id) if id.len() == 24 => Ok(Some(id.to_owned())),
        Some(_) => Err(invalid()),
        None => Ok(None),
    };
    let size = match order {
        Order::Backward(fixed) => fixed,
        Order::Forward => match query.get("page[size]") {
            None => limits::PAGE,
            Some(text) => match text.parse() {
                Ok(size @ 1..=limits::PAGE_MAX) => size,
                _ => return Err(invalid()),
            },
        },
    };
    let (range, backwards) = match (cursor("page[after]")?, cursor("page[before]")?) {
        (Some(_), Some(_)) => return Err(invalid()),
        (Some(after), None) => {
            let start = ids.partition_point(|id| *id <= after.as_str());
            (start..(start + size).min(ids.len()), false)
        }
        (None, Some(before)) => {
            let end = ids.partition_point(|id| *id < before.as_str());
            (end.saturating_sub(size)..end, true)
        }
        (None, None) if order == Order::Forward => (0..size.min(ids.len()), false),
        (None, None) => (ids.len().saturating_sub(size)..ids.len(), true),
    };
    let (earlier, later) = (range.start > 0, range.end < ids.len());
    let record = |at: Option<usize>| at.and_then(|at| ids.get(at)).map(|id| (*id).to_owned());
    let last = range.end.checked_sub(1).filter(|_| !range.is_empty());
    Ok(Window {
        has_more: if backwards { earlier } else { later },
        after: record(last).filter(|_| later),
        before: record(Some(range.start).filter(|_| !range.is_empty())).filter(|_| earlier),
        range,
    })
}

/// The body of a listing: the records of the page under `name`, `meta`, and `links` where there are any.
pub(crate) fn listing(
    origins: &Origins,
    call: &Call,
    name: &str,
    ids: &[&str],
    order: Order,
    render: impl Fn(usize) -> Value,
) -> Result<Value, Refusal> {
    let window = window(ids, &call.query, order)?;
    let link = |cursor: &str, id: &str| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(call.query.without_cursors()).append_pair(cursor, id);
        Value::from(format!("{}{}?{}", origins.api, call.path, query.finish()))
    };
    let mut meta = Map::from_iter([("hasMore".to_owned(), window.has_more.into())]);
    let mut links = Map::new();
    if let Some(after) = &window.after {
        meta.insert("afterCursor".into(), after.clone().into());
        links.insert("next".into(), link("page[after]", after));
    }
    if let Some(before) = &window.before {
        meta.insert("beforeCursor".into(), before.clone().into());
        links.insert("prev".into(), link("page[before]", before));
    }
    let mut body = Map::new();
    body.insert(name.to_owned(), window.range.map(render).collect());
    body.insert("meta".into(), meta.into());
    if !links.is_empty() {
        body.insert("links".into(), links.into());
    }
    Ok(body.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("{number:024}")).collect()
    }

    fn page(count: usize, query: &str, order: Order) -> Result<Window, Refusal> {
        let ids = ids(count);
        let refs: Vec<&str> = ids.iter().map(String::as_str).collect();
        window(&refs, &Query::parse(Some(query)), order)
    }

    #[test]
    fn messages_come_last_page_first_and_are_walked_with_before() {
        let mut seen = Vec::new();
        let mut query = String::new();
        loop {
            let page = page(250, &query, Order::Backward(100)).expect("page");
            seen.push(page.range.clone());
            assert_eq!(page.has_more, page.before.is_some());
            match page.before {
                Some(before) => query = format!("page[before]={before}"),
                None => break,
            }
        }
        assert_eq!(seen, [150..250, 50..150, 0..50]);
    }

    #[test]
    fn other_listings_come_first_page_first_and_are_walked_with_after() {
        let first = page(30, "", Order::Forward).expect("page");
        assert_eq!((first.range, first.has_more, first.before), (0..25, true, None));
        let second = page(30, &format!("page[after]={}", first.after.expect("cursor")), Order::Forward).expect("page");
        assert_eq!((second.range, second.has_more, second.after), (25..30, false, None));
    }

    #[test]
    fn impossible_queries_are_refused() {
        let cursor = "0".repeat(24);
        for bad in ["page[size]=0", "page[size]=101", "page[size]=x", "page[after]=short"] {
            assert!(page(3, bad, Order::Forward).is_err(), "{bad}");
        }
        assert!(page(3, &format!("page[after]={cursor}&page[before]={cursor}"), Order::Forward).is_err());
    }

    #[test]
    fn an_empty_listing_has_no_cursors() {
        let empty = page(0, "", Order::Backward(100)).expect("page");
        assert_eq!(empty, Window { range: 0..0, has_more: false, after: None, before: None });
    }
}
