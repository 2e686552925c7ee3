use baton_zendesk::Timestamp;
use baton_zendesk::ids::{AppId, EventId, WebhookId};
use baton_zendesk::webhooks::{
    Envelope, Event, EventKind, ReleaseReason, SECRET_HEADER, SwitchboardFailure, SwitchboardStep, authentic,
};
use secrecy::SecretString;
use serde_json::{Value, json};

fn envelope(events: &Value) -> Envelope {
    let body = json!({"app": {"id": "a1"}, "webhook": {"id": "w1", "version": "v3"}, "events": events, "extra": 1});
    Envelope::parse(body.to_string().as_bytes()).unwrap()
}

fn one(event: Value) -> Event {
    envelope(&Value::Array(vec![event])).events.remove(0).unwrap()
}

fn switchboard(name: &str, payload: Value) -> EventKind {
    let mut event = json!({"id": "e1", "type": name});
    event["payload"] = payload;
    one(event).kind
}

#[test]
fn an_envelope_names_app_and_webhook_and_keeps_each_event_as_it_came() {
    let event = json!({"id": "e1", "type": "conversation:remove", "createdAt": "2020-09-30T15:14:29.834Z",
        "payload": {"conversation": {"id": "c1"}}, "later": {"addition": [1, 2]}});
    let envelope = envelope(&json!([event]));
    assert_eq!((envelope.app, envelope.webhook), (AppId::from("a1"), WebhookId::from("w1")));
    let read = envelope.events[0].as_ref().unwrap();
    assert_eq!(serde_json::from_str::<Value>(read.raw.get()).unwrap(), event);
    assert_eq!(read.created_at, Timestamp::parse("2020-09-30T15:14:29.834Z"));
    assert_eq!(read.conversation().unwrap().as_str(), "c1");
    let again = Event::parse(read.raw.clone()).unwrap();
    assert_eq!((&again.id, &again.kind), (&read.id, &read.kind));
}

#[test]
fn one_bad_event_does_not_cost_the_others() {
    let envelope = envelope(&json!([
        {"id": "good", "type": "conversation:remove", "payload": {"conversation": {"id": "c1"}}},
        {"id": "no-message", "type": "conversation:message", "payload": {"conversation": {"id": "c1"}}},
        {"id": "no-payload", "type": "conversation:message"},
        {"type": "conversation:remove", "payload": {"conversation": {"id": "c1"}}},
        {"id": "no-type", "payload": {}},
        "not an event",
        {"id": "", "type": "user:remove", "payload": {"user": {"id": "u"}}},
        {"id": "good too", "type": "user:remove", "payload": {"user": {"id": "u"}}},
    ]));
    let outcomes: Vec<_> = envelope.events.iter().map(|event| event.as_ref().map(|event| event.id.as_str())).collect();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 2);
    assert!(matches!((&outcomes[0], &outcomes[7]), (Ok("good"), Ok("good too"))));
    let bad: Vec<_> = envelope.events.iter().filter_map(|event| event.as_ref().err()).collect();
    let ids: Vec<_> = bad.iter().map(|bad| bad.id.as_ref().map(EventId::as_str)).collect();
    assert_eq!(ids, [Some("no-message"), Some("no-payload"), None, Some("no-type"), None, None]);
    assert_eq!(bad[0].name.as_deref(), Some("conversation:message"));
    assert_eq!(bad[4].raw.get(), "\"not an event\"");
}

#[test]
fn what_is_wrong_is_told_without_quoting_it() {
    let envelope = envelope(&json!([
        {"id": "e", "type": "conversation:message", "payload": {"conversation": "my password is hunter2"}},
    ]));
    let bad = envelope.events[0].as_ref().unwrap_err();
    assert!(!bad.to_string().contains("hunter2"), "{bad}");
    let error = Envelope::parse(b"{\"app\": {\"id\": \"hunter2\"}, \"webhook\": \"hunter2\"}").unwrap_err();
    assert!(!error.to_string().contains("hunter2"), "{error}");
}

#[test]
fn a_body_that_is_no_envelope_is_refused_whole() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "{\"app\":{\"id\":\"a\"},\"webhook\":{\"id\":\"w\"}}",
        "{\"app\":{},\"webhook\":{},\"events\":[]}",
        "{\"app\":{\"id\":\"a\"},\"webhook\":{\"id\":\"w\"},\"events\":[{]}",
        &deep,
    ] {
        assert!(Envelope::parse(body.as_bytes()).is_err());
    }
    assert!(Envelope::parse(b"{\"app\":{\"id\":\"\xff\"}}").is_err());
}

#[test]
fn an_event_that_nests_too_deep_is_bad_alone() {
    let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    let body = format!(
        "{{\"app\":{{\"id\":\"a\"}},\"webhook\":{{\"id\":\"w\"}},\"events\":[{{\"id\":\"e\",\"type\":\"conversation:remove\",\"payload\":{{\"conversation\":{{\"id\":\"c\",\"metadata\":{deep}}}}}}}]}}"
    );
    // Whether the envelope or the event is refused, nothing overflows.
    if let Ok(envelope) = Envelope::parse(body.as_bytes()) {
        assert!(envelope.events[0].is_err());
    }
}

#[test]
fn acts_of_the_switchboard_tell_success_from_failure() {
    let conversation = json!({"id": "c1", "activeSwitchboardIntegration": {"id": "r1", "name": "zd-agentWorkspace",
        "integrationId": "i1", "integrationType": "zd:agentWorkspace"}});
    for (name, step) in [
        ("switchboard:acceptControl", SwitchboardStep::Accept),
        ("switchboard:offerControl", SwitchboardStep::Offer),
        ("switchboard:passControl", SwitchboardStep::Pass),
        ("switchboard:releaseControl", SwitchboardStep::Release),
    ] {
        let payload =
            json!({"conversation": conversation, "metadata": {"baton.handoff": "h1"}, "reason": "ticketClosed"});
        let EventKind::Switchboard(event) = switchboard(name, payload) else { panic!("{name}") };
        assert_eq!((event.step, event.failure), (step.clone(), None));
        assert_eq!(event.metadata.text("baton.handoff"), Some("h1"));
        assert_eq!(event.reason, Some(ReleaseReason::TicketClosed));
        assert!(event.conversation.active_switchboard_integration.unwrap().is_agent_workspace());

        let error = json!({"code": "switchboard_invalid_target", "message": "Switchboard invalid target"});
        let payload = json!({"conversation": {"id": "c1"}, "error": error});
        let EventKind::Switchboard(event) = switchboard(&format!("{name}:failure"), payload) else { panic!("{name}") };
        assert_eq!((event.step, event.failure.unwrap().code.as_str()), (step, "switchboard_invalid_target"));
    }
    let EventKind::Switchboard(event) =
        switchboard("switchboard:passControl:failure", json!({"conversation": {"id": "c"}}))
    else {
        panic!("a failure without a reason is still a failure")
    };
    assert_eq!(event.failure, Some(SwitchboardFailure::default()));
    assert!(
        matches!(switchboard("switchboard:juggleControl", json!(3)), EventKind::Unknown(name) if name == "switchboard:juggleControl")
    );
}

#[test]
fn a_merge_tells_users_and_conversations() {
    let EventKind::UserMerged { surviving, discarded, surviving_conversation, discarded_conversation, .. } =
        switchboard(
            "user:merge",
            json!({"mergedUsers": {"surviving": {"id": "u1", "externalId": 912}, "discarded": {"id": "u2"}},
            "mergedConversations": {"surviving": {"id": "c1"}, "discarded": {"id": "c2"}}, "reason": "sdkLogin"}),
        )
    else {
        panic!("a merge")
    };
    assert_eq!((surviving.id.as_str(), discarded.id.as_str()), ("u1", "u2"));
    assert_eq!(surviving.external_id.unwrap().as_str(), "912");
    assert_eq!(surviving_conversation.unwrap().id.as_str(), "c1");
    assert_eq!(discarded_conversation.unwrap().id.as_str(), "c2");
}

#[test]
fn only_a_secret_of_ours_is_authentic() {
    assert_eq!(SECRET_HEADER, "x-api-key");
    let secrets: Vec<SecretString> = vec!["new secret".into(), "old secret".into()];
    assert!(authentic(&secrets, Some(b"new secret")));
    assert!(authentic(&secrets, Some(b"old secret")));
    for shown in
        [None, Some("".as_bytes()), Some(b"new secre"), Some(b"new secret "), Some(b"NEW SECRET"), Some(b"\xff")]
    {
        assert!(!authentic(&secrets, shown), "{shown:?}");
    }
    let careless: Vec<SecretString> = vec!["".into()];
    assert!(!authentic(&careless, Some(b"")) && !authentic(&careless, None) && !authentic(&[], Some(b"")));
}
