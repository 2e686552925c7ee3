//! Another conversation of the same visitor.

use crate::world::World;
use baton_protocol::stage::Trigger;
use baton_protocol::{ConversationId, ErrorCode, Hint, OtherConversation, ServerFrame, StageReason};
use baton_widget::core::{Input, Scene, Trouble};

fn scene(world: &World) -> Scene {
    Scene::of(&world.state, world.now, &|at| at / 86_400_000)
}

fn other(unread: u32) -> OtherConversation {
    OtherConversation {
        conversation: ConversationId::new("conversation-1"),
        at: 1,
        unread,
        by: Some("Ines".to_owned()),
        line: "hello".to_owned(),
    }
}

fn hears(world: &mut World, frame: ServerFrame) {
    world.to_page.push_back(frame);
    world.page_reads();
}

fn talking() -> World {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    world
}

#[test]
fn what_is_said_elsewhere_is_listed_and_counts_as_unread() {
    let mut world = talking();
    assert!(scene(&world).others.is_empty());
    hears(&mut world, ServerFrame::Hint(Hint::Others(vec![other(2)])));
    assert_eq!(scene(&world).others, [other(2)]);
    assert_eq!(world.unread, 2);
    world.input(Input::Logout);
    assert!(scene(&world).others.is_empty());
    assert_eq!(world.unread, 0);
}

#[test]
fn going_there_begins_the_log_anew() {
    let mut world = talking();
    assert!(!scene(&world).rows.is_empty());
    world.relay.others = vec![other(0)];
    world.input(Input::Open(other(0).conversation));
    world.settle();
    assert!(scene(&world).rows.is_empty(), "{:#?}", scene(&world).rows);
    assert_eq!(scene(&world).others, [other(0)], "the welcome lists them");
    world.submit("and here");
    world.settle();
    assert_eq!(world.relay.committed.len(), 2);
}

#[test]
fn a_new_conversation_is_begun_where_something_was_said_and_no_agent_has_it() {
    let mut world = World::new(1);
    assert!(!scene(&world).can_begin, "nothing to leave behind");
    world.submit("hello");
    world.settle();
    assert!(scene(&world).can_begin);
    for trigger in [Trigger::Ask, Trigger::Confirm, Trigger::AgentActs] {
        let event = world.relay.pass(trigger, StageReason::Confirmed).unwrap();
        hears(&mut world, ServerFrame::Events(vec![event]));
        assert!(!scene(&world).can_begin, "{trigger:?}");
    }
    let event = world.relay.pass(Trigger::End, StageReason::VisitorEnded).unwrap();
    hears(&mut world, ServerFrame::Events(vec![event]));
    world.input(Input::New);
    world.settle();
    assert!(scene(&world).rows.is_empty(), "{:#?}", scene(&world).rows);
    assert_eq!(world.relay.place, 1);
}

#[test]
fn what_is_not_sent_keeps_the_visitor_here() {
    let mut world = talking();
    world.is_up = false;
    let id = world.submit("for you alone");
    world.input(Input::Open(other(0).conversation));
    assert_eq!(scene(&world).trouble, Some(Trouble::SendFirst));
    world.is_up = true;
    world.settle();
    assert!(world.relay.committed.contains(&id));
    assert_eq!(world.relay.place, 0);
}

#[test]
fn where_another_tab_went_elsewhere_nothing_follows_without_the_visitors_word() {
    let mut world = talking();
    world.cut();
    let id = world.submit("for you alone");
    world.relay.go_elsewhere();
    world.settle();
    assert!(!world.relay.committed.contains(&id), "it was meant for somebody else");
    let unsent = world.state.unsent_of(&id).unwrap();
    assert_eq!(unsent.failed, Some(ErrorCode::StageRefused));
    world.input(Input::Retry(id.clone()));
    world.settle();
    assert!(world.relay.committed.contains(&id));
}
