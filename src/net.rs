//! The way to the relay: a session by one call, then a socket; files by calls of their own. Addresses come from this
//! document and nowhere else.

mod address;
mod call;
mod file;
mod session;
mod socket;
mod upload;

pub(crate) use address::socket_host;
pub(crate) use file::{Arrival, download, erase, export, fetch, save, transcript};
pub(crate) use session::{create_session, revoke, revoke_left};
pub(crate) use socket::{Socket, connect, disconnect, transmit};
pub(crate) use upload::{Sending, drop_upload, face, keep_upload, stop_upload, upload};

use crate::app::App;
use crate::core::Input;
use crate::{host, storage};
use baton_protocol::{ErrorCode, ProblemBody, SessionToken};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::StorageEvent;

/// Watches whether the device has a network, whether anyone is looking, and whether the visitor leaves in another tab.
pub(crate) fn watch_browser(app: App) {
    listen("online", move |_| {
        app.input(Input::Online(true));
        revoke_left(app);
    });
    listen("offline", move |_| app.input(Input::Online(false)));
    for event in ["visibilitychange", "pageshow"] {
        listen(event, move |_| app.input(Input::Visible(is_visible())));
    }
    listen("storage", move |event| {
        let Some(event) = event.dyn_ref::<StorageEvent>() else { return };
        let (key, value) = (event.key(), event.new_value());
        let (left, other) = app.edges(|edges| {
            let kept = &edges.kept;
            (kept.says_left(key.as_deref(), value.as_deref()), kept.says_other(key.as_deref(), value))
        });
        if let Some(other) = other {
            match other.strip_prefix(storage::LOST) {
                // Tabs see each other's entries late: what another one has lost may not be what stood there.
                Some(lost) => {
                    let own = app.read(|state| state.session().cloned());
                    if let Some(own) = own.filter(|own| own.reveal() != lost) {
                        app.edges(|edges| edges.kept.keep_session(&own));
                    }
                }
                None => app.input(Input::SessionElsewhere(SessionToken::new(other))),
            }
        }
        // A tab without a session has nothing of anybody's.
        if left && app.read(|state| state.session().is_some()) {
            app.leave(Input::LeftElsewhere);
        }
    });
    app.input(Input::Visible(is_visible()));
    if web_sys::window().is_some_and(|window| !window.navigator().on_line()) {
        app.input(Input::Online(false));
    }
}

/// Listens for as long as the page lives.
fn listen(event: &str, act: impl Fn(JsValue) + 'static) {
    if let Some(window) = web_sys::window() {
        // Listening to a window cannot fail.
        let _ = window.add_event_listener_with_callback(event, &host::function(act));
    }
}

fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// What an error's body says; the status speaks where there is none.
fn problem(status: u16, body: &str) -> (Option<ErrorCode>, Option<i64>) {
    match host::parse::<ProblemBody>(body) {
        Some(problem) => (Some(problem.code), problem.retry_after_ms.and_then(|wait| i64::try_from(wait).ok())),
        None => match status {
            401 => (Some(ErrorCode::SessionUnknown), None),
            413 => (Some(ErrorCode::FileTooLarge), None),
            415 => (Some(ErrorCode::FileTypeRefused), None),
            429 => (Some(ErrorCode::BudgetSpent), None),
            _ => (None, None),
        },
    }
}
