//! The socket. Small buffers: ten thousand visitors sit here and say nothing.

use super::reader::{End, Input, Reader};
use super::{Edge, accept::Place, address::Address, origin};
use crate::refusal::Refusal;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;
use baton_protocol::{ErrorCode, limits};
use futures_util::{SinkExt as _, StreamExt as _, future, stream};
use std::sync::Arc;

/// Bytes read ahead for one socket. The library's own 128 KiB would be a gigabyte for ten thousand of them.
const READ_BUFFER: usize = 1024;
/// Bytes gathered before they are written out.
const WRITE_BUFFER: usize = 4 * 1024;
/// Bytes that may wait for a reader that does not read.
const WRITE_BUFFER_MAX: usize = 256 * 1024;

/// Close codes; from 4000 on they are ours (RFC 6455, 7.4.2).
mod code {
    /// Going away.
    pub(super) const AWAY: u16 = 1001;
    /// Come back with the cursor.
    pub(super) const AGAIN: u16 = 4000;
    /// Come back without a cursor.
    pub(super) const RELOAD: u16 = 4001;
    /// Do not come back as you are.
    pub(super) const REFUSED: u16 = 4003;
}

/// `GET /v1/socket`.
pub(super) async fn upgrade(
    State(edge): State<Arc<Edge>>,
    Address(address): Address,
    Extension(place): Extension<Place>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refusal> {
    let origin = origin::of(&headers).map(str::to_owned);
    edge.origin_is_known(origin.as_deref())?;
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(WRITE_BUFFER_MAX)
        .max_message_size(limits::FRAME_BYTES)
        .max_frame_size(limits::FRAME_BYTES);
    Ok(upgrade.on_upgrade(move |socket| async move {
        serve(edge, address, origin, socket).await;
        // The server's own hold on the connection ended with the upgrade.
        drop(place);
    }))
}

async fn serve(edge: Arc<Edge>, address: crate::budget::AddressKey, origin: Option<String>, socket: WebSocket) {
    let (output, input) = socket.split();
    // After an error nothing more can be read: a frame too large, a broken connection.
    let input = input.scan(false, |broken, message| {
        if *broken {
            return future::ready(None);
        }
        future::ready(match message {
            Ok(Message::Text(text)) => Some(stream::iter(Some(Input::Text(text.as_str().to_owned())))),
            Ok(Message::Binary(_)) => Some(stream::iter(Some(Input::Wrong(ErrorCode::Malformed)))),
            Ok(Message::Ping(_) | Message::Pong(_)) => Some(stream::iter(None)),
            Ok(Message::Close(_)) => None,
            Err(error) => {
                *broken = true;
                let too_large = error.to_string().contains("too long") || error.to_string().contains("too big");
                too_large.then(|| stream::iter(Some(Input::Wrong(ErrorCode::TooLarge))))
            }
        })
    });
    let texts = output.with(|text: String| future::ready(Ok::<_, axum::Error>(Message::Text(text.into()))));
    let reader = Reader::new(edge, address, origin, Box::pin(input.flatten()), texts);
    let (end, texts) = reader.run().await;
    let mut output = texts.into_inner();
    let (code, reason) = match end {
        End::Left => return,
        End::Told(ErrorCode::GoingAway) => (code::AWAY, "going away"),
        End::Told(told) if told.is_temporary() => (code::AGAIN, "come back"),
        End::Told(_) => (code::REFUSED, "refused"),
        End::Slow => (code::AGAIN, "too slow"),
        End::Reload => (code::RELOAD, "reload"),
    };
    let close = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
    let _ = tokio::time::timeout(std::time::Duration::from_secs(1), output.send(close)).await;
}
