//! The protocol's tests: wire forms, tolerance, the stage table, the fold, and the documents that describe them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test says where by panicking")]

mod content;
mod docs;
mod error;
mod fixture;
mod fold;
mod golden;
mod id;
mod lenient;
mod limits;
mod poll;
mod sample;
mod shape;
mod stage;
