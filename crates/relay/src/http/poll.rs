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

    let got: Arc<Mutex<Vec<Box<RawValue>>>> = Arc::default();
    let rung = Arc::new(Notify::new());
    let output = sink::unfold((Arc::clone(&got), Arc::clone(&rung)), |(got, rung), text: String| async move {
        let raw = RawValue::from_string(text)?;
        {
            let mut got = got.lock().unwrap_or_else(PoisonError::into_inner);
            got.push(raw);
            // The first frame answers the hello; what follows is what a poll waits for.
            if got.len() > 1 {
                rung.notify_one();
            }
        }
        Ok::<_, serde_json::Error>((got, rung))
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
    }
    let frames = std::mem::take(&mut *got.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Json(Polled { frames }))
}
