//! A long conversation: a stretch of it is on the page, and older events come when they are wanted.

use crate::world::World;
use baton_protocol::{ClientFrame, ServerFrame};
use baton_widget::core::{Input, Kind, Scene};
use proptest::prelude::*;

/// As many rows as a page may have.
const MOST_ROWS: usize = 300;

fn scene(world: &World) -> Scene {
    // Every line on a day of its own: the most rows there can be.
    Scene::of(&world.state, world.now, &|at| at / 1000)
}

fn lines(scene: &Scene) -> Vec<u64> {
    scene.rows.iter().filter_map(|row| if let Kind::Line(seq) = row.kind { Some(seq) } else { None }).collect()
}

/// A page before a conversation of so many messages.
fn before(messages: usize) -> World {
    let mut world = World::new(1);
    world.relay.at_start = 300;
    for index in 0..messages {
        world.relay.bot_says(&index.to_string());
    }
    world.input(Input::Intent);
    world.settle();
    world
}

#[test]
fn a_long_conversation_is_shown_from_its_end() {
    let world = before(450);
    let shown = scene(&world);
    assert!(shown.has_earlier && !shown.has_later);
    assert_eq!(lines(&shown).last(), Some(&450));
    assert_eq!(world.state.log().unwrap().first(), 151, "no more of it was fetched than is given at first");
}

#[test]
fn whoever_goes_up_comes_to_its_beginning_and_back() {
    let mut world = before(10_000);
    let mut wishes = 0;
    while scene(&world).has_earlier {
        world.input(Input::Earlier);
        world.settle();
        wishes += 1;
        assert!(scene(&world).rows.len() <= MOST_ROWS);
        assert!(wishes < 1_000, "it comes no further than {:?}", lines(&scene(&world)).first());
    }
    let top = scene(&world);
    assert_eq!(lines(&top).first(), Some(&1));
    assert!(top.has_later);

    while scene(&world).has_later {
        world.input(Input::Later);
        assert!(scene(&world).rows.len() <= MOST_ROWS);
    }
    assert_eq!(lines(&scene(&world)).last(), Some(&10_000));
}

#[test]
fn the_newest_is_one_wish_away() {
    let mut world = before(1_000);
    for _ in 0..12 {
        world.input(Input::Earlier);
        world.settle();
    }
    assert!(scene(&world).has_later);
    world.input(Input::Newest);
    let shown = scene(&world);
    assert!(!shown.has_later);
    assert_eq!(lines(&shown).last(), Some(&1_000));
}

#[test]
fn what_is_new_does_not_move_whoever_reads_further_up() {
    let mut world = before(1_000);
    for _ in 0..6 {
        world.input(Input::Earlier);
        world.settle();
    }
    let read = lines(&scene(&world));
    let heard = scene(&world).heard;
    let event = world.relay.bot_says("new");
    world.to_page.push_back(ServerFrame::Events(vec![event]));
    world.settle();
    assert_eq!(lines(&scene(&world)), read);
    assert_eq!(scene(&world).heard, heard + 1, "but it is counted");
}

#[test]
fn older_events_are_asked_for_once() {
    let mut world = before(1_000);
    for _ in 0..8 {
        world.input(Input::Earlier);
    }
    let asked = world.to_relay.iter().filter(|frame| matches!(frame, ClientFrame::Earlier { .. })).count();
    assert_eq!(asked, 1);
    world.pass_time(10_000);
    world.input(Input::Earlier);
    let asked = world.to_relay.iter().filter(|frame| matches!(frame, ClientFrame::Earlier { .. })).count();
    assert_eq!(asked, 2, "and again where no answer came");
}

#[test]
fn older_events_are_no_news_to_the_page() {
    let mut world = before(1_000);
    let told = world.told.len();
    for _ in 0..12 {
        world.input(Input::Earlier);
        world.settle();
    }
    assert_eq!(world.told.len(), told, "{:?}", world.told);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_is_a_stretch_of_the_log(
        messages in 1usize..1_500,
        wishes in prop::collection::vec(0u8..4, 1..60),
    ) {
        let mut world = before(messages);
        for wish in wishes {
            match wish {
                0 => world.input(Input::Newest),
                1 => world.input(Input::Later),
                _ => world.input(Input::Earlier),
            }
            world.settle();
            let shown = scene(&world);
            let seqs = lines(&shown);
            prop_assert!(shown.rows.len() <= MOST_ROWS);
            prop_assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{:?}", seqs);
            prop_assert_eq!(shown.has_earlier, seqs.first() != Some(&1));
            prop_assert_eq!(shown.has_later, seqs.last() != Some(&(messages as u64)));
        }
    }
}
