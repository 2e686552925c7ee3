//! Webhooks of Support: the signature, the events, and our own words.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use baton_zendesk::Timestamp;
use baton_zendesk::ids::{AccountId, CommentId, ConversationId, EventId, MessageId, SupportUserId, TicketId};
use baton_zendesk::support::TicketStatus;
use baton_zendesk::support_webhooks::{
    Actor, Delivery, Freshness, SIGNATURE_HEADER, Signed, SupportEvent, SupportEventKind, TIMESTAMP_HEADER,
    TRIGGER_BODY, TriggerNotice, Unverified, sign, verify,
};
use secrecy::SecretString;
use serde_json::{Value, json};

const SECRET: &str = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==";
const TIME: &str = "2026-07-14T12:00:00Z";
const BODY: &[u8] = br#"{"ticket_id": 12345, "status": "open"}"#;
const SIGNATURE: &str = "DM4vdWm3RFsaESVGQ1PGkJ2ES0CrXVJSpknXWR06Kss=";

fn secrets(secrets: &[&str]) -> Vec<SecretString> {
    secrets.iter().map(|secret| SecretString::from(*secret)).collect()
}

fn signed<'a>(signature: &'a [u8], timestamp: &'a [u8]) -> Signed<'a> {
    Signed { signature: Some(signature), timestamp: Some(timestamp) }
}

/// Every single bit of every byte, flipped one at a time.
fn flipped(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(move |bit| {
        let mut other = bytes.to_vec();
        other[bit / 8] ^= 1 << (bit % 8);
        other
    })
}

/// The vector verifies, and nothing that is one bit off does.
#[track_caller]
fn assert_vector(secret: &str, timestamp: &[u8], body: &[u8], signature: &[u8]) {
    let known = secrets(&[secret]);
    assert_eq!(verify(&known, &signed(signature, timestamp), body, None), Ok(()));
    let wrong = Err(Unverified::WrongSignature);
    for other in flipped(body) {
        assert_eq!(verify(&known, &signed(signature, timestamp), &other, None), wrong);
    }
    for other in flipped(signature) {
        assert_eq!(verify(&known, &signed(&other, timestamp), body, None), wrong);
    }
    for other in flipped(timestamp) {
        assert_eq!(verify(&known, &signed(signature, &other), body, None), wrong);
    }
    for other in flipped(secret.as_bytes()).filter_map(|secret| String::from_utf8(secret).ok()) {
        assert_eq!(verify(&secrets(&[&other]), &signed(signature, timestamp), body, None), wrong);
    }
}

#[test]
fn the_known_signature_verifies_and_no_flipped_bit_does() {
    assert_vector(SECRET, TIME.as_bytes(), BODY, SIGNATURE.as_bytes());
    assert_eq!(sign(&SECRET.into(), TIME.as_bytes(), BODY), SIGNATURE);
}

#[test]
fn any_of_several_secrets_is_right_and_an_empty_one_is_nobodys() {
    let shown = signed(SIGNATURE.as_bytes(), TIME.as_bytes());
    for known in [&[SECRET, "old"][..], &["new", SECRET], &["", SECRET]] {
        assert_eq!(verify(&secrets(known), &shown, BODY, None), Ok(()), "{known:?}");
    }
    let by_nobody = sign(&"".into(), TIME.as_bytes(), BODY);
    for known in [&[][..], &[""], &["other", ""]] {
        let shown = signed(by_nobody.as_bytes(), TIME.as_bytes());
        assert_eq!(verify(&secrets(known), &shown, BODY, None), Err(Unverified::WrongSignature), "{known:?}");
    }
}

#[test]
fn each_reason_to_refuse_is_its_own() {
    assert_eq!(
        (SIGNATURE_HEADER, TIMESTAMP_HEADER),
        ("x-zendesk-webhook-signature", "x-zendesk-webhook-signature-timestamp")
    );
    let known = secrets(&[SECRET]);
    let none = Signed { signature: None, timestamp: Some(TIME.as_bytes()) };
    assert_eq!(verify(&known, &none, BODY, None), Err(Unverified::MissingHeader(SIGNATURE_HEADER)));
    let none = Signed { signature: Some(SIGNATURE.as_bytes()), timestamp: None };
    assert_eq!(verify(&known, &none, BODY, None), Err(Unverified::MissingHeader(TIMESTAMP_HEADER)));
    for shown in ["", "DM4v", SIGNATURE.trim_end_matches('='), &format!(" {SIGNATURE}"), "\u{e4}"] {
        let outcome = verify(&known, &signed(shown.as_bytes(), TIME.as_bytes()), BODY, None);
        assert_eq!(outcome, Err(Unverified::WrongSignature), "{shown}");
    }
}

#[test]
fn the_window_opens_both_ways_and_the_signature_comes_first() {
    let at = Timestamp::parse(TIME).unwrap().as_millis();
    let known = secrets(&[SECRET]);
    let max_age = Duration::from_secs(300);
    let check = |now_millis| {
        let window = Some(Freshness { now_millis, max_age });
        verify(&known, &signed(SIGNATURE.as_bytes(), TIME.as_bytes()), BODY, window)
    };
    for fresh in [at, at + 300_000, at - 300_000] {
        assert_eq!(check(fresh), Ok(()));
    }
    assert_eq!(check(at + 300_001), Err(Unverified::TooOld(Duration::from_millis(300_001))));
    assert_eq!(check(at - 300_001), Err(Unverified::TooNew(Duration::from_millis(300_001))));
    for extreme in [i64::MIN, i64::MAX] {
        assert!(check(extreme).is_err());
    }
    let window = Some(Freshness { now_millis: at + 300_001, max_age });
    let forged = verify(&known, &signed(b"forged", TIME.as_bytes()), BODY, window);
    assert_eq!(forged, Err(Unverified::WrongSignature));
    for no_time in ["1234", "", "yesterday"] {
        let own = sign(&SECRET.into(), no_time.as_bytes(), BODY);
        let outcome = verify(&known, &signed(own.as_bytes(), no_time.as_bytes()), BODY, window);
        assert_eq!(outcome, Err(Unverified::UnreadableTime), "{no_time}");
    }
}

/// A reference file. Without the folder a test says what it skips; where everything is to be checked it fails.
fn reference(name: &str) -> Option<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/zendesk/webhooks/support");
    if folder.is_dir() {
        return Some(std::fs::read(folder.join(name)).unwrap());
    }
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "the reference folder webhooks/support is absent");
    let _ = writeln!(std::io::stderr(), "skipped: no reference folder webhooks/support; {name} was not read");
    None
}

#[test]
fn the_reference_vector_verifies_and_no_flipped_bit_does() {
    let Some(vector) = reference("signature_vector.json") else { return };
    let vector: Value = serde_json::from_slice(&vector).unwrap();
    let text = |key: &str| vector[key].as_str().unwrap().to_owned();
    let Some(body) = reference(&text("body_file")) else { return };
    assert_vector(&text("secret"), text("timestamp").as_bytes(), &body, text("signature").as_bytes());
}

#[track_caller]
fn event(body: &[u8]) -> SupportEvent {
    match Delivery::parse(body).unwrap() {
        Delivery::Event(event) => event,
        Delivery::Trigger(notice) => panic!("{notice:?}"),
    }
}

#[test]
fn the_reference_events_are_read() {
    let Some(body) = reference("ticket_comment_added.json") else { return };
    let read = event(&body);
    assert_eq!(
        (read.id, read.account),
        (EventId::from("d4f5c389-8f4a-4c2e-a1b9-8e4f39c71d52"), Some(AccountId(22_129_848)))
    );
    assert_eq!((read.ticket, read.time), (Some(TicketId(5_158)), Timestamp::parse("2025-01-08T14:25:30.123456789Z")));
    assert_eq!((read.detail.status(), read.detail.tags.len()), (TicketStatus::Open, 3));
    assert_eq!(read.detail.actor_id, Actor::User(SupportUserId(8_447_388_090_495)));
    let SupportEventKind::CommentAdded(comment) = read.kind else { panic!("{:?}", read.kind) };
    assert_eq!((comment.id, comment.public, comment.by_staff()), (CommentId(9_876_543_210), true, Some(true)));
    assert_eq!(comment.author().user(), Some(SupportUserId(8_447_388_090_495)));

    let Some(body) = reference("ticket_status_changed_solved.json") else { return };
    let expected = SupportEventKind::StatusChanged { previous: TicketStatus::Open, current: TicketStatus::Solved };
    assert_eq!(event(&body).kind, expected);

    let Some(body) = reference("messaging_ticket_message_added.json") else { return };
    let read = event(&body);
    let expected = SupportEventKind::MessageAdded {
        conversation: ConversationId::from("67ab5f53a96f98663935c3f2"),
        message: MessageId::from("67ab5f55155becd183e284cb"),
        actor: "system".to_owned(),
    };
    assert_eq!((read.ticket, read.kind), (Some(TicketId(141)), expected));

    let Some(body) = reference("user_group_membership_created.body.json") else { return };
    let read = event(&body);
    assert_eq!((read.ticket, read.kind), (None, SupportEventKind::Unknown("user.group_membership_created".to_owned())));
}

#[test]
fn other_events_of_a_ticket_are_read() {
    let told = |name: &str, event: Value| {
        json!({"id": "e1", "type": format!("zen:event-type:{name}"), "subject": "zen:ticket:7", "account_id": "3",
            "detail": {"id": "8", "status": "HOLD", "actor_id": "-1"}, "event": event})
        .to_string()
    };
    let read = event(told("ticket.tags_changed", json!({"tags_added": ["a"], "tags_removed": ["b", "c"]})).as_bytes());
    let expected =
        SupportEventKind::TagsChanged { added: vec!["a".to_owned()], removed: vec!["b".to_owned(), "c".to_owned()] };
    assert_eq!((read.kind, read.detail.actor_id, read.detail.status()), (expected, Actor::System, TicketStatus::Hold));
    assert_eq!((read.ticket, read.account), (Some(TicketId(7)), Some(AccountId(3))));
    for (name, kind) in [
        ("ticket.created", SupportEventKind::Created),
        ("ticket.soft_deleted", SupportEventKind::SoftDeleted),
        ("ticket.agent_assignment_changed", SupportEventKind::AgentAssignmentChanged),
        ("ticket.juggled", SupportEventKind::Unknown("ticket.juggled".to_owned())),
    ] {
        assert_eq!(event(told(name, Value::Null).as_bytes()).kind, kind);
    }
    // A comment nobody calls public is not one for the visitor.
    let read = event(told("ticket.comment_added", json!({"comment": {"id": "5"}})).as_bytes());
    let SupportEventKind::CommentAdded(comment) = read.kind else { panic!("{:?}", read.kind) };
    assert_eq!((comment.public, comment.author(), comment.by_staff()), (false, Actor::Unknown, None));
}

/// Our words as the vendor would fill them.
fn filled(values: &[(&str, &str)]) -> String {
    values.iter().fold(TRIGGER_BODY.to_owned(), |body, (name, value)| body.replace(&format!("{{{{{name}}}}}"), value))
}

#[test]
fn what_a_trigger_says_in_our_words_is_understood() {
    let body = filled(&[
        ("ticket.id", "35436"),
        ("ticket.latest_public_comment.id", "1274"),
        ("ticket.status", "Solved"),
        ("ticket.tags", "sunco_send  vip"),
        ("current_user.id", "123"),
        ("current_user.role", "Agent"),
    ]);
    let Delivery::Trigger(notice) = Delivery::parse(body.as_bytes()).unwrap() else { panic!("{body}") };
    let expected = TriggerNotice {
        version: 1,
        ticket: TicketId(35_436),
        comment: Some(CommentId(1_274)),
        status: TicketStatus::Solved,
        tags: vec!["sunco_send".to_owned(), "vip".to_owned()],
        actor: Actor::User(SupportUserId(123)),
        role: "agent".to_owned(),
    };
    assert_eq!(notice, expected);
    assert!(!body.contains("{{"), "a placeholder was left: {body}");
}

#[test]
fn a_trigger_that_knows_little_still_names_its_ticket() {
    let body = filled(&[
        ("ticket.id", "1"),
        ("ticket.latest_public_comment.id", ""),
        ("ticket.status", "Gel\u{f6}st"),
        ("ticket.tags", ""),
        ("current_user.id", "-1"),
        ("current_user.role", ""),
    ]);
    let delivery = Delivery::parse(body.as_bytes()).unwrap();
    assert_eq!(delivery.ticket(), Some(TicketId(1)));
    let Delivery::Trigger(notice) = delivery else { panic!("{body}") };
    assert_eq!((notice.comment, notice.actor, notice.tags.len()), (None, Actor::System, 0));
    assert_eq!(notice.status, TicketStatus::Other("gel\u{f6}st".to_owned()));
}

#[test]
fn what_is_no_delivery_is_refused_without_quoting_it() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "{\"baton\":1}",
        "{\"baton\":\"hunter2\",\"ticket_id\":\"1\"}",
        "{\"baton\":1,\"ticket_id\":\"hunter2\"}",
        "{\"id\":\"e\"}",
        "{\"id\":\"e\",\"type\":\"zen:event-type:ticket.comment_added\",\"event\":{\"comment\":\"hunter2\"}}",
        "{\"id\":\"\",\"type\":\"x\"}",
        TRIGGER_BODY,
        &deep,
    ] {
        let error = Delivery::parse(body.as_bytes()).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    assert!(Delivery::parse(b"{\"baton\":\xff}").is_err());
}
