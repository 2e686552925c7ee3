//! The desk `tickets`: a conversation that is a ticket of Support.

mod ending;
mod faults;
mod files;
mod journey;
mod webhooks;
