//! Pages of Support: by number, or by cursor where the caller says `page[size]`, `page[after]` or `page[before]`.

use crate::answer::Refusal;
use crate::limits;
use crate::operation::Call;
use crate::state::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use std::ops::Range;

const CURSORS: [&str; 3] = ["page[size]", "page[after]", "page[before]"];

/// The records of the page under `name`, with what leads to the others. `ids` are those of all records, in the order of
/// the listing; a cursor names one of them.
pub(crate) fn page(
    state: &State,
    call: &Call,
    name: &str,
    ids: &[u64],
    render: impl Fn(usize) -> Value,
) -> Result<Map<String, Value>, Refusal> {
    let by_cursor = CURSORS.iter().any(|name| call.query.get(name).is_some());
    let (range, rest) = if by_cursor { cursor(state, call, ids)? } else { number(state, call, ids.len())? };
    let mut body = Map::from_iter([(name.to_owned(), range.map(render).collect())]);
    body.extend(rest);
    Ok(body)
}

fn link(state: &State, call: &Call, leave_out: &[&str], add: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(call.query.without(leave_out)).extend_pairs(add);
    format!("{}{}?{}", state.origins.api, call.path, query.finish())
}

type Window = (Range<usize>, Map<String, Value>);

fn number(state: &State, call: &Call, count: usize) -> Result<Window, Refusal> {
    let number = |name: &str, default: usize| call.query.get(name).map_or(Ok(default), str::parse);
    let invalid = |_| Refusal::bad("Invalid page or per_page");
    let page = number("page", 1).map_err(invalid)?.max(1);
    let size = number("per_page", limits::SUPPORT_PAGE).map_err(invalid)?.clamp(1, limits::SUPPORT_PAGE);
    let start = (page - 1).saturating_mul(size).min(count);
    let end = (start + size).min(count);
    let to = |page: usize| link(state, call, &["page"], &[("page", &page.to_string())]);
    let rest = json!({
        "count": count,
        "next_page": (end < count).then(|| to(page + 1)),
        "previous_page": (page > 1).then(|| to(page - 1)),
    });
    Ok((start..end, rest.as_object().cloned().unwrap_or_default()))
}

fn cursor(state: &State, call: &Call, ids: &[u64]) -> Result<Window, Refusal> {
    let invalid = || Refusal::bad("Invalid cursor pagination parameters");
    let size: usize =
        call.query.get("page[size]").map_or(Ok(limits::SUPPORT_PAGE), str::parse).map_err(|_| invalid())?;
    if size == 0 {
        return Err(invalid());
    }
    let size = size.min(limits::SUPPORT_PAGE);
    let place = |name: &str| match call.query.get(name) {
        None => Ok(None),
        Some(text) => decode(text).and_then(|id| ids.iter().position(|own| *own == id)).map(Some).ok_or_else(invalid),
    };
    let range = match (place("page[after]")?, place("page[before]")?) {
        (Some(_), Some(_)) => return Err(invalid()),
        (Some(after), None) => (after + 1)..(after + 1 + size).min(ids.len()),
        (None, Some(before)) => before.saturating_sub(size)..before,
        (None, None) => 0..size.min(ids.len()),
    };
    let at = |place: Option<usize>| place.and_then(|place| ids.get(place)).map(|id| encode(*id));
    let last = at(range.end.checked_sub(1).filter(|_| !range.is_empty()));
    let first = at(Some(range.start).filter(|_| !range.is_empty()));
    let (more, earlier) = (range.end < ids.len(), range.start > 0);
    let to = |name: &str, cursor: &Option<String>| {
        Some(link(state, call, &["page[after]", "page[before]"], &[(name, cursor.as_deref()?)]))
    };
    let rest = json!({
        "meta": { "has_more": more, "after_cursor": last, "before_cursor": first },
        "links": {
            "next": more.then(|| to("page[after]", &last)).flatten(),
            "prev": earlier.then(|| to("page[before]", &first)).flatten(),
        },
    });
    Ok((range, rest.as_object().cloned().unwrap_or_default()))
}

fn encode(id: u64) -> String {
    URL_SAFE_NO_PAD.encode(id.to_string())
}

fn decode(cursor: &str) -> Option<u64> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?.parse().ok()
}
