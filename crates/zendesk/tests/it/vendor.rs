//! A server that notes every request and gives the answers it was told to give, in order.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::response::Response;
use baton_zendesk::http::HttpSettings;
use baton_zendesk::ids::AppId;
use baton_zendesk::{Conversations, Credential, Http, Support};
use serde_json::Value;
use tokio::net::TcpListener;
use url::Url;

/// What `key:secret` looks like in a header.
pub(crate) const BASIC: &str = "Basic aW50XzE6czNjcmV0";
pub(crate) const SECRET: &str = "s3cret";
pub(crate) const APP: &str = "5ebee0975ac5304b664a12fa";

#[derive(Clone, Default)]
pub(crate) struct Vendor {
    script: Arc<Mutex<VecDeque<Answer>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
    address: Option<std::net::SocketAddr>,
}

pub(crate) struct Answer {
    status: StatusCode,
    headers: Vec<(HeaderName, String)>,
    body: Bytes,
}

#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    /// Path and query as they were on the wire.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Vendor {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let vendor = Self { address: Some(listener.local_addr().unwrap()), ..Self::default() };
        let router = Router::new().fallback(answer).with_state(vendor.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        vendor
    }

    pub(crate) async fn answering(answer: Answer) -> Self {
        let vendor = Self::start().await;
        vendor.then(answer);
        vendor
    }

    pub(crate) fn then(&self, answer: Answer) -> &Self {
        self.script.lock().unwrap().push_back(answer);
        self
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        format!("http://{}{path}", self.address.unwrap()).parse().unwrap()
    }

    pub(crate) fn conversations(&self) -> Conversations {
        self.conversations_with(basic())
    }

    pub(crate) fn conversations_with(&self, credential: Credential) -> Conversations {
        Conversations::new(http(), self.url("/sc"), AppId::from(APP), credential)
    }

    pub(crate) fn support(&self) -> Support {
        Support::new(http(), self.url("/"), basic())
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The only request.
    pub(crate) fn only(&self) -> Seen {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "one request was expected: {seen:?}");
        seen.remove(0)
    }
}

async fn answer(State(vendor): State<Vendor>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let target = parts.uri.path_and_query().unwrap().as_str().to_owned();
    vendor.seen.lock().unwrap().push(Seen { method: parts.method, target, headers: parts.headers, body });
    let answer = vendor.script.lock().unwrap().pop_front();
    let Answer { status, headers, body } = answer.unwrap_or_else(|| text(418, "nothing more in the script"));
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(Body::from(body)).unwrap()
}

impl Seen {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Asserts everything about a call with a JSON body.
    #[track_caller]
    pub(crate) fn assert_json(&self, method: Method, path: &str, body: Value) {
        self.assert_bare(method, path);
        assert_eq!((self.header("content-type"), self.json()), (Some("application/json"), body));
    }

    /// Asserts everything about a call but its body. `path` is what follows the app.
    #[track_caller]
    pub(crate) fn assert_bare(&self, method: Method, path: &str) {
        let expected = (method, format!("/sc/v2/apps/{APP}{path}"));
        assert_eq!((self.method.clone(), self.target.clone()), expected);
        assert_eq!(self.header("authorization"), Some(BASIC));
        assert_eq!(self.header("accept"), Some("application/json"));
    }

    /// Asserts everything about a call of Support but its body. `path` is what follows `/api/v2`.
    #[track_caller]
    pub(crate) fn assert_support_bare(&self, method: Method, path: &str) {
        assert_eq!((self.method.clone(), self.target.clone()), (method, format!("/api/v2{path}")));
        assert_eq!(self.header("authorization"), Some(BASIC));
        assert_eq!(self.header("accept"), Some("application/json"));
    }

    #[track_caller]
    pub(crate) fn assert_support_json(&self, method: Method, path: &str, body: &Value) {
        self.assert_support_bare(method, path);
        assert_eq!((self.header("content-type"), &self.json()), (Some("application/json"), body));
    }

    #[track_caller]
    pub(crate) fn assert_support(&self, method: Method, path: &str) {
        self.assert_support_bare(method, path);
        assert_eq!((&self.body[..], self.header("content-type")), (&b""[..], None));
    }

    #[track_caller]
    pub(crate) fn assert_empty(&self, method: Method, path: &str) {
        self.assert_bare(method, path);
        assert_eq!(self.body, "");
        assert_eq!(self.header("content-type"), None);
    }
}

impl Answer {
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((HeaderName::from_static(name), value.into()));
        self
    }
}

pub(crate) fn json(status: u16, body: &Value) -> Answer {
    text(status, &body.to_string()).header("content-type", "application/json; charset=utf-8")
}

pub(crate) fn text(status: u16, body: &str) -> Answer {
    Answer {
        status: StatusCode::from_u16(status).unwrap(),
        headers: Vec::new(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

/// The vendor's form of a refusal.
pub(crate) fn refusal(status: u16, code: &str, title: &str) -> Answer {
    json(status, &serde_json::json!({ "errors": [{ "code": code, "title": title }] }))
}

pub(crate) fn basic() -> Credential {
    Credential::Basic { key_id: "int_1".to_owned(), secret: SECRET.into() }
}

pub(crate) fn http() -> Http {
    Http::new(HttpSettings::default()).unwrap()
}

/// A client that loses its patience soon, for servers that never answer.
pub(crate) fn impatient() -> Http {
    let soon = Duration::from_millis(150);
    Http::new(HttpSettings { call_timeout: soon, transfer_timeout: soon, ..HttpSettings::default() }).unwrap()
}
