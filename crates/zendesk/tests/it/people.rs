//! Users of Support, and files on their way into a comment.

use axum::body::Bytes;
use axum::http::Method;
use baton_zendesk::Error;
use baton_zendesk::conversations::Upload;
use baton_zendesk::ids::{SupportUserId, TicketId};
use baton_zendesk::support::PersonWish;
use serde_json::{Value, json};

use crate::vendor::{self, Vendor};

fn ana() -> Value {
    json!({"id": 35_436, "name": "Ana", "email": "Ana@Example.com", "external_id": "Visitor-7", "role": "end-user",
        "verified": true, "suspended": false, "locale": "de", "phone": "+491", "user_fields": {"braze_external_id": "b1", "age": 3},
        "photo": null})
}

#[tokio::test]
async fn a_person_is_found_by_number_and_by_address() {
    let vendor = Vendor::start().await;
    vendor
        .then(vendor::json(200, &json!({"user": ana()})))
        .then(vendor::json(404, &json!({"error": "RecordNotFound"})));
    let support = vendor.support();
    let found = support.user(SupportUserId(35_436)).await.unwrap().unwrap();
    assert_eq!((found.field("braze_external_id"), found.field("age"), found.field("no")), (Some("b1"), None, None));
    assert_eq!((found.verified, found.is_staff(), found.locale.as_deref()), (true, false, Some("de")));
    assert_eq!(support.user(SupportUserId(1)).await, Ok(None));

    let like = json!({"id": 2, "email": "ana@example.com.evil.test"});
    vendor.then(vendor::json(200, &json!({"users": [like, ana()], "next_page": null})));
    let by_address = support.users_by_email("ana@example.com").await.unwrap();
    assert_eq!(by_address.iter().map(|person| person.id.0).collect::<Vec<_>>(), [35_436]);
    let seen = vendor.seen();
    seen[0].assert_support(Method::GET, "/users/35436");
    seen[2].assert_support(Method::GET, "/users/search?query=email%3Aana%40example.com");
}

#[tokio::test]
async fn a_person_is_made_or_brought_up_to_date() {
    let vendor = Vendor::start().await;
    vendor.then(vendor::json(201, &json!({"user": ana()}))).then(vendor::json(200, &json!({"user": {"id": 1}})));
    let support = vendor.support();
    let wish = PersonWish {
        name: "Ana".to_owned(),
        email: Some("ana@example.com".to_owned()),
        external_id: Some("v7".to_owned()),
        user_fields: [("braze_external_id".to_owned(), "b1".to_owned())].into(),
        skip_verify_email: true,
        verified: Some(true),
        ..PersonWish::default()
    };
    assert_eq!(support.create_or_update_user(&wish).await.unwrap().id, SupportUserId(35_436));
    let bare = PersonWish { name: "Ana".to_owned(), ..PersonWish::default() };
    assert!(!support.create_or_update_user(&bare).await.unwrap().verified);
    let seen = vendor.seen();
    let full = json!({"user": {"name": "Ana", "email": "ana@example.com", "external_id": "v7", "verified": true,
        "user_fields": {"braze_external_id": "b1"}, "skip_verify_email": true}});
    seen[0].assert_support_json(Method::POST, "/users/create_or_update", &full);
    seen[1].assert_support_json(Method::POST, "/users/create_or_update", &json!({"user": {"name": "Ana"}}));
}

#[tokio::test]
async fn a_file_is_the_whole_body_and_its_name_the_question() {
    let vendor = Vendor::start().await;
    let support = vendor.support();
    let pieces =
        || futures_util::stream::iter([Bytes::from("first "), Bytes::from("second")].map(Ok::<_, std::io::Error>));
    for upload in [
        Upload::bytes("über \"a\".png", "image/png", Bytes::from("first second")),
        Upload::stream("über \"a\".png", "image/png", 12, pieces()),
    ] {
        let file = json!({"id": 1_503_729_607_981_u64, "file_name": "a.png", "size": 12, "content_url": "https://company.zendesk.com/attachments/token/t/?name=a.png"});
        vendor
            .then(vendor::json(201, &json!({"upload": {"token": "LXJd", "attachment": file, "attachments": [file]}})));
        let uploaded = support.upload_file(upload).await.unwrap();
        assert_eq!((uploaded.token.as_str(), uploaded.attachment.size), ("LXJd", Some(12)));
        let seen = vendor.seen().pop().unwrap();
        seen.assert_support_bare(Method::POST, "/uploads?filename=%C3%BCber+_a_.png");
        assert_eq!((seen.header("content-type"), seen.header("content-length")), (Some("image/png"), Some("12")));
        assert_eq!(&seen.body[..], b"first second");
    }
}

#[tokio::test]
async fn what_is_no_upload_is_not_sent_and_what_breaks_off_is_unknown() {
    let vendor = Vendor::start().await;
    let support = vendor.support();
    let empty = futures_util::stream::empty::<Result<Bytes, std::io::Error>>();
    let huge = Upload::stream("a.png", "image/png", 50_000_001, empty);
    assert!(matches!(support.upload_file(huge).await, Err(Error::TooLarge(_))));
    let odd = Upload::bytes("a.png", "image/png\r\nX-Evil: 1", Bytes::from_static(b"x"));
    assert!(matches!(support.upload_file(odd).await, Err(Error::UnsupportedMedia(_))));
    assert!(vendor.seen().is_empty());
    for pieces in [vec![Ok(Bytes::from("fir")), Err(std::io::Error::other("gone"))], vec![Ok(Bytes::from("fir"))]] {
        let broken = Upload::stream("a.png", "image/png", 12, futures_util::stream::iter(pieces));
        let error = support.upload_file(broken).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{error:?}");
    }
    vendor.then(vendor::json(413, &json!({"error": "AttachmentTooLarge", "description": "too large"})));
    let upload = Upload::bytes("a.png", "image/png", Bytes::from_static(b"x"));
    assert!(
        matches!(support.upload_file(upload).await, Err(Error::TooLarge(problems)) if problems.has("AttachmentTooLarge"))
    );
}

#[tokio::test]
async fn tickets_and_people_are_deleted_in_two_steps() {
    let vendor = Vendor::start().await;
    vendor
        .then(vendor::json(200, &json!({"users": [{"id": 2, "external_id": "visitor-77"}, ana()], "next_page": null})))
        .then(vendor::json(200, &json!({"tickets": [{"id": 7}, {"id": 9}], "meta": {"has_more": false}})))
        .then(vendor::json(200, &json!({})))
        .then(vendor::json(200, &json!({"job_status": {"id": "8b", "status": "queued"}})))
        .then(vendor::json(200, &json!({"user": {"id": 35_436, "active": false}})))
        .then(vendor::json(404, &json!({"error": "RecordNotFound"})));
    let support = vendor.support();
    let found = support.user_by_external_id("visitor-7").await.unwrap().unwrap();
    assert_eq!(found.id, SupportUserId(35_436), "what is only like it is not it");
    let tickets = support.list_requested_tickets(found.id).await.unwrap();
    assert_eq!(tickets, [TicketId(7), TicketId(9)]);
    support.delete_ticket(tickets[0]).await.unwrap();
    support.delete_ticket_for_good(tickets[0]).await.unwrap();
    support.delete_user(found.id).await.unwrap();
    let gone = support.delete_user_for_good(found.id).await;
    assert!(matches!(gone, Err(Error::NotFound(_))), "{gone:?}");
    let seen = vendor.seen();
    seen[0].assert_support(Method::GET, "/users/search?external_id=visitor-7");
    seen[1].assert_support(Method::GET, "/users/35436/tickets/requested?page%5Bsize%5D=100");
    seen[2].assert_support(Method::DELETE, "/tickets/7");
    seen[3].assert_support(Method::DELETE, "/deleted_tickets/7");
    seen[4].assert_support(Method::DELETE, "/users/35436");
    seen[5].assert_support(Method::DELETE, "/deleted_users/35436");
}
