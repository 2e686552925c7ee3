//! The vendor's own limits on updating tickets (FACTS 3.7), where the account's switches set them.

use crate::answer::Refusal;
use crate::ids::TicketId;
use crate::state::State;

const MINUTE_MS: i64 = 60_000;
const TEN_MINUTES_MS: i64 = 10 * MINUTE_MS;

/// Counts an update, or refuses it with the time to wait. A refused one is not counted.
pub(crate) fn update(state: &mut State, id: TicketId) -> Result<(), Refusal> {
    let now_ms = state.now_ms;
    state.updates.retain(|(at_ms, _)| now_ms < at_ms + TEN_MINUTES_MS);
    let (all, own) = (state.switches.updates_per_minute, state.switches.ticket_updates_per_10_minutes);
    let everybody = state.updates.iter().filter(|(at_ms, _)| now_ms < at_ms + MINUTE_MS).map(|(at_ms, _)| *at_ms);
    let wait = wait_ms(everybody, all, MINUTE_MS, now_ms).or_else(|| {
        let this = state.updates.iter().filter(|(_, ticket)| *ticket == id).map(|(at_ms, _)| *at_ms);
        wait_ms(this, own, TEN_MINUTES_MS, now_ms)
    });
    if let Some(wait_ms) = wait {
        let seconds = wait_ms.max(1).unsigned_abs().div_ceil(1000);
        return Err(Refusal::too_many(u32::try_from(seconds).ok()));
    }
    state.updates.push((now_ms, id));
    Ok(())
}

/// How long until the oldest of the counted ones leaves the window, where the window is full.
fn wait_ms(times: impl Iterator<Item = i64>, limit: u32, window_ms: i64, now_ms: i64) -> Option<i64> {
    let times: Vec<i64> = times.collect();
    let full = limit > 0 && times.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    times.into_iter().min().filter(|_| full).map(|oldest| oldest + window_ms - now_ms)
}
