//! Where a reader stands in the log, and the next frame for it.

use crate::core::Core;
use crate::store::StoreError;
use baton_protocol::{ConversationId, Cursor, Event, ServerFrame, limits};
use std::collections::VecDeque;

/// Bytes that a frame's own words take at most.
const ENVELOPE: usize = 32;

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
        };
        Ok(Some((Self { conversation, sent, read: VecDeque::new() }, welcome)))
    }

    /// The `seq` of the last event sent.
    pub(super) fn sent(&self) -> u64 {
        self.sent
    }

    /// The next frame of events; none where the reader has everything.
    pub(super) async fn next(&mut self, core: &Core) -> Result<Option<ServerFrame>, StoreError> {
        if self.read.is_empty() {
            self.read = core.events(&self.conversation, self.sent, limits::EVENTS_PER_FRAME).await?.into();
        }
        let mut bytes = ENVELOPE;
        let mut events = Vec::new();
        while let Some(event) = self.read.front() {
            let size = serde_json::to_vec(event).map_or(0, |text| text.len() + 1);
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
