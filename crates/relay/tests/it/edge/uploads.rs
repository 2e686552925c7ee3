//! Uploads: how large, what kind, whose.

use crate::harness::{Client, Scene, Settings};
use crate::journey::PNG;
use baton_protocol::{ErrorCode, FileId, Outgoing, Uploaded};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_may_have_so_many_bytes_and_not_one_more() {
    let scene = Scene::of(Settings::default().of_site("files.max_bytes = 1000")).await;
    let visitor = scene.visitor().await;
    let text = |bytes: usize| "x".repeat(bytes).into_bytes();
    assert_eq!(visitor.client.upload("a.txt", &text(1_000)).await.status, 201);
    let answer = visitor.client.upload("a.txt", &text(1_001)).await;
    assert_eq!((answer.status, answer.problem().code), (413, ErrorCode::FileTooLarge));
    // Without a declared length it is counted as it comes.
    let parts = futures_util::stream::iter((0..50).map(move |_| Ok::<_, std::io::Error>(text(100))));
    let request = visitor.client.request(reqwest::Method::POST, "/v1/uploads").query(&[("name", "a.txt")]);
    let answer = Client::answer(request.body(reqwest::Body::wrap_stream(parts))).await;
    assert_eq!((answer.status, answer.problem().code), (413, ErrorCode::FileTooLarge));
    let answer = visitor.client.upload("a.txt", b"").await;
    assert_eq!((answer.status, answer.problem().code), (400, ErrorCode::FileEmpty));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_much_too_much_still_learns_why() {
    let scene = Scene::of(Settings::default().of_site("files.max_bytes = 1000")).await;
    let visitor = scene.visitor().await;
    // More than the buffers between the two hold: the answer comes while the client still sends.
    let much = vec![b'x'; 20_000_000];
    let answer = visitor.client.upload("a.txt", &much).await;
    assert_eq!((answer.status, answer.problem().code), (413, ErrorCode::FileTooLarge));
    let stranger = scene.client().upload("a.txt", &much).await;
    assert_eq!((stranger.status, stranger.problem().code), (401, ErrorCode::SessionUnknown));
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_disguises_are_refused() {
    let scene = Scene::new().await;
    let visitor = scene.visitor().await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".as_slice();
    for (name, bytes) in [
        ("a.exe", b"MZ\x90\0".as_slice()),
        ("a.svg", svg),
        ("a.html", b"<html>"),
        ("a", PNG),
        ("a.", PNG),
        ("", PNG),
        (".png", b"x"),
        ("a.png", svg),
        ("a.png", b"%PDF-1.7\n"),
        ("a.pdf", PNG),
        ("a.txt", b"<!doctype html><script>alert(1)</script>"),
        ("a.txt", b"\xff\xfe\0\0"),
        ("a.png.exe", PNG),
        ("a.exe\0.png", b"MZ\x90\0"),
    ] {
        let answer = visitor.client.upload(name, bytes).await;
        assert_eq!((answer.status, answer.problem().code), (415, ErrorCode::FileTypeRefused), "{name:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_a_name_and_nothing_else() {
    let scene = Scene::new().await;
    let visitor = scene.visitor().await;
    for name in ["../../etc/passwd.png", "..\\..\\a.png", "a\r\nSet-Cookie: x=1.png", "\u{202e}gnp.exe.png", "/a.png"] {
        let answer = visitor.client.upload(name, PNG).await;
        assert_eq!(answer.status, 201, "{name:?} {}", answer.text());
        let file = answer.json::<Uploaded>().file;
        assert!(!file.name.contains(['/', '\\', '\r', '\n', '\u{202e}']), "{:?}", file.name);
        let got = visitor.fetches(&file.id).await;
        assert_eq!((got.status, got.bytes.as_slice()), (200, PNG));
        assert_eq!(got.header("set-cookie"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_back_cannot_run() {
    let scene = Scene::new().await;
    let visitor = scene.visitor().await;
    for (name, bytes, kind, way) in [
        ("a.png", PNG, "image/png", "inline"),
        ("a.pdf", b"%PDF-1.7\n".as_slice(), "application/octet-stream", "attachment"),
        ("a.txt", b"hello", "application/octet-stream", "attachment"),
    ] {
        let file = visitor.uploads(name, bytes).await;
        let got = visitor.fetches(&file.id).await;
        assert_eq!(got.bytes, bytes);
        assert_eq!(got.header("content-type"), Some(kind), "{name}");
        assert!(got.header("content-disposition").unwrap().starts_with(way), "{name}");
        assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(got.header("content-security-policy"), Some("sandbox; default-src 'none'"));
        assert_eq!(got.header("cache-control"), Some("private, no-store"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_its_own_conversations_and_is_named_once() {
    let scene = Scene::new().await;
    let (mut one, mut other) = (scene.visitor().await, scene.visitor().await);
    let file = one.uploads("a.png", PNG).await;
    let named = |id: &FileId| Outgoing { files: vec![id.clone()], ..Outgoing::default() };
    assert_eq!(other.fetches(&file.id).await.status, 404);
    other.sends(named(&file.id)).await;
    assert_eq!(other.until_refused().await.1, ErrorCode::FileUnknown);
    one.sends(named(&FileId::new("nope"))).await;
    assert_eq!(one.until_refused().await.1, ErrorCode::FileUnknown);
    one.shows("", vec![file.id.clone()]).await;
    one.sends(named(&file.id)).await;
    assert_eq!(one.until_refused().await.1, ErrorCode::FileUnknown, "a file is named by one message");
    assert_eq!(one.fetches(&file.id).await.status, 200);
    assert_eq!(other.fetches(&file.id).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_files_than_a_message_may_have_are_refused() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let mut files = Vec::new();
    for number in 0..11 {
        files.push(visitor.uploads(&format!("{number}.png"), PNG).await.id);
    }
    visitor.sends(Outgoing { files: files.clone(), ..Outgoing::default() }).await;
    assert_eq!(visitor.until_refused().await.1, ErrorCode::TooManyFiles);
    files.pop();
    visitor.shows("", files).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_message_names_is_gone_after_a_day_and_the_rest_stays() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let (kept, left) = (visitor.uploads("kept.png", PNG).await, visitor.uploads("left.png", PNG).await);
    visitor.shows("", vec![kept.id.clone()]).await;
    scene.leap(Duration::from_secs(23 * 3600));
    scene.rest().await;
    assert_eq!(visitor.fetches(&left.id).await.status, 200);
    scene.leap(Duration::from_secs(2 * 3600));
    let begun = std::time::Instant::now();
    while visitor.fetches(&left.id).await.status != 404 {
        assert!(begun.elapsed() < crate::harness::PATIENCE, "it is still there");
        scene.leap(Duration::from_secs(15));
    }
    assert_eq!(visitor.fetches(&kept.id).await.status, 200);
    let files = walk(&scene.data().join("files"));
    assert_eq!(files, 1, "its bytes are gone too");
}

fn walk(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { walk(&path) } else { 1 }).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_no_row_knows_are_gone_after_a_day() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let kept = visitor.uploads("kept.png", PNG).await;
    visitor.shows("", vec![kept.id.clone()]).await;
    // As a crash leaves them: finished without a row, and in the middle.
    let shelf = scene.data().join("files/zz");
    std::fs::create_dir(&shelf).unwrap();
    let id = || baton_relay::conversation::fresh_id(scene.time.moment());
    let lost = [shelf.join(id()), shelf.join(format!("{}#1", id()))];
    for path in &lost {
        std::fs::write(path, "x").unwrap();
    }
    scene.leap(Duration::from_secs(23 * 3600));
    scene.rest().await;
    assert!(lost.iter().all(|path| path.exists()), "they may still be in use");
    let gone = || lost.iter().all(|path| !path.exists()).then_some(());
    scene.leaping("what was lost is gone", Duration::from_secs(3600), gone).await;
    assert_eq!(visitor.fetches(&kept.id).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_many_parts_is_whole_and_one_too_large_leaves_nothing() {
    let scene = Scene::of(Settings::default().of_site("files.max_bytes = 2000000")).await;
    let visitor = scene.visitor().await;
    let text: Vec<u8> = (0..2_000_000_u32).map(|place| b'a' + u8::try_from(place % 23).unwrap()).collect();
    let answer = visitor.client.upload("a.txt", &[text.as_slice(), b"x"].concat()).await;
    assert_eq!(answer.status, 413);
    let parts: Vec<_> = text.chunks(7_001).map(|part| Ok::<_, std::io::Error>(part.to_vec())).collect();
    let upload = |parts: Vec<std::io::Result<Vec<u8>>>| {
        let request = visitor.client.request(reqwest::Method::POST, "/v1/uploads").query(&[("name", "a.txt")]);
        Client::answer(request.body(reqwest::Body::wrap_stream(futures_util::stream::iter(parts))))
    };
    let mut more: Vec<_> = text.chunks(7_001).map(|part| Ok::<_, std::io::Error>(part.to_vec())).collect();
    more.push(Ok(b"x".to_vec()));
    assert_eq!(upload(more).await.status, 413);
    assert_eq!(walk(&scene.data().join("files")), 0);
    let answer = upload(parts).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let file = answer.json::<Uploaded>().file;
    assert_eq!(file.bytes, 2_000_000);
    assert_eq!(visitor.fetches(&file.id).await.bytes, text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_file_leaves_nothing_on_the_disk() {
    let scene = Scene::new().await;
    let visitor = scene.visitor().await;
    assert_eq!(visitor.client.upload("a.png", b"MZ\x90\0").await.status, 415);
    assert_eq!(walk(&scene.data().join("files")), 0);
}
