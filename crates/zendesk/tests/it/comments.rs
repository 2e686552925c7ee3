//! Walks through what was said and changed at a ticket.

use axum::http::Method;
use baton_zendesk::ids::{CommentId, SupportUserId, TicketId};
use baton_zendesk::{Error, Timestamp};
use serde_json::{Value, json};

use crate::vendor::{self, Vendor};

fn comment(id: u64, second: u32) -> Value {
    json!({"id": id, "type": "Comment", "author_id": 123_123, "public": true, "body": "Thanks",
        "created_at": format!("2009-07-20T22:55:{second:02}Z"), "audit_id": 432_567})
}

fn page(comments: &[Value], after: Option<&str>) -> Value {
    json!({"comments": comments, "users": [{"id": 123_123, "name": "Ana", "role": "agent",
        "photo": {"content_url": "https://z.example/system/photos/1/ana.png", "content_type": "image/png"}}, {"name": "deleted"}],
        "meta": {"has_more": after.is_some(), "after_cursor": after, "before_cursor": "b"}, "links": {"next": "https://evil.example/"}})
}

const FIRST: &str = "/tickets/47/comments?include=users&sort=-created_at&page%5Bsize%5D=100";

#[tokio::test]
async fn a_comment_is_read_with_its_files_and_its_author() {
    let full = json!({"id": 1_274, "type": "Comment", "author_id": 123_123, "public": true, "body": "**Thanks**",
        "html_body": "<b>Thanks</b>", "plain_body": "Thanks &amp;", "created_at": "2009-07-20T22:55:29Z", "audit_id": 432_567,
        "attachments": [{"id": 498_483, "file_name": "crash.log", "content_url": "https://company.zendesk.com/attachments/crash.log",
            "content_type": "text/plain", "size": 2_532, "inline": false, "thumbnails": []}, {"broken": true}],
        "via": {"channel": "web", "source": {"from": {}, "rel": "web_widget", "to": {}}},
        "metadata": {"system": {"ip_address": "1.1.1.1"}, "custom": {"baton": "m1"}}});
    let system = json!({"id": 1_273, "author_id": -1, "body": "by the system"});
    let vendor = Vendor::answering(vendor::json(200, &page(&[full, system, json!({"no": "id"})], None))).await;
    let walk = vendor.support().walk_comments(TicketId(47), 5, |_| false, || ()).await.unwrap();
    vendor.only().assert_support(Method::GET, FIRST);
    assert!(walk.complete);
    let [read, by_system] = &walk.comments[..] else { panic!("{walk:?}") };
    assert_eq!((read.id, read.author_id, read.public), (CommentId(1_274), Some(SupportUserId(123_123)), true));
    assert_eq!((read.body.as_str(), read.html_body.as_deref()), ("**Thanks**", Some("<b>Thanks</b>")));
    assert_eq!((read.created_at, read.via.channel.as_str()), (Timestamp::parse("2009-07-20T22:55:29Z"), "web"));
    assert_eq!(read.custom.text("baton"), Some("m1"));
    let [file] = &read.attachments[..] else { panic!("{read:?}") };
    assert_eq!((file.file_name.as_str(), file.size, file.inline), ("crash.log", Some(2_532), false));
    assert_eq!(file.content_url, "https://company.zendesk.com/attachments/crash.log");
    let author = walk.author(read).unwrap();
    assert_eq!((author.name.as_str(), author.is_staff()), ("Ana", true));
    assert_eq!(author.photo.as_ref().unwrap().content_url, "https://z.example/system/photos/1/ana.png");
    // Whatever does not say that the requester may read it is not for them.
    assert!(by_system.author_id.is_none() && !by_system.public && walk.author(by_system).is_none());
}

#[tokio::test]
async fn comments_are_walked_newest_first_to_the_beginning() {
    let vendor = Vendor::start().await;
    vendor.then(vendor::json(200, &page(&[comment(4, 3), comment(5, 4)], Some("c1"))));
    vendor.then(vendor::json(200, &page(&[comment(3, 2), comment(2, 2)], None)));
    let mut further = 0;
    let walk = vendor.support().walk_comments(TicketId(47), 5, |_| false, || further += 1).await.unwrap();
    assert_eq!(walk.comments.iter().map(|comment| comment.id.0).collect::<Vec<_>>(), [5, 4, 3, 2]);
    assert_eq!((walk.complete, further), (true, 1));
    vendor.seen()[1].assert_support(Method::GET, &format!("{FIRST}&page%5Bafter%5D=c1"));
}

#[tokio::test]
async fn a_walk_ends_where_it_found_or_at_the_cap_and_says_which() {
    let vendor = Vendor::start().await;
    vendor.then(vendor::json(200, &page(&[comment(5, 4)], Some("c1"))));
    let walk = vendor.support().walk_comments(TicketId(47), 5, |comment| comment.id.0 == 5, || ()).await.unwrap();
    assert!(walk.complete);
    vendor.then(vendor::json(200, &page(&[comment(5, 4)], Some("c1"))));
    let walk = vendor.support().walk_comments(TicketId(47), 1, |_| false, || ()).await.unwrap();
    assert!(!walk.complete);
    assert_eq!(vendor.seen().len(), 2);
}

#[tokio::test]
async fn a_page_that_does_not_say_how_it_goes_on_is_not_the_last() {
    for tail in [
        json!({}),
        json!({"meta": {}}),
        json!({"meta": null}),
        json!({"meta": {"has_more": true}}),
        json!({"next_page": "https://z.example/?page=2"}),
    ] {
        let mut body = json!({"comments": [comment(1, 1)]});
        body.as_object_mut().unwrap().extend(tail.as_object().unwrap().clone());
        let vendor = Vendor::answering(vendor::json(200, &body)).await;
        let walk = vendor.support().walk_comments(TicketId(47), 5, |_| false, || ()).await;
        assert!(matches!(walk, Err(Error::Protocol(_))), "{tail}: {walk:?}");
    }
    let vendor = Vendor::start().await;
    for _ in 0..2 {
        vendor.then(vendor::json(200, &page(&[comment(1, 1)], Some("stuck"))));
    }
    let walk = vendor.support().walk_comments(TicketId(47), 5, |_| false, || ()).await;
    assert!(matches!(walk, Err(Error::Protocol(_))), "a cursor that does not move: {walk:?}");
}

#[tokio::test]
async fn our_own_post_is_found_in_the_audits_by_its_mark() {
    let vendor = Vendor::start().await;
    let audit = |id: u64, mark: &str| {
        json!({"id": id, "ticket_id": 666, "created_at": format!("2011-09-25T22:35:{id}Z"), "author_id": 5_246_746,
            "metadata": {"custom": {"baton": mark, "nested": {"x": 1}}, "system": {"client": "x"}}, "via": {"channel": "api"}, "events": [{"id": 2_127_301_148_u64, "type": "Comment", "body": "x"}]})
    };
    vendor.then(vendor::json(
        200,
        &json!({"audits": [audit(12, "m2")], "meta": {"has_more": true, "after_cursor": "c"}}),
    ));
    vendor.then(vendor::json(
        200,
        &json!({"audits": [audit(11, "m1")], "meta": {"has_more": true, "after_cursor": "d"}}),
    ));
    let ours = |audit: &baton_zendesk::support::Audit| audit.custom.text("baton") == Some("m1");
    let mut further = 0;
    let walk = vendor.support().walk_audits(TicketId(666), 9, ours, || further += 1).await.unwrap();
    let found = walk.items.iter().find(|audit| ours(audit)).unwrap();
    assert_eq!((walk.complete, further, found.via.channel.as_str()), (true, 1, "api"));
    let first = "/tickets/666/audits?sort=-created_at&page%5Bsize%5D=100";
    vendor.seen()[0].assert_support(Method::GET, first);
    vendor.seen()[1].assert_support(Method::GET, &format!("{first}&page%5Bafter%5D=c"));
}

#[tokio::test]
async fn the_audits_of_an_archived_ticket_come_in_one_piece() {
    let audits = json!({"audits": [{"id": 1, "created_at": "2011-09-25T22:35:01Z"}, {"id": 2, "created_at": "2011-09-25T22:35:02Z"}],
        "count": 2, "next_page": null, "previous_page": null});
    let vendor = Vendor::answering(vendor::json(200, &audits)).await;
    let walk = vendor.support().walk_audits(TicketId(1), 9, |_| false, || ()).await.unwrap();
    assert!(walk.complete);
    assert_eq!(walk.items.iter().map(|audit| audit.id.0).collect::<Vec<_>>(), [2, 1]);
}
