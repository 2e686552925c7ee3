//! Work: its lanes, its claims, and what becomes of it.

use super::Place;
use super::samples::{attempt, begin, bodies, claim, done, holds, line, send, wrong};
use baton_relay::clock::Moment;
use baton_relay::store::{Claim, Guard, Lane, NewWork, Operation, Outcome, Store, WorkBody, WorkKind, WorkState};
use std::sync::Arc;

fn in_lane(work: NewWork, lane: Lane, kind: WorkKind) -> Operation {
    Operation::AddWork(NewWork { lane, kind, ..work })
}

pub(super) async fn a_body_may_be_the_seq_of_the_event_beside_it(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    let about_last = || NewWork { body: WorkBody::LastSeq, ..send(&id, "", 0) };
    let events = ["a", "b"].map(|event| Operation::Append(line(&id, event)));
    done(&*store, events.into_iter().chain([Operation::AddWork(about_last())])).await;
    done(
        &*store,
        [Operation::Append(line(&id, "c")), Operation::EnsureWork(NewWork { lane: Lane::Bot, ..about_last() })],
    )
    .await;
    assert_eq!(bodies(&claim(&*store, 0).await), ["2", "3"]);
    wrong(&*store, [Operation::AddWork(about_last())]).await;
}

pub(super) async fn finished_work_is_gone(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    done(&*store, ["1", "2"].map(|body| Operation::AddWork(send(&id, body, 0)))).await;
    let first = claim(&*store, 0).await;
    assert_eq!(bodies(&first), ["1"]);
    assert_eq!((first[0].kind, first[0].attempt, first[0].ambiguous), (WorkKind::Send, 0, false));
    assert_eq!(first[0].conversation, id);
    assert!(claim(&*store, 0).await.is_empty(), "a running head holds its lane");
    done(&*store, [Operation::Finish(first[0].id)]).await;
    wrong(&*store, [Operation::Finish(first[0].id)]).await;
    let second = claim(&*store, 0).await;
    assert_eq!(bodies(&second), ["2"]);
    assert!(second[0].id > first[0].id);
    done(&*store, [Operation::Finish(second[0].id), Operation::AddWork(send(&id, "3", 0))]).await;
    assert!(claim(&*store, 0).await[0].id > second[0].id, "an id never comes back");
}

pub(super) async fn a_retry_waits_and_is_counted(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    done(&*store, ["1", "2"].map(|body| Operation::AddWork(send(&id, body, 0)))).await;
    for (attempt, ambiguous) in [(1, true), (2, false), (3, true)] {
        let held = claim(&*store, 10 * i64::from(attempt)).await;
        let due = Moment(10 * i64::from(attempt) + 5);
        done(&*store, [Operation::Retry { id: held[0].id, due, ambiguous }]).await;
        assert!(claim(&*store, due.0 - 1).await.is_empty(), "neither it nor what comes after it");
        let again = claim(&*store, due.0).await;
        assert_eq!(bodies(&again), ["1"]);
        assert_eq!((again[0].attempt, again[0].ambiguous), (2 * attempt - 1, ambiguous));
        done(&*store, [Operation::Retry { id: again[0].id, due: Moment(0), ambiguous: false }]).await;
    }
    let held = claim(&*store, 100).await;
    done(&*store, [Operation::Finish(held[0].id)]).await;
    wrong(&*store, [Operation::Retry { id: held[0].id, due: Moment(0), ambiguous: false }]).await;
}

pub(super) async fn postponed_work_counts_no_try_and_is_begun_all_the_same(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    done(&*store, [Operation::AddWork(send(&id, "1", 0))]).await;
    for ambiguous in [true, false] {
        let held = claim(&*store, 5).await;
        done(&*store, [Operation::Postpone { id: held[0].id, due: Moment(5), ambiguous }]).await;
        let again = claim(&*store, 5).await;
        assert_eq!((again[0].attempt, again[0].ambiguous), (0, ambiguous));
        done(&*store, [Operation::Postpone { id: again[0].id, due: Moment(5), ambiguous: false }]).await;
    }
    done(&*store, [Operation::Void(id.clone(), Lane::Desk)]).await;
    let held = claim(&*store, 5).await;
    assert_eq!(bodies(&held), ["1"], "something may have been done");
    done(&*store, [Operation::Retry { id: held[0].id, due: Moment(5), ambiguous: false }]).await;
    let held = claim(&*store, 5).await;
    assert_eq!(held[0].attempt, 1);
    done(&*store, [Operation::Advance(held[0].id)]).await;
    done(&*store, [Operation::Postpone { id: held[0].id, due: Moment(5), ambiguous: false }]).await;
    assert_eq!(claim(&*store, 5).await[0].attempt, 0);
    wrong(&*store, [Operation::Advance(baton_relay::store::WorkId(77))]).await;
}

pub(super) async fn what_waits_is_hastened_and_what_is_parked_let_go(place: &impl Place) {
    let store = place.open().await;
    let (id, other) = (begin(&*store, "c").await, begin(&*store, "other").await);
    let far = [("1", 900), ("2", 900)].map(|(body, due)| Operation::AddWork(send(&id, body, due)));
    done(&*store, far).await;
    done(&*store, [Operation::AddWork(send(&other, "o", 900))]).await;
    done(&*store, [Operation::Hasten(id.clone(), Lane::Desk, Moment(7))]).await;
    assert!(claim(&*store, 6).await.is_empty());
    let held = claim(&*store, 7).await;
    assert_eq!(bodies(&held), ["1"]);
    done(&*store, [Operation::Park { id: held[0].id, reason: "no".to_owned() }]).await;
    assert!(claim(&*store, 7).await.is_empty());
    done(&*store, [Operation::Unpark(id.clone(), Lane::Look)]).await;
    assert!(claim(&*store, 7).await.is_empty());
    done(&*store, [Operation::Unpark(id, Lane::Desk)]).await;
    assert_eq!(bodies(&claim(&*store, 7).await), ["2"]);
}

pub(super) async fn a_parked_head_holds_its_lane_alone(place: &impl Place) {
    let store = place.open().await;
    let (id, other) = (begin(&*store, "c").await, begin(&*store, "other").await);
    done(&*store, ["1", "2"].map(|body| Operation::AddWork(send(&id, body, 0)))).await;
    let held = claim(&*store, 0).await;
    done(&*store, [Operation::Park { id: held[0].id, reason: "refused".to_owned() }]).await;
    assert!(!holds(&*store, Guard::Held(held[0].id, held[0].fence)).await);
    done(&*store, [Operation::AddWork(send(&other, "other", 0))]).await;
    done(&*store, [in_lane(send(&id, "look", 0), Lane::Look, WorkKind::Ticket)]).await;
    assert_eq!(bodies(&claim(&*store, 1000).await), ["other", "look"]);
    wrong(&*store, [Operation::Park { id: held[0].id, reason: "twice".to_owned() }]).await;
}

pub(super) async fn a_head_that_is_not_due_holds_its_lane(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    done(&*store, [Operation::AddWork(send(&id, "late", 50)), Operation::AddWork(send(&id, "early", 0))]).await;
    assert!(claim(&*store, 49).await.is_empty());
    assert_eq!(bodies(&claim(&*store, 50).await), ["late"]);
}

pub(super) async fn lanes_and_conversations_run_beside_each_other(place: &impl Place) {
    let store = place.open().await;
    let (one, two) = (begin(&*store, "one").await, begin(&*store, "two").await);
    let lanes = [(Lane::Bot, WorkKind::BotTurn), (Lane::Desk, WorkKind::Handoff), (Lane::Look, WorkKind::Reconcile)];
    for id in [&one, &two] {
        for (lane, kind) in lanes {
            done(&*store, [in_lane(send(id, "first", 0), lane, kind), in_lane(send(id, "second", 0), lane, kind)])
                .await;
        }
    }
    let rows = claim(&*store, 0).await;
    assert_eq!(bodies(&rows), ["first"; 6]);
    let kinds: Vec<_> = rows.iter().map(|row| (row.conversation.as_str(), row.kind)).collect();
    for id in ["one", "two"] {
        assert!(lanes.iter().all(|(_, kind)| kinds.contains(&(id, *kind))), "{kinds:?}");
    }
}

pub(super) async fn the_longest_overdue_is_claimed_first(place: &impl Place) {
    let store = place.open().await;
    for (name, due) in [("a", 30), ("b", 10), ("c", 20)] {
        let id = begin(&*store, name).await;
        done(&*store, [Operation::AddWork(send(&id, name, due))]).await;
    }
    let two = store.claim(Claim { now: Moment(30), limit: 2 }).await.unwrap();
    assert_eq!(bodies(&two), ["b", "c"]);
    assert_eq!(two[0].fence, two[1].fence);
    assert!(store.claim(Claim { now: Moment(30), limit: 0 }).await.unwrap().is_empty());
    let one = store.claim(Claim { now: Moment(30), limit: 2 }).await.unwrap();
    assert_eq!(bodies(&one), ["a"]);
    assert!(one[0].fence > two[0].fence);
}

pub(super) async fn work_is_ensured_once_while_it_waits_untouched(place: &impl Place) {
    let store = place.open().await;
    let (id, other) = (begin(&*store, "c").await, begin(&*store, "other").await);
    let ensure = |body: &str| Operation::EnsureWork(send(&id, body, 0));
    done(&*store, [ensure("1"), ensure("2")]).await;
    done(&*store, [ensure("3")]).await;
    // Another kind, lane or conversation is another matter.
    let kind = Operation::EnsureWork(NewWork { kind: WorkKind::TakeBack, ..send(&id, "kind", 0) });
    let lane = Operation::EnsureWork(NewWork { lane: Lane::Look, ..send(&id, "lane", 0) });
    done(&*store, [kind, lane, Operation::EnsureWork(send(&other, "other", 0))]).await;
    let held = claim(&*store, 0).await;
    assert_eq!(bodies(&held), ["1", "lane", "other"]);

    // One that runs does not see what comes now, so a second waits; one that was tried knows only what it knew.
    done(&*store, [ensure("4"), ensure("5")]).await;
    done(&*store, [Operation::Retry { id: held[0].id, due: Moment(0), ambiguous: false }]).await;
    let order = drain(&*store, 0).await;
    assert_eq!(order, ["1", "kind", "4"]);
    done(&*store, [ensure("6")]).await;
    let held = claim(&*store, 0).await;
    done(&*store, [Operation::Retry { id: held[0].id, due: Moment(0), ambiguous: false }, ensure("7")]).await;
    assert_eq!(drain(&*store, 0).await, ["6", "7"]);
}

/// Claims and finishes until nothing is due.
async fn drain(store: &dyn Store, now: i64) -> Vec<String> {
    let mut order = Vec::new();
    loop {
        let rows = claim(store, now).await;
        if rows.is_empty() {
            return order;
        }
        done(store, rows.iter().map(|row| Operation::Finish(row.id))).await;
        order.extend(rows.into_iter().map(|row| row.body));
    }
}

pub(super) async fn voiding_spares_what_may_have_had_an_effect(place: &impl Place) {
    let store = place.open().await;
    // One conversation for each state of the head, an untouched item behind it, and one in another lane.
    for (name, survives) in [("running", true), ("tried", true), ("doubtful", true), ("parked", false), ("new", false)]
    {
        let id = begin(&*store, name).await;
        if name != "new" {
            done(&*store, [Operation::AddWork(send(&id, "head", 0))]).await;
            let held = claim(&*store, 0).await[0].id;
            match name {
                "tried" => done(&*store, [Operation::Retry { id: held, due: Moment(9), ambiguous: false }]).await,
                "doubtful" => done(&*store, [Operation::Retry { id: held, due: Moment(9), ambiguous: true }]).await,
                "parked" => done(&*store, [Operation::Park { id: held, reason: "no".to_owned() }]).await,
                _ => done(&*store, []).await,
            };
        }
        let behind = Operation::AddWork(send(&id, "behind", 9));
        let beside = Operation::AddWork(NewWork { lane: Lane::Look, ..send(&id, "beside", 9) });
        done(&*store, [behind, beside]).await;
        let before = total(&*store).await;
        done(&*store, [Operation::Void(id, Lane::Desk)]).await;
        let expected = if survives || name == "new" { 1 } else { 2 };
        assert_eq!(before - total(&*store).await, expected, "{name}");
    }
    let left = claim(&*store, 9).await;
    let heads: Vec<_> = left.iter().filter(|row| row.body == "head").map(|row| row.conversation.as_str()).collect();
    assert_eq!(heads, ["tried", "doubtful"]);
    assert_eq!(left.iter().filter(|row| row.body == "beside").count(), 5);
}

async fn total(store: &dyn Store) -> u64 {
    store.work_counts().await.unwrap().into_iter().map(|(_, items)| items).sum()
}

pub(super) async fn a_crash_leaves_what_ran_in_doubt(place: &impl Place) {
    let store = place.open().await;
    let (id, other) = (begin(&*store, "c").await, begin(&*store, "other").await);
    done(&*store, ["ran", "waited"].map(|body| Operation::AddWork(send(&id, body, 0)))).await;
    done(&*store, [Operation::AddWork(send(&other, "later", 7))]).await;
    let held = claim(&*store, 0).await;
    drop(store);

    let store = place.open().await;
    assert!(!holds(&*store, Guard::Held(held[0].id, held[0].fence)).await, "the old claim is worth nothing");
    let finish = attempt(&*store, [], [Operation::Finish(held[0].id)]).await;
    assert!(finish.is_err());
    let again = claim(&*store, 7).await;
    assert_eq!(bodies(&again), ["ran", "later"]);
    assert_eq!([again[0].ambiguous, again[1].ambiguous], [true, false]);
    assert!(again[0].fence > held[0].fence);
    done(&*store, [Operation::Finish(again[0].id)]).await;
    let next = claim(&*store, 7).await;
    assert_eq!((bodies(&next), next[0].ambiguous), (vec!["waited"], false));
}

pub(super) async fn fences_grow_across_reopening(place: &impl Place) {
    let mut newest = 0;
    for name in ["a", "b", "c"] {
        let store = place.open().await;
        let id = begin(&*store, name).await;
        done(&*store, [Operation::AddWork(send(&id, name, 0))]).await;
        let held = claim(&*store, 0).await;
        assert!(held.iter().all(|row| row.fence > newest));
        newest = held[0].fence;
    }
}

pub(super) async fn only_a_head_says_when_work_falls_due(place: &impl Place) {
    let store = place.open().await;
    let (id, other) = (begin(&*store, "c").await, begin(&*store, "other").await);
    done(&*store, [Operation::AddWork(send(&id, "head", 50)), Operation::AddWork(send(&id, "behind", 10))]).await;
    assert_eq!(store.next_due().await.unwrap(), Some(Moment(50)));
    done(&*store, [Operation::AddWork(send(&other, "other", 60))]).await;
    assert_eq!(store.next_due().await.unwrap(), Some(Moment(50)));
    let held = claim(&*store, 50).await;
    assert_eq!(
        store.next_due().await.unwrap(),
        Some(Moment(60)),
        "what runs falls due no more, nor does what waits for it"
    );
    done(&*store, [Operation::Finish(held[0].id)]).await;
    assert_eq!(store.next_due().await.unwrap(), Some(Moment(10)));
}

pub(super) async fn work_is_counted_by_state(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    assert_eq!(
        store.work_counts().await.unwrap(),
        [(WorkState::Pending, 0), (WorkState::Running, 0), (WorkState::Parked, 0)]
    );
    let looks = ["l1", "l2"].map(|body| in_lane(send(&id, body, 0), Lane::Look, WorkKind::Ticket));
    done(&*store, looks).await;
    done(&*store, ["s1", "s2"].map(|body| Operation::AddWork(send(&id, body, 0)))).await;
    let held = claim(&*store, 0).await;
    done(&*store, [Operation::Park { id: held[0].id, reason: "no".to_owned() }]).await;
    assert_eq!(
        store.work_counts().await.unwrap(),
        [(WorkState::Pending, 2), (WorkState::Running, 1), (WorkState::Parked, 1)]
    );
}

pub(super) async fn claiming_at_once_gives_each_item_to_one(place: &impl Place) {
    let store = place.open().await;
    for number in 0..30 {
        let id = begin(&*store, &format!("c{number}")).await;
        done(&*store, [Operation::AddWork(send(&id, &number.to_string(), 0))]).await;
    }
    let mut runners = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let store = Arc::clone(&store);
        runners.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let rows = store.claim(Claim { now: Moment(0), limit: 2 }).await.unwrap();
                if rows.is_empty() {
                    return mine;
                }
                for row in rows {
                    let finish = attempt(&*store, [Guard::Held(row.id, row.fence)], [Operation::Finish(row.id)]).await;
                    assert!(matches!(finish, Ok(Outcome::Committed(_))));
                    mine.push(row.body.parse::<u32>().unwrap());
                }
            }
        });
    }
    let mut all: Vec<_> = runners.join_all().await.into_iter().flatten().collect();
    all.sort_unstable();
    assert_eq!(all, (0..30).collect::<Vec<_>>());
}
