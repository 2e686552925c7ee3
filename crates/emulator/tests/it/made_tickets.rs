//! Tickets made and changed by API.

use crate::bench::{Bench, Reply};
use baton_emulator::{FaultKind, FaultRule, SwitchChange, TicketId, TicketStatus};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

fn plain(text: &str) -> Value {
    json!({ "ticket": { "subject": "Help", "comment": { "body": text }, "requester": { "name": "Vera", "email": "v@example.com" } } })
}

async fn with_key(bench: &Bench, key: &str, body: &Value) -> Reply {
    bench.send(bench.desk(Method::POST, "/api/v2/tickets").header("idempotency-key", key).json(body)).await
}

#[tokio::test]
async fn a_ticket_is_made_with_all_it_was_given() {
    let bench = Bench::start().await;
    let body = json!({ "ticket": {
        "subject": "Broken",
        "comment": { "body": "It is **broken**", "public": true },
        "requester": { "name": "Vera Visitor", "email": "vera@example.com" },
        "group_id": 9_000_000_000_002_u64,
        "priority": "high",
        "type": "problem",
        "tags": ["Two Words", "web", "web"],
        "custom_fields": [{ "id": 77, "value": "blue" }, { "id": 78, "value": true }],
        "external_id": "c/1",
        "metadata": { "baton_id": "m1" },
    } });
    let answer = bench.support_post("/api/v2/tickets.json", body).await;
    let place = answer.headers["location"].to_str().unwrap().to_owned();
    let made = answer.expect(201);
    let ticket = &made["ticket"];
    assert!(place.ends_with(&format!("/api/v2/tickets/{}.json", ticket["id"])));
    assert_eq!(
        (&ticket["status"], &ticket["priority"], &ticket["type"]),
        (&json!("new"), &json!("high"), &json!("problem"))
    );
    assert_eq!(ticket["tags"], json!(["two_words", "web"]));
    assert_eq!(ticket["custom_fields"], json!([{ "id": 77, "value": "blue" }, { "id": 78, "value": "true" }]));
    assert_eq!((&ticket["external_id"], &ticket["via"]["channel"]), (&json!("c/1"), &json!("api")));
    assert_eq!(ticket["from_messaging_channel"], json!(false));
    assert_eq!(made.get("audit"), None, "the published document has none in this answer");
    let audits = bench.support(&format!("/api/v2/tickets/{}/audits", ticket["id"])).await.expect(200);
    let audit = &audits["audits"][0];
    let said = audit["events"].as_array().unwrap().iter().find(|it| it["type"] == "Comment").unwrap();
    assert_eq!(said["body"], "It is **broken**");
    assert_eq!(audit["metadata"]["custom"], json!({ "baton_id": "m1" }));
    let shown =
        bench.support(&place.split_once("/api").map(|(_, path)| format!("/api{path}")).unwrap()).await.expect(200);
    assert_eq!(&shown["ticket"], ticket);
    let view = bench.control.ticket(TicketId(ticket["id"].as_u64().unwrap())).unwrap();
    assert_eq!((view.conversation, view.requester_email.as_deref()), (None, Some("vera@example.com")));
    assert_eq!(view.comments[0].metadata["baton_id"], "m1");
}

#[tokio::test]
async fn what_a_ticket_cannot_be_made_of_is_refused_by_name() {
    let bench = Bench::start().await;
    let people = bench.control.people().len();
    for (change, about) in [
        (json!({ "group_id": 1 }), "group"),
        (json!({ "assignee_id": 1 }), "assignee"),
        (json!({ "requester_id": 1 }), "requester"),
        (json!({ "requester": { "email": "nonsense" } }), "requester"),
        (json!({ "priority": "soon" }), "priority"),
        (json!({ "type": "wish" }), "type"),
        (json!({ "comment": { "body": " " } }), "description"),
        (json!({ "comment": { "body": "x", "author_id": 1 } }), "author"),
        (json!({ "comment": { "body": "x", "uploads": ["none"] } }), "uploads"),
        (json!({ "via_followup_source_id": 999 }), "via followup source"),
    ] {
        let mut body = plain("Hello");
        body["ticket"].as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let refused = bench.support_post("/api/v2/tickets", body).await.expect(422);
        assert_eq!(refused["error"], "RecordInvalid");
        assert!(refused["details"][about][0]["description"].is_string(), "{about}: {refused}");
    }
    bench.support_post("/api/v2/tickets", json!({ "ticket": { "subject": "no comment" } })).await.expect(422);
    assert!(bench.control.tickets().is_empty(), "nothing is left of what was refused");
    assert_eq!(bench.control.people().len(), people, "nobody either");
}

#[tokio::test]
async fn a_known_requester_is_found_by_address_and_a_new_one_made() {
    let bench = Bench::start().await;
    let requester = |who: Value| {
        let bench = &bench;
        async move {
            let body = json!({ "ticket": { "comment": { "body": "x" }, "requester": who } });
            bench.support_post("/api/v2/tickets", body).await.expect(201)["ticket"]["requester_id"].clone()
        }
    };
    let first = requester(json!({ "name": "Vera", "email": "vera@example.com" })).await;
    assert_eq!(requester(json!({ "name": "Other", "email": "VERA@example.com" })).await, first);
    assert_eq!(requester(json!("vera@example.com")).await, first);
    assert_eq!(requester(first.clone()).await, first);
    assert_ne!(requester(json!({ "name": "Vera" })).await, first, "a name alone is nobody known");
    let person = bench.control.people().into_iter().find(|it| json!(it.id) == first).unwrap();
    assert_eq!((person.name.as_str(), person.verified), ("Vera", false));
}

#[tokio::test]
async fn the_same_key_makes_one_ticket_for_two_hours() {
    let bench = Bench::start().await;
    let first = with_key(&bench, "k1", &plain("once")).await;
    assert_eq!(first.headers["x-idempotency-lookup"], "miss");
    let again = with_key(&bench, "k1", &plain("once")).await;
    assert_eq!(again.headers["x-idempotency-lookup"], "hit");
    assert!(again.headers.contains_key("location"));
    assert_eq!(again.expect(201), first.expect(201));
    let other = with_key(&bench, "k1", &plain("something else")).await.expect(400);
    assert_eq!(other["error"], "IdempotentRequestError");
    assert_eq!(other["description"], "Request parameters don't match the given idempotency key");
    assert_eq!(with_key(&bench, &"k".repeat(256), &plain("x")).await.expect(400)["error"], "IdempotentRequestError");
    assert_eq!(bench.control.tickets().len(), 1);
    bench.control.advance(Duration::from_secs(2 * 3600));
    assert_eq!(with_key(&bench, "k1", &plain("once")).await.headers["x-idempotency-lookup"], "miss");
    assert_eq!(bench.control.tickets().len(), 2, "after two hours the key is forgotten");
}

#[tokio::test]
async fn a_dropped_answer_is_brought_by_the_key_or_found_by_external_id() {
    let bench = Bench::start().await;
    bench.control.add_fault(FaultRule::once(FaultKind::DropAnswer).on("CreateTicket"));
    let mut body = plain("once");
    body["ticket"]["external_id"] = json!("c/1");
    let request = bench.desk(Method::POST, "/api/v2/tickets").header("idempotency-key", "k1").json(&body);
    assert!(request.send().await.is_err());
    let found = bench.support("/api/v2/tickets?external_id=c/1").await.expect(200);
    assert_eq!(found["tickets"].as_array().unwrap().len(), 1);
    assert_eq!(bench.support("/api/v2/tickets?external_id=c").await.expect(200)["count"], 0);
    let again = with_key(&bench, "k1", &body).await;
    assert_eq!(again.headers["x-idempotency-lookup"], "hit");
    assert_eq!(again.expect(201)["ticket"]["id"], found["tickets"][0]["id"]);
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_leaves_its_audit() {
    let bench = Bench::start().await;
    let id = bench.made_ticket().await;
    let change = json!({
        "comment": { "body": "Any news?", "author_id": bench.control.ticket(id).unwrap().requester },
        "status": "open",
        "tags": ["vip"],
        "custom_fields": [{ "id": 5, "value": "x" }],
        "priority": "urgent",
        "metadata": { "baton_id": "m2" },
    });
    let done = bench.change(id, change).await.expect(200);
    assert_eq!(
        (&done["ticket"]["status"], &done["ticket"]["tags"]),
        (&json!("open"), &json!(["vip"])),
        "tags are replaced"
    );
    assert_eq!(done["ticket"]["subject"], "Cannot log in", "what is not named stays");
    let events = done["audit"]["events"].as_array().unwrap();
    let said = events.iter().find(|event| event["type"] == "Comment").unwrap();
    assert_eq!(bench.comments(id).await[1]["id"], said["id"], "the comment's number is its event's");
    let status = events.iter().find(|event| event["field_name"] == "status").unwrap();
    assert_eq!((&status["type"], &status["value"]), (&json!("Change"), &json!("open")));
    let audits = bench.support(&format!("/api/v2/tickets/{id}/audits")).await.expect(200);
    let last = audits["audits"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&audits["count"], &last["id"]), (&json!(2), &done["audit"]["id"]));
    assert_eq!(last["metadata"]["custom"]["baton_id"], "m2");
    let change = last["events"].as_array().unwrap().iter().find(|event| event["field_name"] == "tags").unwrap().clone();
    assert_eq!((&change["previous_value"], &change["value"]), (&json!(["web"]), &json!(["vip"])));
    bench.change(TicketId(99), json!({ "status": "open" })).await.expect(404);
}

#[tokio::test]
async fn a_closed_ticket_takes_no_change() {
    let bench = Bench::start().await;
    let id = bench.made_ticket().await;
    bench.control.set_status(id, TicketStatus::Solved).unwrap();
    bench.change(id, json!({ "comment": { "body": "thanks" } })).await.expect(200);
    assert_eq!(bench.control.ticket(id).unwrap().status, TicketStatus::Solved, "the API says itself what opens it");
    bench.control.advance(Duration::from_secs(4 * 24 * 3600));
    let refused = bench.change(id, json!({ "comment": { "body": "still there?" } })).await.expect(422);
    assert_eq!(refused["details"]["status"][0]["description"], "Status: closed prevents ticket update");
    let tags = format!("/api/v2/tickets/{id}/tags");
    bench.support_put(&tags, json!({ "tags": ["late"] })).await.expect(422);
    assert_eq!(bench.control.ticket(id).unwrap().comments.len(), 2);
}

#[tokio::test]
async fn a_safe_update_finds_out_that_somebody_was_faster() {
    let bench = Bench::start().await;
    let id = bench.made_ticket().await;
    let shown = bench.support(&format!("/api/v2/tickets/{id}")).await.expect(200);
    let stamp = shown["ticket"]["updated_at"].clone();
    bench.control.advance(Duration::from_secs(5));
    let safe = json!({ "priority": "low", "safe_update": true, "updated_stamp": stamp });
    bench.change(id, safe.clone()).await.expect(200);
    assert_eq!(bench.change(id, safe).await.expect(409)["error"], "UpdateConflict");
}

#[tokio::test]
async fn tags_are_shown_set_added_and_taken_away() {
    let bench = Bench::start().await;
    let id = bench.made_ticket().await;
    let path = format!("/api/v2/tickets/{id}/tags");
    assert_eq!(
        bench.support_put(&path, json!({ "tags": ["a", "b"] })).await.expect(200)["tags"],
        json!(["web", "a", "b"])
    );
    let gone = bench.send(bench.desk(Method::DELETE, &format!("{path}?tags=web,a"))).await.expect(200);
    assert_eq!(gone["tags"], json!(["b"]));
    assert_eq!(bench.support_post(&path, json!({ "tags": "x y" })).await.expect(201)["tags"], json!(["x", "y"]));
    assert_eq!(bench.support(&path).await.expect(200)["tags"], json!(["x", "y"]));
}

#[tokio::test]
async fn a_field_the_account_does_not_have_is_ignored_or_refused() {
    let bench = Bench::start().await;
    bench.control.define_ticket_field(5);
    let id = bench.made_ticket().await;
    let both = json!({ "custom_fields": [{ "id": 5, "value": "x" }, { "id": 6, "value": "y" }] });
    let done = bench.change(id, both.clone()).await.expect(200);
    assert_eq!(done["ticket"]["custom_fields"], json!([{ "id": 5, "value": "x" }]));
    bench.control.set_switches(SwitchChange { unknown_field_refused: Some(true), ..SwitchChange::default() });
    bench.change(id, both).await.expect(422);
    bench.change(id, json!({ "custom_fields": [{ "id": 5, "value": "" }] })).await.expect(200);
    assert!(bench.control.ticket(id).unwrap().fields.is_empty());
}

#[tokio::test]
async fn updates_have_the_vendors_own_limits_where_switched_on() {
    let bench = Bench::start().await;
    let (one, two) = (bench.made_ticket().await, bench.made_ticket().await);
    let limits =
        SwitchChange { updates_per_minute: Some(3), ticket_updates_per_10_minutes: Some(2), ..SwitchChange::default() };
    bench.control.set_switches(limits);
    let touch = |id| bench.change(id, json!({ "priority": "low" }));
    touch(one).await.expect(200);
    touch(one).await.expect(200);
    let refused = touch(one).await;
    assert_eq!((refused.status.as_u16(), refused.headers["retry-after"].to_str().unwrap()), (429, "600"));
    touch(two).await.expect(200);
    assert_eq!(touch(two).await.headers["retry-after"], "60", "the whole account has had its three");
    bench.control.advance(Duration::from_secs(60));
    touch(two).await.expect(200);
    touch(one).await.expect(429);
    bench.control.advance(Duration::from_secs(540));
    touch(one).await.expect(200);
}

#[tokio::test]
async fn faults_strike_the_new_operations_by_their_names() {
    let bench = Bench::start().await;
    let id = bench.made_ticket().await;
    let once = |fault, operation: &str| bench.control.add_fault(FaultRule::once(fault).on(operation));
    once(FaultKind::RateLimit { retry_after_s: Some(9) }, "UpdateTicket");
    once(FaultKind::Unavailable, "ListTicketComments");
    once(FaultKind::Unavailable, "CreateTicket");
    once(FaultKind::FailAfterAccept, "PutTagsTicket");
    let refused = bench.change(id, json!({ "priority": "low" })).await;
    assert_eq!((refused.status.as_u16(), refused.headers["retry-after"].to_str().unwrap()), (429, "9"));
    bench.support(&format!("/api/v2/tickets/{id}/comments")).await.expect(503);
    bench.support_post("/api/v2/tickets", plain("x")).await.expect(503);
    bench.support_put(&format!("/api/v2/tickets/{id}/tags"), json!({ "tags": ["kept"] })).await.expect(500);
    let view = bench.control.ticket(id).unwrap();
    assert_eq!((view.priority, view.tags), (None, vec!["web".to_owned(), "kept".to_owned()]));
    assert_eq!(bench.control.tickets().len(), 1);
}

#[tokio::test]
async fn what_is_deleted_can_be_had_back_until_it_is_deleted_for_good() {
    let bench = Bench::start().await;
    let made = bench.support_post("/api/v2/tickets", plain("a word that stands nowhere else")).await.expect(201);
    let (ticket, person) = (made["ticket"]["id"].clone(), made["ticket"]["requester_id"].clone());
    let delete = async |path: String| bench.send(bench.desk(Method::DELETE, &path)).await;
    let requested = bench.support(&format!("/api/v2/users/{person}/tickets/requested")).await.expect(200);
    assert_eq!(requested["tickets"][0]["id"], ticket);
    delete(format!("/api/v2/users/{person}")).await.expect(422);
    delete(format!("/api/v2/deleted_tickets/{ticket}")).await.expect(404);
    delete(format!("/api/v2/tickets/{ticket}")).await.expect(204);
    bench.support(&format!("/api/v2/tickets/{ticket}")).await.expect(404);
    assert_eq!(bench.control.holds("stands nowhere else"), [format!("deleted ticket {ticket}")]);
    let job = delete(format!("/api/v2/deleted_tickets/{ticket}")).await.expect(200);
    assert_eq!(job["job_status"]["status"], "queued");
    assert_eq!(bench.control.holds("stands nowhere else"), Vec::<String>::new());
    assert!(!bench.control.holds("v@example.com").is_empty());
    assert_eq!(delete(format!("/api/v2/users/{person}")).await.expect(200)["user"]["active"], json!(false));
    delete(format!("/api/v2/deleted_users/{person}")).await.expect(200);
    assert_eq!(bench.control.holds("v@example.com"), Vec::<String>::new());
    // Its number is not given again.
    let next = bench.support_post("/api/v2/tickets", plain("another")).await.expect(201);
    assert!(next["ticket"]["id"].as_u64() > ticket.as_u64());
}
