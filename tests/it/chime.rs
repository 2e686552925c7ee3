//! What is new while nobody looks is to be heard.

use crate::world::World;
use baton_protocol::ServerFrame;
use baton_widget::core::Input;

fn bot_says(world: &mut World, text: &str) {
    let event = world.relay.bot_says(text);
    world.to_page.push_back(ServerFrame::Events(vec![event]));
    world.settle();
}

#[test]
fn what_others_say_is_heard_once_and_only_while_nobody_looks() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    bot_says(&mut world, "seen");
    assert!(world.chimes.is_empty(), "whoever looks needs no sound");
    world.input(Input::Visible(false));
    bot_says(&mut world, "in another tab");
    world.input(Input::Visible(true));
    world.input(Input::Shown(false));
    bot_says(&mut world, "with the panel closed");
    assert_eq!(world.chimes, ["event-3", "event-4"]);
    world.cut();
    world.settle();
    assert_eq!(world.chimes.len(), 2, "a connection that comes back repeats nothing");
}

#[test]
fn what_was_said_before_this_page_is_not() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    world.relay.bot_says("while away");
    world.input(Input::Shown(false));
    world.reload();
    world.input(Input::Shown(false));
    world.settle();
    assert!(world.chimes.is_empty(), "{:?}", world.chimes);
}
