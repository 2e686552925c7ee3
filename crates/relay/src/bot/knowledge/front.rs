//! An item's file: TOML between two lines of `+++`, then the answer in Markdown.

use super::Problem;
use super::capture::{Capture, Pattern};
use super::condition::Condition;
use super::item::{Button, Item, ItemCard, ItemForm, Target, Then};
use crate::bot::action::field_kind;
use baton_protocol::{TextField, limits};
use regex::RegexBuilder;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use wildmatch::WildMatch;

/// The line before and after the front matter.
const FENCE: &str = "+++";
/// Bytes of a compiled regular expression.
const REGEX_BYTES: usize = 1 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    id: Option<String>,
    title: Option<String>,
    locale: Option<String>,
    #[serde(default)]
    questions: Vec<String>,
    #[serde(default)]
    synonyms: Vec<String>,
    #[serde(default)]
    buttons: Vec<Spanned<FrontButton>>,
    #[serde(default)]
    cards: Vec<Spanned<FrontCard>>,
    form: Option<Spanned<FrontForm>>,
    #[serde(default)]
    capture: Vec<Spanned<FrontCapture>>,
    #[serde(default)]
    set: BTreeMap<String, String>,
    when: Option<Spanned<FrontWhen>>,
    handoff: Option<FrontHandoff>,
    goto: Option<Spanned<String>>,
    #[serde(default)]
    end: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontButton {
    label: String,
    postback: Option<String>,
    link: Option<String>,
    handoff: Option<FrontHandoff>,
    #[serde(default)]
    location: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontCard {
    title: String,
    #[serde(default)]
    text: String,
    image: Option<String>,
    #[serde(default)]
    buttons: Vec<FrontButton>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontForm {
    #[serde(default)]
    lead: String,
    fields: Vec<FrontField>,
    #[serde(default)]
    optional: bool,
    then: Option<String>,
    skipped: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontField {
    name: String,
    label: String,
    kind: Option<String>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    options: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontCapture {
    variable: String,
    kind: Option<String>,
    pattern: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontWhen {
    #[serde(default)]
    variables: BTreeMap<String, String>,
    #[serde(default)]
    missing: Vec<String>,
    #[serde(default)]
    pages: Vec<String>,
    hours: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum FrontHandoff {
    Wanted(bool),
    Named(String),
    Skilled { skill: String },
}

/// An item that was read, with the lines of what leads to others.
pub(super) struct Read {
    pub(super) item: Item,
    /// The id of an item it leads to, and the line where it does.
    pub(super) leads: Vec<(String, usize)>,
}

/// Reads the text of a file.
pub(super) fn read(file: &Path, text: &str) -> Result<Read, Problem> {
    let at = |line: Option<usize>, reason: String| Problem { file: file.to_owned(), line, reason };
    let (front, body) =
        split(text).ok_or_else(|| at(Some(1), format!("must begin with front matter between two lines of {FENCE}")))?;
    let front_text = text.get(front.clone()).unwrap_or_default();
    let line_of = |offset: usize| text.get(..=front.start + offset).unwrap_or_default().lines().count().max(1);
    let parsed: Front = toml::from_str(front_text).map_err(|error| {
        let line = error.span().map(|span: Range<usize>| line_of(span.start));
        at(line, error.message().to_owned())
    })?;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    build(parsed, stem, body.trim(), line_of).map_err(|(line, reason)| at(line, reason))
}

fn build(front: Front, stem: String, body: &str, line_of: impl Fn(usize) -> usize) -> Result<Read, Wrong> {
    let id = front.id.unwrap_or(stem);
    let mut leads = Vec::new();
    let mut lead = |ids: Vec<String>, line: usize| leads.extend(ids.into_iter().map(|id| (id, line)));
    let mut item = Item {
        locale: front.locale,
        questions: front.questions,
        synonyms: front.synonyms,
        answer: body.to_owned(),
        set: front.set,
        then: Then { handoff: front.handoff.and_then(FrontHandoff::read), goto: None, end: front.end },
        ..Item::default()
    };
    for button in front.buttons {
        let line = line_of(button.span().start);
        let button = read_button(button.into_inner()).map_err(|reason| (Some(line), reason))?;
        lead(target(&button).into_iter().collect(), line);
        item.buttons.push(button);
    }
    for card in front.cards {
        let line = line_of(card.span().start);
        let card = read_card(card.into_inner()).map_err(|reason| (Some(line), reason))?;
        lead(card.buttons.iter().filter_map(target).collect(), line);
        item.cards.push(card);
    }
    if let Some(form) = front.form {
        let line = line_of(form.span().start);
        let form = read_form(form.into_inner()).map_err(|reason| (Some(line), reason))?;
        lead(form.then.iter().chain(&form.skipped).cloned().collect(), line);
        item.form = Some(form);
    }
    for capture in front.capture {
        let line = line_of(capture.span().start);
        item.capture.push(read_capture(capture.into_inner()).map_err(|reason| (Some(line), reason))?);
    }
    if let Some(when) = front.when {
        let line = line_of(when.span().start);
        item.when = read_when(when.into_inner()).map_err(|reason| (Some(line), reason))?;
    }
    if let Some(goto) = front.goto {
        lead(vec![goto.get_ref().clone()], line_of(goto.span().start));
        item.then.goto = Some(goto.into_inner());
    }
    let acts = item.then != Then::default() || item.form.is_some() || !item.cards.is_empty();
    if item.answer.is_empty() && !acts {
        return Err((None, "has no answer below its front matter".to_owned()));
    }
    let title = front.title.or_else(|| item.questions.first().cloned()).unwrap_or_else(|| id.clone());
    Ok(Read { item: Item { id, title, ..item }, leads })
}

/// The line, and what is wrong.
type Wrong = (Option<usize>, String);

/// The front matter's place and the body after it.
fn split(text: &str) -> Option<(Range<usize>, &str)> {
    let after = text.strip_prefix(FENCE)?;
    let start = FENCE.len() + after.find('\n')? + 1;
    let rest = text.get(start..)?;
    let mut offset = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == FENCE {
            return Some((start..start + offset, rest.get(offset + line.len()..)?));
        }
        offset += line.len();
    }
    None
}

fn target(button: &Button) -> Option<String> {
    if let Target::Item(id) = &button.target { Some(id.clone()) } else { None }
}

impl FrontHandoff {
    fn read(self) -> Option<Option<String>> {
        match self {
            Self::Wanted(wanted) => wanted.then_some(None),
            Self::Named(skill) | Self::Skilled { skill } => Some(Some(skill)),
        }
    }
}

fn read_button(button: FrontButton) -> Result<Button, String> {
    let handoff = button.handoff.and_then(FrontHandoff::read);
    let target = match (button.postback, button.link, handoff) {
        (None, None, None) if button.location => Target::Location,
        _ if button.location => {
            return Err(format!("the button {:?} asks for the location and leads elsewhere too", button.label));
        }
        (Some(id), None, None) => Target::Item(id),
        (None, Some(link), None) => Target::Link(address(&link, &["https", "http", "mailto", "tel"])?),
        (None, None, Some(skill)) => Target::Person(skill),
        _ => return Err(format!("the button {:?} needs one of postback, link, handoff or location", button.label)),
    };
    Ok(Button { label: button.label, target })
}

fn address(link: &str, schemes: &[&str]) -> Result<String, String> {
    let url = url::Url::parse(link).map_err(|error| format!("the link {link} is no address: {error}"))?;
    if !schemes.contains(&url.scheme()) {
        return Err(format!("the link {link} must begin with {}:", schemes.join(":, ")));
    }
    Ok(url.into())
}

fn read_card(card: FrontCard) -> Result<ItemCard, String> {
    Ok(ItemCard {
        title: card.title,
        text: card.text,
        image: card.image.map(|image| address(&image, &["https"])).transpose()?,
        buttons: card.buttons.into_iter().map(read_button).collect::<Result<_, _>>()?,
    })
}

fn read_form(form: FrontForm) -> Result<ItemForm, String> {
    if form.fields.is_empty() || form.fields.len() > limits::FORM_FIELDS {
        return Err(format!("a form has 1 to {} fields", limits::FORM_FIELDS));
    }
    let fields = form.fields.into_iter().map(|field| {
        let word = field.kind.as_deref().unwrap_or("line");
        let kind = field_kind(word)
            .ok_or_else(|| format!("the kind {word:?} is none of line, long, email, phone, number and date"))?;
        let name = variable(field.name)?;
        Ok(TextField { name, label: field.label, kind, required: field.required, options: field.options })
    });
    let fields = fields.collect::<Result<_, String>>()?;
    Ok(ItemForm { lead: form.lead, fields, optional: form.optional, then: form.then, skipped: form.skipped })
}

fn read_capture(capture: FrontCapture) -> Result<Capture, String> {
    let pattern = match (capture.kind.as_deref(), capture.pattern) {
        (Some("email"), None) => Pattern::Email,
        (Some("phone"), None) => Pattern::Phone,
        (Some("number"), None) => Pattern::Number,
        (None, Some(pattern)) => {
            let regex = RegexBuilder::new(&pattern).size_limit(REGEX_BYTES).build();
            Pattern::Regex(regex.map_err(|error| format!("the pattern cannot be used: {error}"))?)
        }
        _ => return Err("a capture needs a `kind` (email, phone or number) or a `pattern`".to_owned()),
    };
    Ok(Capture { variable: variable(capture.variable)?, pattern })
}

fn variable(name: String) -> Result<String, String> {
    if name.is_empty() || name.starts_with("baton.") || name.starts_with('_') {
        return Err(format!(
            "the variable {name:?} may not be empty or begin with `baton.` or `_`, which are not yours"
        ));
    }
    Ok(name)
}

fn read_when(when: FrontWhen) -> Result<Condition, String> {
    let people = match when.hours.as_deref() {
        None => None,
        Some("open") => Some(true),
        Some("closed") => Some(false),
        Some(other) => return Err(format!("`hours` is {other:?}; it must be open or closed")),
    };
    let variables = when.variables.into_iter().map(|(name, value)| (name, WildMatch::new(&value))).collect();
    let pages = when.pages.iter().map(|page| WildMatch::new(page)).collect();
    Ok(Condition { variables, missing: when.missing, pages, people })
}
