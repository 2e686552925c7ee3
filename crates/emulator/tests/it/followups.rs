//! Going on after a closed ticket.

use crate::bench::Bench;
use baton_emulator::TicketStatus;
use serde_json::{Value, json};

#[tokio::test]
async fn only_a_closed_ticket_is_gone_on_from() {
    let bench = Bench::start().await;
    let id = bench.made_ticket().await;
    let body = json!({ "ticket": { "comment": { "body": "It is back" }, "via_followup_source_id": id } });
    let refused = bench.support_post("/api/v2/tickets", body.clone()).await.expect(422);
    assert_eq!(refused["error"], "RecordInvalid");
    bench.control.set_status(id, TicketStatus::Closed).unwrap();
    let made = bench.support_post("/api/v2/tickets", body).await.expect(201)["ticket"].clone();
    assert_eq!(made["via"]["source"]["rel"], "follow_up");
    assert_eq!(made["via"]["source"]["from"]["id"], json!(id));
    let source = bench.support(&format!("/api/v2/tickets/{id}")).await.expect(200)["ticket"].clone();
    assert_eq!((&made["requester_id"], &source["followup_ids"]), (&source["requester_id"], &json!([made["id"]])));
    assert_eq!(made["external_id"], Value::Null);
}
