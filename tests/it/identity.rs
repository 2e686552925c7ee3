//! What the site's owner signed of the visitor, on its way through the widget.

use crate::world::World;
use baton_protocol::{ClientFrame, ErrorCode, EventBody, IdentityToken, ServerFrame, SessionToken, UserDetails};
use baton_widget::core::{Ask, HostEventKind, Input, Scene, Trouble};

const TOKEN: &str = "eyJ.c2VjcmV0.c2ln";

fn identifies(world: &mut World) {
    let token = Some(IdentityToken::new(TOKEN));
    world.input(Input::Context { user: UserDetails::default(), page: None, token, ask: None });
}

/// The page gives a function instead.
fn gives_function(world: &mut World) {
    let ask = Some(Ask::Token);
    world.input(Input::Context { user: UserDetails::default(), page: None, token: None, ask });
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

/// How much the visitor has said to the relay.
fn said(world: &World) -> usize {
    world.relay.log.iter().filter(|event| matches!(event.body.known(), Some(EventBody::Visitor(_)))).count()
}

const EXPIRED: &str = "the identity token is refused: it expired";

#[test]
fn a_function_is_asked_once_the_chat_connects_and_what_the_visitor_says_waits_for_it() {
    let mut world = World::new(1);
    gives_function(&mut world);
    assert_eq!((world.asked, world.to_relay.len()), (0, 0), "it is no reason to connect");
    world.submit("hello");
    world.relay_reads();
    world.page_reads();
    assert_eq!(world.asked, 1);
    let sends = |world: &World| world.to_relay.iter().any(|frame| matches!(frame, ClientFrame::Send { .. }));
    world.flow();
    assert!(said(&world) == 0 && !sends(&world), "who somebody is goes before what they say");
    identifies(&mut world);
    assert_eq!(tokens(&world), [TOKEN]);
    assert!(sends(&world));
    world.flow();
    world.cut();
    world.settle();
    assert_eq!(world.asked, 1, "the token that is here is given again");
    assert!(world.told.iter().all(|told| !matches!(told, HostEventKind::Error(_))));
}

#[test]
fn an_expired_token_is_asked_for_anew_in_the_middle_of_a_chat_and_never_in_a_circle() {
    let mut world = World::new(1);
    gives_function(&mut world);
    world.submit("hello");
    world.flow();
    identifies(&mut world);
    world.flow();
    refused(&mut world, None, ErrorCode::IdentityExpired, EXPIRED);
    assert_eq!(world.asked, 2);
    assert_eq!(
        (world.warned.len(), world.told.contains(&HostEventKind::Error(ErrorCode::IdentityExpired))),
        (0, false)
    );
    // Meanwhile the chat goes on.
    world.submit("still here");
    world.flow();
    assert_eq!(said(&world), 2);
    identifies(&mut world);
    world.flow();
    // A function that gives expired ones again.
    refused(&mut world, None, ErrorCode::IdentityExpired, EXPIRED);
    assert_eq!(world.asked, 2, "at most once for a refusal, then it is left alone");
    assert_eq!(world.warned, [EXPIRED]);
    assert_eq!(world.told.last(), Some(&HostEventKind::Error(ErrorCode::IdentityExpired)));
    world.pass_time(30_000);
    refused(&mut world, None, ErrorCode::IdentityExpired, EXPIRED);
    assert_eq!(world.asked, 3);
    identifies(&mut world);
    world.pass_time(59_000);
    refused(&mut world, None, ErrorCode::IdentityExpired, EXPIRED);
    assert_eq!(world.asked, 3, "longer each time");
    world.pass_time(1_000);
    refused(&mut world, None, ErrorCode::IdentityExpired, EXPIRED);
    assert_eq!(world.asked, 4);
    assert!(world.state.is_connected());
}

#[test]
fn a_function_that_gives_nothing_holds_nobody_up_for_long() {
    let mut world = World::new(1);
    gives_function(&mut world);
    world.submit("hello");
    world.flow();
    assert!(said(&world) == 0);
    world.pass_time(5_000);
    world.flow();
    assert_eq!(said(&world), 1);
    assert_eq!(world.warned, ["the page’s function gave no identity token"]);
    assert_eq!(world.told.iter().filter(|told| matches!(told, HostEventKind::Error(_))).count(), 1);
    // It says that nobody is signed in: that is an answer.
    let mut world = World::new(2);
    gives_function(&mut world);
    world.submit("hello");
    world.flow();
    world.input(Input::Context { user: UserDetails::default(), page: None, token: None, ask: None });
    world.flow();
    assert_eq!(said(&world), 1);
    world.pass_time(60_000);
    assert_eq!((world.warned.len(), world.asked), (0, 1));
    world.input(Input::Logout);
    world.submit("another");
    world.flow();
    assert_eq!(world.asked, 1, "whoever left is not asked after");
}

#[test]
fn a_token_whose_keys_cannot_be_had_is_given_again() {
    let mut world = World::new(1);
    identifies(&mut world);
    world.submit("hello");
    world.flow();
    let message = "cannot be fetched just now".to_owned();
    let code = ErrorCode::IdentityUnavailable;
    world.to_page.push_back(ServerFrame::Refused { id: None, code, message, retry_after_ms: Some(20_000) });
    world.page_reads();
    assert_eq!(world.told.last(), Some(&HostEventKind::Error(code)));
    assert!(world.state.is_connected());
    world.pass_time(19_000);
    assert!(tokens(&world).is_empty());
    world.pass_time(1_000);
    assert_eq!(tokens(&world), [TOKEN]);
}

/// The token that the newest hello names.
fn hello(world: &World) -> Option<&str> {
    let of = |frame: &'_ ClientFrame| match frame {
        ClientFrame::Hello { session, cursor, .. } => Some((session.reveal().len(), cursor.is_some())),
        _ => None,
    };
    let (length, goes_on) = world.to_relay.iter().rev().find_map(of)?;
    Some(match (length, goes_on) {
        (3, true) => "new, going on",
        (3, false) => "new, anew",
        _ => "old",
    })
}

fn signed_in(world: &mut World, moved: bool) {
    world.to_page.push_back(ServerFrame::Session { session: SessionToken::new("new"), moved });
    world.page_reads();
}

#[test]
fn whoever_signs_in_comes_back_at_once_under_the_new_token() {
    for (moved, said) in [(false, "new, going on"), (true, "new, anew")] {
        let mut world = World::new(1);
        world.submit("hello");
        world.settle();
        signed_in(&mut world, moved);
        assert_eq!(world.session, Some(SessionToken::new("new")), "the next page has it");
        assert_eq!(hello(&world), Some(said));
        assert_eq!(world.revoked, [], "the relay knows already");
        world.settle();
        assert!(world.state.is_connected());
    }
}

#[test]
fn what_is_unsent_goes_along_to_the_other_conversation() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    let id = world.submit("and one more thing");
    world.to_relay.clear();
    signed_in(&mut world, true);
    world.relay.go_elsewhere();
    world.settle();
    assert!(world.kept.is_empty() && world.state.unsent().is_empty(), "nothing waits for a decision");
    assert!(world.relay.log.iter().any(|event| event.client.as_ref() == Some(&id)));
}

#[test]
fn a_sign_in_in_another_tab_is_this_tabs_too() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    world.input(Input::SessionElsewhere(SessionToken::new("new")));
    assert_eq!(hello(&world), Some("new, going on"));
    // The relay may have been faster than the other tab.
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    refused(&mut world, None, ErrorCode::SessionUnknown, "gone");
    assert!(!world.state.is_connected());
    world.input(Input::SessionElsewhere(SessionToken::new("new")));
    assert_eq!(hello(&world), Some("new, anew"));
    // A tab where nobody has said anything, or whose visitor has left, takes nobody's session by itself.
    for leaves in [false, true] {
        let mut world = World::new(1);
        if leaves {
            world.submit("hello");
            world.settle();
            world.input(Input::LeftElsewhere);
        }
        world.input(Input::SessionElsewhere(SessionToken::new("new")));
        assert_eq!(hello(&world), None);
        assert!(world.state.session().is_none());
    }
}

#[test]
fn another_persons_login_leaves_the_first_ones_chat_and_begins_anew() {
    for shown in [true, false] {
        let mut world = World::new(1);
        identifies(&mut world);
        world.submit("mine alone");
        world.settle();
        world.submit("not sent yet");
        let first = world.session.clone().unwrap();
        world.input(Input::Shown(shown));
        let cleared = world.cleared;
        refused(&mut world, None, ErrorCode::IdentityOther, "call logout");
        assert_eq!(world.revoked, [first]);
        assert_eq!(world.warned, ["call logout"]);
        assert_eq!(world.told.last(), Some(&HostEventKind::Error(ErrorCode::IdentityOther)));
        assert!(world.kept.is_empty() && world.shown().is_empty() && world.presence.is_none());
        assert_eq!(world.cleared, cleared + 1, "nor does the composer keep anything");
        assert_eq!(world.session.is_some(), shown, "whoever looks at the chat is its next visitor");
        world.relay_reads();
        world.page_reads();
        assert_eq!(tokens(&world).len(), usize::from(shown), "and is known by the page's token");
    }
}

#[test]
fn a_message_refused_to_nobody_stays_and_the_developer_learns_why() {
    let mut world = World::new(1);
    let id = world.submit("hello");
    world.relay_reads();
    world.page_reads();
    refused(&mut world, Some(id), ErrorCode::IdentityRequired, "a token is missing");
    assert_eq!(world.warned, ["a token is missing"]);
    assert_eq!(world.state.unsent()[0].failed, Some(ErrorCode::IdentityRequired));
}

#[test]
fn who_leaves_is_forgotten_by_the_relay_too() {
    let mut world = World::new(1);
    world.input(Input::Logout);
    assert_eq!(world.revoked, [], "there was nobody");
    world.submit("hello");
    world.settle();
    let session = world.session.clone().unwrap();
    world.input(Input::Logout);
    assert_eq!((world.revoked, world.session), (vec![session], None));
}
