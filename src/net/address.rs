//! Where things are, seen from the chat document at `{base}chat/{token}/`.

use crate::app::App;

/// The address of a call, `path` being relative to the relay's base.
pub(super) fn of(path: &str) -> String {
    resolve(&["../../", path].concat()).map_or_else(String::new, |url| url.href())
}

/// The socket's address.
pub(super) fn socket(app: App) -> String {
    let given = app.edges(|edges| edges.socket_url.clone());
    let Some(url) = resolve(given.as_deref().unwrap_or("../../v1/socket")) else { return String::new() };
    match url.protocol().as_str() {
        "https:" => url.set_protocol("wss:"),
        "http:" => url.set_protocol("ws:"),
        _ => {}
    }
    url.href()
}

/// The host the socket goes to, with its port.
pub(crate) fn socket_host(app: App) -> String {
    web_sys::Url::new(&socket(app)).map_or_else(|_| String::new(), |url| url.host())
}

fn resolve(path: &str) -> Option<web_sys::Url> {
    let document = web_sys::window()?.location().href().ok()?;
    web_sys::Url::new_with_base(path, &document).ok()
}
