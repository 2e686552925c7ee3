//! The socket. It knows nothing but its number: what to say, when to open it and when to give it up is the core's matter.
//!
//! On the browser's own WebSocket: its events arrive one by one and in order, and sending is a plain call, so neither a
//! task nor a channel stands between them and the core.

use super::address;
use crate::app::App;
use crate::core::Input;
use crate::host;
use baton_protocol::{ClientFrame, Lenient, ServerFrame};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, WebSocket};

/// An open, or opening, socket. Dropping it closes it and stops listening.
pub(crate) struct Socket {
    socket: WebSocket,
    _opened: Closure<dyn Fn()>,
    _closed: Closure<dyn Fn()>,
    _heard: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // Closing what is closed already is no news.
        let _ = self.socket.close();
    }
}

/// Opens a socket of this number.
pub(crate) fn connect(app: App, serial: u32) {
    // Refused at once: an address the document's policy forbids, or none at all.
    let Ok(socket) = WebSocket::new(&address::socket(app)) else {
        leptos::task::spawn_local(async move { app.input(Input::SocketClosed(serial)) });
        return;
    };
    let opened = Closure::<dyn Fn()>::new(move || app.input(Input::SocketOpened(serial)));
    let closed = Closure::<dyn Fn()>::new(move || app.input(Input::SocketClosed(serial)));
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(text) = event.data().as_string() else { return };
        if let Some(frame) = host::parse::<Lenient<ServerFrame>>(&text) {
            app.input(Input::SocketFrame(serial, frame));
        }
    });
    socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
    socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
    socket.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    let socket = Socket { socket, _opened: opened, _closed: closed, _heard: heard };
    let before = app.edges(|edges| edges.socket.replace(socket));
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
            if let Some(socket) = &edges.socket {
                let _ = socket.socket.send_with_str(&text);
            }
        });
    }
}
