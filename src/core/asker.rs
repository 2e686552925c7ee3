//! Who the page says the visitor is, and when it is asked for that anew. A page that gave a function for it is asked
//! whenever a token is wanted: at the first connection, and when the relay calls the one it got expired. Not in a circle:
//! a function that gives expired tokens is asked once for a refusal, and then is left alone for a while.

use super::Effect;
use baton_protocol::IdentityToken;

/// How long the page may take, in milliseconds.
const PATIENCE_MS: i64 = 5_000;
/// How long after a refusal no other is a reason to ask, in milliseconds.
const REST_MS: i64 = 60_000;

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
    /// When the page has had time enough to answer; or, where it was not asked, when the same token is given again.
    pub(super) due: Option<i64>,
    /// Whether an answer of the page is waited for.
    waits: bool,
    /// Whether it has answered, or was waited for in vain, before.
    begun: bool,
    /// Until when no refusal is a reason to ask.
    rest: i64,
}

impl Asker {
    /// Takes in what the page gives. Whatever it says is its answer, where one was waited for.
    pub(super) fn take(&mut self, token: Option<IdentityToken>, by: Option<Ask>) {
        self.token = token;
        self.ring();
        if by.is_some() {
            *self = Self { token: self.token.take(), by, ..Self::default() };
        }
    }

    /// Whether what the visitor says waits: who somebody is goes before what they say, at first.
    pub(super) fn holds(&self) -> bool {
        self.waits && !self.begun
    }

    /// Asks for a token where there is none and the page has a function for it.
    pub(super) fn want(&mut self, now: i64, out: &mut Vec<Effect>) {
        if let (Some(by), None) = (self.by, &self.token) {
            self.waits = true;
            self.postpone(now, 0);
            out.push(Effect::Ask(by));
        }
    }

    /// The token has expired. Says whether the page is asked for another.
    pub(super) fn expired(&mut self, now: i64, out: &mut Vec<Effect>) -> bool {
        let asks = self.by.is_some() && now >= self.rest;
        if asks {
            self.rest = now + REST_MS;
            self.token = None;
            self.want(now, out);
        }
        asks
    }

    /// Waits, at least for as long as a page may take.
    pub(super) fn postpone(&mut self, now: i64, wait: i64) {
        self.due = Some(now + wait.max(PATIENCE_MS));
    }

    /// The time is over. Says whether an answer was waited for.
    pub(super) fn ring(&mut self) -> bool {
        self.due = None;
        let waited = self.waits;
        self.begun |= waited;
        self.waits = false;
        waited
    }
}
