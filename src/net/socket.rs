//! The socket. It knows nothing but its number: what to say, when to open it and when to give it up is the core's matter.
//!
//! On the browser's own WebSocket: its events arrive one by one and in order, and sending is a plain call, so neither a
//! task nor a channel stands between them and the core. Where none gets through, `public/poll.js` stands in for it.

use super::{address, call};
use crate::app::App;
use crate::core::Input;
use crate::host::{self, boot};
use baton_protocol::{ClientFrame, Lenient, ServerFrame};
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, WebSocket};

/// An open, or opening, socket. Dropping it closes it and stops listening.
pub(crate) struct Socket(WebSocket);

impl Drop for Socket {
    fn drop(&mut self) {
        self.0.set_onopen(None);
        self.0.set_onmessage(None);
        self.0.set_onclose(None);
        // Closing what is closed already is no news.
        let _ = self.0.close();
    }
}

/// Opens a socket of this number, or has plain requests stand in for one.
pub(crate) fn connect(app: App, serial: u32, by_poll: bool) {
    let polled = by_poll.then(|| address::of("v1/poll"));
    // Refused at once: an address the document's policy forbids, or none at all.
    let Ok(socket) = boot::socket(&address::socket(app), polled.as_deref()) else {
        return call::tell_later(app, Input::SocketClosed(serial));
    };
    socket.set_onopen(Some(&host::function(move |_| app.input(Input::SocketOpened(serial)))));
    socket.set_onclose(Some(&host::function(move |_| app.input(Input::SocketClosed(serial)))));
    socket.set_onmessage(Some(&host::function(move |event| {
        let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
        if let Some(frame) = text.and_then(|text| host::parse::<Lenient<ServerFrame>>(&text)) {
            app.input(Input::SocketFrame(serial, frame));
        }
    })));
    let before = app.edges(|edges| edges.socket.replace(Socket(socket)));
    drop(before);
}

/// Closes the socket.
pub(crate) fn disconnect(app: App) {
    let before = app.edges(|edges| edges.socket.take());
    drop(before);
}

/// Sends a frame. What a closing socket swallows is sent again by the next one.
pub(crate) fn transmit(app: App, frame: &ClientFrame) {
    if let Ok(text) = serde_json::to_string(frame) {
        app.edges(|edges| {
            if let Some(Socket(socket)) = &edges.socket {
                let _ = socket.send_with_str(&text);
            }
        });
    }
}
