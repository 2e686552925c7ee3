//! Zendesk's limits on changing tickets: 100 a minute for an account, 30 in ten minutes for one ticket.

use crate::clock::Moment;
use crate::desk::pace::{Pace, Turn};
use baton_zendesk::ids::TicketId;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Changes of one ticket …
const PER_TICKET: usize = 30;
/// … in this time, rolling.
const SPAN: Duration = Duration::from_secs(600);
/// Tickets remembered before those that changed least lately are forgotten.
const TICKETS: usize = 10_000;

/// What may still be changed.
#[derive(Debug)]
pub(super) struct Quota {
    account: Pace,
    tickets: Mutex<HashMap<TicketId, VecDeque<Moment>>>,
}

impl Quota {
    pub(super) fn new(per_minute: u32) -> Self {
        Self { account: Pace::per_minute(per_minute), tickets: Mutex::default() }
    }

    /// Takes one change of a ticket, or says how long to wait.
    pub(super) fn take(&self, ticket: TicketId, turn: Turn, now: Moment) -> Result<(), Duration> {
        let mut tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        if tickets.len() > TICKETS {
            tickets.retain(|_, changes| changes.back().is_some_and(|last| now - *last < SPAN));
        }
        let changes = tickets.entry(ticket).or_default();
        changes.retain(|at| now - *at < SPAN);
        if let Some(oldest) = changes.front().filter(|_| changes.len() >= PER_TICKET) {
            return Err(SPAN.saturating_sub(now - *oldest).max(Duration::from_millis(1)));
        }
        self.account.take(turn, now)?;
        changes.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::pace::Errand;
    use baton_protocol::ConversationId;

    const NOW: Moment = Moment(1_000_000);

    fn turn(number: u64) -> Turn {
        Turn { conversation: ConversationId::new(number.to_string()), errand: Errand::Deliver }
    }

    #[test]
    fn one_ticket_changes_thirty_times_in_ten_minutes_and_others_are_not_held_up() {
        let quota = Quota::new(6_000);
        for _ in 0..30 {
            assert_eq!(quota.take(TicketId(1), turn(1), NOW), Ok(()));
        }
        let later = NOW + Duration::from_secs(60);
        assert_eq!(quota.take(TicketId(1), turn(1), later), Err(Duration::from_secs(540)));
        assert_eq!(quota.take(TicketId(2), turn(2), later), Ok(()));
        assert_eq!(quota.take(TicketId(1), turn(1), NOW + SPAN), Ok(()));
    }

    #[test]
    fn an_account_changes_a_hundred_tickets_a_minute() {
        let quota = Quota::new(100);
        let taken = (0..50).filter(|number| quota.take(TicketId(*number), turn(*number), NOW).is_ok()).count();
        assert_eq!(taken, 8, "a short burst, then one every 600 ms");
        assert_eq!(quota.take(TicketId(99), turn(99), NOW + Duration::from_secs(60)), Ok(()));
    }
}
