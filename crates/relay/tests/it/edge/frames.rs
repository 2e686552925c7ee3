//! Frames: malformed, oversized, unknown, empty. Each gets its answer, and nothing crashes.

use crate::harness::{Scene, Settings};
use baton_protocol::{ClientFrame, ClientId, ErrorCode, Outgoing, ServerFrame, UserDetails, limits};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn malformed_frames_are_answered_and_the_connection_goes_on() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    for text in [
        "",
        "{",
        "null",
        "[]",
        "\"send\"",
        "{\"send\":{}}",
        "{\"read\":{\"seq\":-1}}",
        "{\"read\":{\"seq\":1},\"beat\":{}}",
    ] {
        visitor.send_text(text).await;
        assert_eq!(visitor.until_refused().await.1, ErrorCode::Malformed, "{text:?}");
    }
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_nothing_but_nonsense_is_cut_off() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    for _ in 0..20 {
        visitor.send_text("nonsense").await;
    }
    assert_eq!(visitor.until_closed().await, Some(4003));
    assert!(visitor.refusals.len() < 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_newer_client_says_is_passed_over() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    for _ in 0..30 {
        visitor.send_text("{\"telepathy\":{\"strength\":3}}").await;
    }
    let frame = json!({ "send": {
        "id": "newer-1",
        "message": { "text": "When are you open?", "mood": "curious" },
        "priority": 1,
    }});
    visitor.send_text(&frame.to_string()).await;
    let seq = visitor.acknowledged(&ClientId::new("newer-1")).await;
    assert_eq!(visitor.answer_after(seq).await, "Monday to Friday, 9 to 5.");
    assert_eq!(visitor.refusals, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_with_something_newer_inside_is_refused_by_its_id_and_not_swallowed() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let form = json!({ "form": "f", "values": [{ "shoe_size": 46 }] });
    let frame = json!({ "send": { "id": "newer-2", "message": { "text": "hello", "form": form } } });
    visitor.send_text(&frame.to_string()).await;
    let (id, code, _, _) = visitor.until_refused().await;
    assert_eq!((id, code), (Some(ClientId::new("newer-2")), ErrorCode::Malformed));
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_are_no_frame() {
    let scene = Scene::new().await;
    let visitor = scene.visitor().await;
    let mut wire = visitor.client.socket().await.unwrap();
    wire.send(&visitor.hello(None)).await;
    wire.send_bytes(b"\0\x01\x02").await;
    loop {
        match wire.hear().await {
            crate::harness::Heard::Frame(ServerFrame::Refused { code, .. }) => {
                assert_eq!(code, ErrorCode::Malformed);
                break;
            }
            crate::harness::Heard::Frame(_) => {}
            closed => panic!("{closed:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_beyond_the_limit_ends_the_connection_with_its_reason() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let text = "x".repeat(limits::FRAME_BYTES);
    visitor
        .send(&ClientFrame::Send { id: ClientId::new("large"), message: Outgoing { text, ..Outgoing::default() } })
        .await;
    assert_eq!(visitor.until_closed().await, Some(4003));
    assert_eq!(visitor.refusals.last().map(|refusal| refusal.1), Some(ErrorCode::TooLarge));
    visitor.connect().await;
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_are_none_are_refused_by_their_id() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let text = |text: String| Outgoing { text, ..Outgoing::default() };
    let cases = [
        ("ok-1", text(String::new()), ErrorCode::MessageEmpty),
        ("ok-2", text(" \n\t ".to_owned()), ErrorCode::MessageEmpty),
        ("ok-3", text("\u{1F600}".repeat(limits::TEXT_CHARS + 1)), ErrorCode::TextTooLong),
        ("", text("hello".to_owned()), ErrorCode::Malformed),
        ("no spaces", text("hello".to_owned()), ErrorCode::Malformed),
    ];
    for (id, message, code) in cases {
        let id = ClientId::new(id);
        visitor.send(&ClientFrame::Send { id: id.clone(), message }).await;
        let (refused, why, _, _) = visitor.until_refused().await;
        assert_eq!((refused, why), (Some(id), code));
    }
    let long = "\u{1F600}".repeat(limits::TEXT_CHARS);
    assert!(long.len() < limits::FRAME_BYTES);
    visitor.says(&long).await;
    visitor.until_line(&format!("visitor: {long}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_without_end_is_cut_off_whatever_it_is() {
    let scene = Scene::new().await;
    let seq = scene.visitor().await.says("hello").await;
    let page = |number: usize| format!("{{\"context\":{{\"page\":\"https://shop.example/{number}\"}}}}");
    for (what, frame) in [
        ("beats", Box::new(|_| "{\"beat\":{}}".to_owned()) as Box<dyn Fn(usize) -> String>),
        ("read", Box::new(move |_| format!("{{\"read\":{{\"seq\":{seq}}}}}"))),
        ("newer", Box::new(|_| "{\"telepathy\":{}}".to_owned())),
        ("pages", Box::new(page)),
    ] {
        let mut visitor = scene.visitor().await;
        for number in 0..2_000 {
            visitor.send_text(&frame(number)).await;
        }
        assert_eq!(visitor.until_closed().await, Some(4000), "{what}");
        let (id, code, _, wait) = visitor.refusals.last().cloned().unwrap();
        assert_eq!((id, code, wait.is_some()), (None, ErrorCode::BudgetSpent, true), "{what}");
        // It may come back, as it was told.
        visitor.connect().await;
        visitor.says("again").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_tells_spends_no_message() {
    let scene = Scene::of(Settings::default().more("[budget]\nmessages_per_session_per_minute = 2")).await;
    let mut visitor = scene.visitor().await;
    for number in 0..10 {
        visitor.tells(UserDetails::default(), Some(&format!("https://shop.example/{number}"))).await;
    }
    visitor.says("one").await;
    visitor.says("two").await;
    assert_eq!(visitor.refusals, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_person_is_offered_nobody_can_ask_for_one() {
    let scene = Scene::of(Settings::default().of_site("handoff = false")).await;
    let mut visitor = scene.visitor().await;
    let id = visitor.id();
    visitor.send(&ClientFrame::Handoff { id: id.clone(), skill: None, by_page: false }).await;
    let (refused, code, _, _) = visitor.until_refused().await;
    assert_eq!((refused, code), (Some(id), ErrorCode::StageRefused));
    visitor.asks("I want to talk to a human").await;
    scene.settle(&mut visitor).await;
    assert_eq!(visitor.log.stage(), baton_protocol::Stage::Bot);
    assert!(scene.zendesk.control.tickets().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_moves_on_and_is_remembered() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor().await;
    let seq = visitor.says("When are you open?").await;
    visitor.answer_after(seq).await;
    visitor.send(&ClientFrame::Read { seq: 2 }).await;
    visitor.send(&ClientFrame::Read { seq: 1 }).await;
    visitor.send(&ClientFrame::Read { seq: u64::MAX }).await;
    visitor.says("thanks").await;
    let mut wire = visitor.client.socket().await.unwrap();
    wire.send(&visitor.hello(None)).await;
    let crate::harness::Heard::Frame(ServerFrame::Welcome { read, head, .. }) = wire.hear().await else { panic!() };
    assert!((2..=head).contains(&read), "{read} of {head}");
}
