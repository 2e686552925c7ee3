//! Named points at which a debug build can be made to stand still, so that a test kills it exactly there.
//!
//! `BATON_PAUSE_AT=point` makes the process write `PAUSED point` to standard error and never go on; with `point:3` it
//! does so the third time it comes by. Release builds have none of this.

/// Passes a named point.
#[cfg(debug_assertions)]
pub(crate) async fn point(name: &'static str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};
    static WANTED: OnceLock<Option<(String, u32)>> = OnceLock::new();
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let wanted = WANTED.get_or_init(|| {
        let text = std::env::var("BATON_PAUSE_AT").ok()?;
        let (name, times) = text.split_once(':').unwrap_or((&text, "1"));
        Some((name.to_owned(), times.parse().ok()?))
    });
    let Some((wanted, times)) = wanted else { return };
    if wanted != name || PASSED.fetch_add(1, Ordering::SeqCst) + 1 < *times {
        return;
    }
    eprintln!("PAUSED {name}");
    std::future::pending::<()>().await;
}

/// Passes a named point.
#[cfg(not(debug_assertions))]
#[inline]
pub(crate) async fn point(_name: &'static str) {}
