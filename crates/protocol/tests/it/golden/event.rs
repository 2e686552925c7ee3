use super::{both_ways, tags, whole, whole_variant};
use crate::sample::{agent, paragraph};
use crate::shape::variants_of;
use baton_protocol::*;
use serde_json::json;

#[test]
fn an_event() {
    let body = EventBody::Redacted { seq: 3 };
    let mut event = Event {
        id: EventId::new("e5"),
        seq: 5,
        at: 1_700_000_000_123,
        client: Some(ClientId::new("c-1")),
        body: Lenient::Known(body),
    };
    let json =
        json!({"id": "e5", "seq": 5, "at": 1_700_000_000_123_i64, "client": "c-1", "body": {"redacted": {"seq": 3}}});
    whole(&event, &json);
    event.client = None;
    both_ways(&event, &json!({"id": "e5", "seq": 5, "at": 1_700_000_000_123_i64, "body": {"redacted": {"seq": 3}}}));
}

#[test]
fn every_body() {
    let message = VisitorMessage { text: "hi".to_owned(), ..VisitorMessage::default() };
    let change = StageChange { from: Stage::Bot, to: Stage::Requested, reason: StageReason::VisitorAsked };
    let asked = Form::new(FormId::new("f"), vec![FormField::Email { required: true }], true);
    let all = [
        (EventBody::Visitor(message), json!({"visitor": {"text": "hi"}})),
        (
            EventBody::Bot(BotMessage::new(TurnId::new("t"), vec![paragraph("yes")])),
            json!({"bot": {"turn": "t", "blocks": [{"paragraph": [{"text": "yes"}]}]}}),
        ),
        (
            EventBody::Agent(AgentMessage {
                agent: None,
                blocks: Vec::new(),
                files: Vec::new(),
                desk_at: 12,
                desk_id: "m1".to_owned(),
            }),
            json!({"agent": {"desk_at": 12, "desk_id": "m1"}}),
        ),
        (EventBody::Stage(change), json!({"stage": {"from": "bot", "to": "requested", "reason": "visitor_asked"}})),
        (
            EventBody::Form(asked),
            json!({"form": {"id": "f", "fields": [{"email": {"required": true}}], "optional": true}}),
        ),
        (EventBody::Notice(Notice::HandoffSlow), json!({"notice": "handoff_slow"})),
        (EventBody::Feedback(Feedback { seq: 2, helpful: true }), json!({"feedback": {"seq": 2, "helpful": true}})),
        (EventBody::Redacted { seq: 3 }, json!({"redacted": {"seq": 3}})),
    ];
    assert_eq!(tags(all.iter().map(|(_, json)| json)), variants_of::<EventBody>());
    for (body, json) in &all {
        both_ways(body, json);
        both_ways(&Lenient::Known(body.clone()), json);
    }
}

#[test]
fn a_stage_change() {
    whole(
        &StageChange { from: Stage::Agent, to: Stage::Ended, reason: StageReason::TicketClosed },
        &json!({"from": "agent", "to": "ended", "reason": "ticket_closed"}),
    );
}

#[test]
fn every_notice() {
    let all = [
        (Notice::AgentJoined(agent("a", "Ines")), json!({"agent_joined": {"id": "a", "name": "Ines"}})),
        (Notice::Undelivered { seq: 4 }, json!({"undelivered": {"seq": 4}})),
        (Notice::HandoffSlow, json!("handoff_slow")),
        (Notice::TicketSolved, json!("ticket_solved")),
        (
            Notice::Away(Away { text: "Back soon".to_owned(), opens_at: Some(1_800_000_000_000), can_leave: true }),
            json!({"away": {"text": "Back soon", "opens_at": 1_800_000_000_000_i64, "can_leave": true}}),
        ),
        (
            Notice::MessageLeft { ticket: Some(4711), by_email: true },
            json!({"message_left": {"ticket": 4711, "by_email": true}}),
        ),
    ];
    both_ways(&Notice::Away(Away::default()), &json!({"away": {}}));
    both_ways(&Notice::MessageLeft { ticket: None, by_email: false }, &json!({"message_left": {}}));
    assert_eq!(tags(all.iter().map(|(_, json)| json)), variants_of::<Notice>());
    for (notice, json) in &all {
        both_ways(notice, json);
    }
}

#[test]
fn an_agent() {
    let mut ines = agent("a", "Ines");
    both_ways(&ines, &json!({"id": "a", "name": "Ines"}));
    ines.avatar = Some(FileId::new("f9"));
    whole(&ines, &json!({"id": "a", "name": "Ines", "avatar": "f9"}));
}

#[test]
fn every_stage_and_reason() {
    let stages = [
        (Stage::Bot, json!("bot")),
        (Stage::Requested, json!("requested")),
        (Stage::Queued, json!("queued")),
        (Stage::Agent, json!("agent")),
        (Stage::Ended, json!("ended")),
    ];
    assert_eq!(tags(stages.iter().map(|(_, json)| json)), variants_of::<Stage>());
    for (stage, json) in &stages {
        whole_variant(stage, json);
    }
    let reasons = [
        (StageReason::VisitorAsked, json!("visitor_asked")),
        (StageReason::PageAsked, json!("page_asked")),
        (StageReason::BotDecided, json!("bot_decided")),
        (StageReason::BotFailed, json!("bot_failed")),
        (StageReason::BotUnsure, json!("bot_unsure")),
        (StageReason::Keyword, json!("keyword")),
        (StageReason::BotEnded, json!("bot_ended")),
        (StageReason::Confirmed, json!("confirmed")),
        (StageReason::HandoffFailed, json!("handoff_failed")),
        (StageReason::Cancelled, json!("cancelled")),
        (StageReason::AgentActed, json!("agent_acted")),
        (StageReason::SessionEnded, json!("session_ended")),
        (StageReason::TicketClosed, json!("ticket_closed")),
        (StageReason::TicketSolved, json!("ticket_solved")),
        (StageReason::MovedToEmail, json!("moved_to_email")),
        (StageReason::VisitorEnded, json!("visitor_ended")),
        (StageReason::VisitorWrote, json!("visitor_wrote")),
        (StageReason::Unknown, json!("unknown")),
    ];
    assert_eq!(tags(reasons.iter().map(|(_, json)| json)), variants_of::<StageReason>());
    for (reason, json) in &reasons {
        both_ways(reason, json);
    }
}
