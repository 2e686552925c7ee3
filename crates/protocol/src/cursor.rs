//! A reader's place in a log.

use crate::{EventId, Generation};
use serde::{Deserialize, Serialize};

/// Where a reader stands. The relay sends what follows it, or says that the place no longer exists; never a silent hole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The generation of the store the events came from.
    pub generation: Generation,
    /// The `seq` of the last event read.
    pub seq: u64,
    /// The id of that event.
    pub event: EventId,
}
