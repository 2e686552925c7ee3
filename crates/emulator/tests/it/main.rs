//! The emulator over HTTP, as a client sees it, and its control.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper that panics fails the test that called it")]

mod agents;
mod attachments;
mod auth;
mod bench;
mod binary;
mod braze;
mod comments;
mod console;
mod control_api;
mod conversations;
mod delivery;
mod faults;
mod followups;
mod journal;
mod made_tickets;
mod merging;
mod messages;
mod office;
mod people;
mod presets;
mod provisioning;
mod sink;
mod support;
mod support_webhooks;
mod switchboard;
mod switches;
mod tickets;
mod triggers;
mod uploads;
mod users;
