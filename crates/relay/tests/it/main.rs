//! What crosses the relay's modules. One binary, so that it links once.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

mod anew;
mod availability;
mod beginning;
mod bots;
mod braze;
mod check;
mod config;
mod crash;
mod desk;
mod edge;
mod faults;
mod harness;
mod hours;
mod identity;
mod journey;
mod polling;
mod presence;
mod privacy;
mod provision;
mod proxy;
mod rating;
mod reading;
mod routing;
mod setup;
mod store;
mod tickets;
mod webhook_files;
mod work;
