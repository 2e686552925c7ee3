//! A connection's place, which lasts as long as the connection does, whatever became of it.

use crate::budget::AddressKey;
use crate::telemetry::metric;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::task::task_tracker::TaskTrackerToken;

/// The place of a connection: given back with the last copy.
#[derive(Clone)]
pub(in crate::http) struct Place {
    _held: Arc<(OwnedSemaphorePermit, PeerSeat, TaskTrackerToken)>,
}

impl Place {
    pub(super) fn new(permit: OwnedSemaphorePermit, seat: PeerSeat, token: TaskTrackerToken) -> Self {
        Self { _held: Arc::new((permit, seat, token)) }
    }
}

type Counts = Arc<Mutex<HashMap<AddressKey, u32>>>;

/// The connections of each address.
#[derive(Clone)]
pub(in crate::http) struct Peers {
    limit: Option<u32>,
    counts: Counts,
}

impl Peers {
    /// At most so many for one address; none counts nothing.
    pub(in crate::http) fn new(limit: Option<u32>) -> Self {
        Self { limit, counts: Counts::default() }
    }

    /// One more of an address, where it may have one more.
    pub(super) fn take(&self, peer: IpAddr) -> Option<PeerSeat> {
        let Some(limit) = self.limit else { return Some(PeerSeat(None)) };
        let key = AddressKey::of(peer);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.get(&key).copied().unwrap_or(0);
        if count >= limit {
            metrics::counter!(metric::BUDGET_SPENT, "budget" => "connections_per_address").increment(1);
            return None;
        }
        counts.insert(key, count + 1);
        Some(PeerSeat(Some((key, Arc::clone(&self.counts)))))
    }
}

/// One connection of an address.
pub(super) struct PeerSeat(Option<(AddressKey, Counts)>);

impl Drop for PeerSeat {
    fn drop(&mut self) {
        let Some((key, counts)) = &self.0 else { return };
        let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(key);
            }
        }
    }
}
