//! Who is speaking, with the vendor's marks in every state they may be in.

use baton_zendesk::messages::{ActivityKind, Message, Speaker, speaker};
use serde_json::{Value, json};

fn message(mut parts: Value) -> Message {
    parts["id"] = json!("m1");
    serde_json::from_value(parts).unwrap()
}

#[test]
fn an_agent_is_known_by_either_mark_or_by_where_the_message_is_from() {
    let workspace = json!({"type": "zd:agentWorkspace"});
    for (parts, id) in [
        (
            json!({"author": {"type": "business", "subtypes": ["agent"]}, "metadata": {"__zendesk_msg.agent.id": "84"}}),
            Some("84"),
        ),
        (json!({"author": {"type": "business"}, "metadata": {"__zendesk_msg.agent.id": "84"}}), Some("84")),
        (json!({"author": {"type": "business", "subtypes": ["agent"]}, "metadata": null}), None),
        (json!({"author": {"type": "business"}, "source": workspace}), None),
        (json!({"author": {"type": "business", "subtypes": []}, "source": workspace, "metadata": {"a": 1}}), None),
    ] {
        let message = message(parts);
        assert!(matches!(speaker(&message), Speaker::Agent { id: found, .. } if found == id), "{message:?}");
    }
    let ana = message(
        json!({"author": {"type": "business", "subtypes": ["agent"], "displayName": "Ana", "avatarUrl": "https://z.example/a"}}),
    );
    assert_eq!(speaker(&ana), Speaker::Agent { id: None, name: Some("Ana"), avatar: Some("https://z.example/a") });
}

#[test]
fn everybody_else_is_told_apart() {
    let business = json!({"type": "business"});
    let agent_id = |id: &str| json!({"__zendesk_msg.agent.id": id});
    for (parts, expected) in [
        (json!({"author": business, "metadata": agent_id("__trigger")}), Speaker::Trigger),
        (
            json!({"author": {"type": "business", "subtypes": ["agent"]}, "metadata": agent_id("__trigger")}),
            Speaker::Trigger,
        ),
        (
            json!({"author": {"type": "business", "displayName": "Automated Response"}, "source": {"type": "zd:agentWorkspace"}}),
            Speaker::Trigger,
        ),
        (json!({"author": {"type": "business", "subtypes": ["bot"]}}), Speaker::Bot),
        (
            json!({"author": {"type": "business", "subtypes": ["AI"]}, "source": {"type": "api:conversations"}}),
            Speaker::Bot,
        ),
        (json!({"author": business, "source": {"type": "zd:answerBot"}}), Speaker::Bot),
        (json!({"author": business, "source": {"type": "zd:surveys"}}), Speaker::Survey),
        (json!({"author": business, "metadata": {"type": "csat"}}), Speaker::Survey),
        (json!({"author": {"type": "user"}, "source": {"type": "api:conversations"}}), Speaker::User),
        (json!({"author": business, "source": {"type": "api:conversations"}}), Speaker::OtherBusiness),
        (json!({"author": {"type": "starship"}}), Speaker::OtherBusiness),
        (
            json!({"author": {"type": "user"}, "activity": {"type": "conversation:endedByUser"}}),
            Speaker::Activity(ActivityKind::EndedByUser),
        ),
        (
            json!({"author": business, "activity": {"type": "ticket:merged"}}),
            Speaker::Activity(ActivityKind::Other("ticket:merged".into())),
        ),
        (
            json!({"author": {"type": "business", "subtypes": ["activity"]}, "source": {"type": "zd:agentWorkspace"}}),
            Speaker::Activity(ActivityKind::default()),
        ),
    ] {
        let message = message(parts);
        assert_eq!(speaker(&message), expected, "{message:?}");
    }
}

#[test]
fn a_user_does_not_become_an_agent_by_metadata() {
    let forged =
        message(json!({"author": {"type": "user"}, "metadata": {"__zendesk_msg.agent.id": "84", "type": "csat"},
        "source": {"type": "zd:agentWorkspace"}}));
    assert_eq!(speaker(&forged), Speaker::User);
}
