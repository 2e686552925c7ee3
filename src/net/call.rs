//! Calls of the relay. All of them by the browser call that an upload needs for its progress: one way for all, and no
//! futures, each of which is a state machine of its own in the module.

use super::address;
use crate::app::App;
use crate::core::Input;
use crate::host;
use baton_protocol::SessionToken;
use wasm_bindgen::prelude::*;
use web_sys::XmlHttpRequest;

/// A call yet to be sent; `path` is relative to the relay's base.
pub(super) fn open(method: &str, path: &str, media_type: Option<&str>) -> Result<XmlHttpRequest, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open(method, &address::of(path))?;
    if let Some(media_type) = media_type {
        request.set_request_header("Content-Type", media_type)?;
    }
    Ok(request)
}

/// The same, in the visitor's name. None without a session.
pub(super) fn open_as_visitor(
    app: App,
    method: &str,
    path: &str,
    media_type: Option<&str>,
) -> Result<XmlHttpRequest, JsValue> {
    let session = app.read(|state| state.session().cloned()).ok_or(JsValue::UNDEFINED)?;
    open_with(&session, method, path, media_type)
}

/// The same, under a session that may not be this page's any more.
pub(super) fn open_with(
    session: &SessionToken,
    method: &str,
    path: &str,
    media_type: Option<&str>,
) -> Result<XmlHttpRequest, JsValue> {
    let request = open(method, path, media_type)?;
    request.set_request_header("Authorization", &["Bearer ", session.reveal()].concat())?;
    Ok(request)
}

/// Has the end of a call heard, whatever it is; only the first call of `end` counts.
pub(super) fn on_end(request: &XmlHttpRequest, end: impl Fn(&XmlHttpRequest) + 'static) {
    let ended = request.clone();
    let heard = host::function(move |_| {
        // The call and this function refer to each other: neither would ever go.
        ended.set_onloadend(None);
        end(&ended);
    });
    request.set_onloadend(Some(&heard));
}

/// The status, 0 where the relay could not be reached.
pub(super) fn status(request: &XmlHttpRequest) -> u16 {
    request.status().unwrap_or(0)
}

/// Whether the relay did what was asked.
pub(super) fn is_good(request: &XmlHttpRequest) -> bool {
    (200..300).contains(&status(request))
}

/// The body of an answer as text.
pub(super) fn body(request: &XmlHttpRequest) -> String {
    request.response_text().ok().flatten().unwrap_or_default()
}

/// Tells the core something that was clear at once, as if it had taken its time: the core is in the middle of asking.
pub(super) fn tell_later(app: App, input: Input) {
    let tell = host::function(move |_| app.input(input.clone()));
    if let Some(window) = web_sys::window() {
        window.queue_microtask(&tell);
    }
}
