use crate::bench::Bench;
use baton_emulator::{ConversationId, Reply, SwitchChange, demo};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, header};
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) const PNG: &[u8] = include_bytes!("../../assets/ana.png");

async fn upload(bench: &Bench, query: &str, name: &str, bytes: &[u8]) -> crate::bench::Reply {
    let part = Part::bytes(bytes.to_vec()).file_name(name.to_owned());
    let request = bench.bare(Method::POST, &format!("/attachments?{query}"));
    let request = request.basic_auth(demo::INTEGRATION_KEY_ID, Some(demo::INTEGRATION_KEY_SECRET));
    bench.send(request.multipart(Form::new().part("source", part))).await
}

async fn uploaded(bench: &Bench, query: &str, name: &str, bytes: &[u8]) -> String {
    let answer = upload(bench, query, name, bytes).await.expect(201);
    answer["attachment"]["mediaUrl"].as_str().unwrap().to_owned()
}

async fn post_media(bench: &Bench, id: &ConversationId, kind: &str, url: &str) -> crate::bench::Reply {
    let content = json!({ "type": kind, "mediaUrl": url });
    let body = json!({ "author": { "type": "business" }, "content": content });
    bench.post(&format!("/conversations/{id}/messages"), body).await
}

fn with_key(bench: &Bench, url: &str) -> reqwest::RequestBuilder {
    bench.http.get(url).basic_auth(demo::INTEGRATION_KEY_ID, Some(demo::INTEGRATION_KEY_SECRET))
}

#[tokio::test]
async fn a_private_file_leads_from_its_address_with_credentials_to_a_signed_one_without() {
    let bench = Bench::start().await;
    let url = uploaded(&bench, "access=public", "my photo.png", PNG).await;
    assert!(
        url.starts_with(&format!("{}/sc/attachments/v2/", bench.running.api_url)) && url.ends_with("/my%20photo.png")
    );
    assert_eq!(bench.http.get(&url).send().await.unwrap().status(), 401);
    let redirect = with_key(&bench, &url).send().await.unwrap();
    assert_eq!(redirect.status(), 302);
    let signed = redirect.headers()[header::LOCATION].to_str().unwrap().to_owned();
    assert!(signed.starts_with(&bench.running.media_url));
    assert_eq!(with_key(&bench, &signed).send().await.unwrap().status(), 400, "a leaked credential is noticed");
    let answer = bench.http.get(&signed).send().await.unwrap();
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "image/png");
    assert_eq!(answer.bytes().await.unwrap(), PNG);
    let forged = signed.replace("expires=1", "expires=2");
    assert_eq!(bench.http.get(forged).send().await.unwrap().status(), 403);
    bench.control.advance(Duration::from_secs(60));
    assert_eq!(bench.http.get(&signed).send().await.unwrap().status(), 403, "expired");
}

#[tokio::test]
async fn with_the_switch_off_files_are_open() {
    let bench = Bench::start().await;
    bench.control.set_switches(SwitchChange { private_attachments: Some(false), ..SwitchChange::default() });
    let url = uploaded(&bench, "access=public", "a.png", PNG).await;
    assert_eq!(bench.http.get(&url).send().await.unwrap().bytes().await.unwrap(), PNG);
}

#[tokio::test]
async fn files_that_are_not_what_they_say_are_415() {
    let bench = Bench::start().await;
    for (name, bytes) in [("virus.exe", &b"MZ"[..]), ("a.png", b"MZ\x90\x00"), ("a.pdf", PNG), ("noname", PNG)] {
        let refused = upload(&bench, "access=public", name, bytes).await;
        assert_eq!(refused.refused(415), "unsupported_media_type", "{name}");
    }
    assert_eq!(upload(&bench, "", "a.png", PNG).await.refused(400), "bad_request");
    let nowhere = upload(&bench, "access=public&conversationId=nowhere", "a.png", PNG).await;
    assert_eq!(nowhere.refused(404), "conversation_not_found");
}

#[tokio::test]
async fn a_posted_file_is_completed_and_belongs_to_its_conversation() {
    let bench = Bench::start().await;
    let (mine, other) = (bench.conversation().await, bench.conversation().await);
    let query = format!("access=public&for=message&conversationId={mine}");
    let url = uploaded(&bench, &query, "a.png", PNG).await;
    let posted = post_media(&bench, &mine, "image", &url).await.expect(201)["messages"][0]["content"].clone();
    assert_eq!(
        (&posted["mediaType"], &posted["mediaSize"], &posted["altText"]),
        (&json!("image/png"), &json!(PNG.len()), &json!("a.png"))
    );
    assert_eq!(post_media(&bench, &other, "image", &url).await.refused(400), "bad_request");
    // A file nobody named a conversation for belongs to the first that uses it.
    let free = uploaded(&bench, "access=public", "b.pdf", b"%PDF-1.7\n").await;
    assert_eq!(post_media(&bench, &mine, "image", &free).await.refused(400), "bad_request");
    post_media(&bench, &mine, "file", &free).await.expect(201);
    assert_eq!(post_media(&bench, &other, "file", &free).await.refused(400), "bad_request");
}

#[tokio::test]
async fn files_go_with_their_message_and_by_request() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    let url = uploaded(&bench, "access=public&for=message", "a.png", PNG).await;
    let message = post_media(&bench, &id, "image", &url).await.expect(201)["messages"][0]["id"].clone();
    let path = format!("/conversations/{id}/messages/{}", message.as_str().unwrap());
    bench.call(Method::DELETE, &path, None).await.expect(200);
    assert_eq!(with_key(&bench, &url).send().await.unwrap().status(), 404);
    let kept = uploaded(&bench, "access=public", "b.png", PNG).await;
    let remove = |url: &str| json!({ "mediaUrl": url });
    bench.post("/attachments/remove", remove(&kept)).await.expect(200);
    assert_eq!(bench.post("/attachments/remove", remove(&kept)).await.refused(404), "not_found");
    let elsewhere = bench.post("/attachments/remove", remove("https://badhost.com/image.png")).await;
    assert_eq!(elsewhere.refused(400), "bad_request");
}

#[tokio::test]
async fn an_agents_file_arrives_byte_for_byte() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    bench.quiet().await;
    bench.control.reply(ticket.id, Reply::file("photo.png", PNG)).unwrap();
    bench.control.settle().await;
    let content: Value = bench.sink.arrived()[0].events()[0]["payload"]["message"]["content"].clone();
    assert_eq!((&content["type"], &content["mediaType"]), (&json!("image"), &json!("image/png")));
    let redirect = with_key(&bench, content["mediaUrl"].as_str().unwrap()).send().await.unwrap();
    let signed = redirect.headers()[header::LOCATION].to_str().unwrap().to_owned();
    assert_eq!(bench.http.get(signed).send().await.unwrap().bytes().await.unwrap(), PNG);
    let id = content["attachmentId"].as_str().unwrap().into();
    assert_eq!(bench.control.file(&id).unwrap().bytes, PNG);
}
