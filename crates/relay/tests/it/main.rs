//! What crosses the relay's modules. One binary, so that it links once.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

mod store;
mod config;
mod desk;
mod harness;
mod crash;
mod edge;
mod faults;
mod journey;
mod webhook_files;
