//! Beginning a session.

use super::{call, problem};
use crate::app::App;
use crate::core::Input;
use crate::host;
use baton_protocol::{NewSession, SessionCreated, SessionToken};
use wasm_bindgen::JsValue;
use web_sys::XmlHttpRequest;

const UNREACHABLE: Input = Input::SessionRefused { code: None, retry_after_ms: None };

/// Asks the relay for a session, unless another tab has begun one meanwhile.
pub(crate) fn create_session(app: App) {
    if let Some(session) = of_another_tab(app) {
        call::tell_later(app, Input::SessionOpened(session));
    } else if ask(app).is_err() {
        call::tell_later(app, UNREACHABLE);
    }
}

fn of_another_tab(app: App) -> Option<SessionToken> {
    app.edges(|edges| edges.kept.session())
}

fn ask(app: App) -> Result<(), JsValue> {
    let locale = Some(app.read(|state| state.settings().locale.clone()));
    let wish = NewSession { site: app.edges(|edges| edges.site.clone()), locale };
    let request = call::open("POST", "v1/sessions", Some("application/json"))?;
    call::on_end(&request, move |request| app.input(outcome(app, request)));
    request.send_with_opt_str(Some(&serde_json::to_string(&wish).unwrap_or_default()))
}

fn outcome(app: App, request: &XmlHttpRequest) -> Input {
    let body = call::body(request);
    if call::is_good(request) {
        match host::parse::<SessionCreated>(&body) {
            // Two tabs that begin at once keep the session that was stored first.
            Some(created) => Input::SessionOpened(of_another_tab(app).unwrap_or(created.session)),
            None => UNREACHABLE,
        }
    } else {
        let (code, retry_after_ms) = problem(call::status(request), &body);
        Input::SessionRefused { code, retry_after_ms }
    }
}

/// Tells the relay that a session is over: now, or where the relay cannot be reached, with the next network or page.
pub(crate) fn revoke(app: App, session: &SessionToken) {
    app.edges(|edges| edges.kept.keep_left(Some(session)));
    // Where it cannot even be asked, the next page does.
    let _ = tell_left(app, session);
}

/// The same for what an earlier try or page has left.
pub(crate) fn revoke_left(app: App) {
    if let Some(session) = app.edges(|edges| edges.kept.left()) {
        let _ = tell_left(app, &session);
    }
}

fn tell_left(app: App, session: &SessionToken) -> Result<(), JsValue> {
    let request = call::open_with(session, "DELETE", "v1/sessions", None)?;
    call::on_end(&request, move |request| {
        // 401: it is over already.
        if call::is_good(request) || call::status(request) == 401 {
            app.edges(|edges| edges.kept.keep_left(None));
        }
    });
    request.send()
}
