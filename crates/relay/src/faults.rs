//! Named points at which a debug build can be made to stand still, so that a test kills it exactly there.
//!
//! `BATON_PAUSE_AT=point` makes the process write `PAUSED point` to standard error and never go on; with `point:3` it
//! does so the third time it comes by. Release builds have none of this.

/// Passes a named point.
#[cfg(debug_assertions)]
pub async fn point(name: &'static str) {
    use std::sync::atomic::{AtomicU32, Ordering};
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let Ok(wanted) = std::env::var("BATON_PAUSE_AT") else { return };
    let (wanted, times) = wanted.split_once(':').unwrap_or((wanted.as_str(), "1"));
    if wanted != name || PASSED.fetch_add(1, Ordering::SeqCst) + 1 != times.parse().unwrap_or(1) {
        return;
    }
    eprintln!("PAUSED {name}");
    std::future::pending::<()>().await;
}

/// Passes a named point.
#[cfg(not(debug_assertions))]
#[inline]
pub async fn point(_name: &'static str) {}
