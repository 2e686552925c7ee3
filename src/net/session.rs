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
