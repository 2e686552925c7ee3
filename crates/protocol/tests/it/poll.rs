//! The bodies of a long poll: frames in a list, each as it would be on a socket.

use baton_protocol::{ClientFrame, Poll, Polled, ServerFrame};
use serde_json::json;

#[test]
fn frames_come_out_of_a_poll_as_they_would_off_a_socket() {
    let body = json!({
        "frames": [
            {"hello": {"version": 1, "session": "s"}},
            {"cancel": {"id": "c-1"}},
            {"of_a_newer_client": {}}
        ],
        "wait_ms": 25_000,
        "more": true
    });
    let poll: Poll = serde_json::from_value(body).unwrap();
    assert_eq!(poll.wait_ms, 25_000);
    let read: Vec<Option<ClientFrame>> = poll.frames.iter().map(|raw| serde_json::from_str(raw.get()).ok()).collect();
    assert!(matches!(read[0], Some(ClientFrame::Hello { version: 1, .. })));
    assert!(matches!(&read[1], Some(ClientFrame::Cancel { id }) if id.as_str() == "c-1"));
    assert!(read[2].is_none(), "an unknown frame fails alone");
}

#[test]
fn a_poll_without_a_wait_is_answered_at_once_and_the_answer_is_a_list_of_frames() {
    assert_eq!(serde_json::from_value::<Poll>(json!({"frames": []})).unwrap().wait_ms, 0);
    let beat = serde_json::value::to_raw_value(&ServerFrame::Beat {}).unwrap();
    assert_eq!(serde_json::to_value(Polled { frames: vec![beat] }).unwrap(), json!({"frames": [{"beat": {}}]}));
}
