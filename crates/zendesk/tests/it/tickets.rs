//! Tickets of Support: what is asked, to the letter, and what is made of the answers.

use axum::http::Method;
use baton_zendesk::ids::{FieldId, GroupId, SupportBrandId, SupportUserId, TicketId, UploadToken};
use baton_zendesk::support::{
    CommentBody, NewComment, NewTicket, Priority, RequesterWish, TicketChange, TicketKind, TicketStatus,
};
use baton_zendesk::{Error, Metadata, Timestamp};
use serde_json::{Value, json};

use crate::vendor::{self, Vendor};

fn ticket(id: u64) -> Value {
    json!({"id": id, "external_id": "c/1", "status": "open", "subject": "Help", "priority": "high", "type": "question",
        "requester_id": 20_978_392, "submitter_id": 76_872, "assignee_id": 235_323, "group_id": 98_738, "brand_id": 5,
        "tags": ["a", "b"], "custom_fields": [{"id": 27_642, "value": "745"}, {"id": 27_648, "value": null}],
        "via": {"channel": "api"}, "followup_ids": [], "from_messaging_channel": false,
        "created_at": "2009-07-20T22:55:29Z", "updated_at": "2011-05-05T10:38:52Z", "later": {"more": 1}})
}

fn person() -> RequesterWish {
    RequesterWish::Person { name: "Ana".to_owned(), email: "ana@example.com".to_owned(), locale_id: None }
}

#[tokio::test]
async fn a_ticket_is_made_with_everything_that_is_wished() {
    let audit = json!({"id": 9, "events": [{"id": 10, "type": "Create", "field_name": "subject"}]});
    let vendor = Vendor::answering(vendor::json(201, &json!({"ticket": ticket(35), "audit": audit}))).await;
    let comment = NewComment::public("hello".into()).by(SupportUserId(7)).with(vec![UploadToken::from("tok")]);
    let wish = NewTicket {
        submitter_id: Some(SupportUserId(8)),
        group_id: Some(GroupId(9)),
        brand_id: Some(SupportBrandId(10)),
        priority: Some(Priority::Urgent),
        kind: Some(TicketKind::Question),
        tags: vec!["baton".to_owned()],
        custom_fields: vec![(FieldId(11), "x".to_owned())],
        external_id: Some("c/1".to_owned()),
        via_followup_source_id: Some(TicketId(12)),
        metadata: Metadata::new().with("baton", "m1"),
        ..NewTicket::new("Help", comment, RequesterWish::Id(SupportUserId(6)))
    };
    let made = vendor.support().create_ticket(&wish, "c/1").await.unwrap();
    let seen = vendor.only();
    seen.assert_support_json(
        Method::POST,
        "/tickets",
        &json!({"ticket": {"subject": "Help", "comment": {"body": "hello", "public": true, "author_id": 7, "uploads": ["tok"]},
            "requester_id": 6, "submitter_id": 8, "group_id": 9, "brand_id": 10, "priority": "urgent", "type": "question",
            "tags": ["baton"], "custom_fields": [{"id": 11, "value": "x"}], "external_id": "c/1",
            "via_followup_source_id": 12, "metadata": {"baton": "m1"}}}),
    );
    assert_eq!(seen.header("idempotency-key"), Some("c/1"));
    assert_eq!(
        (made.id, made.external_id.as_deref(), made.status.clone()),
        (TicketId(35), Some("c/1"), TicketStatus::Open)
    );
    assert_eq!((made.priority.clone(), made.kind.clone()), (Some(Priority::High), Some(TicketKind::Question)));
    assert_eq!((made.requester_id, made.brand_id), (Some(SupportUserId(20_978_392)), Some(SupportBrandId(5))));
    assert_eq!((made.field(FieldId(27_642)), made.field(FieldId(27_648))), (Some("745"), None));
    assert_eq!(made.updated_at, Timestamp::parse("2011-05-05T10:38:52Z"));
    assert_eq!((made.via.channel.as_str(), made.follows(), made.is_closed()), ("api", None, false));
}

#[tokio::test]
async fn a_ticket_needs_little_and_its_requester_may_be_new() {
    let vendor = Vendor::answering(vendor::json(201, &json!({"ticket": {"id": 1}}))).await;
    let wish = NewTicket::new("Help", NewComment::note(CommentBody::Html("<b>x</b>".to_owned())), person());
    let made = vendor.support().create_ticket(&wish, "k").await.unwrap();
    vendor.only().assert_support_json(
        Method::POST,
        "/tickets",
        &json!({"ticket": {"subject": "Help", "comment": {"html_body": "<b>x</b>", "public": false},
            "requester": {"name": "Ana", "email": "ana@example.com"}}}),
    );
    assert_eq!((made.id, made.external_id), (TicketId(1), None));
}

#[tokio::test]
async fn a_key_brings_the_same_ticket_again_and_another_request_clashes() {
    let vendor = Vendor::start().await;
    let hit = vendor::json(201, &json!({"ticket": {"id": 1}}));
    let clash = json!({"error": "IdempotentRequestError", "description": "Request parameters don't match the given idempotency key"});
    vendor.then(hit).then(vendor::json(400, &clash)).then(vendor::json(409, &json!({"error": "Conflict"})));
    let (support, wish) = (vendor.support(), NewTicket::new("s", NewComment::public("x".into()), person()));
    assert_eq!(support.create_ticket(&wish, "k").await.unwrap().id, TicketId(1));
    let error = support.create_ticket(&wish, "k").await.unwrap_err();
    assert!(error.is_key_of_another_request() && error.is_permanent(), "{error:?}");
    assert!(matches!(support.create_ticket(&wish, "k").await, Err(Error::Conflict(_))));
    for key in ["", "a\nb", &"x".repeat(256)] {
        assert!(matches!(support.create_ticket(&wish, key).await, Err(Error::Invalid(_))), "{key:?}");
    }
    assert_eq!(vendor.seen().len(), 3);
}

#[tokio::test]
async fn a_change_names_what_changes_and_nothing_else() {
    let vendor = Vendor::start().await;
    for _ in 0..2 {
        vendor.then(vendor::json(200, &json!({"ticket": ticket(35), "audit": {"events": []}})));
    }
    let support = vendor.support();
    let change = TicketChange {
        tags: Some(vec!["x".to_owned()]),
        custom_fields: vec![(FieldId(1), "v".to_owned())],
        metadata: Metadata::new().with("baton", "m2"),
        status: Some(TicketStatus::Open),
        ..TicketChange::comment(NewComment::public("more".into()))
    };
    assert_eq!(support.update_ticket(TicketId(35), &change).await.unwrap().id, TicketId(35));
    support.update_ticket(TicketId(35), &TicketChange::status(TicketStatus::Solved)).await.unwrap();
    let seen = vendor.seen();
    seen[0].assert_support_json(
        Method::PUT,
        "/tickets/35",
        &json!({"ticket": {"comment": {"body": "more", "public": true}, "status": "open", "tags": ["x"],
            "custom_fields": [{"id": 1, "value": "v"}], "metadata": {"baton": "m2"}}}),
    );
    seen[1].assert_support_json(Method::PUT, "/tickets/35", &json!({"ticket": {"status": "solved"}}));
}

#[tokio::test]
async fn a_closed_ticket_and_an_unknown_group_are_told_apart() {
    let vendor = Vendor::start().await;
    let invalid = |details: Value| {
        vendor::json(
            422,
            &json!({"error": "RecordInvalid", "description": "Record validation errors", "details": details}),
        )
    };
    vendor.then(invalid(json!({"status": [{"description": "Status: closed prevents ticket update"}]})));
    vendor.then(invalid(json!({"base": [{"description": "Status: closed prevents ticket update"}]})));
    vendor.then(vendor::json(422, &json!({"details": {"status": [{"error": "ClosedTicket", "description": "zu"}]}})));
    vendor.then(invalid(json!({"group": [{"description": "Group: is invalid", "error": "InvalidValue"}]})));
    vendor.then(invalid(json!({"requester": [{"description": "ana@example.com is suspended"}], "odd": 3})));
    let (support, change) = (vendor.support(), TicketChange::status(TicketStatus::Open));
    for _ in 0..3 {
        let error = support.update_ticket(TicketId(1), &change).await.unwrap_err();
        assert!(error.is_closed_ticket() && error.is_permanent() && !error.is_about("group_id"), "{error:?}");
    }
    let error = support.update_ticket(TicketId(1), &change).await.unwrap_err();
    assert!(!error.is_closed_ticket() && error.is_about("group_id") && error.is_about("group"), "{error:?}");
    assert_eq!(
        error.to_string(),
        "refused: Record validation errors (RecordInvalid); Group: is invalid (InvalidValue at group)"
    );
    let error = support.update_ticket(TicketId(1), &change).await.unwrap_err();
    assert!(error.is_about("requester_id"));
    assert!(!format!("{error} {error:?}").contains("ana@example.com"), "an address is nothing for a log: {error}");
}

#[tokio::test]
async fn a_ticket_is_read_or_is_not_there() {
    let vendor = Vendor::start().await;
    let mut followup = ticket(36);
    followup["via"] =
        json!({"channel": "api", "source": {"rel": "follow_up", "from": {"ticket_id": 35, "subject": "x"}}});
    followup["status"] = json!("closed");
    followup["followup_ids"] = json!([37, 38]);
    vendor
        .then(vendor::json(200, &json!({"ticket": followup})))
        .then(vendor::json(404, &json!({"error": "RecordNotFound"})));
    let support = vendor.support();
    let found = support.ticket(TicketId(36)).await.unwrap().unwrap();
    assert_eq!((found.follows(), found.is_closed()), (Some(TicketId(35)), true));
    assert_eq!(found.followup_ids, [TicketId(37), TicketId(38)]);
    assert_eq!(support.ticket(TicketId(37)).await, Ok(None));
    vendor.seen()[0].assert_support(Method::GET, "/tickets/36");
}

#[tokio::test]
async fn tickets_are_found_by_our_own_id_and_no_other() {
    let mut other = ticket(2);
    other["external_id"] = json!("c/2");
    let answer =
        vendor::json(200, &json!({"tickets": [ticket(1), other, {"no": "id"}], "next_page": null, "count": 2}));
    let vendor = Vendor::answering(answer).await;
    let found = vendor.support().tickets_by_external_id("c/1").await.unwrap();
    assert_eq!(found.iter().map(|ticket| ticket.id.0).collect::<Vec<_>>(), [1]);
    vendor.only().assert_support(Method::GET, "/tickets?external_id=c%2F1");
}

#[tokio::test]
async fn tags_are_added_without_touching_the_others() {
    let vendor = Vendor::answering(vendor::json(200, &json!({"tags": ["a", "x"]}))).await;
    assert_eq!(vendor.support().add_tags(TicketId(1), &["x".to_owned()]).await.unwrap(), ["a", "x"]);
    vendor.only().assert_support_json(Method::PUT, "/tickets/1/tags", &json!({"tags": ["x"]}));
}
