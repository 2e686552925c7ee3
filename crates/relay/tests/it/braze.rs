//! Text messages by Braze: from a phone to a ticket, and back.

mod coming;
mod faults;
mod going;
mod settings;
mod stopping;
