use axum::http::Method;
use baton_zendesk::ids::{GroupId, SupportUserId, TicketId};
use baton_zendesk::support::TicketStatus;
use baton_zendesk::{Error, Support};
use serde_json::json;

use crate::vendor::{self, Vendor};

fn support(vendor: &Vendor) -> Support {
    Support::new(vendor::http(), vendor.url("/"), vendor::basic())
}

#[tokio::test]
async fn the_ticket_of_a_conversation_is_found() {
    let body = json!({"ticket": {"id": 35_436, "url": "https://z.example/api/v2/tickets/35436.json", "status": "pending",
        "assignee_id": 235_323, "group_id": 98_738, "tags": ["enterprise", "other_tag"], "subject": "Help", "satisfaction_rating": null}});
    let vendor = Vendor::answering(vendor::json(200, &body)).await;
    let ticket = support(&vendor).ticket_of_conversation(&"f82d/b".into()).await.unwrap().unwrap();
    let seen = vendor.only();
    assert_eq!(seen.method, Method::GET);
    assert_eq!(seen.target, "/api/v2/tickets/messaging/conversations/f82d%2Fb/ticket");
    assert_eq!(seen.header("authorization"), Some(vendor::BASIC));
    assert_eq!((ticket.id, ticket.status), (TicketId(35_436), TicketStatus::Pending));
    assert_eq!((ticket.assignee_id, ticket.group_id), (Some(SupportUserId(235_323)), Some(GroupId(98_738))));
    assert_eq!(ticket.tags, ["enterprise", "other_tag"]);
}

#[tokio::test]
async fn a_conversation_without_an_active_ticket_has_none() {
    for answer in
        [vendor::text(404, ""), vendor::json(404, &json!({"error": "RecordNotFound", "description": "Not found"}))]
    {
        let vendor = Vendor::answering(answer).await;
        assert_eq!(support(&vendor).ticket_of_conversation(&"f82d".into()).await, Ok(None));
    }
}

#[tokio::test]
async fn a_wrong_address_is_not_a_conversation_without_a_ticket() {
    let page = vendor::text(404, "<html>").header("content-type", "text/html");
    let vendor = Vendor::answering(page).await;
    assert!(matches!(support(&vendor).ticket_of_conversation(&"f82d".into()).await, Err(Error::Protocol(_))));
}

#[tokio::test]
async fn the_credential_speaks_for_somebody() {
    let body = json!({"user": {"id": 35_436, "name": "Johnny", "role": "agent", "email": "johnny@example.com"}});
    let vendor = Vendor::answering(vendor::json(200, &body)).await;
    let user = support(&vendor).current_user().await.unwrap();
    let seen = vendor.only();
    assert_eq!((&seen.method, seen.target.as_str()), (&Method::GET, "/api/v2/users/me"));
    assert_eq!((user.id, user.role.as_str(), user.name.as_str()), (SupportUserId(35_436), "agent", "Johnny"));
}

#[tokio::test]
async fn speaking_for_nobody_is_not_being_let_in() {
    let body = json!({"user": {"id": null, "name": "Anonymous user", "role": "end-user"}});
    let vendor = Vendor::answering(vendor::json(200, &body)).await;
    let error = support(&vendor).current_user().await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized(_)), "{error:?}");
}
