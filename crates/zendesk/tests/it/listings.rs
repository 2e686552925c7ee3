use axum::http::Method;
use baton_zendesk::Error;
use baton_zendesk::conversations::{Cursor, MessagePage};
use baton_zendesk::messages::Message;
use baton_zendesk::users::UserRef;
use serde_json::{Value, json};

use crate::vendor::{self, Vendor};

/// Messages `from..to`, given newest first: their order in a page is not promised.
fn page(from: u32, to: u32, meta: Value) -> Value {
    let message =
        |n: u32| json!({"id": format!("m{n:03}"), "received": format!("2025-02-03T18:33:{:02}.000Z", n % 60)});
    let mut page = json!({"messages": (from..to).rev().map(message).collect::<Vec<_>>()});
    page["meta"] = meta;
    page
}

fn ids(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.id.as_str()).collect()
}

#[tokio::test]
async fn a_page_of_messages_is_asked_for_by_cursor() {
    let vendor = Vendor::start().await;
    let client = vendor.conversations();
    for (cursor, query) in [
        (Cursor::Newest, ""),
        (Cursor::Before("5f&32".into()), "?page%5Bbefore%5D=5f%2632"),
        (Cursor::After("5f32".into()), "?page%5Bafter%5D=5f32"),
    ] {
        let meta = json!({"hasMore": true, "beforeCursor": "b", "afterCursor": "a"});
        vendor.then(vendor::json(200, &page(1, 3, meta)));
        let MessagePage { messages, has_more, before, after } =
            client.list_messages(&"67a0".into(), &cursor).await.unwrap();
        vendor.seen().last().unwrap().assert_empty(Method::GET, &format!("/conversations/67a0/messages{query}"));
        assert_eq!(ids(&messages), ["m001", "m002"]);
        assert_eq!((has_more, before.as_deref(), after.as_deref()), (true, Some("b"), Some("a")));
    }
}

#[tokio::test]
async fn a_walk_back_brings_everything_oldest_first() {
    let vendor = Vendor::start().await;
    vendor.then(vendor::json(200, &page(5, 7, json!({"hasMore": true, "beforeCursor": "c5"}))));
    // Without a cursor the oldest message's id is the cursor.
    vendor.then(vendor::json(200, &page(3, 5, json!({"hasMore": true}))));
    vendor.then(vendor::json(200, &page(1, 3, json!({"hasMore": false, "beforeCursor": "c1"}))));
    let mut further = 0;
    let conversation = "67a0".into();
    let walk = vendor.conversations().walk_messages_back(&conversation, 9, |_| false, || further += 1).await.unwrap();
    assert!(walk.complete);
    assert_eq!(further, 2, "whoever counts calls is told of each page");
    assert_eq!(ids(&walk.items), ["m001", "m002", "m003", "m004", "m005", "m006"]);
    let targets: Vec<_> =
        vendor.seen().iter().map(|seen| seen.target.split_once('?').map(|(_, q)| q.to_owned())).collect();
    assert_eq!(targets, [None, Some("page%5Bbefore%5D=c5".into()), Some("page%5Bbefore%5D=m003".into())]);
}

#[tokio::test]
async fn a_walk_back_ends_where_it_was_told_to() {
    let vendor = Vendor::start().await;
    vendor.then(vendor::json(200, &page(5, 7, json!({"hasMore": true, "beforeCursor": "c5"}))));
    vendor.then(vendor::json(200, &page(3, 5, json!({"hasMore": true, "beforeCursor": "c3"}))));
    let reached = |message: &Message| message.id.as_str() == "m004";
    let walk = vendor.conversations().walk_messages_back(&"67a0".into(), 9, reached, || ()).await.unwrap();
    assert!(walk.complete);
    assert_eq!(ids(&walk.items), ["m003", "m004", "m005", "m006"]);
}

#[tokio::test]
async fn a_walk_says_when_it_was_cut_short() {
    let vendor = Vendor::start().await;
    vendor.then(vendor::json(200, &page(5, 7, json!({"hasMore": true, "beforeCursor": "c5"}))));
    let walk = vendor.conversations().walk_messages_back(&"67a0".into(), 1, |_| false, || ()).await.unwrap();
    assert!(!walk.complete);
    assert_eq!(ids(&walk.items), ["m005", "m006"]);
}

#[tokio::test]
async fn a_walk_forward_begins_after_a_message() {
    let vendor = Vendor::start().await;
    vendor.then(vendor::json(200, &page(1, 3, json!({"hasMore": true, "afterCursor": "c2"}))));
    vendor.then(vendor::json(200, &page(3, 4, json!({"hasMore": false}))));
    let walk = vendor.conversations().walk_messages_after(&"67a0".into(), &"m000".into(), 9).await.unwrap();
    assert!(walk.complete);
    assert_eq!(ids(&walk.items), ["m001", "m002", "m003"]);
    let seen = vendor.seen();
    assert!(seen[0].target.ends_with("?page%5Bafter%5D=m000"), "{}", seen[0].target);
    assert!(seen[1].target.ends_with("?page%5Bafter%5D=c2"), "{}", seen[1].target);
}

#[tokio::test]
async fn a_walk_does_not_go_in_circles() {
    let vendor = Vendor::start().await;
    for _ in 0..2 {
        vendor.then(vendor::json(200, &page(1, 3, json!({"hasMore": true, "beforeCursor": "same"}))));
    }
    let error = vendor.conversations().walk_messages_back(&"67a0".into(), 9, |_| false, || ()).await.unwrap_err();
    assert!(matches!(error, Error::Protocol(_)), "{error:?}");
    assert_eq!(vendor.seen().len(), 2);
}

#[tokio::test]
async fn an_answer_without_a_list_is_not_an_empty_list() {
    for body in [
        json!({}),
        json!({"messages": null}),
        json!({"messages": {"id": "m"}}),
        json!({"messages": [], "meta": {"hasMore": "who knows"}}),
        json!({"messages": [], "meta": "x"}),
    ] {
        let vendor = Vendor::answering(vendor::json(200, &body)).await;
        let error = vendor.conversations().list_messages(&"67a0".into(), &Cursor::Newest).await.unwrap_err();
        assert!(matches!(error, Error::Protocol(_)), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn a_page_that_does_not_say_whether_there_is_more_is_not_the_last() {
    for meta in [Value::Null, json!({}), json!({"hasMore": null}), json!({"beforeCursor": "c5"})] {
        let vendor = Vendor::answering(vendor::json(200, &page(5, 7, meta.clone()))).await;
        let walk = vendor.conversations().walk_messages_back(&"67a0".into(), 9, |_| false, || ()).await;
        assert!(matches!(walk, Err(Error::Protocol(_))), "{meta}: {walk:?}");
        // Where the walk ends by itself, nothing of what follows has to be known.
        let vendor = Vendor::answering(vendor::json(200, &page(5, 7, meta.clone()))).await;
        let walk = vendor.conversations().walk_messages_back(&"67a0".into(), 9, |_| true, || ()).await;
        assert!(walk.unwrap().complete, "{meta}");
        let vendor = Vendor::answering(vendor::json(200, &json!({"conversations": [], "meta": meta}))).await;
        let walk = vendor.conversations().list_conversations(&UserRef::Id("67a1".into()), 9, || ()).await;
        assert!(matches!(walk, Err(Error::Protocol(_))), "{meta}: {walk:?}");
    }
}

#[tokio::test]
async fn one_unreadable_message_does_not_cost_the_page() {
    let body = json!({"messages": [{"id": "m1"}, {"no": "id"}, 3, {"id": "m2"}], "meta": {"hasMore": false}});
    let vendor = Vendor::answering(vendor::json(200, &body)).await;
    let page = vendor.conversations().list_messages(&"67a0".into(), &Cursor::Newest).await.unwrap();
    assert_eq!(ids(&page.messages), ["m1", "m2"]);
}

#[tokio::test]
async fn a_users_conversations_are_listed_page_by_page() {
    let vendor = Vendor::start().await;
    let conversation = |id: &str| json!({"id": id, "type": "personal", "isDefault": false});
    let first = json!({"conversations": [conversation("c1"), conversation("c2")],
        "meta": {"hasMore": true, "afterCursor": "c2"}, "links": {"next": "https://elsewhere.example/steal"}});
    vendor.then(vendor::json(200, &first));
    vendor.then(vendor::json(200, &json!({"conversations": [conversation("c3")], "meta": {"hasMore": false}})));
    let user = UserRef::External("baton 7".into());
    let mut further = 0;
    let walk = vendor.conversations().list_conversations(&user, 9, || further += 1).await.unwrap();
    assert!(walk.complete);
    assert_eq!(walk.items.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["c1", "c2", "c3"]);
    assert_eq!(further, 1);
    let seen = vendor.seen();
    let query = "/conversations?filter%5BuserExternalId%5D=baton+7&page%5Bsize%5D=100";
    seen[0].assert_empty(Method::GET, query);
    seen[1].assert_empty(Method::GET, &format!("{query}&page%5Bafter%5D=c2"));
}

#[tokio::test]
async fn conversations_are_listed_by_the_vendors_id_and_up_to_a_cap() {
    let vendor = Vendor::start().await;
    vendor.then(vendor::json(200, &json!({"conversations": [{"id": "c1"}], "meta": {"hasMore": true}})));
    let walk = vendor.conversations().list_conversations(&UserRef::Id("67a1".into()), 1, || ()).await.unwrap();
    assert!(!walk.complete);
    assert_eq!(walk.items.len(), 1);
    vendor.only().assert_empty(Method::GET, "/conversations?filter%5BuserId%5D=67a1&page%5Bsize%5D=100");
}
