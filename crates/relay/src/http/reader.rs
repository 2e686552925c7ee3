//! A client reading and writing one conversation: the same state machine behind a socket and behind a poll, over a
//! stream of texts in and a sink of texts out.

mod replay;
mod unread;

use super::Edge;
use crate::budget::{AddressKey, SocketPlace};
use crate::bus::Whisper;
use crate::core::Session;
use crate::refusal::Refusal;
use crate::telemetry::metric;
use baton_protocol::{ClientFrame, ErrorCode, ServerFrame, limits};
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use replay::Replay;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;

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
    /// The log it reads is gone: it comes back without a cursor.
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
}

/// The session of a connection, and where it stands.
struct Seat {
    session: Session,
    replay: Replay,
    whispers: broadcast::Receiver<Whisper>,
    _place: SocketPlace,
}

impl<I, O> Reader<I, O>
where
    I: Stream<Item = Input> + Unpin + Send,
    O: Sink<String> + Unpin + Send,
{
    /// A connection of a client.
    pub(super) fn new(edge: Arc<Edge>, address: AddressKey, origin: Option<String>, input: I, output: O) -> Self {
        Self { edge, address, origin, input, output, malformed: 0 }
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
        metrics::gauge!(metric::SOCKETS).increment(1.0);
        let end = self.converse(&mut seat).await;
        metrics::gauge!(metric::SOCKETS).decrement(1.0);
        end
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
        let ClientFrame::Hello { version, session, cursor, locale: _ } = frame else {
            return Err(self.refuse(ErrorCode::Malformed, "the first frame must be a hello").await);
        };
        if version == 0 || version > baton_protocol::VERSION {
            let reason = format!("this relay speaks version {}", baton_protocol::VERSION);
            return Err(self.refuse(ErrorCode::VersionUnsupported, &reason).await);
        }
        match self.admit(&session).await {
            Ok((session, place)) => {
                let conversation = session.row.conversation.clone();
                self.edge.core.budgets.saw(&conversation, self.address);
                // Listening begins before the log is read, so that nothing falls between.
                let whispers = self.edge.core.bus.listen(&conversation);
                let replay = self.welcome(&session, cursor).await?;
                Ok(Seat { session, replay, whispers, _place: place })
            }
            Err(refusal) => Err(self.tell(refusal).await),
        }
    }

    async fn admit(&self, token: &baton_protocol::SessionToken) -> Result<(Session, SocketPlace), Refusal> {
        let session = self.edge.core.session(token).await?;
        self.edge.origin_may_use(self.origin.as_deref(), &session.site)?;
        let place = self.edge.core.budgets.socket(self.address, &session.site.name)?;
        Ok((session, place))
    }

    async fn welcome(&mut self, session: &Session, cursor: Option<baton_protocol::Cursor>) -> Result<Replay, End> {
        let conversation = session.row.conversation.clone();
        match Replay::begin(&self.edge.core, conversation, cursor).await {
            Ok(Some((replay, welcome))) => {
                self.send(&welcome).await?;
                Ok(replay)
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
        loop {
            if let Err(end) = self.catch_up(seat).await {
                return end;
            }
            let stopping = self.edge.stopping.clone();
            let look = clock.now() + LOOK_EVERY;
            let done = tokio::select! {
                input = self.input.next() => match input {
                    Some(input) => self.take(seat, input).await,
                    None => Err(End::Left),
                },
                whisper = seat.whispers.recv() => match whisper {
                    Ok(Whisper::Hint(hint)) => self.send(&ServerFrame::Hint(hint)).await,
                    // Lagging costs a look, which comes now.
                    Ok(Whisper::Look) | Err(broadcast::error::RecvError::Lagged(_)) => Ok(()),
                    Err(broadcast::error::RecvError::Closed) => {
                        seat.whispers = self.edge.core.bus.listen(&seat.session.row.conversation);
                        Ok(())
                    }
                },
                () = clock.sleep_until(beat.min(look)) => {
                    if clock.now() >= beat {
                        beat = clock.now() + Duration::from_millis(u64::try_from(limits::BEAT_EVERY_MS).unwrap_or(25_000));
                        self.send(&ServerFrame::Beat {}).await
                    } else {
                        Ok(())
                    }
                }
                () = stopping.cancelled() => Err(self.refuse(ErrorCode::GoingAway, "the relay is stopping").await),
            };
            if let Err(end) = done {
                return end;
            }
        }
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

    async fn take(&mut self, seat: &Seat, input: Input) -> Result<(), End> {
        let Some(frame) = self.read(input).await? else { return Ok(()) };
        let id = frame.id().cloned();
        let result = match (self.spend(seat, &frame), &id) {
            (Ok(()), _) => self.edge.core.take(&seat.session, frame).await,
            // What was taken before is never called refused.
            (Err(refusal), Some(id)) => match self.edge.core.taken(&seat.session, id).await {
                Ok(None) => Err(refusal),
                known => known,
            },
            (Err(refusal), None) => Err(refusal),
        };
        match result {
            // The event was sent before, perhaps to a connection that died: once more does no harm.
            Ok(Some(event)) if event.seq <= seat.replay.sent() => self.send(&ServerFrame::Events(vec![event])).await,
            Ok(_) => Ok(()),
            Err(refusal) => {
                metrics::counter!(metric::FRAMES_REFUSED, "code" => super::problem::word(refusal.code)).increment(1);
                self.send(&refusal.frame(id)).await
            }
        }
    }

    fn spend(&self, seat: &Seat, frame: &ClientFrame) -> Result<(), Refusal> {
        let conversation = &seat.session.row.conversation;
        let site = &seat.session.site.name;
        match frame {
            // A handoff that begins costs one of those too, wherever it is asked for: see [`crate::core::Core::take`].
            ClientFrame::Send { .. }
            | ClientFrame::Handoff { .. }
            | ClientFrame::Cancel { .. }
            | ClientFrame::End { .. }
            | ClientFrame::Context { .. } => self.edge.core.budgets.message(conversation, &self.address, site),
            _ => Ok(()),
        }
    }

    /// Reads a frame; none for one of a newer version, which is passed over.
    async fn read(&mut self, input: Input) -> Result<Option<ClientFrame>, End> {
        let (code, reason, id) = match input {
            Input::Text(text) => match serde_json::from_str(&text) {
                Ok(frame) => return Ok(Some(frame)),
                Err(_) if unread::is_of_a_newer_kind(&text) => {
                    tracing::debug!("a frame of an unknown kind was passed over");
                    return Ok(None);
                }
                Err(error) => {
                    let reason = format!("the frame is not as it should be: {error}");
                    (ErrorCode::Malformed, reason, unread::id_in(&text))
                }
            },
            Input::Wrong(code) => (code, format!("a frame is a text of at most {} bytes", limits::FRAME_BYTES), None),
        };
        self.malformed += 1;
        if self.malformed > MALFORMED || code == ErrorCode::TooLarge {
            return Err(self.refuse(code, &reason).await);
        }
        self.send(&Refusal::new(code, reason).frame(id)).await?;
        Ok(None)
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
