use axum::http::Method;
use baton_zendesk::messages::{
    Action, ActionKind, AuthorKind, Content, FieldKind, Message, MessagePost, PostAuthor, PostContent, Quoted,
};
use baton_zendesk::metadata::Metadata;
use baton_zendesk::users::UserRef;
use baton_zendesk::{Error, Timestamp};
use serde_json::{Value, json};

use crate::vendor::{self, Vendor};

fn posted(content: &Value) -> Value {
    json!({"messages": [{
        "id": "5f748c1a2b5315fc007e7977", "received": "2020-09-30T13:46:02.733Z",
        "author": {"type": "business", "avatarUrl": "https://example.org/face.jpg"},
        "content": content, "source": {"type": "api:conversations"}
    }]})
}

fn read(content: Value) -> Content {
    serde_json::from_value(content).unwrap()
}

#[tokio::test]
async fn a_visitors_text_is_posted_with_an_id_of_ours() {
    let vendor = Vendor::answering(vendor::json(201, &posted(&json!({"type": "text", "text": "Hi"})))).await;
    let post = MessagePost::text(PostAuthor::User(UserRef::Id("67a1".into())), "Hi")
        .with_metadata(Metadata::new().with("baton.id", "m1"));
    let made = vendor.conversations().post_message(&"67a0".into(), &post).await.unwrap();
    vendor.only().assert_json(
        Method::POST,
        "/conversations/67a0/messages",
        json!({
            "author": {"type": "user", "userId": "67a1"},
            "content": {"type": "text", "text": "Hi"},
            "metadata": {"baton.id": "m1"}
        }),
    );
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].received, Timestamp::parse("2020-09-30T13:46:02.733Z"));
    assert_eq!((&made[0].author.kind, made[0].content.text()), (&AuthorKind::Business, Some("Hi")));
}

#[tokio::test]
async fn the_business_posts_in_its_own_name_and_silently() {
    let vendor = Vendor::answering(vendor::json(201, &posted(&json!({"type": "text", "text": "x"})))).await;
    let author =
        PostAuthor::Business { name: Some("Relay".into()), avatar_url: Some("https://example.org/r.png".into()) };
    let content = PostContent::Text {
        text: "Choose".into(),
        actions: vec![Action::reply("Yes", "yes"), Action::link("More", "https://example.org")],
        payload: None,
    };
    let post = MessagePost::new(author, content).silent();
    vendor.conversations().post_message(&"67a0".into(), &post).await.unwrap();
    assert_eq!(
        vendor.only().json(),
        json!({
            "author": {"type": "business", "displayName": "Relay", "avatarUrl": "https://example.org/r.png"},
            "content": {"type": "text", "text": "Choose", "actions": [
                {"type": "reply", "text": "Yes", "payload": "yes"},
                {"type": "link", "text": "More", "uri": "https://example.org"}
            ]},
            "destination": {"integrationType": "none"}
        })
    );
}

#[tokio::test]
async fn uploaded_files_are_posted_with_a_name_that_fits() {
    let vendor = Vendor::start().await;
    let client = vendor.conversations();
    let long = format!("{}.pdf", "ä".repeat(200));
    for (post, content) in [
        (
            MessagePost::image(PostAuthor::business(), "https://z.example/a.png", "a.png"),
            json!({"type": "image", "mediaUrl": "https://z.example/a.png", "altText": "a.png"}),
        ),
        (
            MessagePost::file(PostAuthor::business(), "https://z.example/b.pdf", &long),
            json!({"type": "file", "mediaUrl": "https://z.example/b.pdf", "altText": format!("{}.pdf", "ä".repeat(124))}),
        ),
        (
            MessagePost::file(PostAuthor::business(), "https://z.example/c", ""),
            json!({"type": "file", "mediaUrl": "https://z.example/c"}),
        ),
    ] {
        vendor.then(vendor::json(201, &posted(&content)));
        client.post_message(&"67a0".into(), &post).await.unwrap();
        assert_eq!(vendor.seen().last().unwrap().json(), json!({"author": {"type": "business"}, "content": content}));
    }
}

#[tokio::test]
async fn several_messages_may_come_of_one_post() {
    let mut answer = posted(&json!({"type": "text", "text": "one"}));
    let second = answer["messages"][0].clone();
    answer["messages"].as_array_mut().unwrap().push(second);
    let vendor = Vendor::answering(vendor::json(201, &answer)).await;
    let post = MessagePost::text(PostAuthor::business(), "one");
    assert_eq!(vendor.conversations().post_message(&"67a0".into(), &post).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_accepted_post_without_a_readable_message_has_an_unknown_outcome() {
    for answer in [
        vendor::json(201, &json!({"messages": []})),
        vendor::json(201, &json!({"messages": [{"received": "without an id"}]})),
        vendor::json(201, &json!({})),
        vendor::text(201, "{\"messages\": [{\"id\": \"5f"),
        vendor::text(200, "<html>"),
    ] {
        let vendor = Vendor::answering(answer).await;
        let post = MessagePost::text(PostAuthor::business(), "one");
        let error = vendor.conversations().post_message(&"67a0".into(), &post).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{error:?}");
    }
}

#[tokio::test]
async fn a_request_over_the_vendors_limit_is_not_sent() {
    let vendor = Vendor::start().await;
    let post = MessagePost::text(PostAuthor::business(), "x".repeat(100_001));
    let error = vendor.conversations().post_message(&"67a0".into(), &post).await.unwrap_err();
    assert!(matches!(error, Error::TooLarge(_)) && error.is_permanent(), "{error:?}");
    assert!(vendor.seen().is_empty());
}

#[test]
fn every_kind_of_content_is_read() {
    let action = json!({"text": "Select", "type": "postback", "payload": "TACOS", "uri": ""});
    let item = json!({"title": "Tacos", "description": "Today", "mediaUrl": "https://example.org/i.jpg",
        "mediaType": "text/html", "size": "compact", "actions": [action]});
    let items = json!([item]);

    let Content::Carousel(carousel) = read(json!({"type": "carousel", "text": "1. Tacos", "items": items})) else {
        panic!("a carousel");
    };
    assert_eq!(carousel.items[0].actions[0].kind, ActionKind::Postback);
    assert_eq!(carousel.text.as_deref(), Some("1. Tacos"));
    assert!(matches!(read(json!({"type": "list", "items": items})), Content::List(list) if list.items.len() == 1));

    let image = json!({"type": "image", "text": "Hello!", "mediaUrl": "https://example.org/i.jpg",
        "altText": "A picture", "mediaType": "image/jpg", "mediaSize": 627_328, "attachmentId": "01JK"});
    let Content::Image(image) = read(image) else { panic!("an image") };
    assert_eq!((image.media_size, image.attachment_id), (Some(627_328), Some("01JK".into())));

    let form = json!({"type": "form", "submitted": false, "blockChatInput": true, "fields": [
        {"type": "text", "name": "full_name", "label": "Your name?", "minSize": 1, "maxSize": 30},
        {"type": "select", "name": "size", "label": "Size?", "options": [{"name": "s", "label": "Small"}]}]});
    let Content::Form(form) = read(form) else { panic!("a form") };
    assert_eq!((form.fields[0].max_size, form.block_chat_input), (Some(30), true));
    assert_eq!(form.fields[1].options[0].label, "Small");

    let response = json!({"type": "formResponse", "textFallback": "Size: Small", "fields": [
        {"type": "select", "name": "size", "label": "Size?", "select": [{"name": "s", "label": "Small"}]}]});
    let Content::FormResponse(response) = read(response) else { panic!("a form's answer") };
    assert_eq!(response.fields[0].kind, FieldKind::Select);
    assert_eq!(response.fields[0].select[0].name, "s");

    let location = json!({"type": "location", "text": "Location shared",
        "coordinates": {"lat": 45.5, "long": -73.5}, "location": {"address": "5333 avenue", "name": "Office"}});
    let Content::Location(location) = read(location) else { panic!("a place") };
    assert_eq!((location.coordinates.long, location.location.name.as_deref()), (-73.5, Some("Office")));
    assert!(matches!(read(json!({"type": "template", "template": {"a": 1}})), Content::Template(_)));
}

#[test]
fn unknown_content_keeps_its_text() {
    for (content, kind, text) in [
        (json!({"type": "hologram", "text": "boo", "depth": 3}), "hologram", Some("boo")),
        (json!({"type": "image", "text": "without an address"}), "image", Some("without an address")),
        (json!({"text": "without a type"}), "", Some("without a type")),
        (json!({"type": "location"}), "location", None),
        (json!("not even an object"), "", None),
    ] {
        let expected = Content::Unknown { kind: kind.to_owned(), text: text.map(str::to_owned) };
        assert_eq!(read(content), expected);
    }
}

#[test]
fn a_message_needs_nothing_but_an_id() {
    let message: Message = serde_json::from_value(json!({
        "id": 42, "received": 1_601_488_016.5, "author": {"type": "robot", "subtypes": ["sage", 3], "displayName": 7},
        "content": null, "source": [], "metadata": {"a": null, "b": {"c": 1}, "d": 1.5}, "activity": "x",
        "quotedMessage": {"type": "message", "message": {"id": "q", "content": {"type": "text", "text": "before"}}},
        "deleted": null, "references": [], "newcomer": true
    }))
    .unwrap();
    assert_eq!(message.id.as_str(), "42");
    assert_eq!((message.received, message.author.kind.as_str()), (None, "robot"));
    assert_eq!(message.metadata.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["d"]);
    let Some(Quoted::Message(quoted)) = message.quoted_message else { panic!("a quoted message") };
    assert_eq!(quoted.content.text(), Some("before"));
    assert!(serde_json::from_value::<Message>(json!({"id": ""})).is_err());
    assert!(serde_json::from_value::<Message>(json!({"content": {}})).is_err());
}
