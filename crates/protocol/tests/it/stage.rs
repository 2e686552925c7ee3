use baton_protocol::fold::stage_change;
use baton_protocol::stage::Trigger;
use baton_protocol::{EventBody, Stage, StageChange, StageReason};
use std::collections::HashSet;

/// The columns of [`table`].
const TRIGGERS: [Trigger; 8] = [
    Trigger::Ask,
    Trigger::Confirm,
    Trigger::Fail,
    Trigger::Cancel,
    Trigger::AgentActs,
    Trigger::End,
    Trigger::VisitorWrites,
    Trigger::BotEnds,
];

/// Does not compile once a trigger is added: then it belongs in [`TRIGGERS`] and [`table`].
fn column(trigger: Trigger) -> usize {
    match trigger {
        Trigger::Ask => 0,
        Trigger::Confirm => 1,
        Trigger::Fail => 2,
        Trigger::Cancel => 3,
        Trigger::AgentActs => 4,
        Trigger::End => 5,
        Trigger::VisitorWrites => 6,
        Trigger::BotEnds => 7,
    }
}

/// The whole table, written down a second time on purpose.
fn table() -> [(Stage, [Option<Stage>; 8]); 5] {
    use Stage::{Agent, Bot, Ended, Queued, Requested};
    const N: Option<Stage> = None;
    [
        // stage       ask              confirm       fail       cancel     agent acts   end          visitor writes  bot ends
        (Bot, [Some(Requested), N, N, N, Some(Agent), N, N, Some(Ended)]),
        (Requested, [N, Some(Queued), Some(Bot), Some(Bot), Some(Agent), Some(Ended), N, N]),
        (Queued, [N, N, Some(Bot), Some(Bot), Some(Agent), Some(Ended), N, N]),
        (Agent, [N, N, N, N, N, Some(Ended), N, N]),
        (Ended, [Some(Requested), N, N, N, Some(Agent), N, Some(Bot), N]),
    ]
}

#[test]
fn the_table_is_this() {
    assert_eq!(table().map(|(stage, _)| stage), Stage::ALL);
    assert_eq!(TRIGGERS.map(column), [0, 1, 2, 3, 4, 5, 6, 7]);
    for (stage, row) in table() {
        for trigger in TRIGGERS {
            assert_eq!(stage.after(trigger), row[column(trigger)], "{stage:?} {trigger:?}");
        }
    }
}

#[test]
fn every_stage_is_reached_and_left() {
    let mut reached = HashSet::from([Stage::default()]);
    while let Some(new) = reached
        .iter()
        .flat_map(|stage| TRIGGERS.map(|trigger| stage.after(trigger)))
        .flatten()
        .find(|stage| !reached.contains(stage))
    {
        reached.insert(new);
    }
    assert_eq!(Stage::default(), Stage::Bot);
    assert_eq!(reached, HashSet::from(Stage::ALL));
    for stage in Stage::ALL {
        assert!(TRIGGERS.iter().any(|trigger| stage.after(*trigger).is_some()), "{stage:?} can be left");
    }
}

#[test]
fn a_change_is_a_change() {
    for stage in Stage::ALL {
        for trigger in TRIGGERS {
            assert_ne!(stage.after(trigger), Some(stage), "{stage:?} {trigger:?}");
        }
    }
}

#[test]
fn a_trigger_that_comes_twice_changes_once() {
    for stage in Stage::ALL {
        for trigger in TRIGGERS {
            if let Some(next) = stage.after(trigger) {
                assert_eq!(next.after(trigger), None, "{stage:?} {trigger:?} {trigger:?}");
            }
        }
    }
}

#[test]
fn who_is_asked_what() {
    for (stage, with_desk, can_cancel) in [
        (Stage::Bot, false, false),
        (Stage::Requested, false, true),
        (Stage::Queued, true, true),
        (Stage::Agent, true, false),
        (Stage::Ended, false, false),
    ] {
        assert_eq!((stage.is_with_desk(), stage.can_cancel()), (with_desk, can_cancel), "{stage:?}");
    }
}

#[test]
fn a_change_is_an_event_with_its_reason() {
    for (from, row) in table() {
        for trigger in TRIGGERS {
            let expected = row[column(trigger)]
                .map(|to| EventBody::Stage(StageChange { from, to, reason: StageReason::Confirmed }));
            assert_eq!(stage_change(from, trigger, StageReason::Confirmed), expected, "{from:?} {trigger:?}");
        }
    }
}
