//! What waits in the browser.

use crate::world::World;
use baton_protocol::{ErrorCode, FileId, FileRef, Lenient, ServerFrame, SessionToken};
use baton_widget::core::{Effect, HostEventKind, Input, Picked, Status, Unsent, UploadState};

fn refuse(world: &mut World, id: &baton_protocol::ClientId, code: ErrorCode, retry_after_ms: Option<u64>) {
    let frame = ServerFrame::Refused { id: Some(id.clone()), code, message: String::new(), retry_after_ms };
    world.to_relay.clear();
    world.to_page.push_back(frame);
    world.page_reads();
}

#[test]
fn nothing_is_asked_of_the_relay_before_the_visitor_wants_something() {
    let mut world = World::new(1);
    assert!(world.socket.is_none() && world.session.is_none());
    world.input(Input::Intent);
    assert!(world.socket.is_some() && world.session.is_some());
}

#[test]
fn a_message_is_acknowledged_by_its_own_event_alone() {
    let mut world = World::new(1);
    let id = world.submit("  hello  ");
    assert_eq!((world.cleared, world.state.unsent().len()), (1, 1));
    world.settle();
    assert!(world.state.unsent().is_empty() && world.kept.is_empty());
    assert_eq!(world.relay.log.len(), 1);
    assert_eq!(world.relay.log[0].client.as_ref(), Some(&id));
    assert_eq!(world.told, [HostEventKind::Connected, HostEventKind::ConversationStarted, HostEventKind::MessageSent]);
}

#[test]
fn unsent_messages_survive_a_reload_under_their_ids() {
    let mut world = World::new(1);
    world.is_up = false;
    let first = world.submit("one");
    world.now += 5;
    let second = world.submit("two");
    let json = serde_json::to_string(&world.kept).unwrap();
    world.kept = serde_json::from_str::<Vec<Unsent>>(&json).unwrap();
    world.kept.reverse();
    world.reload();
    world.settle();
    assert_eq!(world.relay.committed, [first, second]);
}

#[test]
fn what_the_relay_puts_off_holds_up_what_comes_behind() {
    let mut world = World::new(1);
    world.settle();
    let first = world.submit("one");
    world.relay_reads();
    while world.relay.committed.is_empty() && !world.to_page.is_empty() {
        world.page_reads();
    }
    let second = world.submit("two");
    refuse(&mut world, &first, ErrorCode::BudgetSpent, Some(5000));
    world.pass_time(4000);
    assert!(world.to_relay.is_empty(), "not before the time the relay named: {:?}", world.to_relay);
    world.pass_time(1001);
    world.settle();
    assert_eq!(world.relay.committed, [first, second]);
}

#[test]
fn what_the_relay_refuses_for_good_waits_for_the_visitor() {
    let mut world = World::new(1);
    world.input(Input::Intent);
    world.settle();
    let first = world.submit("one");
    let second = world.submit("two");
    refuse(&mut world, &first, ErrorCode::FileUnknown, None);
    world.settle();
    assert_eq!(world.relay.committed, [second]);
    assert_eq!(world.state.unsent()[0].failed, Some(ErrorCode::FileUnknown));
    world.input(Input::Retry(first.clone()));
    world.settle();
    assert_eq!(world.relay.committed.last(), Some(&first));
}

#[test]
fn a_session_the_relay_has_forgotten_is_begun_anew_with_what_is_unsent() {
    let mut world = World::new(1);
    world.session = Some(SessionToken::new("old"));
    world.reload();
    let id = world.submit("still here");
    world.to_relay.clear();
    let frame = ServerFrame::Refused {
        id: None,
        code: ErrorCode::SessionUnknown,
        message: String::new(),
        retry_after_ms: None,
    };
    world.to_page.push_back(frame);
    world.page_reads();
    assert_eq!(world.session, Some(SessionToken::new("secret")));
    world.settle();
    assert_eq!(world.relay.committed, [id]);
}

#[test]
fn a_silent_connection_is_given_up_and_shown_as_lost() {
    let mut world = World::new(1);
    world.input(Input::Intent);
    world.settle();
    let before = world.socket;
    world.is_up = false;
    world.pass_time(59_000);
    assert_eq!(world.socket, before);
    world.pass_time(1_000);
    assert_eq!(world.socket, None);
    world.pass_time(2_500);
    assert_eq!(world.state.status(world.now), Status::Reconnecting);
    world.settle();
    assert_eq!(world.state.status(world.now), Status::Back);
    world.pass_time(3_000);
    assert_eq!(world.state.status(world.now), Status::Fine);
    assert!(world.told.contains(&HostEventKind::Disconnected) && world.told.contains(&HostEventKind::Reconnecting));
}

#[test]
fn beats_are_answered() {
    let mut world = World::new(1);
    world.input(Input::Intent);
    world.settle();
    let serial = world.socket.unwrap();
    let effects = world.state.apply(world.now, Input::SocketFrame(serial, Lenient::Known(ServerFrame::Beat {})));
    assert_eq!(effects, [Effect::Transmit(baton_protocol::ClientFrame::Beat {})]);
}

#[test]
fn nobody_counts_as_reading_a_hidden_panel() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    world.input(Input::Shown(false));
    for text in ["one", "two"] {
        let event = world.relay.bot_says(text);
        world.to_page.push_back(ServerFrame::Events(vec![event]));
        world.page_reads();
    }
    assert_eq!(world.unread, 2);
    world.input(Input::Shown(true));
    assert_eq!(world.unread, 0);
}

#[test]
fn files_are_refused_before_a_byte_leaves_and_the_message_waits_for_the_rest() {
    let mut world = World::new(1);
    let pick = |key, name: &str, bytes| Picked { key, name: name.to_owned(), bytes };
    world.input(Input::Picked(vec![
        pick(1, "a.PNG", 900),
        pick(2, "a.exe", 900),
        pick(3, "b.pdf", 1001),
        pick(4, "c.pdf", 0),
    ]));
    world.submit("look");
    assert_eq!(world.cleared, 0, "the text waits in the composer");
    let file =
        FileRef { id: FileId::new("file"), name: "a.PNG".to_owned(), media_type: "image/png".to_owned(), bytes: 900 };
    let effects = world.state.apply(world.now, Input::Uploaded(1, file));
    assert!(effects.contains(&Effect::SubmitAgain));
    world.submit("look");
    assert_eq!(world.cleared, 1);
    let message = world.state.unsent()[0].message().unwrap().clone();
    assert_eq!((message.text.as_str(), message.files), ("look", vec![FileId::new("file")]));
    let scene = baton_widget::core::Scene::of(&world.state, world.now, &|_| 0);
    let left: Vec<_> = scene.uploads.into_iter().map(|upload| upload.state).collect();
    let failed = |code| UploadState::Failed(Some(code));
    assert_eq!(
        left,
        [failed(ErrorCode::FileTypeRefused), failed(ErrorCode::FileTooLarge), failed(ErrorCode::FileEmpty)]
    );
}
