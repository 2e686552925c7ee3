//! A message for which there is no room: the conversation goes on in a new one, and the message with it.

use super::super::super::mark;
use super::model::{ACCOUNTS, Account, Full, Seat};
use super::run::{FATES, Fate, Run, event, file, handoff};
use crate::desk::{Task, Then, What};
use baton_protocol::{Agent, AgentId, AgentMessage, Block, EventBody, Stage};
use proptest::prelude::*;

/// How many messages a handoff makes.
const HANDED: usize = 4;
/// What the visitor then says.
const SENT: [&str; 4] = ["event-6/0", "event-7/0", "event-7/1", "event-7/2"];

fn accounts() -> Vec<Account> {
    ACCOUNTS.into_iter().filter(|account| *account != Account::Single).collect()
}

/// With an agent, who has said something, in a conversation with room for so many more messages.
fn talk(account: Account, room: usize) -> Run {
    let mut run = Run::with_agent(account);
    let agent = Agent { id: AgentId::new("7"), name: "Ana".into(), avatar: None };
    run.events.push(event(
        5,
        None,
        EventBody::Agent(AgentMessage {
            agent: Some(agent),
            blocks: Block::plain("Which order?"),
            files: Vec::new(),
            desk_at: 1,
            desk_id: "said".into(),
        }),
    ));
    run.model.full = Full::First(HANDED + room);
    run
}

/// Two messages, the second in parts with a file.
fn journey(run: &mut Run) {
    let seqs = [run.say("hello?", Vec::new()), run.say(&"long ".repeat(900), vec![file("receipt")])];
    for seq in seqs {
        assert_eq!(run.work(&Task::Send(seq)), Then::Done, "{run:?}");
    }
}

/// Every post once and in order, wherever it went.
fn check(run: &Run, room: usize) {
    let posts = run.model.posts();
    let sent: Vec<&str> = posts.iter().copied().filter(|post| SENT.contains(post)).collect();
    assert_eq!(sent, SENT, "{run:?}");
    assert_eq!((run.model.users.len(), run.model.conversations.len()), (1, 2), "{run:?}");
    let new = run.model.newest();
    let first = SENT[room].split('/').next().unwrap();
    let posts: Vec<&str> = new.messages.iter().map(|said| said.post.as_str()).collect();
    let (summary, said) = (format!("{first}/summary/0"), format!("{first}/said/0"));
    assert_eq!(posts, [&[summary.as_str(), said.as_str()][..], &SENT[room..]].concat(), "{run:?}");
    assert_eq!(new.active, Some(Seat::Workspace));
    let has_row = run.model.account != Account::Handmade;
    assert_eq!(new.pending, has_row.then_some(Seat::Own));
    let pass = new.passes.last().unwrap();
    assert_eq!((pass.text(mark::HANDOFF), pass.text(mark::FIRST_MESSAGE)), (Some(first), Some("message-0")));
    assert_eq!(pass.text("dataCapture.systemField.group_id"), Some("360"), "to whom it went before");
    let state = run.state();
    assert_eq!((state.sent_through, state.doubt, state.handoff, state.sending), (7, false, None, None));
    assert_eq!((state.conversation.as_deref(), state.past), (Some("talk-1"), vec!["talk-0".to_owned()]));
    assert_eq!(state.settled.unwrap().as_str(), "handoff-1", "the name under which it was asked for");
    let renewed: Vec<_> = run.told.iter().filter(|told| told.what == What::Renewed).collect();
    assert!(matches!(renewed[..], [told, ..] if told.remote == "talk-1"), "{renewed:?}");
}

#[test]
fn a_message_without_room_is_the_first_in_a_new_conversation() {
    for (account, room) in accounts().into_iter().flat_map(|account| [0, 1, 2, 3].map(|room| (account, room))) {
        for stage in [Stage::Agent, Stage::Queued] {
            let mut run = talk(account, room);
            run.stage = stage;
            journey(&mut run);
            check(&run, room);
        }
    }
}

#[test]
fn one_fault_anywhere_on_the_way_changes_nothing() {
    for (account, room) in accounts().into_iter().flat_map(|account| [0, 2].map(|room| (account, room))) {
        let mut good = talk(account, room);
        let before = good.calls();
        journey(&mut good);
        for place in before..good.calls() {
            for fate in FATES.into_iter().chain([Fate::Slow]) {
                let mut run = talk(account, room);
                run.fates = vec![Fate::Good; place];
                run.fates.push(fate);
                journey(&mut run);
                run.let_zendesk_finish();
                check(&run, room);
            }
        }
    }
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let fate = prop_oneof![3 => Just(Fate::Good), 4 => prop::sample::select(FATES.to_vec())];
    prop::collection::vec(fate, 0..80)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn any_faults_on_the_way_change_nothing(
        fates in fates(),
        account in prop::sample::select(accounts()),
        room in 0..SENT.len(),
    ) {
        let mut run = talk(account, room);
        run.fates = vec![Fate::Good; run.calls()];
        run.fates.extend(fates);
        journey(&mut run);
        check(&run, room);
    }
}

#[test]
fn the_new_agents_are_told_what_they_cannot_know() {
    let told = |room, place: usize| {
        let mut run = talk(Account::Provisioned, room);
        journey(&mut run);
        run.model.newest().messages[place].body["content"]["text"].as_str().unwrap().to_owned()
    };
    let summary = told(1, 0);
    assert!(summary.starts_with("A conversation with a visitor goes on here."), "{summary}");
    assert!(summary.contains("Until now: ticket 41") && summary.contains("full and goes on in a new one"), "{summary}");
    let said = told(1, 1);
    assert!(said.contains("Agent Ana: Which order?\nVisitor: hello?"), "{said}");
    assert!(!said.contains("long"), "what is sent there is not told as well: {said}");
    let torn = told(2, 1);
    assert!(torn.contains("Visitor: long"), "its beginning is in the full one: {torn}");
    assert!(torn.chars().count() < 4_096, "it stays a glance");
}

#[test]
fn where_everything_is_full_each_message_is_tried_once_and_parks() {
    let mut run = talk(Account::Provisioned, 0);
    run.model.full = Full::All;
    for (place, text) in ["one", "two"].into_iter().enumerate() {
        let seq = run.say(text, Vec::new());
        let Then::Park { error, seq: Some(parked) } = run.work(&Task::Send(seq)) else { panic!("{run:?}") };
        assert_eq!(parked, seq);
        assert!(error.contains("does not go on in a new one"), "{error}");
        assert_eq!(run.model.conversations.len(), place + 2);
    }
}

#[test]
fn where_a_user_has_one_conversation_the_message_parks_and_it_stays_the_one() {
    let mut run = talk(Account::Single, 0);
    let seq = run.say("hello?", Vec::new());
    let Then::Park { error, .. } = run.work(&Task::Send(seq)) else { panic!("{run:?}") };
    assert!(error.contains("allows its user no other"), "{error}");
    let state = run.state();
    assert_eq!((state.conversation.as_deref(), &state.handoff), (Some("talk-0"), &None));
    assert!(!state.is_past("talk-0") && state.sent_through < seq);
}

#[test]
fn control_that_never_passes_parks_the_message_and_an_event_is_proof_enough() {
    for is_told in [false, true] {
        let mut run = talk(Account::Provisioned, 0);
        run.model.pass_fails = 99;
        run.proved_by_event = is_told;
        let seq = run.say("hello?", Vec::new());
        let then = run.work(&Task::Send(seq));
        let is_sent = run.model.posts().contains(&"event-6/0");
        assert_eq!((then == Then::Done, is_sent), (is_told, is_told), "{then:?}");
        assert!(99 - run.model.pass_fails <= 3, "bounded");
    }
}

#[test]
fn whoever_takes_it_back_on_the_way_leaves_agents_nowhere_and_can_ask_again() {
    for account in accounts() {
        let whole = {
            let mut run = talk(account, 0);
            let before = run.calls();
            let seq = run.say("hello?", Vec::new());
            run.work(&Task::Send(seq));
            run.calls() - before
        };
        for (steps, dies) in (0..whole).flat_map(|steps| [(steps, false), (steps, true)]) {
            let mut run = talk(account, 0);
            run.stage = Stage::Queued;
            let seq = run.say("hello?", Vec::new());
            for _ in 0..steps {
                run.step(&Task::Send(seq), false);
            }
            if dies {
                run.fates = vec![Fate::Good; run.calls()];
                run.fates.push(Fate::DiesAfter);
                run.step(&Task::Send(seq), false);
            }
            run.stage = Stage::Bot;
            if dies {
                // Of unknown outcome: it is settled first.
                let mut then = run.step(&Task::Send(seq), true);
                while then == Some(Then::Continue) {
                    then = run.step(&Task::Send(seq), false);
                }
                assert_eq!(then, Some(Then::Done), "{account:?} after {steps}");
            }
            assert_eq!(run.work(&Task::TakeBack { line: "The visitor has left.".into() }), Then::Done);
            let state = run.state();
            assert_eq!((state.handoff, state.sending), (None, None), "{account:?} after {steps}, {dies}");
            let talk = run.model.conversations.iter().find(|known| Some(&known.id) == state.conversation.as_ref());
            let with_agents = talk.unwrap().active == Some(Seat::Workspace);
            assert!(!with_agents || account == Account::Handmade, "{account:?} after {steps}, {dies}");
            run.stage = Stage::Requested;
            let again = handoff(&run, "handoff-2");
            assert_eq!(run.work(&again), Then::Done, "{account:?} after {steps}, {dies}");
            assert_eq!(run.model.conversations.len(), 2, "{account:?} after {steps}, {dies}");
            assert_eq!(run.model.newest().active, Some(Seat::Workspace));
        }
    }
}
