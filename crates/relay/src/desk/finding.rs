//! Lines of `baton check`.

/// One line of `baton check`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub subject: String,
    /// Whether it is as it should be.
    pub verdict: Verdict,
    /// What is wrong and where to click; or what was seen.
    pub detail: String,
}

/// How a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// It works, with something lost.
    Lossy,
    /// It does not work.
    Bad,
}

pub(super) fn good(subject: &str, detail: impl Into<String>) -> Finding {
    Finding { subject: subject.to_owned(), verdict: Verdict::Good, detail: detail.into() }
}

pub(super) fn lossy(subject: &str, detail: impl Into<String>) -> Finding {
    Finding { subject: subject.to_owned(), verdict: Verdict::Lossy, detail: detail.into() }
}

pub(super) fn bad(subject: &str, detail: impl Into<String>) -> Finding {
    Finding { subject: subject.to_owned(), verdict: Verdict::Bad, detail: detail.into() }
}
