use super::{both_ways, tags, whole, whole_variant};
use crate::sample::{event, visitor};
use crate::shape::variants_of;
use baton_protocol::*;
use serde_json::{Value, json};

fn id() -> ClientId {
    ClientId::new("c-1")
}

fn other() -> OtherConversation {
    OtherConversation {
        conversation: ConversationId::new("v2"),
        at: 1_700_000_000_456,
        unread: 2,
        by: Some("Ines".to_owned()),
        line: "Your parcel left today.".to_owned(),
    }
}

fn other_json() -> Value {
    json!({
        "conversation": "v2", "at": 1_700_000_000_456_i64, "unread": 2, "by": "Ines", "line": "Your parcel left today."
    })
}

fn clients() -> Vec<(ClientFrame, Value)> {
    let cursor = Cursor { generation: Generation::new("g1"), seq: 7, event: EventId::new("e7") };
    let message = Outgoing { text: "hi".to_owned(), ..Outgoing::default() };
    let user = UserDetails { name: Some("Ada".to_owned()), ..UserDetails::default() };
    vec![
        (
            ClientFrame::Hello {
                version: 1,
                session: SessionToken::new("secret"),
                cursor: Some(cursor),
                locale: Some("pt-BR".to_owned()),
                consent: Some("c0ffee".to_owned()),
            },
            json!({"hello": {
                "version": 1,
                "session": "secret",
                "cursor": {"generation": "g1", "seq": 7, "event": "e7"},
                "locale": "pt-BR",
                "consent": "c0ffee"
            }}),
        ),
        (ClientFrame::Send { id: id(), message }, json!({"send": {"id": "c-1", "message": {"text": "hi"}}})),
        (
            ClientFrame::Handoff { id: id(), skill: Some("billing".to_owned()), by_page: true },
            json!({"handoff": {"id": "c-1", "skill": "billing", "by_page": true}}),
        ),
        (ClientFrame::Cancel { id: id() }, json!({"cancel": {"id": "c-1"}})),
        (ClientFrame::End { id: id() }, json!({"end": {"id": "c-1"}})),
        (ClientFrame::LeaveMessage { id: id() }, json!({"leave_message": {"id": "c-1"}})),
        (
            ClientFrame::Context {
                user,
                page: Some("https://shop.example/cart".to_owned()),
                token: Some(IdentityToken::new("a.b.c")),
            },
            json!({"context": {"user": {"name": "Ada"}, "page": "https://shop.example/cart", "token": "a.b.c"}}),
        ),
        (
            ClientFrame::Feedback { id: id(), feedback: Feedback { seq: 3, helpful: false } },
            json!({"feedback": {"id": "c-1", "feedback": {"seq": 3, "helpful": false}}}),
        ),
        (ClientFrame::Stop { turn: TurnId::new("t1") }, json!({"stop": {"turn": "t1"}})),
        (ClientFrame::Suggest { text: "retu".to_owned() }, json!({"suggest": {"text": "retu"}})),
        (ClientFrame::Earlier { before: 8 }, json!({"earlier": {"before": 8}})),
        (ClientFrame::NewConversation {}, json!({"new_conversation": {}})),
        (ClientFrame::Open { conversation: ConversationId::new("v2") }, json!({"open": {"conversation": "v2"}})),
        (ClientFrame::Read { seq: 9 }, json!({"read": {"seq": 9}})),
        (ClientFrame::Beat {}, json!({"beat": {}})),
    ]
}

fn servers() -> Vec<(ServerFrame, Value)> {
    vec![
        (
            ServerFrame::Welcome {
                version: 1,
                conversation: ConversationId::new("v"),
                generation: Generation::new("g1"),
                from: 8,
                head: 9,
                stage: Stage::Queued,
                read: 7,
                now: 1_700_000_000_123,
                presence: Some(PresenceId::new("p")),
                others: vec![other()],
                delivered: 6,
            },
            json!({"welcome": {
                "version": 1,
                "conversation": "v",
                "generation": "g1",
                "from": 8,
                "head": 9,
                "stage": "queued",
                "read": 7,
                "now": 1_700_000_000_123_i64,
                "presence": "p",
                "others": [other_json()],
                "delivered": 6
            }}),
        ),
        (
            ServerFrame::Events(vec![event(8, visitor("hi"))]),
            json!({"events": [{"id": "e8", "seq": 8, "at": 1008, "body": {"visitor": {"text": "hi"}}}]}),
        ),
        (
            ServerFrame::Earlier { before: 8, events: vec![event(7, visitor("hi"))] },
            json!({"earlier": {
                "before": 8,
                "events": [{"id": "e7", "seq": 7, "at": 1007, "body": {"visitor": {"text": "hi"}}}]
            }}),
        ),
        (ServerFrame::Reload {}, json!({"reload": {}})),
        (
            ServerFrame::Session { session: SessionToken::new("new secret"), moved: true },
            json!({"session": {"session": "new secret", "moved": true}}),
        ),
        (
            ServerFrame::Refused {
                id: Some(id()),
                code: ErrorCode::BudgetSpent,
                message: "20 messages a minute".to_owned(),
                retry_after_ms: Some(4_000),
            },
            json!({"refused": {
                "id": "c-1",
                "code": "budget_spent",
                "message": "20 messages a minute",
                "retry_after_ms": 4000
            }}),
        ),
        (ServerFrame::Hint(Hint::Thinking { turn: TurnId::new("t1") }), json!({"hint": {"thinking": {"turn": "t1"}}})),
        (ServerFrame::Beat {}, json!({"beat": {}})),
    ]
}

#[test]
fn every_frame_of_a_client() {
    let all = clients();
    assert_eq!(tags(all.iter().map(|(_, json)| json)), variants_of::<ClientFrame>());
    for (frame, json) in &all {
        whole_variant(frame, json);
    }
}

#[test]
fn every_frame_of_the_relay() {
    let all = servers();
    assert_eq!(tags(all.iter().map(|(_, json)| json)), variants_of::<ServerFrame>());
    for (frame, json) in &all {
        match frame {
            ServerFrame::Events(_) | ServerFrame::Hint(_) => both_ways(frame, json),
            _ => whole_variant(frame, json),
        }
    }
}

#[test]
fn every_hint() {
    let turn = || TurnId::new("t1");
    let all = [
        (Hint::Thinking { turn: turn() }, json!({"thinking": {"turn": "t1"}})),
        (
            Hint::Draft { turn: turn(), at: 12, text: "and so".to_owned() },
            json!({"draft": {"turn": "t1", "at": 12, "text": "and so"}}),
        ),
        (Hint::Quiet { turn: turn() }, json!({"quiet": {"turn": "t1"}})),
        (
            Hint::Suggestions { text: "retu".to_owned(), choices: Vec::new() },
            json!({"suggestions": {"text": "retu", "choices": []}}),
        ),
        (Hint::Delivered { seq: 6 }, json!({"delivered": {"seq": 6}})),
        (Hint::Others(vec![other()]), json!({"others": [other_json()]})),
    ];
    assert_eq!(tags(all.iter().map(|(_, json)| json)), variants_of::<Hint>());
    for (hint, json) in &all {
        match hint {
            Hint::Others(_) => both_ways(hint, json),
            _ => whole_variant(hint, json),
        }
    }
    whole(&other(), &other_json());
}

#[test]
fn what_is_absent_is_not_written() {
    both_ways(
        &ClientFrame::Hello { version: 1, session: SessionToken::new("s"), cursor: None, locale: None, consent: None },
        &json!({"hello": {"version": 1, "session": "s"}}),
    );
    both_ways(&ClientFrame::Handoff { id: id(), skill: None, by_page: false }, &json!({"handoff": {"id": "c-1"}}));
    both_ways(
        &ServerFrame::Refused { id: None, code: ErrorCode::Malformed, message: String::new(), retry_after_ms: None },
        &json!({"refused": {"code": "malformed"}}),
    );
    // The user is always written and may be left out by others.
    let empty = ClientFrame::Context { user: UserDetails::default(), page: None, token: None };
    both_ways(&empty, &json!({"context": {"user": {}}}));
    assert_eq!(serde_json::from_value::<ClientFrame>(json!({"context": {}})).unwrap(), empty);
}

#[test]
fn what_is_required_is_required() {
    for json in [
        json!({"hello": {"version": 1}}),
        json!({"hello": {"session": "s"}}),
        json!({"send": {"message": {"text": "no id"}}}),
        json!({"send": {"id": "c-1"}}),
        json!({"handoff": {}}),
        json!({"cancel": {}}),
        json!({"end": {}}),
        json!({"read": {}}),
        json!({"read": {"seq": -1}}),
        json!({"read": {"seq": "1"}}),
        json!("beat"),
        json!({"beat": {}, "read": {"seq": 1}}),
        json!({}),
        json!(null),
        json!([]),
    ] {
        assert!(serde_json::from_value::<ClientFrame>(json.clone()).is_err(), "{json}");
    }
}

#[test]
fn a_cursor() {
    whole(
        &Cursor { generation: Generation::new("0198-g"), seq: 42, event: EventId::new("0198-e") },
        &json!({"generation": "0198-g", "seq": 42, "event": "0198-e"}),
    );
}

#[test]
fn a_frame_names_the_clients_id() {
    for (frame, json) in clients() {
        let on_the_wire = json.as_object().unwrap().values().next().unwrap().get("id").and_then(Value::as_str);
        assert_eq!(frame.id().map(ClientId::as_str), on_the_wire, "{json}");
    }
}
