//! `baton check` against an account on which one thing after another is wrong.

use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use baton_relay::desk::support_webhook;
use serde_json::{Value, json};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

/// The app, and where it is at Zendesk.
const APP: &str = "/sc/v2/apps/5f0c6f6f9c8d2e000c5b1a01";
const HOOK: &str = "http://127.0.0.1:8080/v1/webhooks/conversations/main";

/// What is answered: the first of these whose method and beginning of the path, or whose scope of a token, fits.
type Answers = Vec<(&'static str, u16, Value)>;

/// An account as it has to be.
fn sound() -> Answers {
    let triggers = [
        "conversation:message",
        "conversation:remove",
        "switchboard:passControl",
        "switchboard:passControl:failure",
        "switchboard:releaseControl",
    ];
    let hook = json!({ "id": "hook", "target": HOOK, "triggers": triggers, "secret": "shared", "version": "v2" });
    vec![
        ("GET APP/integrations/me/webhooks", 200, json!({ "webhooks": [hook] })),
        (
            "GET APP/integrations/ours",
            200,
            json!({ "integration": { "id": "ours", "type": "custom", "status": "active" } }),
        ),
        (
            "GET APP/switchboards/board/",
            200,
            json!({ "switchboardIntegrations": [
            { "id": "row", "name": "baton", "integrationId": "ours", "integrationType": "custom" },
        ] }),
        ),
        ("GET APP/switchboards", 200, json!({ "switchboards": [{ "id": "board", "enabled": true }] })),
        ("GET APP", 200, json!({ "app": { "id": "app", "settings": { "multiConvoEnabled": true } } })),
        ("POST /oauth/tokens", 200, json!({ "access_token": "token", "token_type": "bearer", "expires_in": 7200 })),
        ("GET /api/v2/users/me", 200, json!({ "user": { "id": 1, "role": "admin", "name": "Ana" } })),
        ("GET /api/v2/tickets/messaging/", 404, json!({ "error": "RecordNotFound" })),
        (
            "GET /api/v2/groups/7/",
            200,
            json!({ "group_memberships": [{ "id": 1, "user_id": 1, "group_id": 7 }], "users": [{ "id": 1, "role": "agent" }] }),
        ),
        ("GET /api/v2/groups", 200, json!({ "groups": [{ "id": 7, "name": "Billing" }] })),
        (
            "GET /api/v2/ticket_fields",
            200,
            json!({ "meta": { "has_more": false }, "ticket_fields": [
            { "id": 11, "title": "Order", "type": "text", "active": true, "editable_in_portal": true },
        ] }),
        ),
        (
            "GET /api/v2/brands",
            200,
            json!({ "meta": { "has_more": false }, "brands": [{ "id": 21, "name": "Fern", "active": true }] }),
        ),
        (
            "GET /api/v2/webhooks/told/signing_secret",
            200,
            json!({ "signing_secret": { "algorithm": "SHA256", "secret": "of-support" } }),
        ),
        ("GET /api/v2/webhooks", 200, told_by(&json!({}))),
    ]
}

/// The webhooks of Support: one, with a change.
fn told_by(change: &Value) -> Value {
    let mut wish = support_webhook::wish("main", "http://127.0.0.1:8080/v1/webhooks/support/main");
    wish.name = "Chat".to_owned();
    let mut hook = json!(wish);
    hook["id"] = json!("told");
    hook.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    json!({ "meta": { "has_more": false }, "webhooks": [hook] })
}

async fn answer(
    State(answers): State<Arc<Mutex<Answers>>>,
    method: Method,
    uri: Uri,
    body: String,
) -> (StatusCode, axum::Json<Value>) {
    let scope = serde_json::from_str::<Value>(&body).ok().and_then(|body| Some(body["scope"].as_str()?.to_owned()));
    let asked = format!("{method} {}{}", uri.path(), scope.map(|scope| format!(" {scope}")).unwrap_or_default());
    let answers = answers.lock().unwrap();
    let found = answers.iter().find(|(what, ..)| asked.starts_with(&what.replace("APP", APP)));
    found.map_or_else(
        || (StatusCode::NOT_FOUND, axum::Json(json!({ "errors": [{ "code": "not_found", "title": asked }] }))),
        |(_, status, body)| (StatusCode::from_u16(*status).unwrap(), axum::Json(body.clone())),
    )
}

/// A stand-in that says what it is told to, and the folder of a relay beside it.
struct Account {
    answers: Arc<Mutex<Answers>>,
    folder: tempfile::TempDir,
    config: String,
}

impl Account {
    async fn new() -> Self {
        let answers = Arc::new(Mutex::new(sound()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().fallback(answer).with_state(Arc::clone(&answers));
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        let config = format!(
            "[account.main]\nbase_url = \"http://{address}\"\napp_id = \"5f0c6f6f9c8d2e000c5b1a01\"\n\
             integration_id = \"ours\"\nkey_id = \"int_1\"\nkey_secret = \"a-secret\"\nwebhook_secrets = [\"shared\"]\n\
             provision_key_id = \"app_1\"\nprovision_key_secret = \"another\"\noauth_client_id = \"client\"\n\
             oauth_client_secret = \"of-the-client\"\nphone_field = \"11\"\ntickets.webhook_secrets = [\"of-support\"]\n\
             [site.shop]\ntoken = \"site_0123456789\"\naccount = \"main\"\nbrand_id = \"21\"\n\
             embed_origins = [\"https://shop.example.com\"]\n[site.shop.skills.bills]\ngroup_id = \"7\"\n"
        );
        Self { answers, folder: tempfile::tempdir().unwrap(), config }
    }

    /// What `baton check` says, with the code it ends with.
    fn check(&self) -> (Option<i32>, String) {
        self.baton("check")
    }

    /// What a command says, with the code it ends with.
    fn baton(&self, word: &str) -> (Option<i32>, String) {
        std::fs::write(self.folder.path().join("baton.toml"), &self.config).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
        command.arg(word).env_clear().current_dir(self.folder.path()).stdin(Stdio::null());
        let output = tokio::task::block_in_place(|| command.output().unwrap());
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    }

    /// The same while this is answered before all else.
    fn check_with(&self, what: &'static str, status: u16, body: Value) -> (Option<i32>, String) {
        self.answers.lock().unwrap().insert(0, (what, status, body));
        let told = self.check();
        self.answers.lock().unwrap().remove(0);
        told
    }
}

fn refusal(code: &str) -> Value {
    json!({ "errors": [{ "code": code, "title": "no" }], "error": code })
}

/// What is wrong: what is asked, the status and body of the answer, the mark and words of the finding.
fn breakages() -> Vec<(&'static str, u16, Value, &'static str)> {
    let hook = |change: Value| {
        let mut hook = sound()[0].2["webhooks"][0].clone();
        hook.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        json!({ "webhooks": [hook] })
    };
    let hooks = "GET APP/integrations/me/webhooks";
    let me = "GET /api/v2/users/me";
    let user = |role: &str| json!({ "user": { "id": 1, "role": role, "name": "Ana" } });
    let field = |change: Value| {
        let mut field = sound()[10].2["ticket_fields"][0].clone();
        field.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        json!({ "meta": { "has_more": false }, "ticket_fields": [field] })
    };
    vec![
        (hooks, 401, refusal("unauthorized"), "✗ key: Zendesk refuses `key_id`"),
        (
            hooks,
            403,
            refusal("forbidden"),
            "✗ key: the key may not read the webhooks of integration ours: it is another app's",
        ),
        (hooks, 404, refusal("app_not_found"), "✗ key: Zendesk knows no such app"),
        (
            "GET APP/integrations/ours",
            404,
            refusal("integration_not_found"),
            "✗ integration: the app has no integration ours",
        ),
        (
            "GET APP/integrations/ours",
            200,
            json!({ "integration": { "id": "ours", "type": "custom", "status": "inactive" } }),
            "✗ integration: it is inactive, so nothing is sent",
        ),
        (
            "GET APP/integrations/ours",
            401,
            refusal("unauthorized"),
            "! provision key: Zendesk refuses `provision_key_id`",
        ),
        (
            hooks,
            200,
            json!({ "webhooks": [] }),
            "✗ webhook: the integration has no webhook to http://127.0.0.1:8080/v1/webhooks/conversations/main;",
        ),
        (hooks, 200, hook(json!({ "target": "https://old.example.com/" })), "it has https://old.example.com/"),
        (
            hooks,
            200,
            hook(json!({ "triggers": ["conversation:remove"] })),
            "✗ webhook: it does not send conversation:message",
        ),
        (
            hooks,
            200,
            hook(json!({ "triggers": ["conversation:message"] })),
            "without switchboard:passControl, a handoff",
        ),
        (
            hooks,
            200,
            hook(json!({ "includeFullUser": true })),
            "! webhook: it works, but sends all that Zendesk knows of a user",
        ),
        (hooks, 200, hook(json!({ "secret": "new" })), "✗ webhook secret: `webhook_secrets` has not the one"),
        (
            "GET APP/switchboards/board/",
            200,
            json!({ "switchboardIntegrations": [] }),
            "! switchboard: this relay has no row",
        ),
        (
            "GET APP/switchboards",
            200,
            json!({ "switchboards": [{ "id": "board", "enabled": false }] }),
            "✗ switchboard: there is none, or it is off",
        ),
        ("GET APP/switchboards", 200, json!({ "switchboards": [] }), "✗ switchboard: there is none, or it is off"),
        (
            "POST /oauth/tokens",
            401,
            refusal("invalid_client"),
            "✗ support: Zendesk refuses the credential: `oauth_client_id`",
        ),
        (
            "POST /oauth/tokens",
            400,
            refusal("invalid_scope"),
            "✗ support: the OAuth client may not read: tick the scope read",
        ),
        (
            "POST /oauth/tokens read write",
            400,
            refusal("invalid_scope"),
            "! support: the OAuth client has the scope read and not write",
        ),
        (
            me,
            403,
            refusal("Forbidden"),
            "✗ support: the credential may not read users and tickets: the scope read is missing",
        ),
        (me, 200, user("end-user"), "✗ support: the credential is an end user's"),
        (
            me,
            200,
            json!({ "user": { "id": null, "name": "Anonymous user" } }),
            "✗ support: Zendesk refuses the credential",
        ),
        (
            "GET /api/v2/tickets/messaging/",
            403,
            refusal("Forbidden"),
            "! support: it may not see the ticket of a conversation (the permission view_private_content",
        ),
        ("GET /api/v2/groups", 200, json!({ "groups": [] }), "✗ skill bills: there is no group 7"),
        (
            "GET /api/v2/groups/7/",
            200,
            json!({ "group_memberships": [], "users": [] }),
            "✗ skill bills: nobody is in its group `Billing`",
        ),
        (
            "GET /api/v2/ticket_fields",
            200,
            json!({ "meta": { "has_more": false }, "ticket_fields": [] }),
            "✗ phone_field: there is no ticket field 11",
        ),
        (
            "GET /api/v2/ticket_fields",
            200,
            field(json!({ "active": false })),
            "✗ phone_field: the ticket field `Order` (11) is inactive",
        ),
        (
            "GET /api/v2/ticket_fields",
            200,
            field(json!({ "editable_in_portal": false })),
            "! phone_field: the ticket field `Order` (11) is for agents alone",
        ),
        (
            "GET /api/v2/brands",
            200,
            json!({ "meta": { "has_more": false }, "brands": [] }),
            "✗ site.shop.brand_id: there is no brand 21",
        ),
        (
            "GET /api/v2/brands",
            200,
            json!({ "meta": { "has_more": false }, "brands": [{ "id": 21, "name": "Fern", "active": false }] }),
            "✗ site.shop.brand_id: the brand `Fern` (21) is inactive",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_thing_that_is_wrong_is_named() {
    let account = Account::new().await;
    let (code, told) = account.check();
    assert_eq!(code, Some(0), "{told}");
    assert!(!told.contains('!') && !told.contains('✗'), "all is well: {told}");
    for (what, status, body, words) in breakages() {
        let (code, told) = account.check_with(what, status, body);
        // Further lines of a finding stand below its first.
        let findings = told.replace("\n      ", " ");
        let is_it = |line: &str| line.contains(words) && line.trim_start().starts_with(['✗', '!']);
        assert!(findings.lines().any(is_it), "{what} {status} should say: {words}\n{told}");
        let bad = told.contains('✗');
        assert_eq!(code, Some(i32::from(bad)), "{told}");
    }
    let off = json!({ "app": { "id": "app", "settings": { "multiConvoEnabled": false } } });
    // The app's own path is the beginning of all others, so it stands behind them.
    let place = sound().iter().position(|(what, ..)| *what == "GET APP").unwrap();
    account.answers.lock().unwrap()[place].2 = off;
    let (code, told) = account.check();
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("! app: multi-conversation is off"), "{told}");
}

/// What is wrong with Support, and how it is said to a site on messaging and to one on tickets.
fn losses() -> Vec<(&'static str, u16, Value, &'static str)> {
    let hooks = "GET /api/v2/webhooks";
    vec![
        (
            "POST /oauth/tokens read write",
            400,
            refusal("invalid_scope"),
            "support: the OAuth client has the scope read and not write",
        ),
        (hooks, 200, json!({ "meta": { "has_more": false }, "webhooks": [] }), "support webhook: none leads to"),
        (
            hooks,
            200,
            told_by(&json!({ "endpoint": "https://old.example.com/v1/webhooks/support/main" })),
            "`Chat` goes to https://old.example.com/",
        ),
        (hooks, 200, told_by(&json!({ "status": "inactive" })), "support webhook: `Chat` is inactive"),
        (hooks, 200, told_by(&json!({ "request_format": "xml" })), "support webhook: `Chat` does not send JSON"),
        (hooks, 200, told_by(&json!({ "subscriptions": [] })), "support webhook: `Chat` leads here, but"),
        (
            "GET /api/v2/webhooks/told/signing_secret",
            200,
            json!({ "signing_secret": { "secret": "another" } }),
            "support webhook secret: `tickets.webhook_secrets` has not the one that `Chat` signs with",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_the_webhook_of_support_weighs_by_the_sites_desk() {
    let mut account = Account::new().await;
    let messaging = account.config.clone();
    let alone = messaging.lines().filter(|line| {
        let of_messaging = ["app_id", "integration_id", "key_", "webhook_secrets", "provision_key"];
        !of_messaging.iter().any(|name| line.starts_with(name))
    });
    let alone = alone.collect::<Vec<_>>().join("\n").replace("brand_id", "desk = \"tickets\"\nbrand_id");
    for (config, mark) in [(messaging, '!'), (alone, '✗')] {
        account.config = config;
        let (code, told) = account.check();
        assert_eq!((code, told.contains(['!', '✗'])), (Some(0), false), "{told}");
        assert_eq!(told.matches("works as").count(), 1, "{told}");
        for (what, status, body, words) in losses() {
            let (_, told) = account.check_with(what, status, body);
            let line = told.lines().find(|line| line.contains(words));
            let line = line.unwrap_or_else(|| panic!("{what} should say: {words}\n{told}"));
            assert!(line.trim_start().starts_with(mark), "{line}");
            assert!(told.contains("Admin Center"), "{told}");
        }
        let mut twice = told_by(&json!({}));
        let again = twice["webhooks"][0].clone();
        twice["webhooks"].as_array_mut().unwrap().push(again);
        let (code, told) = account.check_with("GET /api/v2/webhooks", 200, twice);
        assert!(code == Some(0) && told.contains("! support webhook: 2 webhooks tell this relay"), "{told}");
        let (code, told) = account.check_with("GET /api/v2/webhooks", 403, refusal("Forbidden"));
        assert_eq!(code, Some(0), "somebody configured a secret: {told}");
        assert!(told.contains("! support webhook: the credential may not see webhooks"), "{told}");
    }
    assert!(!account.check().1.contains("key"), "nothing of messaging is looked at");
    let (_, told) = account.check_with("GET /api/v2/ticket_fields", 200, for_agents_alone());
    assert!(told.contains("✓ phone_field"), "an API may fill it whoever edits it: {told}");

    account.config = account
        .config
        .replace("tickets.webhook_secrets = [\"of-support\"]", "tickets.unverified_email = \"requester\"")
        .replace("desk = ", "trust_typed_identity = true\ndesk = ");
    let (code, told) = account.check_with("GET /api/v2/webhooks", 403, refusal("Forbidden"));
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("✗ support webhook secret: `tickets.webhook_secrets` is empty"), "{told}");
    for setting in ["unverified_email", "trust_typed_identity"] {
        assert_eq!(told.matches(setting).count(), 1, "{setting} is warned of once: {told}");
    }
    account.answers.lock().unwrap().insert(0, ("GET /api/v2/webhooks", 403, refusal("Forbidden")));
    let (code, told) = account.baton("provision");
    assert_eq!(code, Some(1));
    assert!(
        told.contains("✗ the credential for Support may not manage webhooks") && told.contains("Admin Center"),
        "{told}"
    );
}

fn for_agents_alone() -> Value {
    json!({ "meta": { "has_more": false }, "ticket_fields": [
        { "id": 11, "title": "Order", "type": "text", "active": true, "editable_in_portal": false },
    ] })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_setting_that_names_a_ticket_field_is_looked_at() {
    let mut account = Account::new().await;
    let fields =
        "brand_id = \"21\"\nticket_fields = [\"12\"]\nlanguage_field = \"13\"\nticket_field_variables.14 = \"order\"";
    account.config = account.config.replace("brand_id = \"21\"", fields);
    let (code, told) = account.check();
    assert_eq!(code, Some(1), "{told}");
    for (setting, id) in [("ticket_fields", 12), ("language_field", 13), ("ticket_field_variables", 14)] {
        assert!(told.contains(&format!("✗ site.shop.{setting}: there is no ticket field {id}")), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_token_works_with_a_warning_that_has_dates() {
    let mut account = Account::new().await;
    account.config = account.config.replace("oauth_client_id = \"client\"", "email = \"ana@example.com\"");
    account.config = account.config.replace("oauth_client_secret", "api_token");
    let (code, told) = account.check();
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("! support: it works by an API token") && told.contains("2027-04-30"), "{told}");
    let (code, told) = account.check_with("GET /api/v2/users/me", 401, refusal("Couldn't authenticate you"));
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("✗ support: Zendesk refuses `email` with `api_token`"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_another_integration_is_told_without_a_key_of_the_app() {
    let mut account = Account::new().await;
    account.config = account.config.replace("provision_key", "# provision_key");
    for (status, words) in [
        (404, "✗ integration: the app has no integration ours"),
        (403, "! integration: this key may not see ours: it is the key of another integration"),
    ] {
        let (_, told) = account.check_with("GET APP/integrations/ours/webhooks", status, refusal("no"));
        assert!(told.contains(words), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_runs_elsewhere_is_tried_too() {
    let mut account = Account::new().await;
    let nowhere = crate::harness::Held::new();
    account.config = account.config.replace("brand_id = \"21\"\n", "brand_id = \"21\"\nbot = \"http\"\n");
    let table = format!("[site.shop.http]\nurl = \"http://{}/\"\nsecrets = [\"0123456789abcdef\"]\n", nowhere.address);
    account.config.push_str(&table);
    let (code, told) = account.check();
    assert!(told.ends_with("site shop\n  ✗ bot: the bot is unavailable: no connection comes about\n"), "{told}");
    assert_ne!(code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_address_of_a_key_set_is_tried() {
    let mut account = Account::new().await;
    let (_, address) = account.config.split_once("base_url = \"").unwrap();
    let url = format!("{}/keys.json", address.split_once('"').unwrap().0);
    let table = |name: &str, algorithm: &str| {
        format!("[site.shop.identity.public_keys.{name}]\nalgorithm = \"{algorithm}\"\njwks_url = \"{url}\"\n")
    };
    account.config += &(table("login", "EdDSA") + &table("other", "RS256"));
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "k", "x": "YR3BUALw7aOeLbf93fNbGmZBltDbguZF-8dVcqjB7d0" });
    let (code, told) = account.check_with("GET /keys.json", 200, json!({ "keys": [key] }));
    assert_eq!(code, Some(1), "{told}");
    for line in [
        "site shop\n".to_owned(),
        format!("  ✓ identity.public_keys.login: 1 key for EdDSA at {url}\n"),
        format!("  ✗ identity.public_keys.other: {url} cannot be used: its set has no key for RS256\n"),
    ] {
        assert!(told.contains(&line), "{line:?} in {told}");
    }
    let (code, told) = account.check();
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("it answers 404; a 200 with the keys is wanted, and no redirect is followed"), "{told}");
}
