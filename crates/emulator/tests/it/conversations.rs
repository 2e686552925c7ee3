use crate::bench::Bench;
use baton_emulator::SwitchChange;
use reqwest::Method;
use serde_json::{Value, json};

fn ids(listing: &Value) -> Vec<String> {
    let all = listing["conversations"].as_array().unwrap();
    all.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_conversation_is_made_listed_changed_and_deleted() {
    let bench = Bench::start().await;
    bench.user("v").await;
    let first = bench.conversation_of("v", json!({ "owner": "baton" })).await;
    let second = bench.conversation_of("v", json!({})).await;
    assert_eq!(bench.kinds().await, ["conversation:create", "conversation:create"]);
    let listed = bench.get("/conversations?filter[userExternalId]=v").await.expect(200);
    assert_eq!(ids(&listed), [first.0.clone(), second.0.clone()]);
    assert_eq!(listed["conversations"][0]["isDefault"], true);
    assert_eq!(listed["conversations"][1]["isDefault"], false);
    assert_eq!(listed["conversations"][0]["metadata"], json!({ "owner": "baton" }));

    let change = json!({ "metadata": { "handoff": "1" }, "displayName": "Order 42" });
    let path = format!("/conversations/{first}");
    let changed = bench.call(Method::PATCH, &path, Some(change)).await.expect(200);
    assert_eq!(changed["conversation"]["metadata"], json!({ "owner": "baton", "handoff": "1" }));
    assert_eq!(bench.get(&path).await.expect(200), changed);

    let kept = bench.call(Method::DELETE, &path, None).await.expect(400);
    assert!(kept["errors"][0]["title"].as_str().unwrap().contains("because it is the default"));
    bench.call(Method::DELETE, &format!("/conversations/{second}"), None).await.expect(200);
    assert_eq!(bench.kinds().await, ["conversation:remove"]);
}

#[tokio::test]
async fn a_personal_conversation_has_exactly_one_known_participant() {
    let bench = Bench::start().await;
    bench.user("v").await;
    let one = json!({ "userExternalId": "v" });
    for bad in [json!([]), json!([one, one]), json!([{}]), json!([{ "userExternalId": "v", "userId": "x" }])] {
        let body = json!({ "type": "personal", "participants": bad });
        assert_eq!(bench.post("/conversations", body).await.refused(400), "bad_request");
    }
    let unknown = json!({ "type": "personal", "participants": [{ "userExternalId": "nobody" }] });
    assert_eq!(bench.post("/conversations", unknown).await.refused(404), "user_not_found");
    assert_eq!(bench.get("/conversations").await.refused(400), "bad_request");
    assert_eq!(bench.get("/conversations?filter[userId]=nobody").await.refused(404), "user_not_found");
}

#[tokio::test]
async fn listings_are_walked_forward_with_links_that_work() {
    let bench = Bench::start().await;
    bench.user("v").await;
    for _ in 0..30 {
        bench.conversation_of("v", json!({})).await;
    }
    let first = bench.get("/conversations?filter[userExternalId]=v").await.expect(200);
    assert_eq!((ids(&first).len(), &first["meta"]["hasMore"]), (25, &json!(true)));
    let link = first["links"]["next"].as_str().unwrap();
    let key = (baton_emulator::demo::INTEGRATION_KEY_ID, baton_emulator::demo::INTEGRATION_KEY_SECRET);
    let second = bench.send(bench.http.get(link).basic_auth(key.0, Some(key.1))).await.expect(200);
    assert_eq!((ids(&second).len(), &second["meta"]["hasMore"]), (5, &json!(false)));
    assert_eq!(second["links"]["next"], Value::Null);
    assert!(ids(&first).iter().chain(&ids(&second)).is_sorted());
}

#[tokio::test]
async fn without_multi_conversation_a_user_stays_on_the_default_one() {
    let bench = Bench::start().await;
    bench.control.set_switches(SwitchChange { multi_conversation: Some(false), ..SwitchChange::default() });
    bench.user("v").await;
    let first = bench.conversation_of("v", json!({ "owner": "first" })).await;
    let second = bench.conversation_of("v", json!({ "owner": "second" })).await;
    assert_eq!(first, second);
    let found = bench.get(&format!("/conversations/{first}")).await.expect(200);
    assert_eq!(found["conversation"]["metadata"], json!({ "owner": "first" }), "the old one is not changed");
    let app = bench.admin(Method::GET, "", None).await.expect(200);
    assert_eq!(app["app"]["settings"]["multiConvoEnabled"], false);
}

#[tokio::test]
async fn only_groups_are_joined_and_left() {
    let bench = Bench::start().await;
    bench.user("a").await;
    bench.user("b").await;
    let body = json!({ "type": "sdkGroup", "participants": [{ "userExternalId": "a", "subscribeSDKClient": false }] });
    let group = bench.post("/conversations", body).await.expect(201)["conversation"]["id"].clone();
    let path = format!("/conversations/{}", group.as_str().unwrap());
    let newcomer = json!({ "userExternalId": "b", "subscribeSDKClient": false });
    bench.post(&format!("{path}/join"), newcomer.clone()).await.expect(201);
    let people = bench.get(&format!("{path}/participants")).await.expect(200);
    assert_eq!(people["participants"].as_array().unwrap().len(), 2);
    bench.post(&format!("{path}/leave"), json!({ "userExternalId": "b" })).await.expect(200);
    assert_eq!(bench.post(&format!("{path}/leave"), json!({ "userExternalId": "b" })).await.refused(404), "not_found");
    assert_eq!(bench.kinds().await, ["conversation:create", "conversation:join", "conversation:leave"]);
    let personal = bench.conversation_of("a", json!({})).await;
    assert_eq!(bench.post(&format!("/conversations/{personal}/join"), newcomer).await.refused(400), "bad_request");
}

#[tokio::test]
async fn a_user_can_read_but_not_type() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.say(&id, "hello").await;
    bench.quiet().await;
    let path = format!("/conversations/{id}/activity");
    let user = |kind: &str| json!({ "author": { "type": "user", "userExternalId": "visitor-0" }, "type": kind });
    let business = |kind: &str| json!({ "author": { "type": "business" }, "type": kind });
    let unread = |body: &Value| body["participants"][0]["unreadCount"].clone();
    let people = format!("/conversations/{id}/participants");
    assert_eq!(unread(&bench.get(&people).await.expect(200)), 1);
    bench.post(&path, user("conversation:read")).await.expect(200);
    assert_eq!(unread(&bench.get(&people).await.expect(200)), 0);
    assert_eq!(bench.kinds().await, ["conversation:read"]);
    assert_eq!(bench.post(&path, user("typing:start")).await.refused(400), "bad_request");
    bench.post(&path, business("typing:start")).await.expect(200);
    bench.post(&path, business("conversation:read")).await.expect(200);
    assert!(bench.kinds().await.is_empty(), "what the business does makes no webhook");
    let read = bench.get(&format!("/conversations/{id}")).await.expect(200);
    assert!(read["conversation"]["businessLastRead"].is_string());
}
