//! What a person should see.

use crate::world::World;
use baton_protocol::stage::Trigger;
use baton_protocol::{
    Agent, AgentId, AgentMessage, Block, ErrorCode, EventBody, Form, FormField, FormId, FormReply, Notice, ServerFrame,
    StageReason,
};
use baton_widget::core::{Delivering, Delivery, Input, Kind, Scene, Speaker, Status, Strip, Who};

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
fn what_the_desk_refused_is_marked_on_the_message_itself() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    push(&mut world, EventBody::Notice(Notice::Undelivered { seq: 1 }));
    let row = scene(&world).rows.into_iter().find(|row| row.kind == Kind::Line(1)).unwrap();
    assert_eq!(row.delivery, Delivery::Undelivered);
}

fn ask_details(world: &mut World) {
    world.submit("a person please");
    world.settle();
    pass(world, Trigger::Ask, StageReason::BotDecided);
    let fields = vec![FormField::Name { required: true }];
    push(world, EventBody::Form(Form::new(FormId::new("who"), fields, false)));
}

fn answer(world: &mut World) -> baton_protocol::ClientId {
    let id = world.id();
    let reply = FormReply { form: FormId::new("who"), values: Vec::new() };
    world.input(Input::Answer { id: id.clone(), reply });
    id
}

#[test]
fn nobody_is_looked_for_while_the_visitor_has_to_say_who_they_are() {
    let mut world = World::new(1);
    ask_details(&mut world);
    let now = scene(&world);
    assert_eq!((now.who, now.strip), (Who::Bot, Strip::Details));
    assert!(now.rows.last().unwrap().live, "the form");
    answer(&mut world);
    let now = scene(&world);
    assert_eq!((now.who, now.strip), (Who::Waiting, Strip::Requested));
    let id = world.id();
    world.input(Input::Cancel { id });
    assert_eq!(scene(&world).strip, Strip::None);
}

#[test]
fn an_answer_the_relay_refuses_opens_the_form_again_and_a_dead_form_has_no_row() {
    let mut world = World::new(1);
    ask_details(&mut world);
    let form = |world: &World| scene(world).rows.into_iter().find(|row| row.kind == Kind::Line(3));
    let id = answer(&mut world);
    assert!(!form(&world).unwrap().live, "while the answer is on its way");
    world.to_relay.clear();
    world.to_page.push_back(ServerFrame::Refused {
        id: Some(id.clone()),
        code: ErrorCode::FormInvalid,
        message: String::new(),
        retry_after_ms: None,
    });
    world.page_reads();
    let row = form(&world).unwrap();
    assert_eq!((row.live, row.delivery), (true, Delivery::Failed(id, ErrorCode::FormInvalid)));
    assert!(world.state.unsent().is_empty() && world.kept.is_empty(), "no row of a message that failed");
    answer(&mut world);
    assert_eq!(form(&world).unwrap().delivery, Delivery::Quiet);
    pass(&mut world, Trigger::Cancel, StageReason::Cancelled);
    assert_eq!(form(&world), None);
}

#[test]
fn a_chat_that_cannot_go_on_promises_nothing() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    world.to_page.push_back(ServerFrame::Refused {
        id: None,
        code: ErrorCode::SiteUnknown,
        message: String::new(),
        retry_after_ms: None,
    });
    world.page_reads();
    let id = world.id();
    world.input(Input::Say { id, text: "said by the page".to_owned() });
    let now = scene(&world);
    assert_eq!(now.status, Status::Over(ErrorCode::SiteUnknown));
    assert_eq!(now.rows.last().unwrap().delivery, Delivery::Sending(Delivering::Never));
    assert!(!now.can_ask && !now.can_end && now.rows.iter().all(|row| !row.live));
    let cleared = world.cleared;
    world.submit("and this stays in the composer");
    assert_eq!((world.cleared, world.state.unsent().len()), (cleared, 1));
}

#[test]
fn rows_of_the_past_are_no_news() {
    let mut world = World::new(1);
    for index in 0..7 {
        world.relay.bot_says(&index.to_string());
    }
    assert!(!scene(&world).busy, "before there is a conversation");
    world.input(Input::Intent);
    assert!(scene(&world).busy);
    world.relay_reads();
    for _ in 0..3 {
        world.page_reads();
        assert!(scene(&world).busy, "more is to come");
    }
    world.page_reads();
    assert!(!scene(&world).busy);
    world.to_page.push_back(ServerFrame::Reload {});
    world.page_reads();
    assert!(scene(&world).busy, "the log is read anew");
}

#[test]
fn the_message_that_takes_its_drafts_place_is_known() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    let turn = baton_protocol::TurnId::new("turn-1");
    world.to_page.push_back(ServerFrame::Hint(baton_protocol::Hint::Thinking { turn }));
    let event = world.relay.bot_says("hi");
    world.to_page.push_back(ServerFrame::Events(vec![event]));
    world.page_reads();
    world.page_reads();
    assert_eq!((scene(&world).drafted, scene(&world).draft), (2, None));
    let event = world.relay.bot_says("without a draft");
    world.to_page.push_back(ServerFrame::Events(vec![event]));
    world.page_reads();
    assert_eq!(scene(&world).drafted, 2);
}
