use crate::bench::Bench;
use baton_emulator::demo;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

async fn token(bench: &Bench, body: Value) -> crate::bench::Reply {
    bench.send(bench.http.post(format!("{}/oauth/tokens", bench.running.api_url)).json(&body)).await
}

fn credentials(scope: &str) -> Value {
    json!({
        "grant_type": "client_credentials",
        "client_id": demo::OAUTH_CLIENT_ID,
        "client_secret": demo::OAUTH_CLIENT_SECRET,
        "scope": scope,
        "expires_in": 300,
    })
}

#[tokio::test]
async fn client_credentials_give_a_token_that_works_within_its_scope_and_time() {
    let bench = Bench::start().await;
    let answer = token(&bench, credentials("read")).await.expect(201);
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("bearer"), &json!(300)));
    let access = answer["access_token"].as_str().unwrap();
    let me = bench.support_as(access, Method::GET, "/api/v2/users/me.json", None).await.expect(200);
    assert_eq!((&me["user"]["name"], &me["user"]["role"]), (&json!("Ana Lima"), &json!("admin")));
    let group = Some(json!({ "group": { "name": "Animal" } }));
    bench.support_as(access, Method::POST, "/api/v2/groups", group).await.expect(403);
    bench.control.advance(Duration::from_secs(300));
    bench.support_as(access, Method::GET, "/api/v2/users/me", None).await.expect(401);
}

#[tokio::test]
async fn bad_grants_are_refused_by_name() {
    let bench = Bench::start().await;
    let with = |name: &str, value: Value| {
        let mut body = credentials("read");
        body[name] = value;
        body
    };
    for (body, status, error) in [
        (with("client_secret", json!("wrong")), 401, "invalid_client"),
        (with("grant_type", json!("password")), 400, "unsupported_grant_type"),
        (with("scope", json!("")), 400, "invalid_scope"),
        (with("expires_in", json!(10)), 400, "invalid_request"),
    ] {
        assert_eq!(token(&bench, body).await.expect(status)["error"], error);
    }
    let none = bench.http.get(format!("{}/api/v2/groups", bench.running.api_url));
    assert_eq!(bench.send(none).await.expect(401), json!({ "error": "Couldn't authenticate you" }));
}

#[tokio::test]
async fn groups_are_listed_and_made_once() {
    let bench = Bench::start().await;
    let access =
        token(&bench, credentials("read write")).await.expect(201)["access_token"].as_str().unwrap().to_owned();
    let make =
        || bench.support_as(&access, Method::POST, "/api/v2/groups", Some(json!({ "group": { "name": "Animal" } })));
    assert_eq!(make().await.expect(201)["group"]["name"], "Animal");
    make().await.expect(422);
    let listed = bench.support("/api/v2/groups?per_page=2&page=2").await.expect(200);
    assert_eq!((listed["groups"].as_array().unwrap().len(), &listed["count"]), (1, &json!(3)));
    assert_eq!(listed["next_page"], Value::Null);
}

#[tokio::test]
async fn a_ticket_is_found_by_its_conversation_while_its_session_lasts() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    let path = format!("/api/v2/tickets/messaging/conversations/{}/ticket", ticket.conversation.as_ref().unwrap());
    let found = bench.support(&path).await.expect(200)["ticket"].clone();
    assert_eq!((&found["id"], &found["from_messaging_channel"]), (&json!(ticket.id), &json!(true)));
    bench.control.end_session(ticket.id).unwrap();
    assert_eq!(bench.support(&path).await.expect(404)["error"], "RecordNotFound");
    let shown = bench.support(&format!("/api/v2/tickets/{}", ticket.id)).await.expect(200);
    assert_eq!(shown["ticket"]["status"], "new");
    bench.support("/api/v2/tickets/999").await.expect(404);
}

#[tokio::test]
async fn the_comment_of_a_messaging_ticket_is_the_conversation_in_words() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    let listed = bench.support(&format!("/api/v2/tickets/{}/comments?include=users", ticket.id)).await.expect(200);
    assert!(listed["comments"][0]["body"].as_str().unwrap().contains("Vera Visitor: I need a person"));
    assert_eq!(listed["users"][0]["name"], "Vera Visitor");
    // The user is linked to the person the ticket made.
    let user = bench.get("/users/visitor-0").await.expect(200);
    assert_eq!(user["user"]["zendeskId"], json!(ticket.requester.to_string()));
}
