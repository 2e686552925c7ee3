//! What an administrator sets up beside the tickets: who is there, when, and which fields and brands there are.

use super::availability::Roster;
use super::brands::Brand;
use super::fields::{TicketField, UserField};
use super::schedules::Schedule;

pub(crate) struct Office {
    pub(crate) roster: Roster,
    pub(crate) schedules: Vec<Schedule>,
    pub(crate) ticket_fields: Vec<TicketField>,
    pub(crate) user_fields: Vec<UserField>,
    pub(crate) brands: Vec<Brand>,
}

impl Office {
    pub(crate) fn furnished(now_ms: i64) -> Self {
        Self {
            roster: Roster::default(),
            schedules: Vec::new(),
            ticket_fields: super::fields::system(now_ms),
            user_fields: Vec::new(),
            brands: super::brands::first(now_ms),
        }
    }
}
