//! Whatever the network does: what the page shows in the end is the log, each message once, in the order it was sent.

use crate::world::World;
use baton_protocol::stage::Trigger;
use baton_protocol::{ClientId, Hint, ServerFrame, StageReason, TurnId};
use baton_widget::core::Input;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Act {
    Submit,
    Handoff,
    Cancel,
    End,
    BotSays,
    AgentActs,
    RelayReads,
    PageReads,
    /// The page gets the same frame again.
    Double,
    /// A frame to the page is lost on a connection that holds: a broken relay or proxy.
    LoseOne,
    Swap,
    Cut,
    Down,
    Up,
    Offline,
    Online,
    Reload,
    RelayForgetsCursor,
    Time(i64),
    Hint,
    Earlier,
    Later,
    Newest,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => Just(Act::Submit),
        1 => Just(Act::Handoff),
        1 => Just(Act::Cancel),
        1 => Just(Act::End),
        2 => Just(Act::BotSays),
        1 => Just(Act::AgentActs),
        10 => Just(Act::RelayReads),
        10 => Just(Act::PageReads),
        2 => Just(Act::Double),
        1 => Just(Act::LoseOne),
        1 => Just(Act::Swap),
        2 => Just(Act::Cut),
        1 => Just(Act::Down),
        1 => Just(Act::Up),
        1 => Just(Act::Offline),
        1 => Just(Act::Online),
        2 => Just(Act::Reload),
        1 => Just(Act::RelayForgetsCursor),
        3 => (0i64..70_000).prop_map(Act::Time),
        1 => Just(Act::Hint),
        3 => Just(Act::Earlier),
        1 => Just(Act::Later),
        1 => Just(Act::Newest),
    ]
}

fn perform(world: &mut World, act: &Act, sent: &mut Vec<ClientId>) {
    match act {
        Act::Submit => {
            let text = format!("message {}", sent.len());
            sent.push(world.submit(&text));
        }
        Act::Handoff => {
            let id = world.id();
            world.input(Input::Handoff { id, skill: None, by_page: false });
        }
        Act::Cancel => {
            let id = world.id();
            world.input(Input::Cancel { id });
        }
        Act::End => {
            let id = world.id();
            world.input(Input::End { id });
        }
        Act::BotSays => {
            let event = world.relay.bot_says("an answer");
            world.to_page.push_back(ServerFrame::Events(vec![event]));
        }
        Act::AgentActs => {
            if let Some(event) = world.relay.pass(Trigger::AgentActs, StageReason::AgentActed) {
                world.to_page.push_back(ServerFrame::Events(vec![event]));
            }
        }
        Act::RelayReads => world.relay_reads(),
        Act::PageReads => world.page_reads(),
        Act::Double => {
            if let Some(frame) = world.to_page.front().cloned() {
                world.to_page.push_front(frame);
            }
        }
        Act::LoseOne => {
            world.to_page.pop_front();
        }
        Act::Swap => {
            if world.to_page.len() > 1 {
                world.to_page.swap(0, 1);
            }
        }
        Act::Cut => world.cut(),
        Act::Down => world.is_up = false,
        Act::Up => world.is_up = true,
        Act::Offline => world.input(Input::Online(false)),
        Act::Online => world.input(Input::Online(true)),
        Act::Reload => world.reload(),
        Act::RelayForgetsCursor => world.to_page.push_back(ServerFrame::Reload {}),
        Act::Time(ms) => world.pass_time(*ms),
        Act::Earlier => world.input(Input::Earlier),
        Act::Later => world.input(Input::Later),
        Act::Newest => world.input(Input::Newest),
        Act::Hint => world.to_page.push_back(ServerFrame::Hint(Hint::Thinking { turn: TurnId::new("turn") })),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_page_comes_to_the_log(
        seed in any::<u64>(),
        at_start in 0usize..6,
        acts in prop::collection::vec(act(), 1..120),
    ) {
        let mut world = World::new(seed);
        world.relay.at_start = at_start;
        let mut sent = Vec::new();
        for act in &acts {
            perform(&mut world, act, &mut sent);
        }
        world.settle();
        // Frames lost on a connection that held may leave the page behind; the next event or the next connection shows
        // it the gap.
        world.cut();
        world.settle();

        prop_assert!(world.state.unsent().is_empty(), "unsent: {:?}", world.state.unsent());
        prop_assert!(world.kept.is_empty(), "kept: {:?}", world.kept);
        let messages: Vec<ClientId> =
            world.relay.committed.iter().filter(|id| sent.contains(id)).cloned().collect();
        prop_assert_eq!(&messages, &sent, "each message once, in the order of sending");
        if world.session.is_some() {
            // What was there before this page, and was not asked for, may be missing; then it is said that there is more.
            let first = world.state.log().map_or(1, |log| log.first());
            let log: Vec<u64> = world.relay.log.iter().map(|event| event.seq).filter(|seq| *seq >= first).collect();
            prop_assert_eq!(world.shown(), log);
            prop_assert!(first <= 1 || at_start > 0);
            prop_assert_eq!(world.state.stage(), world.relay.stage);
        }
    }
}
