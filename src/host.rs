//! The page around the frame: what it gives, what it asks, what it hears.

mod options;

pub use options::{Advice, Options, User, looks_secret};

#[cfg(target_arch = "wasm32")]
pub(crate) mod boot;
#[cfg(target_arch = "wasm32")]
mod calls;
#[cfg(target_arch = "wasm32")]
pub(crate) mod intercept;
#[cfg(target_arch = "wasm32")]
mod js;
#[cfg(target_arch = "wasm32")]
mod post;

#[cfg(target_arch = "wasm32")]
pub(crate) use calls::hear;
#[cfg(target_arch = "wasm32")]
pub(crate) use js::{function, parse};
#[cfg(target_arch = "wasm32")]
pub(crate) use post::{ask, event, notify, presence, unread, warn, word};
