//! The browser's timer.

use crate::host;

/// Rings once, unless it is dropped before.
pub(crate) struct Alarm(i32);

impl Alarm {
    /// Rings after so many milliseconds.
    pub(crate) fn new(wait: u32, ring: impl Fn() + 'static) -> Self {
        let ring = host::function(move |_| ring());
        let wait = i32::try_from(wait).unwrap_or(i32::MAX);
        let timer = web_sys::window()
            .and_then(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&ring, wait).ok());
        // The browser knows no timer of this number.
        Self(timer.unwrap_or_default())
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.0);
        }
    }
}
