//! Items: one file each, TOML between two lines of `+++`, then the answer in Markdown.

use super::Problem;
use serde::Deserialize;
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The line before and after the front matter.
const FENCE: &str = "+++";
/// Bytes of one file; an answer is read by a person in a chat.
const FILE_BYTES: u64 = 256 * 1024;

/// An item of knowledge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id, which buttons name.
    pub id: String,
    /// How it is offered.
    pub title: String,
    /// Questions it answers.
    pub questions: Vec<String>,
    /// The answer, Markdown; empty where it only hands over.
    pub answer: String,
    /// Buttons below the answer.
    pub buttons: Vec<Button>,
    /// Whether a person is called for after the answer; with the skill, where one is named.
    pub handoff: Option<Option<String>>,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub target: Target,
}

/// Where a button leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To an item.
    Item(String),
    /// To an address.
    Link(String),
    /// To a person, with the skill where one is named.
    Person(Option<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    id: Option<String>,
    title: Option<String>,
    #[serde(default)]
    questions: Vec<String>,
    #[serde(default)]
    buttons: Vec<toml::Spanned<FrontButton>>,
    handoff: Option<FrontHandoff>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontButton {
    label: String,
    postback: Option<String>,
    link: Option<String>,
    handoff: Option<FrontHandoff>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum FrontHandoff {
    Wanted(bool),
    Named(String),
    Skilled { skill: String },
}

impl FrontHandoff {
    fn read(self) -> Option<Option<String>> {
        match self {
            Self::Wanted(wanted) => wanted.then_some(None),
            Self::Named(skill) | Self::Skilled { skill } => Some(Some(skill)),
        }
    }
}

/// Reads every `*.md` of a folder, in the order of their names.
pub(super) fn read_folder(folder: &Path) -> Result<Vec<Item>, Vec<Problem>> {
    let whole = |reason: String| vec![Problem { file: folder.to_owned(), line: None, reason }];
    let entries = std::fs::read_dir(folder).map_err(|error| whole(format!("the folder cannot be read: {error}")))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(whole("there is no item in it; write at least one `*.md`".to_owned()));
    }
    let mut problems = Vec::new();
    let mut items = Vec::new();
    for file in files {
        match read_file(&file) {
            Ok((item, lines)) => items.push((file, item, lines)),
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(cross_check(&items));
    if problems.is_empty() { Ok(items.into_iter().map(|(_, item, _)| item).collect()) } else { Err(problems) }
}

/// An item and the line of each of its buttons.
fn read_file(file: &Path) -> Result<(Item, Vec<usize>), Problem> {
    let at = |line: Option<usize>, reason: String| Problem { file: file.to_owned(), line, reason };
    let size = std::fs::metadata(file).map_err(|error| at(None, format!("cannot be read: {error}")))?.len();
    if size > FILE_BYTES {
        return Err(at(None, format!("has {size} bytes; an item may have {FILE_BYTES}")));
    }
    let text = std::fs::read_to_string(file).map_err(|error| at(None, format!("cannot be read: {error}")))?;
    let (front, body) = split(&text)
        .ok_or_else(|| at(Some(1), format!("must begin with front matter between two lines of {FENCE}")))?;
    let front_text = text.get(front.clone()).unwrap_or_default();
    let line_of = |offset: usize| text.get(..front.start + offset).unwrap_or_default().lines().count().max(1);
    let parsed: Front = toml::from_str(front_text).map_err(|error| {
        let line = error.span().map(|span: Range<usize>| line_of(span.start.saturating_add(1)));
        at(line, error.message().to_owned())
    })?;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let id = parsed.id.unwrap_or(stem);
    let mut buttons = Vec::new();
    let mut lines = Vec::new();
    for button in parsed.buttons {
        let line = line_of(button.span().start.saturating_add(1));
        buttons.push(read_button(button.into_inner()).map_err(|reason| at(Some(line), reason))?);
        lines.push(line);
    }
    let handoff = parsed.handoff.and_then(FrontHandoff::read);
    let answer = body.trim().to_owned();
    if answer.is_empty() && handoff.is_none() {
        return Err(at(None, "has no answer below its front matter".to_owned()));
    }
    let title = parsed.title.or_else(|| parsed.questions.first().cloned()).unwrap_or_else(|| id.clone());
    Ok((Item { id, title, questions: parsed.questions, answer, buttons, handoff }, lines))
}

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

fn read_button(button: FrontButton) -> Result<Button, String> {
    let handoff = button.handoff.and_then(FrontHandoff::read);
    let target = match (button.postback, button.link, handoff) {
        (Some(id), None, None) => Target::Item(id),
        (None, Some(link), None) => {
            let url = url::Url::parse(&link).map_err(|error| format!("the link {link} is no address: {error}"))?;
            if !matches!(url.scheme(), "https" | "http" | "mailto" | "tel") {
                return Err(format!("the link {link} must begin with https:, http:, mailto: or tel:"));
            }
            Target::Link(url.into())
        }
        (None, None, Some(skill)) => Target::Person(skill),
        _ => return Err(format!("the button {:?} needs one of postback, link or handoff", button.label)),
    };
    Ok(Button { label: button.label, target })
}

/// What can only be seen with all items at hand: doubled ids, buttons that lead nowhere.
fn cross_check(items: &[(PathBuf, Item, Vec<usize>)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: HashMap<&str, &PathBuf> = HashMap::new();
    for (file, item, _) in items {
        if let Some(first) = seen.insert(&item.id, file) {
            let reason = format!("the id {:?} is taken by {}", item.id, first.display());
            problems.push(Problem { file: file.clone(), line: None, reason });
        }
    }
    for (file, item, lines) in items {
        for (button, line) in item.buttons.iter().zip(lines) {
            if let Target::Item(id) = &button.target
                && !seen.contains_key(id.as_str())
            {
                let reason = format!("the button {:?} leads to {id:?}, which is no item", button.label);
                problems.push(Problem { file: file.clone(), line: Some(*line), reason });
            }
        }
    }
    problems
}
