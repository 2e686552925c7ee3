//! Uploads and the attachments they become.

use crate::attachments::PNG;
use crate::bench::{Bench, Reply};
use baton_emulator::{OutgoingFile, Remark, demo};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

async fn upload(bench: &Bench, query: &str, media_type: &str, bytes: Vec<u8>) -> Reply {
    let request = bench.desk(Method::POST, &format!("/api/v2/uploads?{query}"));
    bench.send(request.header("content-type", media_type).body(bytes)).await
}

#[tokio::test]
async fn an_upload_becomes_an_attachment_behind_a_signed_address_elsewhere() {
    let bench = Bench::start().await;
    let first = upload(&bench, "filename=a.png", "image/png", PNG.to_vec()).await.expect(201)["upload"].clone();
    let token = first["token"].as_str().unwrap();
    let second = upload(&bench, &format!("filename=b.txt&token={token}"), "text/plain", b"hello".to_vec()).await;
    assert_eq!(second.expect(201)["upload"]["attachments"].as_array().unwrap().len(), 2);
    let id = bench.made_ticket().await;
    bench.change(id, json!({ "comment": { "body": "", "uploads": [token] } })).await.expect(200);
    let attached = bench.comments(id).await[1]["attachments"].clone();
    assert_eq!((&attached[0]["file_name"], &attached[0]["content_type"]), (&json!("a.png"), &json!("image/png")));
    assert_eq!((&attached[0]["size"], &attached[1]["size"]), (&json!(PNG.len()), &json!(5)));
    bench.change(id, json!({ "comment": { "body": "again", "uploads": [token] } })).await.expect(422);

    let address = attached[0]["content_url"].as_str().unwrap();
    assert!(address.starts_with(&bench.running.api_url));
    assert_eq!(bench.http.get(address).send().await.unwrap().status(), 401);
    let user = format!("{}/token", demo::SUPPORT_EMAIL);
    let led = bench.http.get(address).basic_auth(&user, Some(demo::SUPPORT_API_TOKEN)).send().await.unwrap();
    assert_eq!(led.status(), 302);
    let signed = led.headers()["location"].to_str().unwrap().to_owned();
    assert!(signed.starts_with(&bench.running.media_url));
    assert_eq!(bench.http.get(&signed).send().await.unwrap().bytes().await.unwrap(), PNG);
    let leaked = bench.http.get(&signed).basic_auth(&user, Some(demo::SUPPORT_API_TOKEN)).send().await.unwrap();
    assert_eq!(leaked.status(), 400);
    bench.control.advance(Duration::from_secs(60));
    assert_eq!(bench.http.get(&signed).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_token_lives_an_hour_unless_it_is_deleted_first() {
    let bench = Bench::start().await;
    let id = bench.made_ticket().await;
    let token = async || {
        let answer = upload(&bench, "filename=a.txt", "text/plain", b"x".to_vec()).await.expect(201);
        answer["upload"]["token"].as_str().unwrap().to_owned()
    };
    let (kept, deleted) = (token().await, token().await);
    let path = format!("/api/v2/uploads/{deleted}");
    bench.send(bench.desk(Method::DELETE, &path)).await.expect(204);
    bench.send(bench.desk(Method::DELETE, &path)).await.expect(404);
    let with = |token: &str| bench.change(id, json!({ "comment": { "body": "see", "uploads": [token] } }));
    with(&deleted).await.expect(422);
    bench.control.advance(Duration::from_secs(3600) - Duration::from_millis(1));
    with(&kept).await.expect(200);
    let late = token().await;
    bench.control.advance(Duration::from_secs(3600));
    with(&late).await.expect(422);
    assert_eq!(bench.comments(id).await.len(), 2);
}

#[tokio::test]
async fn a_file_must_have_a_name_that_fits_its_type_and_must_not_be_too_large() {
    let bench = Bench::start().await;
    upload(&bench, "name=a.txt", "text/plain", b"x".to_vec()).await.expect(422);
    upload(&bench, "filename=a.png", "application/pdf", b"%PDF".to_vec()).await.expect(422);
    upload(&bench, "filename=a.txt&token=none", "text/plain", b"x".to_vec()).await.expect(422);
    upload(&bench, "filename=a.txt", "text/plain", Vec::new()).await.expect(422);
    upload(&bench, "filename=a.txt", "text/plain", vec![b'x'; 50_000_001]).await.expect(413);
    upload(&bench, "filename=a.bin", "application/octet-stream", vec![b'x'; 200_000]).await.expect(201);
}

#[tokio::test]
async fn an_agents_files_are_attachments_too() {
    let bench = Bench::start().await;
    let id = bench.made_ticket().await;
    let files = vec![OutgoingFile { name: "a.png".into(), bytes: PNG.to_vec().into() }];
    bench.control.comment(id, Remark { files, ..Remark::public("look") }).unwrap();
    let listed = bench.comments(id).await;
    assert_eq!(listed[1]["attachments"][0]["content_type"], "image/png");
    let file = &bench.control.ticket(id).unwrap().comments[1].files[0];
    assert_eq!(bench.control.file(&file.attachment).unwrap().bytes, PNG);
}
