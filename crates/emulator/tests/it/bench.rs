//! An emulator with a client and a webhook target.

use crate::sink::Sink;
use baton_emulator::{
    Control, ConversationId, Emulator, FixedTime, Options, Preset, Running, TicketId, TicketView, demo,
};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// An answer: its status and its body.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Reply {
    /// The body, if the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// The code of the first error, if the status is this one.
    #[track_caller]
    pub(crate) fn refused(self, status: u16) -> String {
        self.expect(status)["errors"][0]["code"].as_str().unwrap().to_owned()
    }
}

pub(crate) struct Bench {
    pub(crate) running: Running,
    pub(crate) control: Control,
    pub(crate) sink: Sink,
    pub(crate) http: reqwest::Client,
}

/// 2026-11-20, a fixed time: only the control API moves it.
pub(crate) const START_MS: i64 = 1_795_132_800_000;

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::with(Preset::Provisioned).await
    }

    pub(crate) async fn with(preset: Preset) -> Self {
        Self::with_options(Options { preset, ..Options::default() }).await
    }

    pub(crate) async fn with_options(options: Options) -> Self {
        let sink = Sink::start().await;
        let options = Options {
            time: Arc::new(FixedTime(START_MS)),
            journal: options.journal.or_else(journal),
            webhook_target: options.webhook_target.or_else(|| Some(sink.target.clone())),
            ..options
        };
        let running = Emulator::start(options).await.unwrap();
        let control = running.control();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { running, control, sink, http }
    }

    /// A request to the app's part of the API, without credentials.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/sc/v2/apps/{}{path}", self.running.api_url, demo::APP_ID))
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Reply {
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        Reply { status, headers, body: answer.json().await.unwrap_or(Value::Null) }
    }

    /// With the integration's key: what the relay has at run time.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let request = self.bare(method, path).basic_auth(demo::INTEGRATION_KEY_ID, Some(demo::INTEGRATION_KEY_SECRET));
        self.send(with_body(request, body)).await
    }

    /// With the app's key.
    pub(crate) async fn admin(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let request = self.bare(method, path).basic_auth(demo::APP_KEY_ID, Some(demo::APP_KEY_SECRET));
        self.send(with_body(request, body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.call(Method::POST, path, Some(body)).await
    }

    /// A call of the control API.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let request = self.http.request(method, format!("{}/control{path}", self.running.api_url));
        self.send(with_body(request, body)).await
    }

    /// A Support call with an access token.
    pub(crate) async fn support_as(&self, token: &str, method: Method, path: &str, body: Option<Value>) -> Reply {
        let request = self.http.request(method, format!("{}{path}", self.running.api_url)).bearer_auth(token);
        self.send(with_body(request, body)).await
    }

    /// A request to Support with the API token.
    pub(crate) fn desk(&self, method: Method, path: &str) -> RequestBuilder {
        let user = format!("{}/token", demo::SUPPORT_EMAIL);
        let request = self.http.request(method, format!("{}{path}", self.running.api_url));
        request.basic_auth(user, Some(demo::SUPPORT_API_TOKEN))
    }

    /// A Support call with the API token.
    pub(crate) async fn support(&self, path: &str) -> Reply {
        self.send(self.desk(Method::GET, path)).await
    }

    pub(crate) async fn support_post(&self, path: &str, body: Value) -> Reply {
        self.send(self.desk(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn support_put(&self, path: &str, body: Value) -> Reply {
        self.send(self.desk(Method::PUT, path).json(&body)).await
    }

    /// A ticket made by API for an end user; its number.
    pub(crate) async fn made_ticket(&self) -> TicketId {
        let body = json!({ "ticket": {
            "subject": "Cannot log in",
            "comment": { "body": "The page stays white" },
            "requester": { "name": "Vera Visitor", "email": "vera@example.com" },
            "external_id": "conversation-1/1",
            "tags": ["web"],
        } });
        let made = self.support_post("/api/v2/tickets", body).await.expect(201);
        TicketId(made["ticket"]["id"].as_u64().unwrap())
    }

    /// Changes a ticket by API.
    pub(crate) async fn change(&self, id: TicketId, ticket: Value) -> Reply {
        self.support_put(&format!("/api/v2/tickets/{id}"), json!({ "ticket": ticket })).await
    }

    /// The comments of a ticket as the API lists them.
    pub(crate) async fn comments(&self, id: TicketId) -> Vec<Value> {
        let listed = self.support(&format!("/api/v2/tickets/{id}/comments")).await.expect(200);
        listed["comments"].as_array().unwrap().clone()
    }

    pub(crate) async fn user(&self, external_id: &str) -> String {
        let body = json!({ "externalId": external_id, "profile": { "givenName": "Vera", "surname": "Visitor" } });
        self.post("/users", body).await.expect(201)["user"]["id"].as_str().unwrap().to_owned()
    }

    /// A user with a conversation.
    pub(crate) async fn conversation(&self) -> ConversationId {
        let external_id = format!("visitor-{}", self.control.ledger().len());
        self.user(&external_id).await;
        self.conversation_of(&external_id, json!({})).await
    }

    pub(crate) async fn conversation_of(&self, external_id: &str, metadata: Value) -> ConversationId {
        let body = json!({
            "type": "personal",
            "participants": [{ "userExternalId": external_id, "subscribeSDKClient": false }],
            "metadata": metadata,
        });
        let answer = self.post("/conversations", body).await.expect(201);
        ConversationId::from(answer["conversation"]["id"].as_str().unwrap())
    }

    /// Posts a business text and returns its id.
    pub(crate) async fn say(&self, id: &ConversationId, text: &str) -> String {
        let body = json!({ "author": { "type": "business" }, "content": { "type": "text", "text": text } });
        let answer = self.post(&format!("/conversations/{id}/messages"), body).await.expect(201);
        answer["messages"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Posts a text as the conversation's user and returns its id.
    pub(crate) async fn ask(&self, id: &ConversationId, text: &str) -> String {
        let user = self.control.conversation(id).unwrap().users[0].clone();
        let body = json!({ "author": { "type": "user", "userId": user }, "content": { "type": "text", "text": text } });
        let answer = self.post(&format!("/conversations/{id}/messages"), body).await.expect(201);
        answer["messages"][0]["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn pass(&self, id: &ConversationId, to: &str, metadata: Value) -> Reply {
        let body = json!({ "switchboardIntegration": to, "metadata": metadata });
        self.post(&format!("/conversations/{id}/passControl"), body).await
    }

    /// A conversation with one visitor's message whose ticket is open.
    pub(crate) async fn ticket(&self) -> TicketView {
        let id = self.conversation().await;
        self.ask(&id, "I need a person").await;
        self.pass(&id, "zd:agentWorkspace", json!({})).await.expect(200);
        self.control.ticket_of(&id).unwrap()
    }

    /// Lets all webhooks arrive and forgets them.
    pub(crate) async fn quiet(&self) {
        self.control.settle().await;
        self.sink.arrived();
    }

    /// The types of the events since the last look.
    pub(crate) async fn kinds(&self) -> Vec<String> {
        self.control.settle().await;
        self.sink.kinds()
    }

    pub(crate) fn active(&self, id: &ConversationId) -> Option<String> {
        self.control.conversation(id).unwrap().active
    }
}

/// Where the contract check looks for what was exchanged here. What is refused here was sent to be refused, which the
/// file's name tells: of such an exchange only the answer is judged.
fn journal() -> Option<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let folder = std::env::var_os("BATON_CONTRACT_DIR")?;
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    Some(PathBuf::from(folder).join(format!("probing-emulator-it-{}-{number}.jsonl", std::process::id())))
}

fn with_body(request: RequestBuilder, body: Option<Value>) -> RequestBuilder {
    match body {
        Some(body) => request.json(&body),
        None => request,
    }
}
