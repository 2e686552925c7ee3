//! The emulator as the relay's Zendesk.

use super::{Settings, Texts, Time};
use baton_emulator::{Control, ConversationView, Emulator, MessageView, Options, Running};
use baton_protocol::ConversationId;
use baton_relay::desk::support_webhook;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Zendesk.
pub(crate) struct Zendesk {
    pub(crate) control: Control,
    running: Running,
    journal: PathBuf,
    texts: Texts,
    signing_secret: Option<String>,
}

impl Zendesk {
    pub(super) async fn start(settings: &Settings, time: &Time, target: &str, folder: &Path) -> Self {
        let journal = journal(folder);
        let options = Options {
            time: Arc::new(time.clone()),
            preset: settings.preset,
            switches: settings.switches.clone(),
            webhook_target: Some(target.to_owned()),
            ..Options::default()
        };
        Self::with(options, journal).await
    }

    /// With options of one's own.
    pub(super) async fn with(options: Options, journal: PathBuf) -> Self {
        let options = Options { journal: Some(journal.clone()), ..options };
        let running = Emulator::start(options).await.unwrap();
        let texts = Texts::of(&running);
        Self { control: running.control(), running, journal, texts, signing_secret: None }
    }

    /// Makes the webhook that tells the relay of tickets, as a person does in the admin pages.
    pub(super) async fn subscribe_support(&mut self, target: &str, by_trigger: bool) {
        let http = reqwest::Client::new();
        let user = format!("{}/token", baton_emulator::demo::SUPPORT_EMAIL);
        let call = |method, path: &str| {
            http.request(method, format!("{}/api/v2/{path}", self.api()))
                .basic_auth(&user, Some(baton_emulator::demo::SUPPORT_API_TOKEN))
        };
        // The account is the end of its address.
        let mut wish = support_webhook::wish(target.rsplit('/').next().unwrap(), target);
        if by_trigger {
            wish.subscriptions = vec![baton_zendesk::support::TICKET_TRIGGERS.to_owned()];
        }
        let wish = serde_json::json!({ "webhook": wish });
        let made: Value =
            call(reqwest::Method::POST, "webhooks").json(&wish).send().await.unwrap().json().await.unwrap();
        let id = made["webhook"]["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        if by_trigger {
            let body = baton_zendesk::support_webhooks::TRIGGER_BODY;
            let all = serde_json::json!([
                {"field": "comment_is_public", "operator": "is", "value": "requester_can_see_comment"},
                {"field": "current_via_id", "operator": "is_not", "value": "5"}]);
            let wish = serde_json::json!({"trigger": {"title": "Tell Baton", "conditions": {"all": all, "any": []},
                "actions": [{"field": "notification_webhook", "value": [id, body]}]}});
            let made = call(reqwest::Method::POST, "triggers").json(&wish).send().await.unwrap();
            assert!(made.status().is_success(), "{}", made.text().await.unwrap());
        }
        let path = format!("webhooks/{id}/signing_secret");
        let secret: Value = call(reqwest::Method::GET, &path).send().await.unwrap().json().await.unwrap();
        self.signing_secret = Some(secret["signing_secret"]["secret"].as_str().unwrap().to_owned());
    }

    /// The Braze beside it.
    pub(crate) fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The services beside it that bots run at.
    pub(crate) fn bots(&self) -> baton_emulator::Bots {
        self.running.bots()
    }

    /// Where those are.
    pub(super) fn bots_url(&self) -> &str {
        &self.running.bots_url
    }

    /// What that webhook is signed with.
    pub(super) fn signing_secret(&self) -> Option<&str> {
        self.signing_secret.as_deref()
    }

    pub(crate) fn api(&self) -> &str {
        &self.running.api_url
    }

    pub(crate) fn media(&self) -> &str {
        &self.running.media_url
    }

    /// The calls of the API so far, in the order of their answers.
    pub(crate) fn calls(&self) -> Vec<Call> {
        let text = std::fs::read_to_string(&self.journal).unwrap_or_default();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let calls = lines.filter(|line| line["kind"] == "api").map(|line| Call {
            operation: line["operation"].as_str().unwrap_or_default().to_owned(),
            status: line["status"].as_u64(),
        });
        calls.collect()
    }

    /// How often an operation was called.
    pub(crate) fn count(&self, operation: &str) -> usize {
        self.calls().iter().filter(|call| call.operation == operation).count()
    }

    /// The conversation there that stands for one of ours now.
    pub(crate) fn conversation_of(&self, ours: &ConversationId) -> Option<ConversationView> {
        self.conversations_of(ours).pop()
    }

    /// Every conversation there that ever stood for one of ours, oldest first.
    pub(crate) fn conversations_of(&self, ours: &ConversationId) -> Vec<ConversationView> {
        let carries = |view: &ConversationView| {
            view.metadata.iter().flat_map(|all| all.values()).any(|value| value.as_str() == Some(ours.as_str()))
        };
        self.control.ledger().into_iter().filter(carries).collect()
    }

    /// What users wrote in a conversation, in order.
    pub(crate) fn visitor_lines(view: &ConversationView) -> Vec<String> {
        view.messages.iter().filter(|message| message.user.is_some()).map(text).collect()
    }

    /// All it knows, for a failure.
    pub(crate) fn told(&self) -> String {
        let mut told = "Zendesk has:\n".to_owned();
        for view in self.control.ledger() {
            told.push_str(&format!("  conversation {} active {:?} pending {:?}\n", view.id, view.active, view.pending));
            for message in &view.messages {
                let who =
                    message.user.as_ref().map_or(message.display_name.as_deref().unwrap_or("business"), |_| "user");
                told.push_str(&format!("    {who}: {:?}\n", text(message)));
            }
        }
        for ticket in self.control.tickets() {
            told.push_str(&format!("  ticket {} {:?} live {}\n", ticket.id, ticket.status, ticket.live));
        }
        let deliveries = self.control.deliveries();
        for delivery in deliveries.iter().skip(deliveries.len().saturating_sub(12)) {
            let tries: Vec<_> = delivery.attempts.iter().map(|attempt| attempt.status).collect();
            told.push_str(&format!("  webhook {:?} {:?} {tries:?}\n", delivery.events, delivery.status));
        }
        told
    }
}

/// A call of the API.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) operation: String,
    /// The status it was answered with; none where the answer was withheld.
    pub(crate) status: Option<u64>,
}

/// What a message says, or the name of its file.
pub(crate) fn text(message: &MessageView) -> String {
    let file = message.content.get("altText").and_then(Value::as_str).map(|name| format!("[{name}]"));
    file.or_else(|| message.text().map(str::to_owned)).unwrap_or_default()
}

/// Where the journal is written: for the contract check where somebody wants one, else beside the scene.
pub(super) fn journal(folder: &Path) -> PathBuf {
    recorded().unwrap_or_else(|| folder.join("journal.jsonl"))
}

/// A journal for the contract check, where somebody wants one.
pub(crate) fn recorded() -> Option<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let folder = std::env::var_os("BATON_CONTRACT_DIR")?;
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    Some(PathBuf::from(folder).join(format!("relay-it-{}-{number}.jsonl", std::process::id())))
}
