//! Where something on the way lets no socket through, plain requests stand in.

use crate::world::World;

#[test]
fn after_two_sockets_that_fail_requests_take_over_and_stay() {
    let mut world = World::new(1);
    world.blocks_sockets = true;
    world.submit("hello");
    world.settle();
    assert_eq!(world.ways, [false, false, true]);
    assert!(world.state.unsent().is_empty());
    world.cut();
    world.settle();
    assert_eq!(world.ways, [false, false, true, true], "and a connection that breaks comes back the same way");
}

#[test]
fn where_sockets_work_nothing_else_is_tried() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    for _ in 0..5 {
        world.cut();
        world.settle();
    }
    assert!(world.ways.iter().all(|by_poll| !by_poll), "{:?}", world.ways);
}

#[test]
fn where_the_relay_is_away_sockets_get_their_turn_again() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    world.is_up = false;
    world.cut();
    for _ in 0..6 {
        world.pass_time(60_000);
    }
    let from = world.ways.iter().position(|by_poll| *by_poll).unwrap();
    assert!(world.ways[from..].windows(2).all(|pair| pair[0] != pair[1]), "{:?}", world.ways);
    assert!(world.ways.len() > from + 2, "{:?}", world.ways);
    world.settle();
    assert!(world.state.unsent().is_empty());
}

#[test]
fn a_socket_that_nobody_answers_is_waited_for_once() {
    let mut world = World::new(1);
    world.submit("hello");
    // The socket opens, and nothing ever comes.
    for _ in 0..3 {
        world.to_relay.clear();
        world.pass_time(15_000);
    }
    assert_eq!(world.ways.get(..2), Some(&[false, true][..]), "{:?}", world.ways);
}
