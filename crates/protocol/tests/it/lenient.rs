//! What a newer peer says reaches an older one without breaking it.

use crate::sample::{bot, event, unknown_event, visitor};
use baton_protocol::fold::{Applied, Log};
use baton_protocol::*;

/// Spacing, key order, escapes and numbers that a parsed value would not keep.
const ODD: &str = r#"{"dance":  {"b":1.50,"a":"\u00e9\/",  "n":12345678901234567890123, "e":1E2}}"#;

#[test]
fn an_unknown_variant_keeps_its_bytes() {
    let read: Lenient<EventBody> = serde_json::from_str(ODD).unwrap();
    assert!(read.known().is_none());
    assert_eq!(serde_json::to_string(&read).unwrap(), ODD);
    assert!(matches!(&read, Lenient::Unknown(raw) if raw.get() == ODD));
    assert_eq!(read, serde_json::from_str(ODD).unwrap());
    assert_ne!(read, serde_json::from_str(r#"{"dance":{}}"#).unwrap());
    assert!(read.into_known().is_none());
}

#[test]
fn an_unknown_body_keeps_its_bytes_inside_a_frame() {
    let text = format!(r#"{{"events":[{{"id":"e1","seq":1,"at":5,"body":{ODD}}}]}}"#);
    let frame: ServerFrame = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&frame).unwrap(), text);
}

#[test]
fn unknown_frames_hints_and_notices_do_not_stop_a_reader() {
    for text in [r#"{"fanfare":{"loud":true}}"#, r#""fanfare""#, r#"{"hint":{"typing":{"who":"agent"}}}"#] {
        assert!(serde_json::from_str::<ServerFrame>(text).is_err(), "{text}");
        let read: Lenient<ServerFrame> = serde_json::from_str(text).unwrap();
        assert!(read.known().is_none());
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
    for body in [
        r#"{"notice":"raining"}"#,
        r#"{"notice":{"raining":{"mm":3}}}"#,
        r#"{"stage":{"from":"bot","to":"moon","reason":"x"}}"#,
    ] {
        let read: Lenient<EventBody> = serde_json::from_str(body).unwrap();
        assert!(read.known().is_none(), "{body}");
        assert_eq!(serde_json::to_string(&read).unwrap(), body);
    }
    let frame: Lenient<ClientFrame> = serde_json::from_str(r#"{"wave":{"id":"c-1"}}"#).unwrap();
    assert!(frame.known().is_none());
}

#[test]
fn a_known_value_inside_is_known() {
    let read: Lenient<ServerFrame> = serde_json::from_str(r#"{"beat":{}}"#).unwrap();
    assert_eq!(read.known(), Some(&ServerFrame::Beat {}));
    assert_eq!(read, ServerFrame::Beat {}.into());
    assert_ne!(read, serde_json::from_str(r#"{"fanfare":{}}"#).unwrap());
    assert_eq!(read.into_known(), Some(ServerFrame::Beat {}));
}

#[test]
fn lenient_is_not_lax() {
    for text in ["", "{", r#"{"beat":{}"#, r#"{"beat":{}} x"#, "{'beat':{}}"] {
        assert!(serde_json::from_str::<Lenient<ServerFrame>>(text).is_err(), "{text:?}");
    }
    // The envelope of an event is of this version or nothing: without a seq there is no log.
    assert!(serde_json::from_str::<Event>(r#"{"id":"e1","at":5,"body":{}}"#).is_err());
}

#[test]
fn one_unknown_body_leaves_the_log_whole() {
    let text = r#"{"events":[
        {"id":"e1","seq":1,"at":1001,"body":{"visitor":{"text":"one"}}},
        {"id":"e2","seq":2,"at":1002,"body":{"dance":{"steps":3}}},
        {"id":"e3","seq":3,"at":1003,"body":{"bot":{"turn":"t","blocks":[{"paragraph":[{"text":"three"}]}]}}}
    ]}"#;
    let Lenient::Known(ServerFrame::Events(events)) = serde_json::from_str(text).unwrap() else {
        panic!("the frame is known");
    };
    assert_eq!(events, [event(1, visitor("one")), unknown_event(2), event(3, bot("three"))]);
    let mut log = Log::starting(Generation::new("g"), 1, Stage::Bot);
    for (place, event) in events.iter().cloned().enumerate() {
        assert_eq!(log.apply(event), Applied::Added { place });
    }
    assert_eq!(log.lines(), events);
    assert_eq!(log.head(), 3);
}

#[test]
fn unknown_words_of_codes_and_reasons_are_tolerated() {
    let refused: ServerFrame =
        serde_json::from_str(r#"{"refused":{"id":"c-1","code":"too_late_in_the_day"}}"#).unwrap();
    let expected = ServerFrame::Refused {
        id: Some(ClientId::new("c-1")),
        code: ErrorCode::Unknown,
        message: String::new(),
        retry_after_ms: None,
    };
    assert_eq!(refused, expected);
    let problem: ProblemBody = serde_json::from_str(r#"{"title":"No","status":418,"code":"teapot"}"#).unwrap();
    assert_eq!(problem.code, ErrorCode::Unknown);
    let change = r#"{"stage":{"from":"agent","to":"ended","reason":"office_party"}}"#;
    let Lenient::Known(EventBody::Stage(change)) = serde_json::from_str(change).unwrap() else {
        panic!("the change is followed though its reason is new");
    };
    assert_eq!((change.to, change.reason), (Stage::Ended, StageReason::Unknown));
}
