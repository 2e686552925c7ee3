//! A webhook target: keeps what arrives and answers as told.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{any, post};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// One request that arrived.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) api_key: String,
    pub(crate) headers: HeaderMap,
    /// The body as it came.
    pub(crate) raw: Bytes,
    /// The same as JSON; `null` where it is none.
    pub(crate) body: Value,
}

impl Arrival {
    /// A header's text; nothing where it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn kinds(&self) -> Vec<String> {
        self.events().iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn events(&self) -> &[Value] {
        self.body["events"].as_array().unwrap()
    }

    /// The text of the first event, where that is a message.
    pub(crate) fn text(&self) -> &str {
        self.events()[0]["payload"]["message"]["content"]["text"].as_str().unwrap_or_default()
    }
}

#[derive(Clone)]
struct Desk {
    arrivals: mpsc::UnboundedSender<Arrival>,
    heads: Arc<Mutex<u32>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

pub(crate) struct Sink {
    pub(crate) target: String,
    desk: Desk,
    arrivals: Mutex<mpsc::UnboundedReceiver<Arrival>>,
}

impl Sink {
    pub(crate) async fn start() -> Self {
        let (sender, arrivals) = mpsc::unbounded_channel();
        let desk = Desk { arrivals: sender, heads: Arc::default(), answers: Arc::default() };
        let app = Router::new().route("/hook", post(take)).route("/", any(root)).with_state(desk.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let target = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { target, desk, arrivals: Mutex::new(arrivals) }
    }

    /// Answers the next requests with these statuses, then with 200 again.
    pub(crate) fn will_answer(&self, statuses: impl IntoIterator<Item = u16>) {
        self.desk.answers.lock().unwrap().extend(statuses);
    }

    pub(crate) fn heads(&self) -> u32 {
        *self.desk.heads.lock().unwrap()
    }

    /// What has arrived so far. Settle the emulator first.
    pub(crate) fn arrived(&self) -> Vec<Arrival> {
        let mut arrivals = self.arrivals.lock().unwrap();
        std::iter::from_fn(|| arrivals.try_recv().ok()).collect()
    }

    /// The types of all events that have arrived so far.
    pub(crate) fn kinds(&self) -> Vec<String> {
        self.arrived().iter().flat_map(Arrival::kinds).collect()
    }
}

async fn take(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let api_key = headers.get("x-api-key").and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    let parsed = serde_json::from_slice(&body).unwrap_or_default();
    let _ = desk.arrivals.send(Arrival { api_key, headers, raw: body, body: parsed });
    let status = desk.answers.lock().unwrap().pop_front().unwrap_or(200);
    StatusCode::from_u16(status).unwrap()
}

async fn root(State(desk): State<Desk>) -> StatusCode {
    *desk.heads.lock().unwrap() += 1;
    StatusCode::OK
}
