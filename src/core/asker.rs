//! Who the page says the visitor is, and when it is asked for that anew. A page that gave a function for it is asked
//! whenever a token is wanted: at the first connection, and when the relay calls the one it got expired. Not in a circle:
//! a function that gives expired tokens is asked once for a refusal, and then is left alone for a while.

use super::Effect;
use baton_protocol::IdentityToken;

/// How long the page may take, in milliseconds.
const PATIENCE_MS: i64 = 5_000;
/// The least time between two refusals after which it is asked, in milliseconds; doubled each time, up to the most.
const REST_MS: i64 = 30_000;
const REST_MOST_MS: i64 = 600_000;
/// The least time after which a token is given again whose keys the relay could not fetch, in milliseconds.
const AGAIN_MS: i64 = 15_000;

/// Which function of the page gives a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The option `jwt`: it gives a token.
    Token,
    /// What `identify` was called with: it gives a visitor.
    User,
}

impl Ask {
    /// What the loader keeps it by: the name of the option, or the place of the argument.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "jwt",
            Self::User => "0",
        }
    }
}

/// The token, and where to get another.
#[derive(Clone, Debug, Default)]
pub(super) struct Asker {
    /// The page gives it anew with every connection; it is kept nowhere else.
    pub(super) token: Option<IdentityToken>,
    by: Option<Ask>,
    /// Until when an answer of the page is waited for.
    waiting: Option<i64>,
    /// Whether it has answered, or was waited for in vain, before.
    begun: bool,
    /// Until when no refusal is a reason to ask, and the time after the next one.
    rest: Option<(i64, i64)>,
    /// When the same token is given again.
    again: Option<i64>,
}

impl Asker {
    /// Takes in what the page gives. Whatever it says is its answer, where one was waited for.
    pub(super) fn take(&mut self, token: Option<IdentityToken>, by: Option<Ask>) {
        self.token = token;
        self.begun |= self.waiting.take().is_some();
        self.again = None;
        if by.is_some() {
            self.by = by;
            self.rest = None;
            self.begun = false;
        }
    }

    /// Whether what the visitor says waits: who somebody is goes before what they say, at first.
    pub(super) fn holds(&self) -> bool {
        self.waiting.is_some() && !self.begun
    }

    /// Asks for a token where there is none and the page has a function for it.
    pub(super) fn want(&mut self, now: i64, out: &mut Vec<Effect>) {
        if let (Some(by), None) = (self.by, &self.token) {
            self.waiting = Some(now + PATIENCE_MS);
            out.push(Effect::Ask(by));
        }
    }

    /// The token has expired. Says whether the page is asked for another.
    pub(super) fn expired(&mut self, now: i64, out: &mut Vec<Effect>) -> bool {
        let (until, next) = self.rest.unwrap_or((i64::MIN, REST_MS));
        if self.by.is_none() || now < until {
            return false;
        }
        self.rest = Some((now + next, (next * 2).min(REST_MOST_MS)));
        self.token = None;
        self.want(now, out);
        true
    }

    /// The relay could not look at the token just now.
    pub(super) fn postpone(&mut self, now: i64, wait: i64) {
        self.again = Some(now.saturating_add(wait.max(AGAIN_MS)));
    }

    pub(super) fn deadline(&self) -> Option<i64> {
        self.waiting.into_iter().chain(self.again).min()
    }

    /// Whether the page was asked and has not answered in time.
    pub(super) fn is_unanswered(&mut self, now: i64) -> bool {
        let is_late = self.waiting.take_if(|until| now >= *until).is_some();
        self.begun |= is_late;
        is_late
    }

    /// Whether the same token is to be given again.
    pub(super) fn is_due(&mut self, now: i64) -> bool {
        self.again.take_if(|at| now >= *at).is_some()
    }
}
