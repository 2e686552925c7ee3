//! Long polling: a short-lived socket, for visitors behind something that lets none through.

use super::reader::{Input, Reader};
use super::{Edge, address::Address, origin};
use crate::refusal::Refusal;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use baton_protocol::{ErrorCode, Poll, Polled};
use futures_util::{StreamExt as _, future, sink, stream};
use serde_json::value::RawValue;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// The longest a poll is held.
const HOLD: Duration = Duration::from_secs(25);
/// Bytes of frames after which a poll is answered; its cursor brings the rest.
const ENOUGH_BYTES: usize = 256 * 1024;
/// How long to gather once something came.
const GATHER: Duration = Duration::from_millis(50);

/// `POST /v1/poll`: takes frames, the first of them a hello, and answers with those that come back. It is held until
/// all were taken and there is more than the answer to the hello, or until its time is up.
pub(super) async fn poll(
    State(edge): State<Arc<Edge>>,
    Address(address): Address,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Polled>, Refusal> {
    let origin = origin::of(&headers).map(str::to_owned);
    edge.origin_is_known(origin.as_deref())?;
    let poll: Poll = serde_json::from_slice(&body)
        .map_err(|error| Refusal::new(ErrorCode::Malformed, format!("the body is not as it should be: {error}")))?;
    let wait = Duration::from_millis(poll.wait_ms).min(HOLD);
    let frames: Vec<Input> = poll.frames.iter().map(|frame| Input::Text(frame.get().to_owned())).collect();

    let got: Arc<Mutex<Gathered>> = Arc::default();
    let rung = Arc::new(Notify::new());
    let full = Arc::new(Notify::new());
    let ends = (Arc::clone(&got), Arc::clone(&rung), Arc::clone(&full));
    let output = sink::unfold(ends, |(got, rung, full), text: String| async move {
        let (frames, bytes) = push(&got, text)?;
        // The first frame answers the hello; what follows is what a poll waits for.
        if frames > 1 {
            rung.notify_one();
        }
        if bytes >= ENOUGH_BYTES {
            full.notify_one();
            // Nothing more is taken, not even read.
            future::pending::<()>().await;
        }
        Ok::<_, serde_json::Error>((got, rung, full))
    });
    let clock = Arc::clone(&edge.core.clock);
    // Whoever asks for more than was given has taken all of it, and told what there is to tell so far.
    let taken = Arc::new(Notify::new());
    let all = Arc::clone(&taken);
    let input = stream::iter(frames).chain(stream::once(async move {
        all.notify_one();
        future::pending().await
    }));
    let reader = Reader::new(Arc::clone(&edge), address, origin, Box::pin(input), Box::pin(output));
    let enough = async {
        taken.notified().await;
        tokio::select! {
            () = rung.notified() => clock.sleep_until(clock.now() + GATHER.min(wait)).await,
            () = clock.sleep_until(clock.now() + wait) => {}
        }
    };
    tokio::select! {
        _ = reader.run() => {}
        () = enough => {}
        () = full.notified() => {}
    }
    let frames = std::mem::take(&mut got.lock().unwrap_or_else(PoisonError::into_inner).frames);
    Ok(Json(Polled { frames }))
}

/// The frames of an answer so far.
#[derive(Default)]
struct Gathered {
    frames: Vec<Box<RawValue>>,
    bytes: usize,
}

/// Adds a frame; how many there are, and their bytes.
fn push(got: &Mutex<Gathered>, text: String) -> serde_json::Result<(usize, usize)> {
    let length = text.len();
    let raw = RawValue::from_string(text)?;
    let mut got = got.lock().unwrap_or_else(PoisonError::into_inner);
    got.frames.push(raw);
    got.bytes += length;
    Ok((got.frames.len(), got.bytes))
}
