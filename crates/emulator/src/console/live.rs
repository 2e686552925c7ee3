//! News for open pages, as server-sent events.

use super::Desk;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use std::convert::Infallible;
use tokio::sync::broadcast::error::RecvError;

pub(super) async fn events(State(desk): State<Desk>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let news = desk.world.notices.subscribe();
    let cancel = desk.world.cancel.clone();
    let stream = unfold((news, cancel), |(mut news, cancel)| async move {
        loop {
            let notice = tokio::select! {
                // An open page must not keep the emulator from stopping.
                () = cancel.cancelled() => return None,
                notice = news.recv() => notice,
            };
            match notice {
                Ok(notice) => {
                    let event = Event::default().json_data(&notice).unwrap_or_default();
                    return Some((Ok(event), (news, cancel)));
                }
                // The page reloads its parts on every event, so a missed one costs nothing.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
