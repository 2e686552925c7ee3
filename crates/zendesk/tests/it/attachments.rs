use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::Method;
use baton_zendesk::Error;
use baton_zendesk::conversations::Upload;
use serde_json::{Value, json};

use crate::vendor::{self, Seen, Vendor};

fn uploaded() -> Value {
    json!({"attachment": {"mediaUrl": "https://z.example/sc/attachments/v2/01JK/a.png", "mediaType": "image/png"}})
}

struct Part {
    field: String,
    name: String,
    content_type: String,
    bytes: Bytes,
}

/// What the upload's form holds.
async fn parts(seen: &Seen) -> Vec<Part> {
    let kind = seen.header("content-type").unwrap();
    let request = Request::builder().header("content-type", kind).body(seen.body.clone().into()).unwrap();
    let mut form = Multipart::from_request(request, &()).await.unwrap();
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.unwrap() {
        parts.push(Part {
            field: field.name().unwrap().to_owned(),
            name: field.file_name().unwrap().to_owned(),
            content_type: field.content_type().unwrap().to_owned(),
            bytes: field.bytes().await.unwrap(),
        });
    }
    parts
}

#[tokio::test]
async fn a_file_is_uploaded_for_a_message_of_its_conversation() {
    let vendor = Vendor::start().await;
    let client = vendor.conversations();
    let pieces =
        || futures_util::stream::iter([Bytes::from("first "), Bytes::from("second")].map(Ok::<_, std::io::Error>));
    for upload in [
        Upload::bytes("rechnung für \"mich\".png", "image/png", Bytes::from("first second")),
        Upload::stream("rechnung für \"mich\".png", "image/png", 12, pieces()),
    ] {
        vendor.then(vendor::json(201, &uploaded()));
        let attachment = client.upload_attachment(&"67a0".into(), upload).await.unwrap();
        assert_eq!(attachment.media_url, "https://z.example/sc/attachments/v2/01JK/a.png");
        assert_eq!(attachment.media_type.as_deref(), Some("image/png"));

        let seen = vendor.seen().pop().unwrap();
        seen.assert_bare(Method::POST, "/attachments?access=public&for=message&conversationId=67a0");
        let parts = parts(&seen).await;
        assert_eq!(parts.len(), 1);
        assert_eq!((parts[0].field.as_str(), parts[0].name.as_str()), ("source", "rechnung für _mich_.png"));
        assert_eq!((parts[0].content_type.as_str(), &parts[0].bytes[..]), ("image/png", &b"first second"[..]));
        let length: usize = seen.header("content-length").unwrap().parse().unwrap();
        assert_eq!(length, seen.body.len());
    }
}

#[tokio::test]
async fn a_name_cannot_break_out_of_its_header() {
    let vendor = Vendor::answering(vendor::json(201, &uploaded())).await;
    let name = "a\r\nX-Evil: 1\r\n\r\n\"; filename=\"../b\\c.png";
    let upload = Upload::bytes(name, "image/png", Bytes::from_static(b"x"));
    vendor.conversations().upload_attachment(&"67a0".into(), upload).await.unwrap();
    let parts = parts(&vendor.only()).await;
    assert_eq!(parts[0].name, "a__X-Evil: 1_____; filename=_.._b_c.png");
}

#[tokio::test]
async fn a_file_of_a_kind_that_is_not_taken_is_told_so() {
    let answer = vendor::refusal(415, "unsupported_media_type", "File extension not allowed");
    let vendor = Vendor::answering(answer).await;
    let upload = Upload::bytes("a.exe", "application/octet-stream", Bytes::from_static(b"MZ"));
    let error = vendor.conversations().upload_attachment(&"67a0".into(), upload).await.unwrap_err();
    let Error::UnsupportedMedia(problems) = &error else { panic!("{error:?}") };
    assert_eq!(problems.to_string(), "File extension not allowed (unsupported_media_type)");
    assert!(error.is_permanent());
}

#[tokio::test]
async fn what_cannot_be_an_upload_is_not_sent() {
    let vendor = Vendor::start().await;
    let client = vendor.conversations();
    let empty = futures_util::stream::empty::<Result<Bytes, std::io::Error>>();
    let huge = Upload::stream("a.png", "image/png", 50_000_001, empty);
    assert!(matches!(client.upload_attachment(&"67a0".into(), huge).await.unwrap_err(), Error::TooLarge(_)));
    let odd = Upload::bytes("a.png", "image/png\r\nX-Evil: 1", Bytes::from_static(b"x"));
    assert!(matches!(client.upload_attachment(&"67a0".into(), odd).await.unwrap_err(), Error::UnsupportedMedia(_)));
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn an_upload_whose_source_breaks_off_has_no_certain_end() {
    let vendor = Vendor::start().await;
    let broken = futures_util::stream::iter([Ok(Bytes::from("fir")), Err(std::io::Error::other("source gone"))]);
    let upload = Upload::stream("a.png", "image/png", 12, broken);
    let error = vendor.conversations().upload_attachment(&"67a0".into(), upload).await.unwrap_err();
    assert!(error.is_outcome_unknown(), "{error:?}");
}
