//! Beginning a session.

use super::{address, problem};
use crate::app::App;
use crate::core::Input;
use crate::host;
use baton_protocol::{NewSession, SessionCreated};
use gloo_net::http::Request;
use leptos::task::spawn_local;

/// Asks the relay for a session, unless another tab has begun one meanwhile.
pub(crate) fn create_session(app: App) {
    spawn_local(async move {
        let outcome = match of_another_tab(app) {
            Some(session) => Input::SessionOpened(session),
            None => ask(app).await,
        };
        app.input(outcome);
    });
}

fn of_another_tab(app: App) -> Option<baton_protocol::SessionToken> {
    app.edges(|edges| edges.kept.session())
}

async fn ask(app: App) -> Input {
    let unreachable = Input::SessionRefused { code: None, retry_after_ms: None };
    let site = app.edges(|edges| edges.site.clone());
    let wish = NewSession { site, locale: Some(app.read(|state| state.settings().locale.clone())) };
    let body = serde_json::to_string(&wish).unwrap_or_default();
    let request = Request::post(&address::of("v1/sessions")).header("content-type", "application/json").body(body);
    let Ok(request) = request else { return unreachable };
    let Ok(response) = request.send().await else { return unreachable };
    let Ok(body) = response.text().await else { return unreachable };
    if response.ok() {
        match host::parse::<SessionCreated>(&body) {
            // Two tabs that begin at once keep the session that was stored first.
            Some(created) => Input::SessionOpened(of_another_tab(app).unwrap_or(created.session)),
            None => unreachable,
        }
    } else {
        let (code, retry_after_ms) = problem(response.status(), &body);
        Input::SessionRefused { code, retry_after_ms }
    }
}
