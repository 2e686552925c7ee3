//! A client reading and writing one conversation: the same state machine behind a socket and behind a poll, over a
//! stream of texts in and a sink of texts out.

mod allowance;
mod replay;
mod taking;
mod unread;

use super::Edge;
use crate::budget::{AddressKey, SocketPlace};
use crate::bus::{Ear, Whisper};
use crate::core::Session;
use crate::refusal::Refusal;
use crate::telemetry::metric;
use allowance::Allowance;
use baton_protocol::{ClientFrame, Cursor, ErrorCode, Hint, ServerFrame, SessionToken, limits};
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use replay::Replay;
use std::sync::Arc;
use std::time::Duration;

/// How long a client may take to say hello.
const HELLO_PATIENCE: Duration = Duration::from_secs(5);
/// How long one frame may take to leave. A reader slower than this is cut off and comes back with its cursor.
const SEND_PATIENCE: Duration = Duration::from_secs(10);
/// How often the log is looked at although nobody whispered: what a lost hint costs at most.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Malformed frames that are answered; the next one ends the connection.
const MALFORMED: u32 = 8;

/// Something from the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// A text frame.
    Text(String),
    /// A frame that is no text, or too large.
    Wrong(ErrorCode),
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The client left.
    Left,
    /// The client was told to leave, for this reason.
    Told(ErrorCode),
    /// It did not take what was sent.
    Slow,
    /// The log it reads is gone, or its token: it comes back without a cursor, or with the token it was told.
    Reload,
}

/// A connection.
pub(super) struct Reader<I, O> {
    edge: Arc<Edge>,
    address: AddressKey,
    origin: Option<String>,
    input: I,
    output: O,
    malformed: u32,
    allowance: Allowance,
}

/// The session of a connection, and where it stands.
struct Seat {
    session: Session,
    token: SessionToken,
    replay: Replay,
    /// How far the visitor is known to have read.
    read: u64,
    whispers: Ear,
    _place: SocketPlace,
}

/// A connection that is counted, however it ends: a poll that has enough is simply dropped.
struct Counted;

impl Counted {
    fn new() -> Self {
        metrics::gauge!(metric::SOCKETS).increment(1.0);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!(metric::SOCKETS).decrement(1.0);
    }
}

impl<I, O> Reader<I, O>
where
    I: Stream<Item = Input> + Unpin + Send,
    O: Sink<String> + Unpin + Send,
{
    /// A connection of a client.
    pub(super) fn new(edge: Arc<Edge>, address: AddressKey, origin: Option<String>, input: I, output: O) -> Self {
        let allowance = Allowance::new(edge.core.clock.now());
        Self { edge, address, origin, input, output, malformed: 0, allowance }
    }

    /// Serves it to its end, and gives the sink back for a last word.
    pub(super) async fn run(mut self) -> (End, O) {
        let end = self.serve().await;
        if let End::Told(code) = end {
            metrics::counter!(metric::SOCKETS_CUT, "reason" => super::problem::word(code)).increment(1);
        } else if end == End::Slow {
            metrics::counter!(metric::SOCKETS_CUT, "reason" => "slow").increment(1);
        }
        (end, self.output)
    }

    async fn serve(&mut self) -> End {
        let mut seat = match self.sit_down().await {
            Ok(seat) => seat,
            Err(end) => return end,
        };
        let _counted = Counted::new();
        self.converse(&mut seat).await
    }

    /// Hears the hello, answers it, and sends what the client has missed.
    async fn sit_down(&mut self) -> Result<Seat, End> {
        let clock = Arc::clone(&self.edge.core.clock);
        let late = clock.now() + HELLO_PATIENCE;
        let frame = loop {
            let input = tokio::select! {
                input = self.input.next() => input.ok_or(End::Left)?,
                () = clock.sleep_until(late) => return Err(self.refuse(ErrorCode::Malformed, "no hello came").await),
                () = self.edge.stopping.cancelled() => return Err(self.refuse(ErrorCode::GoingAway, "the relay is stopping").await),
            };
            if let Some(frame) = self.read(input).await? {
                break frame;
            }
        };
        let ClientFrame::Hello { version, session, cursor, locale: _, consent } = frame else {
            return Err(self.refuse(ErrorCode::Malformed, "the first frame must be a hello").await);
        };
        if version == 0 || version > baton_protocol::VERSION {
            let reason = format!("this relay speaks version {}", baton_protocol::VERSION);
            return Err(self.refuse(ErrorCode::VersionUnsupported, &reason).await);
        }
        let token = session;
        match self.admit(&token).await {
            Ok((session, place)) => {
                if let Some(version) = consent
                    && let Err(error) = self.edge.core.agreed(&session, &version).await
                {
                    return Err(self.tell(error.into()).await);
                }
                let conversation = session.row.conversation.clone();
                self.edge.core.budgets.saw(&conversation, self.address);
                // Listening begins before the log is read, so that nothing falls between.
                let whispers = self.edge.core.bus.listen(&conversation);
                let (replay, read) = self.welcome(&session, &token, cursor).await?;
                Ok(Seat { session, token, replay, read, whispers, _place: place })
            }
            Err(refusal) => Err(self.tell(refusal).await),
        }
    }

    async fn admit(&self, token: &SessionToken) -> Result<(Session, SocketPlace), Refusal> {
        // Before the token is looked at: guessing costs too.
        self.edge.core.budgets.hello(&self.address)?;
        let session = self.edge.core.session(token).await?;
        self.edge.origin_may_use(self.origin.as_deref(), &session.site)?;
        let place = self.edge.core.budgets.socket(self.address, &session.site.name)?;
        Ok((session, place))
    }

    async fn welcome(
        &mut self,
        session: &Session,
        token: &SessionToken,
        cursor: Option<Cursor>,
    ) -> Result<(Replay, u64), End> {
        let conversation = session.row.conversation.clone();
        match Replay::begin(&self.edge.core, conversation, cursor).await {
            Ok(Some((replay, mut welcome))) => {
                if let ServerFrame::Welcome { presence, others, .. } = &mut welcome {
                    // Without it the chat is whole; only the page around it knows less.
                    *presence = self.edge.core.presence_id(token).await.ok();
                    *others = self.edge.core.others(session).await.unwrap_or_default();
                }
                self.send(&welcome).await?;
                let read = if let ServerFrame::Welcome { read, .. } = welcome { read } else { 0 };
                Ok((replay, read))
            }
            Ok(None) => {
                self.send(&ServerFrame::Reload {}).await?;
                Err(End::Reload)
            }
            Err(error) => Err(self.tell(error.into()).await),
        }
    }

    async fn converse(&mut self, seat: &mut Seat) -> End {
        let clock = Arc::clone(&self.edge.core.clock);
        let mut beat = clock.now() + Duration::from_millis(u64::try_from(limits::BEAT_EVERY_MS).unwrap_or(25_000));
        let mut look = true;
        loop {
            if look && let Err(end) = self.catch_up(seat).await {
                return end;
            }
            let stopping = self.edge.stopping.clone();
            let next_look = clock.now() + LOOK_EVERY;
            let done = tokio::select! {
                input = self.input.next() => match input {
                    Some(input) => self.take(seat, input).await,
                    None => Err(End::Left),
                },
                whisper = seat.whispers.hear() => match whisper {
                    Whisper::Hint(hint) => self.send(&ServerFrame::Hint(hint)).await.map(|()| false),
                    Whisper::Look => Ok(true),
                    Whisper::Others => self.tell_others(seat).await.map(|()| false),
                },
                () = clock.sleep_until(beat.min(next_look)) => {
                    if clock.now() >= beat {
                        beat = clock.now() + Duration::from_millis(u64::try_from(limits::BEAT_EVERY_MS).unwrap_or(25_000));
                        self.send(&ServerFrame::Beat {}).await.map(|()| true)
                    } else {
                        Ok(true)
                    }
                }
                () = stopping.cancelled() => Err(self.refuse(ErrorCode::GoingAway, "the relay is stopping").await),
            };
            match done {
                Ok(grown) => look = grown,
                Err(end) => return end,
            }
        }
    }

    /// Tells what else the visitor has, or that they have gone there.
    async fn tell_others(&mut self, seat: &Seat) -> Result<(), End> {
        let core = &self.edge.core;
        match core.session(&seat.token).await {
            Ok(now) if now.row.conversation == seat.session.row.conversation => match core.others(&now).await {
                Ok(others) => self.send(&ServerFrame::Hint(Hint::Others(others))).await,
                // It is told again with the next welcome.
                Err(_) => Ok(()),
            },
            Ok(_) => self.moved().await,
            Err(refusal) => Err(self.tell(refusal).await),
        }
    }

    /// The session is in another conversation from now on.
    async fn moved(&mut self) -> Result<(), End> {
        self.send(&ServerFrame::Reload {}).await?;
        Err(End::Reload)
    }

    /// Sends what the log has and the client has not.
    async fn catch_up(&mut self, seat: &mut Seat) -> Result<(), End> {
        loop {
            match seat.replay.next(&self.edge.core).await {
                Ok(Some(frame)) => self.send(&frame).await?,
                Ok(None) => return Ok(()),
                Err(error) => return Err(self.tell(error.into()).await),
            }
        }
    }

    async fn refuse(&mut self, code: ErrorCode, reason: &str) -> End {
        self.tell(Refusal::new(code, reason)).await
    }

    /// Says why, as the last thing.
    async fn tell(&mut self, refusal: Refusal) -> End {
        let code = refusal.code;
        match self.send(&refusal.frame(None)).await {
            Ok(()) => End::Told(code),
            Err(end) => end,
        }
    }

    async fn send(&mut self, frame: &ServerFrame) -> Result<(), End> {
        let Ok(text) = serde_json::to_string(frame) else { return Err(End::Told(ErrorCode::Internal)) };
        let clock = &self.edge.core.clock;
        let late = clock.sleep_until(clock.now() + SEND_PATIENCE);
        tokio::select! {
            biased;
            sent = self.output.send(text) => sent.map_err(|_| End::Left),
            () = late => Err(End::Slow),
        }
    }
}
