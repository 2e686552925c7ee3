use std::fmt;

use serde::Deserialize;

/// Longest code or title kept, in characters; a log line is no place for a page.
const TEXT_KEPT: usize = 200;

/// One entry of an error answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The vendor's word, such as `user_not_found`; empty where it gave none.
    pub code: String,
    /// What it says about it.
    pub title: String,
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
        Self(vec![ApiError { code: code.to_owned(), title: title.into() }])
    }

    /// Whether an entry has this code.
    pub fn has(&self, code: &str) -> bool {
        self.0.iter().any(|problem| problem.code == code)
    }

    /// Reads any of the vendor's forms of an error body; what fits none is no entry at all.
    pub(crate) fn read(body: &[u8]) -> Self {
        match serde_json::from_slice(body) {
            Ok(Body::Conversations { errors }) => Self(errors.into_iter().map(|entry| entry.into_problem()).collect()),
            Ok(Body::Support { error: SupportError::Code(code), description, error_description }) => {
                Self(vec![ApiError {
                    code: clean(&code),
                    title: clean(&description.or(error_description).unwrap_or_default()),
                }])
            }
            Ok(Body::Support { error: SupportError::Sentence { title, message }, .. }) => {
                Self(vec![ApiError { code: clean(&title), title: clean(&message) }])
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
            write!(f, "{separator}{} ({})", problem.title, problem.code)?;
        }
        Ok(())
    }
}

/// Sunshine Conversations lists its errors; Support has one code with a description; its OAuth follows the standard.
#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Conversations { errors: Vec<Entry> },
    Support { error: SupportError, description: Option<String>, error_description: Option<String> },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum SupportError {
    Code(String),
    Sentence {
        #[serde(default)]
        title: String,
        #[serde(default)]
        message: String,
    },
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
        ApiError { code: text(&self.code), title: text(&self.title) }
    }
}

fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TEXT_KEPT).collect()
}
