//! The chat a visitor sees.
//!
//! A pure [`core`] decides everything; thin edges carry it out: `net` talks to the relay, `storage` keeps what must
//! outlive the page, [`host`] talks to the page around the frame, `view` draws. `app` ties them together. The edges exist
//! in browsers only; what can be tested without one builds and is tested without one.

pub mod core;
pub mod host;
pub mod i18n;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(all(target_arch = "wasm32", debug_assertions))]
mod crash;
#[cfg(target_arch = "wasm32")]
mod net;
#[cfg(target_arch = "wasm32")]
mod storage;
#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "leptos makes the properties of every component public")]
mod view;

/// Takes the painted panel over from `boot.js`.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    #[cfg(debug_assertions)]
    crash::watch();
    match host::boot::site() {
        Some(site) => app::App::start(site),
        None => host::boot::crashed("the chat document carries no site description"),
    }
}
