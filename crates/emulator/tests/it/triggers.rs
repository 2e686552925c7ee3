//! Triggers: when they fire, and what their bodies become.

use crate::bench::Bench;
use crate::support_webhooks::{arrived, hook};
use baton_emulator::{Opening, Outgoing, PersonId, Remark, Requester, SwitchChange, TicketStatus};
use reqwest::Method;
use serde_json::{Value, json};

fn trigger(hook: &str, all: &Value, body: &str) -> Value {
    json!({ "trigger": {
        "title": "Tell Baton",
        "conditions": { "all": all, "any": [] },
        "actions": [{ "field": "notification_webhook", "value": [hook, body] }],
    } })
}

/// A trigger on a webhook of its own; the trigger's path.
async fn armed(bench: &Bench, all: Value, body: &str) -> String {
    let hook = hook(bench, &["conditional_ticket_events"]).await;
    let made = bench.support_post("/api/v2/triggers", trigger(&hook, &all, body)).await.expect(201);
    format!("/api/v2/triggers/{}", made["trigger"]["id"])
}

/// What botpress's integration uses (FACTS 3.5): public comments that did not come by API.
fn public_by_agents() -> Value {
    json!([
        { "field": "comment_is_public", "operator": "is", "value": "requester_can_see_comment" },
        { "field": "current_via_id", "operator": "is_not", "value": "5" },
    ])
}

async fn raw(bench: &Bench) -> Vec<String> {
    arrived(bench).await.iter().map(|it| String::from_utf8(it.raw.to_vec()).unwrap()).collect()
}

#[tokio::test]
async fn agents_public_comments_fire_and_what_comes_by_api_does_not() {
    let bench = Bench::start().await;
    armed(
        &bench,
        public_by_agents(),
        "{\"ticket\":\"{{ticket.id}}\",\"comment\":\"{{ticket.latest_public_comment.id}}\"}",
    )
    .await;
    let id = bench.made_ticket().await;
    bench.change(id, json!({ "comment": { "body": "by api" } })).await.expect(200);
    bench.control.comment(id, Remark::note("between us")).unwrap();
    bench.control.tag(id, &["x"], &[]).unwrap();
    assert!(raw(&bench).await.is_empty());
    let comment = bench.control.comment(id, Remark::public("Hello")).unwrap().unwrap();
    let seen = arrived(&bench).await;
    assert_eq!(seen[0].body, json!({ "ticket": id.to_string(), "comment": comment.to_string() }));
    assert!(!seen[0].header("x-zendesk-webhook-signature").is_empty());
}

#[tokio::test]
async fn the_placeholders_tell_ticket_comment_and_people() {
    let bench = Bench::start().await;
    let user = json!({ "user": { "name": "Vera V", "email": "v@example.com", "external_id": "v1", "user_fields": { "braze_external_id": "b1" } } });
    bench.support_post("/api/v2/users/create_or_update", user).await.expect(201);
    let template = "{{ticket.external_id}}|{{ticket.status}}|{{ticket.tags}}|{{ ticket.latest_public_comment.value }}|\
        {{current_user.id}} {{current_user.name}} {{current_user.role}}|{{ticket.requester.email}} {{ticket.requester.external_id}} \
        {{ticket.requester.id}}|{{ticket.requester.custom_fields.braze_external_id}}|{{ticket.no_such_thing}}|{{unfinished";
    armed(&bench, public_by_agents(), template).await;
    let opening = Opening::new(Requester::ExternalId("v1".into()), "s", "Say \"hi\"").tag("a").tag("b");
    let id = bench.control.open_ticket(Opening { agent: Some(PersonId(8_447_388_090_495)), ..opening }).unwrap();
    let requester = bench.control.ticket(id).unwrap().requester;
    let expected =
        format!("|Open|a b|Say \"hi\"|8447388090495 Bo Jensen agent|v@example.com v1 {requester}|b1||{{{{unfinished");
    assert_eq!(raw(&bench).await, [expected]);
}

#[tokio::test]
async fn the_html_variant_comes_with_its_header_and_without_html() {
    let bench = Bench::start().await;
    armed(&bench, public_by_agents(), "{\"msg_body\":\"{{ticket.latest_public_comment_html}}\"}").await;
    let id = bench.made_ticket().await;
    let words = Outgoing::Html("<p>It is <b>here</b></p>".into());
    bench.control.comment(id, Remark { words, ..Remark::public("") }).unwrap();
    let dashes = "-".repeat(46);
    let body = format!("{{\"msg_body\":\"{dashes}\n\nAna Lima, Nov 20, 2026, 00:00\n\nIt is here\"}}");
    assert_eq!(raw(&bench).await, [body], "line breaks go in as they are, so this is no JSON");
    bench.control.set_switches(SwitchChange { trigger_words_escaped: Some(true), ..SwitchChange::default() });
    bench.control.comment(id, Remark::public("said \"twice\"")).unwrap();
    let seen = arrived(&bench).await;
    assert!(seen[0].body["msg_body"].as_str().unwrap().ends_with("00:00\n\nsaid \"twice\""));
}

#[tokio::test]
async fn statuses_assignments_and_tags_fire_when_they_change() {
    let bench = Bench::start().await;
    armed(&bench, json!([{ "field": "status", "operator": "value", "value": "SOLVED" }]), "solved {{ticket.id}}").await;
    armed(&bench, json!([{ "field": "assignee_id", "operator": "changed", "value": "" }]), "assigned").await;
    let tagged = json!([
        { "field": "current_tags", "operator": "includes", "value": "sunco_send other" },
        { "field": "status", "operator": "less_than", "value": "solved" },
        { "field": "role", "operator": "is_not", "value": "end_user" },
        { "field": "role", "operator": "is", "value": "agent" },
        { "field": "role", "operator": "is", "value": "8447388090494" },
        { "field": "update_type", "operator": "is", "value": "Create" },
    ]);
    armed(&bench, tagged, "tagged").await;
    let opening = Opening::new(Requester::Email("v@example.com".into()), "s", "t").tag("sunco_send");
    let id = bench.control.open_ticket(opening).unwrap();
    let mut first = raw(&bench).await;
    first.sort();
    assert_eq!(first, ["assigned", "tagged"]);
    bench.control.set_status(id, TicketStatus::Solved).unwrap();
    assert_eq!(raw(&bench).await, [format!("solved {id}")]);
    bench.control.set_status(id, TicketStatus::Solved).unwrap();
    assert!(raw(&bench).await.is_empty(), "it was solved already");
    bench.change(id, json!({ "status": "open" })).await.expect(200);
    bench.change(id, json!({ "status": "solved" })).await.expect(200);
    assert_eq!(raw(&bench).await, [format!("solved {id}")], "triggers fire for API updates unless they say otherwise");
}

#[tokio::test]
async fn any_needs_one_of_its_conditions() {
    let bench = Bench::start().await;
    let hook = hook(&bench, &["conditional_ticket_events"]).await;
    let mut body = trigger(&hook, &json!([]), "x");
    body["trigger"]["conditions"]["any"] = json!([
        { "field": "status", "operator": "value", "value": "pending" },
        { "field": "priority", "operator": "value", "value": "urgent" },
    ]);
    bench.support_post("/api/v2/triggers", body).await.expect(201);
    let id = bench.made_ticket().await;
    assert!(raw(&bench).await.is_empty());
    bench.change(id, json!({ "priority": "urgent" })).await.expect(200);
    assert_eq!(raw(&bench).await.len(), 1);
    bench.change(id, json!({ "tags": [] })).await.expect(200);
    assert!(raw(&bench).await.is_empty());
}

#[tokio::test]
async fn triggers_are_kept_and_those_that_cannot_work_are_refused() {
    let bench = Bench::start().await;
    let path = armed(&bench, public_by_agents(), "{}").await;
    let id = bench.made_ticket().await;
    let kept = bench.support(&path).await.expect(200)["trigger"].clone();
    let off = json!({ "title": kept["title"], "actions": kept["actions"], "active": false });
    bench.support_put(&path, json!({ "trigger": off })).await.expect(200);
    bench.control.comment(id, Remark::public("unheard")).unwrap();
    assert!(raw(&bench).await.is_empty());
    let shown = bench.support(&path).await.expect(200)["trigger"].clone();
    assert_eq!((&shown["active"], &shown["conditions"]["all"]), (&json!(false), &public_by_agents()));
    let hook_id = shown["actions"][0]["value"][0].as_str().unwrap().to_owned();
    assert_eq!(bench.support("/api/v2/triggers?active=true").await.expect(200)["count"], 0);
    assert_eq!(bench.support("/api/v2/triggers").await.expect(200)["count"], 1);
    let hook_path = format!("/api/v2/webhooks/{hook_id}");
    bench.send(bench.desk(Method::DELETE, &hook_path)).await.expect(422);
    bench.send(bench.desk(Method::DELETE, &path)).await.expect(204);
    bench.support(&path).await.expect(404);

    let for_events = hook(&bench, &["zen:event-type:ticket.created"]).await;
    for bad in [
        trigger("none", &public_by_agents(), "{}"),
        trigger(&for_events, &public_by_agents(), "{}"),
        trigger(&hook_id, &json!([]), "{}"),
        trigger(&hook_id, &json!([{ "field": "moon_phase", "operator": "is", "value": "full" }]), "{}"),
        trigger(&hook_id, &json!([{ "field": "status", "operator": "resembles", "value": "open" }]), "{}"),
    ] {
        bench.support_post("/api/v2/triggers", bad).await.expect(422);
    }
}
