use std::fmt;

use serde::Deserialize;

use crate::tolerant;

/// Longest code or title kept, in characters; a log line is no place for a page.
const TEXT_KEPT: usize = 200;

/// What Support says of a ticket that takes no change any more.
const CLOSED_WORDS: &str = "closed prevents ticket update";

/// The code that sometimes stands beside it.
const CLOSED_CODE: &str = "ClosedTicket";

/// Particulars kept of one answer; a field is wrong in one or two ways.
const DETAILS_KEPT: usize = 20;

/// One entry of an error answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The vendor's word, such as `user_not_found`; empty where it gave none.
    pub code: String,
    /// What it says about it.
    pub title: String,
    /// The field of the request it is about, where Support names one: `group_id`, `status`, `base` for the whole.
    pub field: Option<String>,
}

/// What the vendor said in refusing a call; often one entry, several only with 400, none where the answer had no
/// readable body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<ApiError>);

impl Problems {
    /// A problem of our own finding, before anything was sent.
    pub(crate) fn ours(title: impl Into<String>) -> Self {
        Self::said("not_sent", title)
    }

    pub(crate) fn said(code: &str, title: impl Into<String>) -> Self {
        Self(vec![ApiError { code: code.to_owned(), title: title.into(), field: None }])
    }

    /// Whether an entry has this code.
    pub fn has(&self, code: &str) -> bool {
        self.0.iter().any(|problem| problem.code == code)
    }

    /// Whether an entry is about this field of the request.
    pub fn about(&self, field: &str) -> bool {
        self.0.iter().any(|problem| problem.field.as_deref() == Some(field))
    }

    /// Whether a ticket's being closed is what was wrong. Support has no code for it that is always there, but one
    /// sentence, which stands with the status or with the whole.
    pub(crate) fn is_closed_ticket(&self) -> bool {
        self.has(CLOSED_CODE) || self.0.iter().any(|problem| problem.title.to_ascii_lowercase().contains(CLOSED_WORDS))
    }

    /// Reads any of the vendor's forms of an error body; what fits none is no entry at all.
    pub(crate) fn read(body: &[u8]) -> Self {
        match serde_json::from_slice(body) {
            Ok(Body::Conversations { errors }) => Self(errors.into_iter().map(|entry| entry.into_problem()).collect()),
            Ok(Body::Support { error, description, error_description, details }) => {
                let whole = error.into_problem(description.or(error_description));
                Self(whole.into_iter().chain(particulars(&details)).collect())
            }
            Err(_) => Self::default(),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("no reason given");
        }
        for (position, problem) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            let ApiError { code, title, field } = problem;
            match field {
                Some(field) if code.is_empty() => write!(f, "{separator}{title} (at {field})")?,
                Some(field) => write!(f, "{separator}{title} ({code} at {field})")?,
                None => write!(f, "{separator}{title} ({code})")?,
            }
        }
        Ok(())
    }
}

/// Sunshine Conversations lists its errors; Support has one code with a description; its OAuth follows the standard.
#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Conversations {
        errors: Vec<Entry>,
    },
    Support {
        #[serde(default)]
        error: SupportError,
        #[serde(default, deserialize_with = "tolerant::lenient")]
        description: Option<String>,
        #[serde(default, deserialize_with = "tolerant::lenient")]
        error_description: Option<String>,
        #[serde(default)]
        details: serde_json::Value,
    },
}

#[derive(Default, Deserialize)]
#[serde(untagged)]
enum SupportError {
    /// Some answers have nothing but the particulars.
    #[default]
    Nothing,
    Code(String),
    Sentence {
        #[serde(default)]
        title: String,
        #[serde(default)]
        message: String,
    },
}

impl SupportError {
    fn into_problem(self, description: Option<String>) -> Vec<ApiError> {
        let (code, title) = match self {
            Self::Code(code) => (code, description.unwrap_or_default()),
            Self::Sentence { title, message } => (title, message),
            Self::Nothing => return Vec::new(),
        };
        vec![ApiError { code: clean(&code), title: clean(&title), field: None }]
    }
}

/// What Support says field by field: an object of lists of what is wrong with each.
fn particulars(details: &serde_json::Value) -> Vec<ApiError> {
    let Some(fields) = details.as_object() else { return Vec::new() };
    let entries = fields.iter().flat_map(|(field, entries)| {
        entries.as_array().into_iter().flatten().map(move |entry| {
            let text = |key: &str| entry.get(key).and_then(serde_json::Value::as_str).map(clean);
            let code = text("error").or_else(|| text("type")).unwrap_or_default();
            let title = text("description").or_else(|| entry.as_str().map(clean)).unwrap_or_default();
            let title = without_addresses(&title);
            ApiError { code, title, field: Some(clean(field)) }
        })
    });
    entries.take(DETAILS_KEPT).collect()
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    code: serde_json::Value,
    #[serde(default)]
    title: serde_json::Value,
}

impl Entry {
    fn into_problem(self) -> ApiError {
        let text = |value: &serde_json::Value| clean(value.as_str().unwrap_or_default());
        ApiError { code: text(&self.code), title: text(&self.title), field: None }
    }
}

/// What is said of a field may quote it, and the address of a person is nothing for a log.
fn without_addresses(text: &str) -> String {
    let words = text.split(' ').map(|word| if word.contains('@') { "(an address)" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TEXT_KEPT).collect()
}
