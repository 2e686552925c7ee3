//! The relay: the only place where chat and Zendesk meet.
//!
//! A frame or a webhook becomes a [`store::Commit`]; what was committed is told to readers through the [`bus`] and done
//! by the [`work`] runner. The seams ([`bot`], [`desk`], [`store`], [`bus`]) have one embedded default each.

pub mod admin;
pub mod assets;
pub mod bot;
pub mod braze;
pub mod budget;
pub mod bus;
pub mod cli;
pub mod clock;
pub mod config;
pub mod conversation;
pub mod core;
pub mod desk;
mod faults;
pub mod files;
mod hours;
pub mod http;
pub mod identity;
pub mod markdown;
mod outward;
pub mod provenance;
pub mod refusal;
pub mod report;
pub mod store;
pub mod telemetry;
pub mod visitor;
pub mod work;
