//! What a person should see.

use crate::world::World;
use baton_protocol::stage::Trigger;
use baton_protocol::{Agent, AgentId, AgentMessage, Block, EventBody, Notice, ServerFrame, StageReason};
use baton_widget::core::{Delivering, Delivery, Input, Kind, Scene, Speaker, Strip, Who};

fn scene(world: &World) -> Scene {
    Scene::of(&world.state, world.now, &|at| at / 86_400_000)
}

fn push(world: &mut World, body: EventBody) {
    let event = world.relay.commit(None, body);
    world.to_page.push_back(ServerFrame::Events(vec![event]));
    world.page_reads();
}

fn pass(world: &mut World, trigger: Trigger, reason: StageReason) {
    let event = world.relay.pass(trigger, reason).expect("a passage");
    world.to_page.push_back(ServerFrame::Events(vec![event]));
    world.page_reads();
}

fn maya() -> Agent {
    Agent { id: AgentId::new("maya"), name: "Maya".to_owned(), avatar: None }
}

fn says(text: &str, desk_at: i64) -> EventBody {
    EventBody::Agent(AgentMessage {
        agent: Some(maya()),
        blocks: Block::plain(text),
        files: Vec::new(),
        desk_at,
        desk_id: text.to_owned(),
    })
}

#[test]
fn a_message_keeps_its_row_from_unsent_to_sent() {
    let mut world = World::new(1);
    world.is_up = false;
    world.submit("hello");
    let before = scene(&world).rows.pop().unwrap();
    assert_eq!(before.delivery, Delivery::Sending(Delivering::Now));
    world.pass_time(2_000);
    assert_eq!(scene(&world).rows.pop().unwrap().delivery, Delivery::Sending(Delivering::Later));
    world.settle();
    let after = scene(&world).rows.pop().unwrap();
    assert_eq!((after.key, after.delivery), (before.key, Delivery::Sent));
}

#[test]
fn the_way_to_an_agent_is_told_in_header_strip_and_lines() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    let id = world.id();
    world.input(Input::Handoff { id, skill: None, by_page: false });
    assert_eq!((scene(&world).who, scene(&world).strip), (Who::Waiting, Strip::Requested), "before the relay answers");
    assert!(!scene(&world).can_ask);
    world.settle();
    assert_eq!(scene(&world).strip, Strip::Requested);
    push(&mut world, EventBody::Notice(Notice::HandoffSlow));
    assert_eq!(scene(&world).strip, Strip::Slow);
    world.input(Input::KeepWaiting);
    assert_eq!(scene(&world).strip, Strip::Requested);
    pass(&mut world, Trigger::Confirm, StageReason::Confirmed);
    assert_eq!(scene(&world).strip, Strip::Queued);
    push(&mut world, EventBody::Notice(Notice::AgentJoined(maya())));
    pass(&mut world, Trigger::AgentActs, StageReason::AgentActed);
    let now = scene(&world);
    assert_eq!((now.who, now.strip, now.can_end, now.can_ask), (Who::Agent(maya()), Strip::None, true, false));
    pass(&mut world, Trigger::End, StageReason::SessionEnded);
    let now = scene(&world);
    assert_eq!((now.who, now.can_end, now.can_ask), (Who::Bot, false, true));
}

#[test]
fn messages_of_one_speaker_stand_together() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    pass(&mut world, Trigger::AgentActs, StageReason::AgentActed);
    push(&mut world, says("second", 20));
    push(&mut world, says("first", 10));
    let rows = scene(&world).rows;
    let agents: Vec<_> = rows.iter().filter(|row| matches!(row.speaker, Speaker::Agent(_))).collect();
    let lines: Vec<_> = agents.iter().map(|row| (row.kind.clone(), row.first, row.last)).collect();
    assert_eq!(lines, [(Kind::Line(4), true, false), (Kind::Line(3), false, true)]);
    assert!(matches!(rows[0].kind, Kind::Day));
}

#[test]
fn buttons_are_live_until_something_is_said() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    let event = world.relay.bot_says("choose");
    world.to_page.push_back(ServerFrame::Events(vec![event]));
    world.page_reads();
    assert!(scene(&world).rows.last().unwrap().live);
    world.submit("no");
    assert!(scene(&world).rows.iter().all(|row| !row.live));
}

#[test]
fn a_long_conversation_is_shown_from_its_end() {
    let mut world = World::new(1);
    for index in 0..450 {
        world.relay.bot_says(&index.to_string());
    }
    world.input(Input::Intent);
    world.settle();
    let first = scene(&world);
    assert!(first.has_earlier && first.rows.len() < 220);
    assert_eq!(first.rows.last().unwrap().kind, Kind::Line(450));
    world.input(Input::Earlier);
    world.input(Input::Earlier);
    let all = scene(&world);
    assert!(!all.has_earlier && all.rows.iter().any(|row| row.kind == Kind::Line(1)));
}

#[test]
fn what_the_desk_refused_is_marked_on_the_message_itself() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    push(&mut world, EventBody::Notice(Notice::Undelivered { seq: 1 }));
    let row = scene(&world).rows.into_iter().find(|row| row.kind == Kind::Line(1)).unwrap();
    assert_eq!(row.delivery, Delivery::Undelivered);
}
