//! Merging messaging users.

use crate::bench::Bench;
use baton_emulator::UserId;
use serde_json::json;

#[tokio::test]
async fn the_survivor_has_both_conversations_and_webhooks_hear_of_it() {
    let bench = Bench::start().await;
    let (kept, gone) = (bench.conversation().await, bench.conversation().await);
    bench.ask(&gone, "from the other device").await;
    let user = |id| UserId(bench.control.conversation(id).unwrap().users[0].0.clone());
    let (surviving, discarded) = (user(&kept), user(&gone));
    bench.quiet().await;
    bench.control.merge_users(&surviving, &discarded).unwrap();
    bench.control.settle().await;
    let arrived = bench.sink.arrived();
    let event = &arrived[0].events()[0];
    assert_eq!(event["type"], "user:merge");
    let merged = &event["payload"]["mergedUsers"];
    assert_eq!(merged["surviving"]["externalId"], "visitor-0");
    assert_eq!((&merged["discarded"]["id"], &event["payload"]["reason"]), (&json!(discarded), &json!("api")));
    assert!(merged["discarded"].get("profile").is_none(), "a plain webhook gets no profiles");
    bench.get(&format!("/users/{discarded}")).await.expect(404);
    let theirs = bench.get("/conversations?filter[userExternalId]=visitor-0").await.expect(200);
    assert_eq!(theirs["conversations"].as_array().unwrap().len(), 2);
    bench.ask(&gone, "as one").await;
    let said = bench.control.conversation(&gone).unwrap().messages;
    assert!(said.iter().all(|message| message.user.as_ref() == Some(&surviving)));
    assert!(bench.control.merge_users(&surviving, &discarded).is_err());
    assert!(bench.control.merge_users(&surviving, &surviving).is_err());
}
