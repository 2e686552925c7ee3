//! The connection as a machine without a network: session first, then socket, then whatever went wrong and when to come
//! back.

use super::{Backoff, Chance, Effect};
use baton_protocol::{ErrorCode, limits};

/// A connection that held this long was a good one: the next loss begins with short waits again. Milliseconds.
pub const STABLE_MS: i64 = 10_000;
/// How long a connection may take to be greeted, in milliseconds.
const GREETING_MS: i64 = 15_000;
/// A loss shorter than this is not shown, in milliseconds.
const PATIENCE_MS: i64 = 2_000;
/// How long it is shown that the connection is back, in milliseconds.
const REJOICE_MS: i64 = 3_000;
/// So many sockets in a row that are not greeted, and plain requests are tried.
const MISSES: u8 = 2;
/// A connection asked to come back anew before this is being sent in circles, in milliseconds.
const HASTE_MS: i64 = 5_000;

/// The connection.
#[derive(Clone, Debug)]
pub(super) struct Link {
    phase: Phase,
    serial: u32,
    backoff: Backoff,
    chance: Chance,
    online: bool,
    /// How often in a row a socket was not greeted.
    misses: u8,
    by_poll: bool,
    lost: Option<i64>,
    back: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    /// Nobody wants it yet.
    Idle,
    /// A session is being asked for.
    Creating { since: i64 },
    /// A socket is opening, or waits for its welcome.
    Opening { since: i64 },
    /// Welcomed.
    Open { since: i64, heard: i64 },
    /// Lost; coming back later.
    Waiting { until: i64 },
    /// It makes no sense to come back.
    Over(ErrorCode),
}

/// What a person is told of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing worth a word.
    Fine,
    /// The device has no network.
    Offline,
    /// Lost, and coming back.
    Reconnecting,
    /// It is back.
    Back,
    /// It will not come back by itself.
    Over(ErrorCode),
}

impl Link {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            phase: Phase::Idle,
            serial: 0,
            backoff: Backoff::default(),
            chance: Chance::new(seed),
            online: true,
            misses: 0,
            by_poll: false,
            lost: None,
            back: None,
        }
    }

    /// Connects, unless that is under way or pointless.
    pub(super) fn want(&mut self, now: i64, has_session: bool, out: &mut Vec<Effect>) {
        if self.phase == Phase::Idle {
            self.begin(now, has_session, out);
        }
    }

    /// Connects now instead of later.
    pub(super) fn hurry(&mut self, now: i64, has_session: bool, out: &mut Vec<Effect>) {
        if matches!(self.phase, Phase::Waiting { .. }) {
            self.begin(now, has_session, out);
        }
    }

    fn begin(&mut self, now: i64, has_session: bool, out: &mut Vec<Effect>) {
        if has_session {
            self.serial += 1;
            self.phase = Phase::Opening { since: now };
            self.by_poll = self.misses >= MISSES;
            out.push(Effect::Connect { serial: self.serial, by_poll: self.by_poll });
        } else {
            self.phase = Phase::Creating { since: now };
            out.push(Effect::CreateSession);
        }
    }

    /// A session has come, where one was asked for.
    pub(super) fn session_opened(&mut self, now: i64, out: &mut Vec<Effect>) {
        if self.is_creating() {
            self.begin(now, true, out);
        }
    }

    /// Whether this is the socket in use.
    pub(super) fn is_current(&self, serial: u32) -> bool {
        serial == self.serial && matches!(self.phase, Phase::Opening { .. } | Phase::Open { .. })
    }

    pub(super) fn welcomed(&mut self, now: i64) {
        self.phase = Phase::Open { since: now, heard: now };
        if !self.by_poll {
            self.misses = 0;
        }
        self.online = true;
        if self.lost.take().is_some_and(|lost| now - lost >= PATIENCE_MS) {
            self.back = Some(now);
        }
    }

    pub(super) fn heard(&mut self, now: i64) {
        if let Phase::Open { heard, .. } = &mut self.phase {
            *heard = now;
        }
    }

    /// Gives the connection up and comes back later, after `at_least` milliseconds.
    pub(super) fn lose(&mut self, now: i64, at_least: i64, out: &mut Vec<Effect>) {
        if let Phase::Open { since, .. } = self.phase
            && now - since >= STABLE_MS
        {
            self.backoff.calm();
        }
        match self.phase {
            // Where not even requests get through it is no matter of sockets: their turn again.
            Phase::Opening { .. } if self.by_poll => self.misses = MISSES - 1,
            // One that nobody answers is worse than one that is refused.
            Phase::Opening { since } if now - since >= GREETING_MS => self.misses = MISSES,
            Phase::Opening { .. } => self.misses = self.misses.saturating_add(1),
            _ => {}
        }
        if matches!(self.phase, Phase::Opening { .. } | Phase::Open { .. }) {
            out.push(Effect::Disconnect);
        }
        let wait = self.backoff.next(&mut self.chance).max(at_least);
        self.phase = Phase::Waiting { until: now + wait };
        self.back = None;
        self.lost.get_or_insert(now);
    }

    /// Comes back at once, by a new socket: not a failure, the relay or the log asks for it. One that asks for it again
    /// and again is met with growing waits.
    pub(super) fn again(&mut self, now: i64, has_session: bool, out: &mut Vec<Effect>) {
        let hasty =
            matches!(self.phase, Phase::Open { since, .. } | Phase::Opening { since } if now - since < HASTE_MS);
        out.push(Effect::Disconnect);
        if hasty && self.backoff.is_counting() {
            let wait = self.backoff.next(&mut self.chance);
            self.phase = Phase::Waiting { until: now + wait };
        } else {
            // Counts as a failure for the next time only.
            let _ = self.backoff.next(&mut self.chance);
            self.begin(now, has_session, out);
        }
    }

    /// Rests until somebody wants it again.
    pub(super) fn rest(&mut self, out: &mut Vec<Effect>) {
        out.push(Effect::Disconnect);
        self.phase = Phase::Idle;
        self.lost = None;
        self.back = None;
    }

    pub(super) fn give_up(&mut self, code: ErrorCode, out: &mut Vec<Effect>) {
        out.push(Effect::Disconnect);
        self.phase = Phase::Over(code);
    }

    pub(super) fn set_online(&mut self, now: i64, online: bool, has_session: bool, out: &mut Vec<Effect>) {
        if online == self.online {
            return;
        }
        self.online = online;
        match (&self.phase, online) {
            (Phase::Opening { .. } | Phase::Open { .. }, false) => self.lose(now, 0, out),
            (Phase::Waiting { .. }, true) => self.begin(now, has_session, out),
            _ => {}
        }
    }

    /// What time alone has brought about.
    pub(super) fn wake(&mut self, now: i64, has_session: bool, out: &mut Vec<Effect>) {
        if self.back.is_some_and(|back| now - back >= REJOICE_MS) {
            self.back = None;
        }
        match self.phase {
            Phase::Creating { since } | Phase::Opening { since } if now - since >= GREETING_MS => {
                self.lose(now, 0, out);
            }
            Phase::Open { heard, .. } if now - heard >= limits::SILENCE_MS => self.lose(now, 0, out),
            Phase::Waiting { until } if now >= until => self.begin(now, has_session, out),
            _ => {}
        }
    }

    /// When [`Link::wake`] has something to do.
    pub(super) fn deadline(&self, now: i64) -> Option<i64> {
        let phase = match self.phase {
            Phase::Creating { since } | Phase::Opening { since } => Some(since + GREETING_MS),
            Phase::Open { heard, .. } => Some(heard + limits::SILENCE_MS),
            Phase::Waiting { until } => Some(until),
            Phase::Idle | Phase::Over(_) => None,
        };
        let back = self.back.map(|back| back + REJOICE_MS);
        let shown = self.lost.map(|lost| lost + PATIENCE_MS).filter(|shown| *shown > now);
        [phase, back, shown].into_iter().flatten().min()
    }

    pub(super) fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Open { .. })
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over(_))
    }

    pub(super) fn is_creating(&self) -> bool {
        matches!(self.phase, Phase::Creating { .. })
    }

    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.phase, Phase::Waiting { .. })
    }

    pub(super) fn is_beginning(&self) -> bool {
        matches!(self.phase, Phase::Creating { .. } | Phase::Opening { .. })
    }

    pub(super) fn status(&self, now: i64) -> Status {
        match self.phase {
            Phase::Over(code) => Status::Over(code),
            _ if !self.online => Status::Offline,
            _ if self.lost.is_some_and(|lost| now - lost >= PATIENCE_MS) => Status::Reconnecting,
            _ if self.back.is_some() => Status::Back,
            _ => Status::Fine,
        }
    }
}
