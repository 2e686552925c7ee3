//! The stand-in for Braze.

use crate::bench::{Bench, Reply};
use crate::sink::Sink;
use baton_emulator::{
    Braze, CampaignId, ExternalUserId, FaultKind, FaultRule, Keyword, NewUser, Outcome, TextStatus, TextWebhook, demo,
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::time::Duration;

/// A Braze with one campaign and the user `vera`.
struct Shop {
    bench: Bench,
    braze: Braze,
    campaign: CampaignId,
    vera: ExternalUserId,
}

impl Shop {
    async fn open() -> Self {
        let bench = Bench::start().await;
        let braze = bench.running.braze();
        let campaign = braze.add_campaign("Replies of agents");
        braze.add_user(NewUser {
            external_user_id: "vera".into(),
            phone: Some("+4917000000001".into()),
            first_name: "Vera".into(),
            last_name: "Visitor".into(),
        });
        Self { bench, braze, campaign, vera: "vera".into() }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.bench.running.braze_url)
    }

    fn request(&self, key: &str, body: &Value) -> RequestBuilder {
        self.bench.http.post(self.url("/campaigns/trigger/send")).bearer_auth(key).json(body)
    }

    async fn send_with(&self, key: &str, body: &Value) -> reqwest::Response {
        self.request(key, body).send().await.unwrap()
    }

    async fn send(&self, body: &Value) -> Reply {
        self.bench.send(self.request(demo::BRAZE_API_KEY, body)).await
    }

    /// What the seeds' trigger sends, for these users.
    fn body(&self, users: &[&str]) -> Value {
        let one = |user: &&str| {
            json!({
                "external_user_id": user,
                "trigger_properties": { "msg_body": "Hello" },
                "attributes": { "zendesk_ticket": "5", "zendesk_ticket_open": "true" },
            })
        };
        json!({ "campaign_id": self.campaign, "recipients": users.iter().map(one).collect::<Vec<_>>() })
    }

    fn outcomes(&self) -> Vec<Outcome> {
        self.braze.dispatches().iter().flat_map(|it| &it.receipts).map(|it| it.outcome).collect()
    }

    async fn tell(&self, sink: &Sink) {
        self.braze.set_text_webhook(Some(TextWebhook {
            url: sink.target.clone(),
            header: "X-Api-Key".into(),
            secret: "sms-secret".into(),
            categories: None,
        }));
    }

    async fn control(&self, method: Method, path: &str, body: Value) -> Reply {
        self.bench.send(self.bench.http.request(method, self.url(&format!("/control{path}"))).json(&body)).await
    }
}

#[tokio::test]
async fn a_campaign_is_recorded_with_properties_and_attributes() {
    let shop = Shop::open().await;
    let mut body = shop.body(&["vera"]);
    body["trigger_properties"] = json!({ "msg_body": "for all", "footer": "Reply STOP" });
    body["send_id"] = json!("spring");
    let answer = shop.send(&body).await.expect(201);
    assert_eq!((&answer["message"], &answer["send_id"]), (&json!("success"), &json!("spring")));
    let dispatch = shop.braze.dispatches().remove(0);
    assert_eq!(json!(dispatch.id), answer["dispatch_id"]);
    assert_eq!((&dispatch.campaign, dispatch.send_id.as_deref()), (&shop.campaign, Some("spring")));
    let receipt = &dispatch.receipts[0];
    assert_eq!(json!(receipt.trigger_properties), json!({ "msg_body": "Hello", "footer": "Reply STOP" }));
    assert_eq!(receipt.outcome, Outcome::Sent);
    assert_eq!(shop.braze.user(&shop.vera).unwrap().attributes["zendesk_ticket"], "5");
}

#[tokio::test]
async fn who_is_unknown_or_opted_out_is_accepted_and_gets_nothing() {
    let shop = Shop::open().await;
    shop.send(&shop.body(&["nobody"])).await.expect(201);
    assert_eq!(shop.braze.user(&"nobody".into()), None);
    shop.braze.set_subscribed(&shop.vera, false).unwrap();
    shop.send(&shop.body(&["vera"])).await.expect(201);
    let mut made = shop.body(&["new"]);
    made["recipients"][0]["send_to_existing_only"] = json!(false);
    shop.send(&made).await.expect(201);
    assert_eq!(shop.outcomes(), [Outcome::UnknownUser, Outcome::OptedOut, Outcome::NoPhone]);
    assert_eq!(shop.braze.user(&shop.vera).unwrap().attributes["zendesk_ticket_open"], "true", "set all the same");
    assert!(shop.braze.set_subscribed(&"nobody".into(), false).is_err());
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_refused() {
    let shop = Shop::open().await;
    let body = shop.body(&["vera"]);
    let refused = shop.send_with("another", &body).await;
    assert_eq!((refused.status().as_u16(), refused.json::<Value>().await.unwrap()["message"].is_string()), (401, true));
    let bare = shop.bench.http.post(shop.url("/campaigns/trigger/send")).json(&body).send().await.unwrap();
    assert_eq!(bare.status(), 401);
    let with = |name: &str, value: Value| {
        let mut changed = body.clone();
        changed[name] = value;
        changed
    };
    let crowd: Vec<Value> = (0..51).map(|number| json!({ "external_user_id": number.to_string() })).collect();
    for wrong in [
        with("campaign_id", json!("none")),
        with("recipients", json!([])),
        with("recipients", json!(crowd)),
        with("recipients", json!([{ "external_user_id": "" }])),
        with("broadcast", json!(true)),
        with("recipents", json!([])),
    ] {
        assert!(shop.send(&wrong).await.expect(400)["message"].is_string(), "{wrong}");
    }
    assert!(shop.braze.dispatches().is_empty());
    shop.send(&json!({ "campaign_id": shop.campaign, "broadcast": true })).await.expect(201);
    assert_eq!(shop.outcomes(), [Outcome::Sent], "a broadcast goes to everybody");
}

#[tokio::test]
async fn the_rate_limit_counts_by_the_hour_of_the_clock() {
    let shop = Shop::open().await;
    shop.braze.set_limit(1);
    let body = shop.body(&["vera"]);
    let header = |answer: &reqwest::Response, name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    let first = shop.send_with(demo::BRAZE_API_KEY, &body).await;
    assert_eq!((first.status().as_u16(), header(&first, "x-ratelimit-remaining").as_str()), (201, "0"));
    let second = shop.send_with(demo::BRAZE_API_KEY, &body).await;
    assert_eq!((second.status().as_u16(), header(&second, "x-ratelimit-limit").as_str()), (429, "1"));
    let reset: i64 = header(&second, "x-ratelimit-reset").parse().unwrap();
    let wait = reset * 1000 - shop.bench.control.now_ms();
    shop.bench.control.advance(Duration::from_millis(wait.unsigned_abs() - 1));
    shop.send(&body).await.expect(429);
    shop.bench.control.advance(Duration::from_millis(1));
    shop.send(&body).await.expect(201);
}

#[tokio::test]
async fn faults_strike_before_or_after_the_sending() {
    let shop = Shop::open().await;
    let body = shop.body(&["vera"]);
    let sent = || shop.braze.dispatches().len();
    for (fault, status, after) in [
        (FaultKind::Unavailable, 503, 0),
        (FaultKind::RateLimit { retry_after_s: None }, 429, 0),
        (FaultKind::FailAfterAccept, 500, 1),
    ] {
        shop.braze.add_fault(FaultRule::once(fault).on("TriggerCampaign"));
        shop.send(&body).await.expect(status);
        assert_eq!(sent(), after);
    }
    for (fault, after) in [(FaultKind::DropRequest, 1), (FaultKind::DropAnswer, 2)] {
        shop.braze.add_fault(FaultRule::once(fault));
        assert!(shop.request(demo::BRAZE_API_KEY, &body).send().await.is_err());
        assert_eq!(sent(), after);
    }
    shop.braze.add_fault(FaultRule::always(FaultKind::Unavailable));
    shop.braze.clear_faults();
    shop.send(&body).await.expect(201);
}

#[tokio::test]
async fn a_text_is_told_by_webhook_with_its_category() {
    let (shop, sink) = (Shop::open().await, Sink::start().await);
    shop.tell(&sink).await;
    let words = vec!["SUPPORT".into()];
    shop.braze.add_keyword(Keyword { category: "ZendeskSMS1".into(), words, reply: Some("Soon".into()) });
    let keyword = shop.braze.text(&shop.vera, " support ").unwrap();
    shop.braze.settle().await;
    let told = sink.arrived().remove(0);
    assert_eq!(told.api_key, "sms-secret");
    assert_eq!(
        told.body,
        json!({
            "external_user_id": "vera",
            "phone": "+4917000000001",
            "first_name": "Vera",
            "last_name": "Visitor",
            "body": " support ",
            "keyword_category": "ZendeskSMS1",
            "message_id": keyword,
        })
    );
    assert_eq!(shop.braze.texts()[0].reply.as_deref(), Some("Soon"));
    shop.braze.text(&shop.vera, "My bike is broken").unwrap();
    shop.braze.settle().await;
    assert_eq!(sink.arrived()[0].body["keyword_category"], "Other");
    assert!(shop.braze.text(&"nobody".into(), "hello").is_err());
}

#[tokio::test]
async fn stop_opts_out_and_start_opts_in() {
    let shop = Shop::open().await;
    for (text, subscribed) in [("Stop", false), ("please stop", false), ("START", true)] {
        shop.braze.text(&shop.vera, text).unwrap();
        assert_eq!(shop.braze.user(&shop.vera).unwrap().subscribed, subscribed, "{text}");
    }
    shop.braze.settle().await;
    assert!(shop.braze.texts().iter().all(|text| text.status == TextStatus::Untold), "no webhook is set up");
}

#[tokio::test]
async fn a_webhook_is_retried_on_5xx_and_not_on_4xx() {
    let (shop, sink) = (Shop::open().await, Sink::start().await);
    shop.tell(&sink).await;
    sink.will_answer([503, 500, 200]);
    shop.braze.text(&shop.vera, "one").unwrap();
    shop.braze.settle().await;
    assert_eq!((sink.arrived().len(), shop.braze.texts()[0].status), (1, TextStatus::Waiting));
    shop.bench.control.advance(Duration::from_secs(60));
    shop.braze.settle().await;
    shop.bench.control.advance(Duration::from_secs(119));
    shop.braze.settle().await;
    assert_eq!(sink.arrived().len(), 1, "the wait doubles");
    shop.bench.control.advance(Duration::from_secs(1));
    shop.braze.settle().await;
    let text = shop.braze.texts().remove(0);
    assert_eq!((text.attempts, text.status), (vec![Some(503), Some(500), Some(200)], TextStatus::Delivered));
    sink.arrived();
    sink.will_answer([401]);
    shop.braze.text(&shop.vera, "two").unwrap();
    shop.braze.settle().await;
    assert_eq!(shop.braze.texts()[1].status, TextStatus::Refused);
    sink.will_answer([503; 6]);
    shop.braze.text(&shop.vera, "three").unwrap();
    for _ in 0..6 {
        shop.braze.settle().await;
        shop.bench.control.advance(Duration::from_secs(900));
    }
    shop.braze.settle().await;
    let text = shop.braze.texts().remove(2);
    assert_eq!((text.attempts.len(), text.status), (6, TextStatus::Exhausted));
}

#[tokio::test]
async fn the_stand_in_is_driven_over_http() {
    let (shop, sink) = (Shop::open().await, Sink::start().await);
    let campaign = shop.control(Method::POST, "/campaigns", json!({ "name": "Solved" })).await.expect(201);
    let user = json!({ "external_user_id": "max", "phone": "+4917000000002", "first_name": "Max" });
    shop.control(Method::POST, "/users", user).await.expect(201);
    let body = json!({ "campaign_id": campaign["id"], "recipients": [{ "external_user_id": "max" }] });
    shop.send(&body).await.expect(201);
    let dispatches = shop.control(Method::GET, "/dispatches", Value::Null).await.expect(200);
    assert_eq!(dispatches[0]["receipts"][0]["outcome"], "sent");
    shop.control(Method::PUT, "/users/max/subscription", json!({ "subscribed": false })).await.expect(200);
    shop.control(Method::PUT, "/users/no/subscription", json!({ "subscribed": false })).await.expect(404);
    let users = shop.control(Method::GET, "/users", Value::Null).await.expect(200);
    assert_eq!((&users[0]["external_user_id"], &users[0]["subscribed"]), (&json!("max"), &json!(false)));
    let webhook = json!({ "url": sink.target, "header": "x-api-key", "secret": "s", "categories": ["Other"] });
    shop.control(Method::PUT, "/text-webhook", webhook).await.expect(200);
    for text in ["hello", "HELP"] {
        shop.control(Method::POST, "/users/max/text", json!({ "body": text })).await.expect(200);
    }
    shop.control(Method::POST, "/settle", Value::Null).await.expect(200);
    let texts = shop.control(Method::GET, "/texts", Value::Null).await.expect(200);
    assert_eq!((&texts[0]["status"], &texts[1]["status"]), (&json!("delivered"), &json!("untold")));
    assert_eq!(sink.arrived().len(), 1);
    let keyword = json!({ "category": "K", "words": ["K"], "reply": null });
    shop.control(Method::POST, "/keywords", keyword).await.expect(201);
    shop.control(Method::PUT, "/limit", json!({ "limit": 0 })).await.expect(200);
    shop.send(&body).await.expect(429);
    shop.control(Method::POST, "/faults", json!({ "kind": "unavailable" })).await.expect(201);
    shop.control(Method::DELETE, "/faults", Value::Null).await.expect(200);
    let foreign = shop.bench.http.post(shop.url("/control/settle")).header("origin", "http://example.com");
    shop.bench.send(foreign).await.expect(403);
}
