//! Comments as the API lists them.

use crate::bench::Bench;
use baton_emulator::{PersonId, Remark};
use serde_json::{Value, json};

fn bodies(listed: &Value) -> Vec<&str> {
    listed["comments"].as_array().unwrap().iter().map(|it| it["body"].as_str().unwrap()).collect()
}

fn names(listed: &Value) -> Vec<&str> {
    listed["users"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_comment_has_its_words_three_ways_and_says_who_sees_it() {
    let bench = Bench::start().await;
    let id = bench.made_ticket().await;
    bench
        .change(id, json!({ "comment": { "html_body": "<p>See <a href=\"https://x.example\">this</a></p>" } }))
        .await
        .expect(200);
    bench.change(id, json!({ "comment": { "body": "for **us**", "public": false } })).await.expect(200);
    let listed = bench.comments(id).await;
    assert_eq!(listed[1]["body"], "See this");
    assert!(listed[1]["html_body"].as_str().unwrap().contains("<a href=\"https://x.example\">this</a>"));
    assert_eq!((&listed[1]["public"], &listed[2]["public"]), (&json!(true), &json!(false)));
    assert_eq!((&listed[2]["body"], &listed[2]["plain_body"]), (&json!("for **us**"), &json!("for us")));
    assert_eq!((&listed[2]["via"]["channel"], &listed[2]["type"]), (&json!("api"), &json!("Comment")));
    assert_eq!(listed[2]["author_id"], json!(8_447_388_090_494_u64), "who calls is who writes, unless said otherwise");
    bench.change(id, json!({ "comment": { "body": "" } })).await.expect(200);
    assert_eq!(bench.comments(id).await.len(), 3, "an empty comment is none");
}

#[tokio::test]
async fn a_ticket_that_began_with_a_note_goes_on_in_notes() {
    let bench = Bench::start().await;
    let body = json!({ "ticket": { "comment": { "body": "from a call", "public": false } } });
    let made = bench.support_post("/api/v2/tickets", body).await.expect(201);
    assert_eq!(made["ticket"]["is_public"], json!(false));
    let id = baton_emulator::TicketId(made["ticket"]["id"].as_u64().unwrap());
    bench.change(id, json!({ "comment": { "body": "more" } })).await.expect(200);
    bench.change(id, json!({ "comment": { "body": "hello", "public": true } })).await.expect(200);
    let public: Vec<Value> = bench.comments(id).await.iter().map(|it| it["public"].clone()).collect();
    assert_eq!(public, [json!(false), json!(false), json!(true)]);
}

#[tokio::test]
async fn comments_come_in_either_order_with_their_people_and_in_pages() {
    let bench = Bench::start().await;
    let id = bench.made_ticket().await;
    let (ana, bo) = (PersonId(8_447_388_090_494), PersonId(8_447_388_090_495));
    for (agent, text) in [(bo, "one"), (ana, "two"), (ana, "three")] {
        bench.control.comment(id, Remark { agent: Some(agent), ..Remark::public(text) }).unwrap();
    }
    let path = format!("/api/v2/tickets/{id}/comments");
    let newest = bench.support(&format!("{path}?sort=-created_at&include=users&page[size]=2")).await.expect(200);
    assert_eq!(bodies(&newest), ["three", "two"]);
    assert_eq!(names(&newest), ["Ana Lima"], "whoever wrote on the other page alone is not there");
    assert_eq!(newest["meta"]["has_more"], json!(true));
    let next = newest["links"]["next"].as_str().unwrap().strip_prefix(&bench.running.api_url).unwrap().to_owned();
    let rest = bench.support(&next).await.expect(200);
    assert_eq!(bodies(&rest), ["one", "The page stays white"]);
    assert_eq!(names(&rest), ["Ana Lima", "Bo Jensen"]);
    assert_eq!((&rest["meta"]["has_more"], &rest["links"]["next"]), (&json!(false), &Value::Null));
    let back = rest["links"]["prev"].as_str().unwrap().strip_prefix(&bench.running.api_url).unwrap().to_owned();
    assert_eq!(bodies(&bench.support(&back).await.expect(200)), ["three", "two"]);
    let second = bench.support(&format!("{path}?sort_order=desc&per_page=3&page=2")).await.expect(200);
    assert_eq!((bodies(&second), &second["count"]), (vec!["The page stays white"], &json!(4)));
    assert!(second["previous_page"].as_str().unwrap().contains("page=1"));
    bench.support(&format!("{path}?page[after]=nonsense")).await.expect(400);
}

#[tokio::test]
async fn a_messaging_ticket_takes_notes_beside_its_conversation() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    bench.change(ticket.id, json!({ "comment": { "body": "unverified address", "public": false } })).await.expect(200);
    bench.control.comment(ticket.id, Remark::note("looks fine")).unwrap();
    assert_eq!(bench.control.comment(ticket.id, Remark::public("Hello there")).unwrap(), None);
    let listed = bench.comments(ticket.id).await;
    assert_eq!(listed.len(), 3, "the conversation is one comment, the notes are two");
    assert!(listed[0]["body"].as_str().unwrap().contains("Hello there"));
    assert_eq!((&listed[1]["body"], &listed[1]["public"]), (&json!("unverified address"), &json!(false)));
    let said = bench.control.ticket(ticket.id).unwrap();
    assert_eq!(said.transcript.last().unwrap().text(), Some("Hello there"), "the visitor hears what is public");
    assert_eq!(said.comments.len(), 2);
}
