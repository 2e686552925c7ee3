//! Nobody is there, and a message is left.

use crate::world::World;
use baton_protocol::{
    Away, ClientId, EventBody, Form, FormField, FormId, FormReply, FormValue, Notice, ServerFrame, Stage,
    VisitorMessage,
};
use baton_widget::core::{Input, Kind, Row, Scene, Speaker, Strip, Who};

fn scene(world: &World) -> Scene {
    Scene::of(&world.state, world.now, &|at| at / 86_400_000)
}

fn says(world: &mut World, client: Option<ClientId>, body: EventBody) {
    let event = world.relay.commit(client, body);
    world.to_page.push_back(ServerFrame::Events(vec![event]));
    world.page_reads();
}

fn away() -> EventBody {
    EventBody::Notice(Notice::Away(Away { can_leave: true, ..Away::default() }))
}

fn form() -> EventBody {
    let fields = vec![FormField::Message { required: true }];
    EventBody::Form(Form::new(FormId::new("m"), fields, false))
}

fn answers(values: Vec<FormValue>) -> EventBody {
    let form = Some(FormReply { form: FormId::new("m"), values });
    EventBody::Visitor(VisitorMessage { form, ..VisitorMessage::default() })
}

/// A visitor who has been told that nobody is there.
fn told() -> World {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    says(&mut world, None, away());
    world
}

fn last(world: &World) -> Row {
    scene(world).rows.pop().unwrap()
}

#[test]
fn the_ways_on_are_there_until_one_is_taken_or_something_is_said() {
    let world = told();
    assert!(last(&world).live && last(&world).speaker == Speaker::System);
    assert_eq!(scene(&world).who, Who::Alone, "the header promises no answer");
    let mut asks = told();
    let id = asks.id();
    asks.input(Input::Handoff { id, skill: None, by_page: false });
    assert_eq!(scene(&asks).who, Who::Waiting, "who asks again is on the way to somebody");
    let mut stays = told();
    stays.input(Input::Stay);
    assert!(!last(&stays).live, "the visitor stays with the bot");
    assert_eq!(scene(&stays).who, Who::Bot);
    let mut writes = told();
    writes.submit("never mind");
    let rows = scene(&writes).rows;
    assert!(rows.iter().all(|row| !row.live), "something was said: {rows:#?}");
}

#[test]
fn the_wish_to_leave_a_message_is_kept_until_its_form_comes_and_asked_once() {
    let mut world = told();
    for _ in 0..2 {
        let id = world.id();
        world.input(Input::LeaveMessage { id });
    }
    assert_eq!(world.kept.len(), 1, "asked once");
    assert!(!scene(&world).can_leave && !last(&world).live);
    let id = world.kept[0].id.clone();
    says(&mut world, Some(id), form());
    assert!(world.kept.is_empty());
    let row = last(&world);
    assert!(row.live && matches!(row.kind, Kind::Line(_)));
    assert!(scene(&world).can_leave);
}

#[test]
fn a_message_that_is_left_stands_in_the_conversation_and_one_that_is_not_leaves_no_trace() {
    let mut leaves = told();
    says(&mut leaves, None, form());
    says(&mut leaves, Some(ClientId::new("a")), answers(vec![FormValue::AnswerByEmail(false)]));
    assert_eq!(last(&leaves).speaker, Speaker::Visitor);
    let mut declines = told();
    let before = scene(&declines).rows.len();
    says(&mut declines, None, form());
    says(&mut declines, Some(ClientId::new("a")), answers(Vec::new()));
    assert_eq!(scene(&declines).rows.len(), before, "{:#?}", scene(&declines).rows);
}

#[test]
fn a_reply_that_declines_is_not_shown_while_it_is_on_its_way_either() {
    let mut world = told();
    says(&mut world, None, form());
    let before = scene(&world).rows.len();
    let id = world.id();
    world.input(Input::Answer { id, reply: FormReply { form: FormId::new("m"), values: Vec::new() } });
    let rows = scene(&world).rows;
    // The form goes with its answer; nothing takes its place.
    assert!(rows.len() <= before && rows.iter().all(|row| !matches!(row.kind, Kind::Unsent(_))), "{rows:#?}");
}

#[test]
fn the_page_may_ask_what_is_unread_until_the_visitor_leaves() {
    let mut world = told();
    assert!(world.presence.is_some());
    world.input(Input::Logout);
    assert_eq!(world.presence, None);
    // What an earlier page has left goes as well, before anything is connected.
    let mut world = World::new(1);
    world.presence = Some(baton_protocol::PresenceId::new("p"));
    world.input(Input::Logout);
    assert_eq!(world.presence, None);
}

#[test]
fn the_strip_of_a_long_wait_goes_while_a_message_is_asked_for() {
    let mut world = World::new(1);
    let id = world.id();
    world.input(Input::Handoff { id, skill: None, by_page: false });
    world.settle();
    assert_eq!(world.relay.stage, Stage::Requested);
    says(&mut world, None, EventBody::Notice(Notice::HandoffSlow));
    assert_eq!(scene(&world).strip, Strip::Slow);
    let id = world.id();
    world.input(Input::LeaveMessage { id });
    assert_eq!(scene(&world).strip, Strip::None);
}
