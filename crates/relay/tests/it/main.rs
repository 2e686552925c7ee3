//! What crosses the relay's modules. One binary, so that it links once.

mod store;
mod config;
