//! What waits in the browser.

use crate::world::World;
use baton_protocol::{ErrorCode, FileId, FileRef, Lenient, ServerFrame, SessionToken};
use baton_widget::core::{Effect, HostEventKind, Input, Picked, Status, Trouble, Unsent, UploadState};

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
    assert!(effects.contains(&Effect::SubmitAgain("look".to_owned())));
    assert!(!world.state.is_held());
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

fn pick(key: u32, name: &str) -> Picked {
    Picked { key, name: name.to_owned(), bytes: 900 }
}

fn uploads(world: &World) -> Vec<UploadState> {
    let scene = baton_widget::core::Scene::of(&world.state, world.now, &|_| 0);
    scene.uploads.into_iter().map(|upload| upload.state).collect()
}

fn a_file() -> FileRef {
    FileRef { id: FileId::new("file"), name: "a.png".to_owned(), media_type: "image/png".to_owned(), bytes: 900 }
}

#[test]
fn what_is_written_while_files_are_under_way_is_not_sent_with_them() {
    let mut world = World::new(1);
    world.input(Input::Picked(vec![pick(1, "a.png")]));
    world.submit("look");
    assert!(world.state.is_held());
    world.input(Input::Typed("x".to_owned()));
    let effects = world.state.apply(world.now, Input::Uploaded(1, a_file()));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::SubmitAgain(_))), "{effects:?}");
    assert_eq!(baton_widget::core::Scene::of(&world.state, world.now, &|_| 0).trouble, None);
    world.submit("look at this");
    assert_eq!(world.state.unsent()[0].message().unwrap().files.len(), 1);
}

#[test]
fn a_surplus_of_files_is_one_trouble() {
    let mut world = World::new(1);
    let files = (1..=500).map(|key| pick(key, "a.png")).collect();
    let effects = world.state.apply(world.now, Input::Picked(files));
    assert_eq!(uploads(&world).len(), 10);
    assert_eq!(effects.iter().filter(|effect| matches!(effect, Effect::DropUpload(_))).count(), 490);
    let scene = baton_widget::core::Scene::of(&world.state, world.now, &|_| 0);
    assert_eq!(scene.trouble, Some(Trouble::Refused(ErrorCode::TooManyFiles)));
    world.input(Input::Dismiss);
    assert_eq!(baton_widget::core::Scene::of(&world.state, world.now, &|_| 0).trouble, None);
}

#[test]
fn uploads_that_did_not_reach_the_relay_go_again_with_the_network() {
    let mut world = World::new(1);
    world.input(Input::Picked(vec![pick(1, "a.png")]));
    world.settle();
    world.input(Input::Online(false));
    world.input(Input::UploadFailed(1, None));
    assert_eq!(uploads(&world), [UploadState::Failed(None)]);
    let effects = world.state.apply(world.now, Input::Online(true));
    assert!(effects.contains(&Effect::Upload(1)), "{effects:?}");
    world.input(Input::UploadFailed(1, None));
    world.settle();
    world.cut();
    world.settle();
    assert_eq!(uploads(&world), [UploadState::Sending(0)], "with the next welcome at the latest");
}

fn refuse_connection(world: &mut World, code: ErrorCode) {
    let frame = ServerFrame::Refused { id: None, code, message: String::new(), retry_after_ms: None };
    world.to_page.push_back(frame);
    world.page_reads();
}

#[test]
fn a_refusal_for_the_moment_leaves_the_connection() {
    let mut world = World::new(1);
    world.input(Input::Intent);
    world.settle();
    let before = world.socket;
    refuse_connection(&mut world, ErrorCode::BudgetSpent);
    assert_eq!(world.socket, before);
    refuse_connection(&mut world, ErrorCode::GoingAway);
    assert_eq!(world.socket, None);
}

#[test]
fn the_page_hears_of_what_is_said_after_a_logout_or_a_lost_session() {
    for is_logout in [true, false] {
        let mut world = World::new(1);
        for index in 0..5 {
            world.relay.bot_says(&index.to_string());
        }
        world.submit("hello");
        world.settle();
        if is_logout {
            world.input(Input::Logout);
        } else {
            refuse_connection(&mut world, ErrorCode::SessionUnknown);
        }
        assert_eq!(world.session, None);
        world.relay = crate::relay::Relay::default();
        world.told.clear();
        world.submit("someone else");
        world.settle();
        let wanted = [HostEventKind::Connected, HostEventKind::ConversationStarted, HostEventKind::MessageSent];
        assert_eq!(world.told, wanted, "after a logout: {is_logout}");
    }
}

#[test]
fn a_lost_session_takes_neither_another_tabs_nor_the_new_ones_uploads_with_it() {
    let mut world = World::new(1);
    world.input(Input::Picked(vec![pick(1, "a.png"), pick(2, "b.png")]));
    world.settle();
    let lost = world.session.clone();
    world.session = Some(SessionToken::new("of another tab"));
    let effects = world.state.apply(world.now, Input::UploadFailed(1, Some(ErrorCode::SessionUnknown)));
    assert!(effects.contains(&Effect::ForgetSession(lost)), "the lost one and no other: {effects:?}");
    for key in [1, 2] {
        assert!(effects.contains(&Effect::StopUpload(key)), "{effects:?}");
    }
    // What comes of an upload of the old session is late.
    let effects = world.state.apply(world.now, Input::UploadFailed(2, Some(ErrorCode::SessionUnknown)));
    assert_eq!(effects, []);
    world.input(Input::SessionOpened(SessionToken::new("new")));
    assert_eq!(uploads(&world), [UploadState::Sending(0), UploadState::Sending(0)]);
}

#[test]
fn whoever_leaves_in_one_tab_has_left_in_all() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    world.submit("unsent");
    let effects = world.state.apply(world.now, Input::LeftElsewhere);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::ForgetSession(_))), "the next one's may be there");
    assert!(world.state.log().is_none() && world.state.unsent().is_empty() && world.state.session().is_none());
}

#[test]
fn every_message_behind_the_place_read_counts_as_unread() {
    let mut world = World::new(1);
    world.submit("hello");
    world.settle();
    world.input(Input::Shown(false));
    // The desk's order is not that of the log: the newest of the log may stand above what was read.
    for (text, desk_at) in [("second", 20), ("third", 30), ("first", 10)] {
        let agent =
            baton_protocol::Agent { id: baton_protocol::AgentId::new("maya"), name: "Maya".to_owned(), avatar: None };
        let event = world.relay.commit(
            None,
            baton_protocol::EventBody::Agent(baton_protocol::AgentMessage {
                agent: Some(agent),
                blocks: baton_protocol::Block::plain(text),
                files: Vec::new(),
                desk_at,
                desk_id: text.to_owned(),
            }),
        );
        world.to_page.push_back(ServerFrame::Events(vec![event]));
        world.page_reads();
        if text == "third" {
            world.input(Input::Shown(true));
            world.input(Input::Shown(false));
        }
    }
    assert_eq!(world.unread, 1);
}
