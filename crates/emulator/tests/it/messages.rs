use crate::bench::Bench;
use baton_emulator::{ConversationId, SwitchChange};
use reqwest::Method;
use serde_json::{Value, json};

async fn post(bench: &Bench, id: &ConversationId, content: Value) -> crate::bench::Reply {
    let body = json!({ "author": { "type": "business", "displayName": "Bot" }, "content": content });
    bench.post(&format!("/conversations/{id}/messages"), body).await
}

async fn accepted(bench: &Bench, id: &ConversationId, content: Value) -> Value {
    let answer = post(bench, id, content).await.expect(201);
    assert_eq!(answer["messages"].as_array().unwrap().len(), 1);
    answer["messages"][0]["content"].clone()
}

#[tokio::test]
async fn a_message_comes_back_with_its_metadata_in_answer_webhook_and_listing() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.quiet().await;
    let body = json!({
        "author": { "type": "user", "userExternalId": "visitor-0" },
        "content": { "type": "text", "text": "hello" },
        "metadata": { "baton_id": "m1" },
    });
    let posted = bench.post(&format!("/conversations/{id}/messages"), body).await.expect(201)["messages"][0].clone();
    assert_eq!(posted["source"], json!({ "type": "api:conversations" }));
    assert_eq!(posted["author"]["displayName"], "Vera Visitor");
    let listed = bench.get(&format!("/conversations/{id}/messages")).await.expect(200);
    assert_eq!(listed["messages"][0], posted);
    assert_eq!(listed["meta"], json!({ "hasMore": false }));
    bench.control.settle().await;
    let arrival = bench.sink.arrived().remove(0);
    let seen = &arrival.events()[0]["payload"]["message"];
    assert_eq!((&seen["id"], &seen["metadata"]), (&posted["id"], &json!({ "baton_id": "m1" })));
    assert_eq!(seen["author"]["user"]["externalId"], "visitor-0");
}

#[tokio::test]
async fn every_content_type_is_taken_and_completed() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    let markdown = accepted(&bench, &id, json!({ "type": "text", "markdownText": "Hi **you**" })).await;
    assert_eq!(markdown, json!({ "type": "text", "htmlText": "<p>Hi <strong>you</strong></p>", "text": "Hi you" }));
    let reply = json!({ "type": "reply", "text": "Yes", "payload": "YES" });
    let asked = accepted(&bench, &id, json!({ "type": "text", "text": "Sure?", "actions": [reply] })).await;
    assert_eq!(asked["actions"], json!([reply]));
    let item =
        json!({ "title": "Tacos", "actions": [{ "type": "link", "text": "More", "uri": "https://example.org" }] });
    let carousel = accepted(&bench, &id, json!({ "type": "carousel", "items": [item] })).await;
    assert_eq!(carousel["text"], "1. Tacos\nMore: https://example.org");
    accepted(&bench, &id, json!({ "type": "list", "items": [item] })).await;
    let field = json!({ "type": "email", "name": "mail", "label": "Your email?" });
    let form = accepted(&bench, &id, json!({ "type": "form", "fields": [field] })).await;
    assert_eq!(form["submitted"], false);
    let place = json!({ "type": "location", "coordinates": { "lat": 45.5, "long": -73.6 } });
    assert!(accepted(&bench, &id, place).await["text"].as_str().unwrap().contains("q=45.5,-73.6"));
    let image = json!({ "type": "image", "mediaUrl": "https://example.org/a.jpg" });
    let image = accepted(&bench, &id, image).await;
    assert_eq!((&image["mediaType"], &image["altText"]), (&json!("image/jpeg"), &json!("a.jpg")));
    accepted(&bench, &id, json!({ "type": "template", "template": { "name": "x" } })).await;
}

#[tokio::test]
async fn what_the_contract_forbids_is_refused() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    let action = json!({ "type": "postback", "text": "t", "payload": "p" });
    for bad in [
        json!({}),
        json!({ "type": "text" }),
        json!({ "type": "text", "text": "" }),
        json!({ "type": "text", "text": "x".repeat(4097) }),
        json!({ "type": "text", "text": "😀".repeat(2049) }),
        json!({ "type": "text", "htmlText": "a", "markdownText": "b" }),
        json!({ "type": "text", "text": "a", "actions": [{ "type": "reply", "text": "no payload" }] }),
        json!({ "type": "image", "mediaUrl": "not a url" }),
        json!({ "type": "image", "mediaUrl": "https://example.org/a.pdf" }),
        json!({ "type": "carousel", "items": [] }),
        json!({ "type": "carousel", "items": [{ "title": "no actions" }] }),
        json!({ "type": "list", "items": vec![json!({ "title": "t", "actions": [action] }); 11] }),
        json!({ "type": "form", "fields": [{ "type": "text", "name": "n" }] }),
        json!({ "type": "location", "coordinates": { "lat": 1 } }),
        json!({ "type": "formResponse", "fields": [] }),
        json!({ "type": "unheard-of" }),
    ] {
        assert_eq!(post(&bench, &id, bad.clone()).await.refused(400), "bad_request", "{bad}");
    }
    assert!(accepted(&bench, &id, json!({ "type": "text", "text": "😀".repeat(2048) })).await["text"].is_string());
    let large = json!({ "type": "text", "text": "x".repeat(100_000) });
    assert_eq!(post(&bench, &id, large).await.refused(413), "payload_too_large");
}

#[tokio::test]
async fn authors_must_be_who_they_can_be() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.user("stranger").await;
    let say = |author: Value| json!({ "author": author, "content": { "type": "text", "text": "x" } });
    let path = format!("/conversations/{id}/messages");
    for (author, status) in [
        (json!({ "type": "user" }), 400),
        (json!({ "type": "user", "userExternalId": "nobody" }), 404),
        (json!({ "type": "user", "userExternalId": "stranger" }), 404),
        (json!({ "type": "business", "userExternalId": "visitor-0" }), 400),
        (json!({ "type": "business", "subtypes": ["agent"] }), 400),
        (json!({ "type": "robot" }), 400),
    ] {
        bench.post(&path, say(author)).await.refused(status);
    }
    let ai = bench.post(&path, say(json!({ "type": "business", "subtypes": ["AI"] }))).await.expect(201);
    assert_eq!(ai["messages"][0]["author"]["subtypes"], json!(["AI"]));
}

#[tokio::test]
async fn a_silent_message_is_kept_and_counts_as_unread_for_nobody() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    let silent = |kind: &str, author: &str| {
        let mut speaker = json!({ "type": author });
        if author == "user" {
            speaker["userExternalId"] = "visitor-0".into();
        }
        json!({
            "author": speaker,
            "content": { "type": "text", "text": "summary" },
            "destination": { "integrationType": kind },
        })
    };
    let path = format!("/conversations/{id}/messages");
    bench.post(&path, silent("none", "business")).await.expect(201);
    assert_eq!(bench.post(&path, silent("none", "user")).await.refused(400), "bad_request");
    assert_eq!(bench.post(&path, silent("whatsapp", "business")).await.refused(400), "bad_request");
    assert!(bench.control.conversation(&id).unwrap().messages[0].silent);
    let people = bench.get(&format!("/conversations/{id}/participants")).await.expect(200);
    assert_eq!(people["participants"][0]["unreadCount"], 0);
}

#[tokio::test]
async fn two_hundred_and_fifty_messages_are_walked_backwards_in_three_pages() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    for number in 0..250 {
        bench.say(&id, &number.to_string()).await;
    }
    let mut path = format!("/conversations/{id}/messages");
    let (mut texts, mut sizes) = (Vec::new(), Vec::new());
    loop {
        let page = bench.get(&path).await.expect(200);
        let messages = page["messages"].as_array().unwrap();
        sizes.push(messages.len());
        let mut seen: Vec<String> =
            messages.iter().map(|it| it["content"]["text"].as_str().unwrap().to_owned()).collect();
        seen.append(&mut texts);
        texts = seen;
        match page["meta"]["beforeCursor"].as_str() {
            Some(before) => path = format!("/conversations/{id}/messages?page[before]={before}"),
            None => break assert_eq!(page["meta"]["hasMore"], false),
        }
    }
    assert_eq!(sizes, [100, 100, 50]);
    assert_eq!(texts, (0..250).map(|number| number.to_string()).collect::<Vec<_>>());
    let first = &bench.control.conversation(&id).unwrap().messages[199].id;
    let later = bench.get(&format!("/conversations/{id}/messages?page%5Bafter%5D={first}")).await.expect(200);
    assert_eq!(later["messages"].as_array().unwrap().len(), 50);
    assert_eq!(later["messages"][0]["content"]["text"], "200");
    let both = bench.get(&format!("/conversations/{id}/messages?page[after]={first}&page[before]={first}")).await;
    assert_eq!(both.refused(400), "bad_request");
}

#[tokio::test]
async fn a_full_conversation_is_locked_until_it_is_emptied() {
    let bench = Bench::start().await;
    bench.control.set_switches(SwitchChange { message_cap: Some(2), ..SwitchChange::default() });
    let id = bench.conversation().await;
    bench.say(&id, "1").await;
    bench.say(&id, "2").await;
    assert_eq!(post(&bench, &id, json!({ "type": "text", "text": "3" })).await.refused(423), "locked");
    bench.call(Method::DELETE, &format!("/conversations/{id}/messages"), None).await.expect(200);
    bench.say(&id, "4").await;
    assert_eq!(bench.control.conversation(&id).unwrap().messages.len(), 1);
}

#[tokio::test]
async fn one_message_can_be_deleted() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    let message = bench.say(&id, "oops").await;
    let path = format!("/conversations/{id}/messages/{message}");
    bench.call(Method::DELETE, &path, None).await.expect(200);
    assert_eq!(bench.call(Method::DELETE, &path, None).await.refused(404), "not_found");
    let unknown = format!("/conversations/nowhere/messages/{message}");
    assert_eq!(bench.call(Method::DELETE, &unknown, None).await.refused(404), "conversation_not_found");
}
