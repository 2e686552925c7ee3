//! What a message at Zendesk says, as far as a chat can show it.

use crate::desk::RemoteFile;
use baton_zendesk::messages::{Action, ActionKind, Content, FieldKind, Form, FormResponse, Items, Media, Text};

/// Shown instead of what has neither text nor file.
const UNKNOWN: &str = "[A message of a kind this chat cannot show]";

/// A message's content.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Plain text.
    pub(super) text: String,
    /// The same with formatting; never shown as it is.
    pub(super) html: Option<String>,
    /// Files.
    pub(super) files: Vec<RemoteFile>,
}

/// Reads a content.
pub(super) fn of(content: &Content) -> Said {
    let mut said = match content {
        Content::Text(text) => of_text(text),
        Content::Image(media) => of_media(media, "image"),
        Content::File(media) => of_media(media, "file"),
        Content::Carousel(items) | Content::List(items) => plain(of_items(items)),
        Content::Form(form) => plain(of_form(form)),
        Content::FormResponse(response) => plain(of_answers(response)),
        Content::Location(place) => plain(
            place.text.clone().unwrap_or_else(|| format!("{}, {}", place.coordinates.lat, place.coordinates.long)),
        ),
        Content::Template(_) => Said::default(),
        Content::Unknown { text, .. } => plain(text.clone().unwrap_or_default()),
    };
    if said.text.trim().is_empty() && said.html.is_none() && said.files.is_empty() {
        said.text = UNKNOWN.to_owned();
    }
    said
}

fn plain(text: String) -> Said {
    Said { text, ..Said::default() }
}

fn of_text(text: &Text) -> Said {
    let actions = links(&text.actions);
    if actions.is_empty() {
        return Said { text: text.text.clone(), html: text.html_text.clone(), files: Vec::new() };
    }
    // Buttons are in no HTML; losing the bold is better than losing the link.
    plain(std::iter::once(text.text.clone()).chain(actions).collect::<Vec<_>>().join("\n"))
}

fn of_media(media: &Media, fallback: &str) -> Said {
    let name = media.alt_text.clone().filter(|name| !name.trim().is_empty());
    let name = name.or_else(|| last_segment(&media.media_url)).unwrap_or_else(|| fallback.to_owned());
    let file = RemoteFile {
        url: media.media_url.clone(),
        name,
        media_type: media.media_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned()),
        bytes: media.media_size.unwrap_or(0),
    };
    Said { text: media.text.clone().unwrap_or_default(), html: media.html_text.clone(), files: vec![file] }
}

fn last_segment(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok()?;
    let last = url.path_segments()?.next_back()?.to_owned();
    (!last.is_empty()).then_some(last)
}

fn of_items(items: &Items) -> String {
    if let Some(text) = items.text.as_ref().filter(|text| !text.trim().is_empty()) {
        return text.clone();
    }
    let mut lines = Vec::new();
    for item in &items.items {
        lines.push(item.title.clone());
        lines.extend(item.description.clone());
        lines.extend(links(&item.actions));
    }
    lines.extend(links(&items.actions));
    lines.join("\n")
}

/// Buttons as lines: a link with its address, what can be answered by its label.
fn links(actions: &[Action]) -> Vec<String> {
    let line = |action: &Action| match (&action.kind, &action.uri) {
        (ActionKind::Link | ActionKind::Webview | ActionKind::Buy, Some(uri)) => format!("{}: {uri}", action.text),
        _ => format!("[{}]", action.text),
    };
    actions.iter().filter(|action| !action.text.is_empty()).map(line).collect()
}

fn of_form(form: &Form) -> String {
    let mut lines: Vec<String> = form.text.iter().cloned().collect();
    lines.extend(form.fields.iter().map(|field| format!("{}?", field.label)));
    lines.join("\n")
}

fn of_answers(response: &FormResponse) -> String {
    if let Some(text) = response.text_fallback.as_ref().filter(|text| !text.trim().is_empty()) {
        return text.clone();
    }
    let answers = response.fields.iter().map(|field| {
        let answer = match field.kind {
            FieldKind::Email => field.email.clone(),
            FieldKind::Select => field.select.first().map(|option| option.label.clone()),
            _ => field.text.clone(),
        };
        format!("{}: {}", field.label, answer.unwrap_or_default())
    });
    answers.collect::<Vec<_>>().join("\n")
}
