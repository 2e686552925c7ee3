use crate::bench::Bench;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn the_clock_the_switches_and_the_faults_are_set_over_http() {
    let bench = Bench::start().await;
    let moved = bench.control(Method::POST, "/clock", Some(json!({ "advance_ms": 90_000 }))).await.expect(200);
    assert_eq!(moved["now_ms"], json!(crate::bench::START_MS + 90_000));
    let change = Some(json!({ "end_control": "pass", "ticket_lag_ms": 5 }));
    let switches = bench.control(Method::PATCH, "/switches", change).await.expect(200);
    assert_eq!((&switches["end_control"], &switches["pass_event"]), (&json!("pass"), &json!(true)));
    bench.control(Method::PATCH, "/switches", Some(json!({ "no_such_switch": true }))).await.expect(422);
    let fault = json!({ "kind": "hang", "count": 2, "operation": "PostMessage" });
    let id = bench.control(Method::POST, "/faults", Some(fault)).await.expect(201)["id"].clone();
    let listed = bench.control(Method::GET, "/faults", None).await.expect(200);
    assert_eq!((&listed[0]["rule"]["kind"], &listed[0]["rule"]["ms"]), (&json!("hang"), &json!(20_000)));
    bench.control(Method::DELETE, &format!("/faults/{id}"), None).await.expect(200);
    bench.control(Method::DELETE, &format!("/faults/{id}"), None).await.expect(404);
    bench.control(Method::POST, "/faults", Some(json!({ "kind": "no_such_fault" }))).await.expect(422);
}

#[tokio::test]
async fn an_agents_day_over_http() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    bench.quiet().await;
    let path = format!("/tickets/{}", ticket.id);
    let file = json!({ "name": "a.txt", "base64": STANDARD.encode("hello") });
    let reply = json!({ "text": "Here", "files": [file] });
    let sent = bench.control(Method::POST, &format!("{path}/reply"), Some(reply)).await.expect(200);
    assert_eq!(sent["messages"].as_array().unwrap().len(), 2);
    bench
        .control(Method::POST, &format!("{path}/assign"), Some(json!({ "agent": 8_447_388_090_495_u64 })))
        .await
        .expect(200);
    bench.control(Method::POST, &format!("{path}/transfer"), Some(json!({ "group": 1 }))).await.expect(422);
    let say = json!({ "text": "from my phone" });
    let visitor = format!("/conversations/{}/visitor-message", ticket.conversation.as_ref().unwrap());
    bench.control(Method::POST, &visitor, Some(say)).await.expect(200);
    bench.control(Method::POST, &format!("{path}/solve"), None).await.expect(200);
    bench.control(Method::POST, &format!("{path}/close"), None).await.expect(200);
    bench.control(Method::POST, &format!("{path}/end-session"), None).await.expect(409);
    bench.control(Method::POST, "/tickets/99/solve", None).await.expect(404);
    let shown = bench.control(Method::GET, &path, None).await.expect(200);
    assert_eq!((&shown["status"], shown["transcript"].as_array().unwrap().len()), (&json!("closed"), 5));
    let ledger = bench.control(Method::GET, "/ledger", None).await.expect(200);
    assert_eq!(ledger[0]["messages"].as_array().unwrap().len(), 5);
    bench.control(Method::POST, "/settle", None).await.expect(200);
    let deliveries = bench.control(Method::GET, "/deliveries", None).await.expect(200);
    assert!(deliveries.as_array().unwrap().iter().all(|delivery| delivery["status"] == "delivered"));
    let file = shown["transcript"][2]["content"]["attachmentId"].as_str().unwrap();
    let bytes = bench.http.get(format!("{}/control/files/{file}", bench.running.api_url)).send().await.unwrap();
    assert_eq!(bytes.text().await.unwrap(), "hello");
}

#[tokio::test]
async fn a_webhook_is_pointed_elsewhere_over_http() {
    let bench = Bench::start().await;
    let listed = bench.control(Method::GET, "/webhooks", None).await.expect(200);
    let path = format!("/webhooks/{}", listed[0]["id"].as_str().unwrap());
    let change = Some(json!({ "target": "http://127.0.0.1:9/hook", "secret": "other" }));
    bench.control(Method::PATCH, &path, change).await.expect(200);
    let webhook = bench.control.webhooks().remove(0);
    assert_eq!((webhook.target.as_str(), webhook.secret.as_str()), ("http://127.0.0.1:9/hook", "other"));
    bench.control(Method::PATCH, "/webhooks/none", Some(json!({}))).await.expect(404);
}
