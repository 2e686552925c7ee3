//! The emulator over HTTP, as a client sees it, and its control.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper that panics fails the test that called it")]

mod attachments;
mod auth;
mod bench;
mod binary;
mod braze;
mod console;
mod control_api;
mod conversations;
mod delivery;
mod faults;
mod journal;
mod messages;
mod office;
mod presets;
mod provisioning;
mod sink;
mod support;
mod switchboard;
mod switches;
mod tickets;
mod users;
