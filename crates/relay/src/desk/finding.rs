//! How findings of `baton check` are made.

use super::{Finding, Verdict};

pub(super) fn good(subject: &str, detail: impl Into<String>) -> Finding {
    Finding { subject: subject.to_owned(), verdict: Verdict::Good, detail: detail.into() }
}

pub(super) fn lossy(subject: &str, detail: impl Into<String>) -> Finding {
    Finding { subject: subject.to_owned(), verdict: Verdict::Lossy, detail: detail.into() }
}

pub(super) fn bad(subject: &str, detail: impl Into<String>) -> Finding {
    Finding { subject: subject.to_owned(), verdict: Verdict::Bad, detail: detail.into() }
}
