//! What a client says: whether it may, what it means, and what is answered.

use super::allowance::Allowance;
use super::{End, Input, MALFORMED, Reader, Seat, unread};
use crate::clock::Moment;
use crate::core::Took;
use crate::refusal::Refusal;
use crate::telemetry::metric;
use baton_protocol::{ClientFrame, ErrorCode, ServerFrame, limits};
use futures_util::{Sink, Stream};
use std::time::Duration;

impl<I, O> Reader<I, O>
where
    I: Stream<Item = Input> + Unpin + Send,
    O: Sink<String> + Unpin + Send,
{
    /// Takes what the client says. Says whether the log may have grown by it.
    pub(super) async fn take(&mut self, seat: &mut Seat, input: Input) -> Result<bool, End> {
        self.allow(Allowance::frame, "this connection sends too many frames").await?;
        let Some(frame) = self.read(input).await? else { return Ok(false) };
        let frame = match frame {
            ClientFrame::Beat {} => return Ok(false),
            // What was not sent was not read, and what is known need not be written again.
            ClientFrame::Read { seq } if seq.min(seat.replay.sent()) <= seat.read => return Ok(false),
            ClientFrame::Read { seq } => ClientFrame::Read { seq: seq.min(seat.replay.sent()) },
            frame => frame,
        };
        let core = &self.edge.core;
        let moved = match &frame {
            ClientFrame::Open { conversation } => Some(core.open_other(&seat.session, &seat.token, conversation).await),
            ClientFrame::NewConversation {} => Some(core.open_new(&seat.session, &seat.token).await),
            _ => None,
        };
        if let Some(moved) = moved {
            return match moved {
                Ok(()) => self.moved().await.map(|()| false),
                Err(refusal) => self.send(&refusal.frame(None)).await.map(|()| false),
            };
        }
        if let ClientFrame::Suggest { text } = &frame {
            return self.suggest(seat, text).await;
        }
        if let ClientFrame::Earlier { before } = &frame {
            return match seat.replay.earlier(&self.edge.core, *before).await {
                Ok(frame) => self.send(&frame).await.map(|()| false),
                Err(error) => self.send(&Refusal::from(error).frame(None)).await.map(|()| false),
            };
        }
        if let ClientFrame::Context { .. } = &frame {
            self.allow(Allowance::context, "this connection tells too often what its page knows").await?;
        }
        let (id, read) = (frame.id().cloned(), if let ClientFrame::Read { seq } = &frame { Some(*seq) } else { None });
        let result = match (self.spend(seat, &frame), &id) {
            (Ok(()), _) => self.edge.core.take(&seat.session, frame).await,
            // What was taken before is never called refused.
            (Err(refusal), Some(id)) => match self.edge.core.taken(&seat.session, id).await {
                Ok(None) => Err(refusal),
                known => known.map(|event| event.map_or(Took::Nothing, Took::Again)),
            },
            (Err(refusal), None) => Err(refusal),
        };
        match result {
            // The event was sent before, perhaps to a connection that died: once more does no harm.
            Ok(Took::Again(event)) if event.seq <= seat.replay.sent() => {
                self.send(&ServerFrame::Events(vec![event])).await.map(|()| false)
            }
            Ok(Took::SignedIn { session, moved }) => {
                self.send(&ServerFrame::Session { session, moved }).await?;
                Err(End::Reload)
            }
            Ok(_) => {
                seat.read = read.unwrap_or(seat.read);
                Ok(id.is_some())
            }
            Err(refusal) => {
                metrics::counter!(metric::FRAMES_REFUSED, "code" => crate::http::problem::word(refusal.code))
                    .increment(1);
                self.send(&refusal.frame(id)).await.map(|()| false)
            }
        }
    }

    /// Tells what could be meant. Where that cannot be told the visitor only types on.
    async fn suggest(&mut self, seat: &Seat, text: &str) -> Result<bool, End> {
        if let Ok(Some(hint)) = self.edge.core.suggest(&seat.session, text).await {
            self.send(&ServerFrame::Hint(hint)).await?;
        }
        Ok(false)
    }

    /// Ends the connection where its allowance is spent.
    async fn allow(
        &mut self,
        spend: impl FnOnce(&mut Allowance, Moment) -> Result<(), Duration>,
        reason: &str,
    ) -> Result<(), End> {
        let Err(wait) = spend(&mut self.allowance, self.edge.core.clock.now()) else { return Ok(()) };
        let wait = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        Err(self.tell(Refusal::new(ErrorCode::BudgetSpent, reason).after(wait)).await)
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
            | ClientFrame::Feedback { .. }
            | ClientFrame::LeaveMessage { .. } => self.edge.core.budgets.message(conversation, &self.address, site),
            _ => Ok(()),
        }
    }

    /// Reads a frame; none for one of a newer version, which is passed over.
    pub(super) async fn read(&mut self, input: Input) -> Result<Option<ClientFrame>, End> {
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
}
