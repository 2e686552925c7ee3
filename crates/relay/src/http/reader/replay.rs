//! Where a reader stands in the log, and the next frame for it.

use crate::core::Core;
use crate::store::StoreError;
use baton_protocol::{ConversationId, Cursor, Event, ServerFrame, limits};
use std::collections::VecDeque;

/// Bytes that a frame's own words take at most.
const ENVELOPE: usize = 64;

/// A reader's place.
pub(super) struct Replay {
    conversation: ConversationId,
    /// The `seq` of the last event sent.
    sent: u64,
    /// Events read and not sent.
    read: VecDeque<Event>,
}

impl Replay {
    /// Begins at a cursor, or with the newest events; none where the cursor's place does not exist.
    pub(super) async fn begin(
        core: &Core,
        conversation: ConversationId,
        cursor: Option<Cursor>,
    ) -> Result<Option<(Self, ServerFrame)>, StoreError> {
        let snapshot = core.snapshot(&conversation).await?;
        let head = snapshot.row.head;
        let sent = match cursor {
            Some(cursor) => {
                let at = core.events(&conversation, cursor.seq.saturating_sub(1), 1).await?;
                let is_there = at.first().is_some_and(|event| event.seq == cursor.seq && event.id == cursor.event);
                if cursor.generation != *core.store.generation() || !is_there {
                    return Ok(None);
                }
                cursor.seq
            }
            None => head.saturating_sub(limits::EVENTS_AT_START),
        };
        let welcome = ServerFrame::Welcome {
            version: baton_protocol::VERSION,
            conversation: conversation.clone(),
            generation: core.store.generation().clone(),
            from: sent + 1,
            head,
            stage: snapshot.row.stage,
            read: core.store.read_to(&conversation).await?,
            now: core.clock.now().0,
            presence: None,
            others: Vec::new(),
            delivered: core.store.delivered_to(&conversation).await?,
        };
        Ok(Some((Self { conversation, sent, read: VecDeque::new() }, welcome)))
    }

    /// The `seq` of the last event sent.
    pub(super) fn sent(&self) -> u64 {
        self.sent
    }

    /// The events right before one, as many as a frame holds.
    pub(super) async fn earlier(&self, core: &Core, before: u64) -> Result<ServerFrame, StoreError> {
        let last = before.min(self.sent + 1).saturating_sub(1);
        let after = last.saturating_sub(u64::try_from(limits::EVENTS_PER_FRAME).unwrap_or(u64::MAX));
        let read = core.events(&self.conversation, after, limits::EVENTS_PER_FRAME).await?;
        let mut bytes = ENVELOPE;
        let mut events: VecDeque<Event> = VecDeque::new();
        for event in read.into_iter().filter(|event| event.seq <= last).rev() {
            bytes += size_of(&event);
            if !events.is_empty() && bytes > limits::FRAME_BYTES {
                break;
            }
            events.push_front(event);
        }
        Ok(ServerFrame::Earlier { before, events: events.into() })
    }

    /// The next frame of events; none where the reader has everything.
    pub(super) async fn next(&mut self, core: &Core) -> Result<Option<ServerFrame>, StoreError> {
        if self.read.is_empty() {
            self.read = core.events(&self.conversation, self.sent, limits::EVENTS_PER_FRAME).await?.into();
        }
        let mut bytes = ENVELOPE;
        let mut events = Vec::new();
        while let Some(event) = self.read.front() {
            let size = size_of(event);
            if !events.is_empty() && bytes + size > limits::FRAME_BYTES {
                break;
            }
            bytes += size;
            self.sent = event.seq;
            events.extend(self.read.pop_front());
        }
        Ok((!events.is_empty()).then_some(ServerFrame::Events(events)))
    }
}

/// The bytes of an event in a frame, with the comma behind it.
fn size_of(event: &Event) -> usize {
    serde_json::to_vec(event).map_or(0, |text| text.len() + 1)
}
