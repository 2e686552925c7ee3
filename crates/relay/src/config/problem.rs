//! What is wrong with a configuration.

use std::fmt;

/// One thing that is wrong, with its key and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key, as it stands in the file: `account.main.key_secret`. Empty for the file as a whole.
    pub key: String,
    /// What is wrong and what to do. Never the value of a secret.
    pub text: String,
    /// Whether the relay can start with it.
    pub severity: Severity,
}

/// How a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The relay works with it; somebody should know.
    Warning,
    /// The relay does not start.
    Error,
}

impl Problem {
    pub(super) fn error(key: impl fmt::Display, text: impl Into<String>) -> Self {
        Self { key: key.to_string(), text: text.into(), severity: Severity::Error }
    }

    pub(super) fn warning(key: impl fmt::Display, text: impl Into<String>) -> Self {
        Self { key: key.to_string(), text: text.into(), severity: Severity::Warning }
    }

    /// Whether the relay does not start with it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.is_error() { '✗' } else { '!' };
        if self.key.is_empty() {
            write!(out, "{mark} {}", self.text)
        } else {
            write!(out, "{mark} {}: {}", self.key, self.text)
        }
    }
}

/// The known name nearest to an unknown one, as the end of a sentence; nothing where none is near.
pub(crate) fn did_you_mean<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    // Below this, names have no more than a few letters in common.
    const NEAR: f64 = 0.75;
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&unknown.to_lowercase(), name), name))
        .filter(|(likeness, _)| *likeness > NEAR)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, name)| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}
