//! The widget's core against a relay that misbehaves, and the rest that needs no browser.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that finds nothing where something must be has failed"
)]

mod bot;
mod chime;
mod identity;
mod leaving;
mod options;
mod others;
mod play;
mod poll;
mod relay;
mod scene;
mod texts;
mod unsent;
mod window;
mod world;
