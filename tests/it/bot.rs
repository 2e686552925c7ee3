//! What the visitor makes of the bot: stops it, says whether it helped, takes what it thinks is meant.

use crate::world::World;
use baton_protocol::{Choice, ChoiceAction, ClientFrame, Feedback, Hint, ServerFrame, TurnId};
use baton_widget::core::{Input, Scene};

fn scene(world: &World) -> Scene {
    Scene::of(&world.state, world.now, &|at| at / 86_400_000)
}

fn hears(world: &mut World, frame: ServerFrame) {
    world.to_page.push_back(frame);
    world.page_reads();
}

fn answered() -> World {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    let said = world.relay.bot_says("Hello!");
    hears(&mut world, ServerFrame::Events(vec![said]));
    world.settle();
    world
}

fn asked(world: &World) -> Vec<Option<Option<bool>>> {
    scene(world).rows.iter().map(|row| row.helpful).filter(Option::is_some).collect()
}

fn says(world: &mut World, seq: u64, helpful: bool) {
    let id = world.id();
    world.input(Input::Feedback { id, feedback: Feedback { seq, helpful } });
}

#[test]
fn the_newest_answer_asks_if_it_helped_and_shows_what_was_said_at_once_and_for_ever() {
    let mut world = answered();
    assert_eq!(asked(&world), [Some(None)]);
    says(&mut world, 2, true);
    assert_eq!(asked(&world), [Some(Some(true))], "before the relay knows");
    assert_eq!(world.kept.len(), 1, "kept until it does");
    world.settle();
    assert!(world.kept.is_empty());
    let said = world.relay.bot_says("More.");
    hears(&mut world, ServerFrame::Events(vec![said]));
    assert_eq!(asked(&world), [Some(Some(true)), Some(None)]);
    world.reload();
    world.settle();
    assert_eq!(asked(&world), [Some(Some(true)), Some(None)]);
    says(&mut world, 2, false);
    world.settle();
    assert_eq!(asked(&world), [Some(Some(false)), Some(None)], "minds change");
}

#[test]
fn the_bot_is_stopped_by_its_turn_and_only_while_it_works() {
    let mut world = answered();
    world.input(Input::Stop);
    assert!(world.to_relay.is_empty());
    let turn = TurnId::new("t");
    hears(&mut world, ServerFrame::Hint(Hint::Thinking { turn: turn.clone() }));
    world.input(Input::Stop);
    assert_eq!(world.to_relay, [ClientFrame::Stop { turn }]);
}

fn choice() -> Choice {
    Choice { label: "Returns".to_owned(), action: ChoiceAction::Postback("returns".to_owned()) }
}

fn typed(world: &mut World, text: &str) {
    world.input(Input::Typed(text.to_owned()));
    world.pass_time(300);
}

fn offered(world: &mut World, text: &str) -> Vec<Choice> {
    hears(world, ServerFrame::Hint(Hint::Suggestions { text: text.to_owned(), choices: vec![choice()] }));
    scene(world).hopes
}

#[test]
fn a_pause_in_typing_asks_what_is_meant_and_a_press_says_it() {
    let mut world = answered();
    typed(&mut world, "re");
    assert!(world.to_relay.is_empty(), "too short to mean anything");
    world.input(Input::Typed("ret".to_owned()));
    world.pass_time(100);
    typed(&mut world, "retu");
    assert_eq!(world.to_relay, [ClientFrame::Suggest { text: "retu".to_owned() }], "once, when the hand rests");
    world.to_relay.clear();
    assert_eq!(offered(&mut world, "ret"), [], "what is late is about another text");
    assert_eq!(offered(&mut world, "retu"), [choice()]);
    let id = world.id();
    world.input(Input::Press { id, choice: choice() });
    assert_eq!(world.cleared, 2, "what was being typed is said by the button");
    assert_eq!(scene(&world).hopes, []);
}

#[test]
fn what_is_sent_or_taken_back_is_asked_about_no_longer() {
    let mut world = answered();
    typed(&mut world, "returns");
    assert_eq!(offered(&mut world, "returns"), [choice()]);
    typed(&mut world, "");
    assert_eq!(scene(&world).hopes, []);
    world.input(Input::Typed("returns".to_owned()));
    world.submit("returns");
    world.settle();
    world.pass_time(1_000);
    assert!(!world.to_relay.iter().any(|frame| matches!(frame, ClientFrame::Suggest { .. })));
    assert_eq!(offered(&mut world, "returns"), []);
}
