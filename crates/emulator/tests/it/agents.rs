//! An agent's deeds with tickets that are no conversation.

use crate::bench::Bench;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use baton_emulator::{Failure, Opening, Outgoing, PersonId, Remark, Requester, TicketId, TicketStatus};
use reqwest::Method;
use serde_json::json;

const BO: PersonId = PersonId(8_447_388_090_495);

#[tokio::test]
async fn an_agent_opens_a_ticket_for_somebody_with_a_tag() {
    let bench = Bench::start().await;
    bench
        .support_post("/api/v2/users/create_or_update", json!({ "user": { "name": "Vera", "external_id": "v1" } }))
        .await
        .expect(201);
    let opening = Opening::new(Requester::ExternalId("V1".into()), "Your order", "It is **here**").tag("sunco_send");
    let id = bench.control.open_ticket(Opening { agent: Some(BO), ..opening }).unwrap();
    let ticket = bench.control.ticket(id).unwrap();
    assert_eq!(
        (ticket.status, ticket.assignee, ticket.tags),
        (TicketStatus::Open, Some(BO), vec!["sunco_send".to_owned()])
    );
    assert_eq!((ticket.requester_name.as_str(), ticket.comments[0].author_name.as_str()), ("Vera", "Bo Jensen"));
    assert!(ticket.comments[0].public && ticket.comments[0].by_agent);
    assert_eq!(bench.comments(id).await[0]["via"]["channel"], "web");
    let nobody = Opening::new(Requester::ExternalId("v2".into()), "x", "y");
    assert_eq!(bench.control.open_ticket(nobody), Err(Failure::NoSuchPerson("v2".into())));
    let by_mail = Opening::new(Requester::Email("new@example.com".into()), "x", "y");
    let id = bench.control.open_ticket(by_mail).unwrap();
    assert_eq!(bench.control.ticket(id).unwrap().requester_email.as_deref(), Some("new@example.com"));
    let silent = Opening::new(Requester::Email("new@example.com".into()), "x", " ");
    assert_eq!(bench.control.open_ticket(silent), Err(Failure::EmptyReply));
}

#[tokio::test]
async fn an_agent_answers_notes_tags_and_ends() {
    let bench = Bench::start().await;
    let id = bench.made_ticket().await;
    bench.control.comment(id, Remark::note("who is this?")).unwrap();
    assert_eq!(bench.control.ticket(id).unwrap().assignee, None, "a note takes nothing on");
    let words = Outgoing::Html("<p>Hi <a href=\"https://x.example\">there</a></p>".into());
    let comment = bench.control.comment(id, Remark { agent: Some(BO), words, ..Remark::public("") }).unwrap().unwrap();
    bench.control.tag(id, &["vip", "now"], &["web"]).unwrap();
    let ticket = bench.control.ticket(id).unwrap();
    assert_eq!((ticket.status, ticket.assignee), (TicketStatus::Open, Some(BO)));
    assert_eq!(ticket.tags, ["vip", "now"]);
    assert_eq!((ticket.comments[2].id, ticket.comments[2].body.as_str()), (comment, "Hi there"));
    for status in [TicketStatus::Pending, TicketStatus::Hold, TicketStatus::Solved, TicketStatus::Open] {
        bench.control.set_status(id, status).unwrap();
        assert_eq!(bench.control.ticket(id).unwrap().status, status);
    }
    bench.control.advance(std::time::Duration::from_secs(5 * 24 * 3600));
    assert_eq!(bench.control.ticket(id).unwrap().status, TicketStatus::Open, "what is open again does not close");
    bench.control.close(id).unwrap();
    assert_eq!(bench.control.comment(id, Remark::public("late")), Err(Failure::Ended(id)));
    assert_eq!(bench.control.tag(id, &["late"], &[]), Err(Failure::Ended(id)));
    assert_eq!(bench.control.comment(TicketId(99), Remark::public("x")), Err(Failure::NoSuchTicket(TicketId(99))));
}

#[tokio::test]
async fn an_integrations_secret_is_rotated() {
    let bench = Bench::start().await;
    let webhook = bench.control.webhooks().remove(0).id;
    let fresh = bench.control.reset_webhook_secret(&webhook).unwrap();
    let id = bench.conversation().await;
    bench.quiet().await;
    bench.say(&id, "hello").await;
    bench.control.settle().await;
    assert_eq!(bench.sink.arrived()[0].api_key, fresh);
}

#[tokio::test]
async fn the_same_deeds_go_over_http() {
    let bench = Bench::start().await;
    let open =
        json!({ "email": "vera@example.com", "subject": "Hello", "text": "Are you there?", "tags": ["sunco_send"] });
    let id = bench.control(Method::POST, "/tickets", Some(open)).await.expect(201)["ticket"].clone();
    let path = format!("/tickets/{id}");
    let file = json!({ "name": "a.txt", "base64": STANDARD.encode("hello") });
    let note = json!({ "html": "<p>for us</p>", "public": false, "agent": BO, "files": [file] });
    let comment =
        bench.control(Method::POST, &format!("{path}/comments"), Some(note)).await.expect(201)["comment"].clone();
    bench.control(Method::POST, &format!("{path}/status"), Some(json!({ "status": "pending" }))).await.expect(200);
    bench
        .control(Method::POST, &format!("{path}/tags"), Some(json!({ "add": ["vip"], "remove": ["sunco_send"] })))
        .await
        .expect(200);
    let shown = bench.control(Method::GET, &path, None).await.expect(200);
    assert_eq!(
        (&shown["status"], &shown["tags"], &shown["conversation"]),
        (&json!("pending"), &json!(["vip"]), &json!(null))
    );
    let last = &shown["comments"][1];
    assert_eq!((&last["id"], &last["public"], &last["body"]), (&comment, &json!(false), &json!("for us")));
    assert_eq!(last["files"][0]["name"], "a.txt");
    bench.control(Method::POST, &format!("{path}/status"), Some(json!({ "status": "asleep" }))).await.expect(422);
    bench.control(Method::POST, "/tickets", Some(json!({ "subject": "x", "text": "y" }))).await.expect(422);
    let people = bench.control(Method::GET, "/people", None).await.expect(200);
    assert!(people.as_array().unwrap().iter().any(|person| person["email"] == "vera@example.com"));
    let webhook = bench.control.webhooks().remove(0).id;
    let reset = bench.control(Method::POST, &format!("/webhooks/{webhook}/reset-secret"), None).await.expect(200);
    assert_eq!(reset["secret"], json!(bench.control.webhooks().remove(0).secret));
    let (one, two) = (bench.user("m1").await, bench.user("m2").await);
    let merge = json!({ "surviving": one, "discarded": two });
    bench.control(Method::POST, "/users/merge", Some(merge.clone())).await.expect(200);
    bench.control(Method::POST, "/users/merge", Some(merge)).await.expect(404);
}
