use crate::bench::Bench;
use baton_emulator::{FaultKind, FaultRule, Options};
use serde_json::{Value, json};

#[tokio::test]
async fn each_answer_and_each_webhook_leaves_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let bench = Bench::with_options(Options { journal: Some(path.clone()), ..Options::default() }).await;
    let id = bench.conversation().await;
    bench.say(&id, "hello").await;
    bench.control.add_fault(FaultRule::once(FaultKind::FailAfterAccept));
    bench.get(&format!("/conversations/{id}/messages?page[after]={id}")).await.expect(500);
    bench.get("/users/nobody").await.expect(404);
    bench.support("/api/v2/users/me").await.expect(200);
    bench.control.settle().await;
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |operation: &str| lines.iter().find(|line| line["operation"] == operation).unwrap();
    let posted = of("PostMessage");
    assert_eq!(posted["path_template"], "/v2/apps/{appId}/conversations/{conversationId}/messages");
    assert_eq!((&posted["api"], &posted["method"], &posted["status"]), (&json!("sunco"), &json!("POST"), &json!(201)));
    assert_eq!(posted["request_content_type"], "application/json");
    assert_eq!(posted["request_body"]["content"]["text"], "hello");
    assert_eq!(posted["answer"]["messages"][0]["content"]["text"], "hello");
    assert_eq!(of("ListMessages")["faults"], json!(["fail_after_accept"]));
    assert_eq!(of("GetUser")["answer"]["errors"][0]["code"], "user_not_found");
    assert_eq!(of("ShowCurrentUser")["api"], "support");
    let webhook = lines.iter().find(|line| line["events"] == json!(["conversation:message"])).unwrap();
    assert_eq!(
        (&webhook["kind"], &webhook["status"], &webhook["attempt"]),
        (&json!("webhook"), &json!(200), &json!(1))
    );
    assert_eq!(webhook["body"]["events"][0]["payload"]["message"]["content"]["text"], "hello");
}
