//! What the site's owner signed of the visitor, on its way through the widget.

use crate::world::World;
use baton_protocol::{ClientFrame, ErrorCode, IdentityToken, ServerFrame, UserDetails};
use baton_widget::core::{HostEventKind, Input, Scene, Trouble};

const TOKEN: &str = "eyJ.c2VjcmV0.c2ln";

fn identifies(world: &mut World) {
    let token = Some(IdentityToken::new(TOKEN));
    world.input(Input::Context { user: UserDetails::default(), page: None, token });
}

/// The tokens that the frames on their way carry.
fn tokens(world: &World) -> Vec<&str> {
    let of = |frame: &'_ ClientFrame| match frame {
        ClientFrame::Context { token, .. } => token.as_ref().map(|_| TOKEN),
        _ => None,
    };
    world.to_relay.iter().filter_map(of).collect()
}

/// What stands at the composer.
fn trouble(world: &World) -> Option<Trouble> {
    Scene::of(&world.state, world.now, &|at| at / 86_400_000).trouble
}

fn refused(world: &mut World, id: Option<baton_protocol::ClientId>, code: ErrorCode, message: &str) {
    let message = message.to_owned();
    world.to_page.push_back(ServerFrame::Refused { id, code, message, retry_after_ms: None });
    world.page_reads();
}

#[test]
fn it_is_given_with_every_connection_and_never_kept() {
    let mut world = World::new(1);
    identifies(&mut world);
    assert!(world.to_relay.is_empty(), "it is no reason to connect");
    world.submit("hello");
    world.relay_reads();
    world.page_reads();
    assert_eq!(tokens(&world), [TOKEN]);
    let place = world.to_relay.iter().position(|frame| matches!(frame, ClientFrame::Context { .. })).unwrap();
    let message =
        world.to_relay.iter().position(|frame| matches!(frame, ClientFrame::Send { .. })).unwrap_or(usize::MAX);
    assert!(place < message, "who somebody is goes before what they say");
    world.settle();
    world.cut();
    world.pass_time(60_000);
    world.relay_reads();
    world.page_reads();
    assert_eq!(tokens(&world), [TOKEN]);
    world.settle();
    assert!(world.kept.iter().all(|unsent| !format!("{unsent:?}").contains("c2VjcmV0")));
    assert!(!format!("{:?}", world.state).contains("c2VjcmV0"), "nor is it ever printed");
}

#[test]
fn a_refusal_of_it_is_for_the_developer_and_the_conversation_goes_on() {
    let mut world = World::new(1);
    identifies(&mut world);
    world.submit("hello");
    world.settle();
    refused(&mut world, None, ErrorCode::IdentityRefused, "the identity token is refused: it expired");
    assert_eq!(world.warned, ["the identity token is refused: it expired"]);
    assert_eq!(world.told.last(), Some(&HostEventKind::Error(ErrorCode::IdentityRefused)));
    assert!(world.state.is_connected());
    assert_eq!(trouble(&world), None, "the visitor can do nothing about it");
}

#[test]
fn a_person_refused_to_nobody_is_told_to_visitor_page_and_developer() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    let id = world.id();
    world.input(Input::Handoff { id: id.clone(), skill: None, by_page: false });
    refused(&mut world, Some(id), ErrorCode::IdentityRequired, "a token is missing");
    assert_eq!(trouble(&world), Some(Trouble::Refused(ErrorCode::IdentityRequired)));
    assert_eq!(world.warned, ["a token is missing"]);
    assert_eq!(world.told.last(), Some(&HostEventKind::Error(ErrorCode::IdentityRequired)));
    let text = baton_widget::i18n::error(ErrorCode::IdentityRequired);
    assert!(text.contains("sign in"), "{text}");
}
