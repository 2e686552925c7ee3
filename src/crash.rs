//! The end of the chat, should it ever panic: a calm line instead of a dead panel, and a word to the host page. Builds for
//! developers say where; in what visitors download a panic is a bare trap (see `build/slim/panics.mjs`), which `boot.js`
//! hears of.

use crate::host::boot;

/// Has every panic shown and told.
pub(crate) fn watch() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or("", |location| location.file());
        let line = panic.location().map_or(0, |location| location.line());
        let mut reason = String::from(place);
        reason.push(':');
        reason.push_str(&line.to_string());
        boot::crashed(&reason);
    }));
}
