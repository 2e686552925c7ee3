//! What a message may hold: every content type the API takes, checked and completed as the vendor does.

use crate::answer::Refusal;
use crate::ids::ConversationId;
use crate::json::{check_length, check_metadata, check_url, utf16_len};
use crate::limits;
use crate::state::State;
use crate::sunco::{attachments, markup};
use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// Checks a posted content and returns it as it will be shown.
pub(crate) fn accept(state: &mut State, conversation: &ConversationId, posted: &Object) -> Result<Object, Refusal> {
    let kind = text_of(posted, "type").ok_or_else(|| Refusal::bad("content.type is required"))?;
    match kind {
        "text" => text(posted),
        "image" | "file" => media(state, conversation, posted, kind),
        "carousel" | "list" => cards(posted),
        "form" => form(posted),
        "location" => location(posted),
        "template" => {
            need_object(posted, "template")?;
            Ok(keep(posted, &["type", "template", "blockChatInput"]))
        }
        "formResponse" => Err(Refusal::bad("formResponse messages cannot be sent by API")),
        other => Err(Refusal::bad(format!("content.type {other} is not supported"))),
    }
}

fn text_of<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

fn keep(object: &Object, names: &[&str]) -> Object {
    object.iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(n, v)| (n.clone(), v.clone())).collect()
}

fn need<'a>(object: &'a Object, name: &str, max: usize) -> Result<&'a str, Refusal> {
    let text = text_of(object, name).ok_or_else(|| Refusal::bad(format!("{name} is required")))?;
    check_length(name, text, max)?;
    Ok(text)
}

fn need_object<'a>(object: &'a Object, name: &str) -> Result<&'a Object, Refusal> {
    object.get(name).and_then(Value::as_object).ok_or_else(|| Refusal::bad(format!("{name} is required")))
}

/// A list of 1 to `max` objects.
fn need_list<'a>(object: &'a Object, name: &str, max: usize) -> Result<Vec<&'a Object>, Refusal> {
    let list = object.get(name).and_then(Value::as_array).ok_or_else(|| Refusal::bad(format!("{name} is required")))?;
    if list.is_empty() || list.len() > max {
        return Err(Refusal::bad(format!("{name} must hold 1 to {max} entries")));
    }
    list.iter().map(|it| it.as_object().ok_or_else(|| Refusal::bad(format!("{name} must hold objects")))).collect()
}

/// `text`, `htmlText` and `markdownText`: at most 4096 each, the last two not together, `text` derived when missing.
fn words(posted: &Object, out: &mut Object) -> Result<bool, Refusal> {
    for name in ["text", "htmlText", "markdownText"] {
        if let Some(text) = posted.get(name) {
            let text = text.as_str().ok_or_else(|| Refusal::bad(format!("content.{name} must be a string")))?;
            let length = utf16_len(text);
            if length > limits::TEXT {
                return Err(Refusal::bad(format!(
                    "content.{name} has {length} characters, the limit is {}",
                    limits::TEXT
                )));
            }
        }
    }
    let html = match (text_of(posted, "htmlText"), text_of(posted, "markdownText")) {
        (Some(_), Some(_)) => return Err(Refusal::bad("htmlText and markdownText exclude each other")),
        (Some(html), None) => Some(html.to_owned()),
        (None, Some(markdown)) => Some(markup::html_of_markdown(markdown)),
        (None, None) => None,
    };
    if html.as_ref().is_some_and(|html| utf16_len(html) > limits::TEXT) {
        return Err(Refusal::bad("The HTML made of markdownText is too long"));
    }
    let text = text_of(posted, "text").map(str::to_owned).or_else(|| html.as_deref().map(markup::text_of_html));
    let spoken = text.as_ref().is_some_and(|text| !text.is_empty());
    if let Some(text) = text {
        out.insert("text".into(), text.into());
    }
    if let Some(html) = html {
        out.insert("htmlText".into(), html.into());
    }
    Ok(spoken)
}

fn text(posted: &Object) -> Result<Object, Refusal> {
    let mut out = keep(posted, &["type", "actions", "payload", "blockChatInput"]);
    let spoken = words(posted, &mut out)?;
    if posted.contains_key("actions") {
        actions(posted, usize::MAX, true)?;
    } else if !spoken {
        return Err(Refusal::bad("content.text is required"));
    }
    Ok(out)
}

fn media(state: &mut State, conversation: &ConversationId, posted: &Object, kind: &str) -> Result<Object, Refusal> {
    let mut out = keep(posted, &["type", "mediaUrl", "altText", "actions", "blockChatInput", "attachmentId"]);
    let url = need(posted, "mediaUrl", limits::URL)?;
    check_url("mediaUrl", url)?;
    if posted.contains_key("altText") {
        need(posted, "altText", limits::LABEL)?;
    }
    if posted.contains_key("actions") {
        actions(posted, usize::MAX, true)?;
    }
    words(posted, &mut out)?;
    let file = attachments::attach(state, conversation, url)?;
    if kind == "image" && !file.media_type.starts_with("image/") {
        return Err(Refusal::bad(format!("mediaUrl is {}, not an image", file.media_type)));
    }
    out.insert("mediaType".into(), file.media_type.into());
    if let Some(size) = file.size {
        out.insert("mediaSize".into(), size.into());
    }
    if !out.contains_key("altText") && !file.name.is_empty() {
        let name: String = file.name.chars().take(limits::LABEL).collect();
        out.insert("altText".into(), name.into());
    }
    if let Some(id) = file.id {
        out.insert("attachmentId".into(), id.0.into());
    }
    Ok(out)
}

fn cards(posted: &Object) -> Result<Object, Refusal> {
    for item in need_list(posted, "items", limits::ITEMS)? {
        need(item, "title", limits::LABEL)?;
        for name in ["description", "mediaType", "altText"] {
            if item.contains_key(name) {
                need(item, name, limits::LABEL)?;
            }
        }
        if item.contains_key("mediaUrl") {
            check_url("mediaUrl", need(item, "mediaUrl", limits::URL)?)?;
        }
        if text_of(item, "size").is_some_and(|size| size != "compact" && size != "large") {
            return Err(Refusal::bad("size must be compact or large"));
        }
        actions(item, limits::ITEM_ACTIONS, false)?;
    }
    if posted.contains_key("actions") {
        actions(posted, limits::ITEMS, false)?;
    }
    let mut out = keep(posted, &["type", "items", "actions", "blockChatInput", "displaySettings"]);
    if text_of(posted, "type") == Some("carousel") {
        out.insert("text".into(), markup::text_of_items(posted).into());
    }
    Ok(out)
}

/// Buttons: their type and what each type needs. Items take four of the six types.
fn actions(owner: &Object, max: usize, any_type: bool) -> Result<(), Refusal> {
    for action in need_list(owner, "actions", max)? {
        let kind = text_of(action, "type").ok_or_else(|| Refusal::bad("action.type is required"))?;
        need(action, "text", limits::LABEL)?;
        match kind {
            "link" | "webview" => check_url("action.uri", need(action, "uri", limits::URL)?)?,
            "postback" => {
                need(action, "payload", limits::TEXT)?;
            }
            "reply" if any_type => {
                need(action, "payload", limits::TEXT)?;
            }
            "buy" if action.get("amount").is_some_and(Value::is_i64) => {}
            "locationRequest" if any_type => {}
            _ => return Err(Refusal::bad(format!("action.type {kind} is not supported here"))),
        }
        if kind == "webview" {
            check_url("action.fallback", need(action, "fallback", limits::URL)?)?;
        }
        action.get("metadata").and_then(Value::as_object).map_or(Ok(()), check_metadata)?;
    }
    Ok(())
}

fn form(posted: &Object) -> Result<Object, Refusal> {
    for field in need_list(posted, "fields", limits::FORM_FIELDS)? {
        let kind = text_of(field, "type").unwrap_or_default();
        need(field, "name", limits::LABEL)?;
        need(field, "label", limits::LABEL)?;
        match kind {
            "text" | "email" => {}
            "select" => {
                for option in need_list(field, "options", limits::FORM_OPTIONS)? {
                    need(option, "label", limits::LABEL)?;
                    need(option, "name", limits::LABEL)?;
                }
            }
            _ => return Err(Refusal::bad("field.type must be email, select or text")),
        }
    }
    let mut out = keep(posted, &["type", "fields", "text", "blockChatInput"]);
    out.insert("submitted".into(), false.into());
    Ok(out)
}

fn location(posted: &Object) -> Result<Object, Refusal> {
    let coordinates = need_object(posted, "coordinates")?;
    let number = |name: &str| coordinates.get(name).and_then(Value::as_f64);
    let (Some(lat), Some(long)) = (number("lat"), number("long")) else {
        return Err(Refusal::bad("coordinates.lat and coordinates.long are required"));
    };
    let mut out = keep(posted, &["type", "coordinates", "location", "blockChatInput"]);
    out.insert("text".into(), format!("Location shared:\nhttps://maps.google.com/maps?q={lat},{long}").into());
    Ok(out)
}
