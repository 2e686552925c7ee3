//! Plain calls of a browser.

use super::{SITE, Wire};
use baton_protocol::{Poll, Polled, ProblemBody, ServerFrame, SessionCreated, SessionToken};
use reqwest::{Method, RequestBuilder, redirect};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// A browser: where the relay is, and what its `Origin` says.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    address: SocketAddr,
    path: String,
    pub(crate) origin: Option<String>,
    pub(crate) token: Option<SessionToken>,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The error it is, which says so in the form of RFC 9457.
    pub(crate) fn problem(&self) -> ProblemBody {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.text());
        let problem: ProblemBody = self.json();
        assert_eq!(problem.status, self.status);
        problem
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl Client {
    pub(crate) fn new(address: SocketAddr, path: &str, origin: &str) -> Self {
        let http = reqwest::Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        let origin = (!origin.is_empty()).then(|| origin.to_owned());
        Self { http, address, path: path.to_owned(), origin, token: None }
    }

    /// The same browser on another page.
    pub(crate) fn of_origin(&self, origin: Option<&str>) -> Self {
        Self { origin: origin.map(str::to_owned), ..self.clone() }
    }

    /// The same browser, calling below another path.
    pub(crate) fn below(&self, path: &str) -> Self {
        Self { path: path.to_owned(), ..self.clone() }
    }

    /// The same browser with a session.
    pub(crate) fn with(&self, token: &SessionToken) -> Self {
        Self { token: Some(token.clone()), ..self.clone() }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.http.request(method, format!("http://{}{}{path}", self.address, self.path));
        if let Some(origin) = &self.origin {
            request = request.header("origin", origin);
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.reveal());
        }
        request
    }

    pub(crate) async fn answer(request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, bytes: response.bytes().await.unwrap().to_vec() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Self::answer(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Self::answer(self.request(Method::POST, path).json(body)).await
    }

    /// Asks for a session.
    pub(crate) async fn begin(&self) -> Answer {
        self.post("/v1/sessions", &json!({ "site": SITE, "locale": "en-GB" })).await
    }

    /// A session, which must be given.
    pub(crate) async fn session(&self) -> SessionToken {
        let answer = self.begin().await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json::<SessionCreated>().session
    }

    pub(crate) async fn upload(&self, name: &str, bytes: &[u8]) -> Answer {
        let request = self.request(Method::POST, "/v1/uploads").query(&[("name", name)]);
        Self::answer(request.body(bytes.to_vec())).await
    }

    /// One poll with these frames.
    pub(crate) async fn poll(&self, frames: &[Value], wait_ms: u64) -> Vec<ServerFrame> {
        let raw = |frame: &Value| serde_json::value::to_raw_value(frame).unwrap();
        let poll = Poll { frames: frames.iter().map(raw).collect(), wait_ms };
        let answer = self.post("/v1/poll", &serde_json::to_value(&poll).unwrap()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let polled: Polled = answer.json();
        polled.frames.iter().map(|frame| serde_json::from_str(frame.get()).unwrap()).collect()
    }

    /// Opens the socket; the status where it is refused.
    pub(crate) async fn socket(&self) -> Result<Wire, u16> {
        let address = format!("ws://{}{}/v1/socket", self.address, self.path);
        Wire::open(&address, self.origin.as_deref()).await
    }
}
