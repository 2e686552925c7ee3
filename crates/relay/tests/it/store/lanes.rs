//! Any history of adding, claiming, finishing, retrying, parking, voiding and crashing, beside a model of what a lane
//! is: what is claimed, when, how often tried and how much in doubt must be what the model says, at every step.

use super::Place;
use super::samples::{begin, done, send};
use baton_protocol::ConversationId;
use baton_relay::clock::Moment;
use baton_relay::store::{
    Claim, Commit, Guard, Lane, NewWork, Operation, Outcome, Store, WorkBody, WorkKind, WorkRow, WorkState,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::Arc;

/// The lanes of the histories: conversation and lane. Few, so that items meet.
const LANES: [(&str, Lane); 4] = [("one", Lane::Desk), ("one", Lane::Bot), ("one", Lane::Look), ("two", Lane::Desk)];
const KINDS: [WorkKind; 2] = [WorkKind::Send, WorkKind::TakeBack];

/// A step of a history. A number picks one of what there is at that moment, counted round.
#[derive(Clone, Debug)]
enum Step {
    Add { lane: usize, kind: usize, delay: i64, once: bool },
    Advance(i64),
    Claim(usize),
    Finish(usize),
    Retry { held: usize, delay: i64, ambiguous: bool },
    Park(usize),
    Void(usize),
    Crash,
}

fn step() -> impl Strategy<Value = Step> {
    let picked = 0..8_usize;
    prop_oneof![
        6 => (0..LANES.len(), 0..KINDS.len(), 0..4_i64, any::<bool>())
            .prop_map(|(lane, kind, delay, once)| Step::Add { lane, kind, delay, once }),
        2 => (0..4_i64).prop_map(Step::Advance),
        5 => (0..4_usize).prop_map(Step::Claim),
        4 => picked.clone().prop_map(Step::Finish),
        3 => (picked.clone(), 0..4_i64, any::<bool>())
            .prop_map(|(held, delay, ambiguous)| Step::Retry { held, delay, ambiguous }),
        1 => picked.prop_map(Step::Park),
        1 => (0..LANES.len()).prop_map(Step::Void),
        1 => Just(Step::Crash),
    ]
}

/// An item as the model knows it.
#[derive(Clone, Debug)]
struct Item {
    lane: usize,
    kind: WorkKind,
    body: String,
    state: WorkState,
    due: i64,
    attempt: u32,
    ambiguous: bool,
}

impl Item {
    fn is_untouched(&self) -> bool {
        self.state == WorkState::Pending && self.attempt == 0 && !self.ambiguous
    }
}

/// The store beside its model.
struct Bench<P> {
    place: P,
    store: Option<Arc<dyn Store>>,
    now: i64,
    made: usize,
    /// Unfinished work in the order it was added.
    items: Vec<Item>,
    held: Vec<WorkRow>,
    newest_fence: i64,
}

impl<P: Place> Bench<P> {
    async fn new() -> Self {
        let place = P::fresh();
        let store = place.open().await;
        for name in ["one", "two"] {
            begin(&*store, name).await;
        }
        Self { place, store: Some(store), now: 0, made: 0, items: Vec::new(), held: Vec::new(), newest_fence: 0 }
    }

    fn store(&self) -> &dyn Store {
        self.store.as_deref().unwrap()
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Add { lane, kind, delay, once } => self.add(lane, KINDS[kind], self.now + delay, once).await,
            Step::Advance(by) => self.now += by,
            Step::Claim(limit) => self.claim(limit).await,
            Step::Finish(pick) => {
                let Some((row, index)) = self.let_go(pick) else { return };
                self.items.remove(index);
                self.settle(&row, Operation::Finish(row.id)).await;
            }
            Step::Retry { held, delay, ambiguous } => {
                let Some((row, index)) = self.let_go(held) else { return };
                let due = self.now + delay;
                let item = &mut self.items[index];
                (item.state, item.due, item.ambiguous) = (WorkState::Pending, due, ambiguous);
                item.attempt += 1;
                self.settle(&row, Operation::Retry { id: row.id, due: Moment(due), ambiguous }).await;
            }
            Step::Park(pick) => {
                let Some((row, index)) = self.let_go(pick) else { return };
                self.items[index].state = WorkState::Parked;
                self.settle(&row, Operation::Park { id: row.id, reason: "no".to_owned() }).await;
            }
            Step::Void(lane) => {
                self.items
                    .retain(|item| item.lane != lane || !(item.is_untouched() || item.state == WorkState::Parked));
                let (conversation, lane) = LANES[lane];
                done(self.store(), [Operation::Void(ConversationId::new(conversation), lane)]).await;
            }
            Step::Crash => {
                for item in self.items.iter_mut().filter(|item| item.state == WorkState::Running) {
                    (item.state, item.ambiguous) = (WorkState::Pending, true);
                }
                self.held.clear();
                self.store = None;
                self.store = Some(self.place.open().await);
            }
        }
    }

    async fn add(&mut self, lane: usize, kind: WorkKind, due: i64, once: bool) {
        self.made += 1;
        let body = self.made.to_string();
        let (conversation, named) = LANES[lane];
        let new = NewWork {
            lane: named,
            kind,
            body: WorkBody::Is(body.clone()),
            ..send(&ConversationId::new(conversation), "", due)
        };
        let joins = once && self.items.iter().any(|item| item.lane == lane && item.kind == kind && item.is_untouched());
        if !joins {
            let state = WorkState::Pending;
            self.items.push(Item { lane, kind, body, state, due, attempt: 0, ambiguous: false });
        }
        let operation = if once { Operation::EnsureWork(new) } else { Operation::AddWork(new) };
        done(self.store(), [operation]).await;
    }

    /// The first unfinished item of each lane, where it is pending; longest due first.
    fn heads(&self) -> Vec<usize> {
        let mut heads: Vec<_> = (0..LANES.len())
            .filter_map(|lane| self.items.iter().position(|item| item.lane == lane))
            .filter(|index| self.items[*index].state == WorkState::Pending)
            .collect();
        heads.sort_by_key(|index| (self.items[*index].due, *index));
        heads
    }

    async fn claim(&mut self, limit: usize) {
        let rows = self.store().claim(Claim { now: Moment(self.now), limit }).await.unwrap();
        let mut due = self.heads();
        due.retain(|index| self.items[*index].due <= self.now);
        due.truncate(limit);
        let expected: Vec<_> = due.iter().map(|index| self.seen(&self.items[*index])).collect();
        let claimed: Vec<_> = rows
            .iter()
            .map(|row| (row.conversation.as_str(), row.kind, row.body.clone(), row.attempt, row.ambiguous))
            .collect();
        assert_eq!(claimed, expected);
        assert!(rows.iter().all(|row| row.fence > self.newest_fence));
        self.newest_fence = rows.iter().map(|row| row.fence).max().unwrap_or(self.newest_fence);
        for index in due {
            self.items[index].state = WorkState::Running;
        }
        self.held.extend(rows);
    }

    fn seen(&self, item: &Item) -> (&'static str, WorkKind, String, u32, bool) {
        (LANES[item.lane].0, item.kind, item.body.clone(), item.attempt, item.ambiguous)
    }

    /// Takes one of the held items out of the hand; with its place in the model.
    fn let_go(&mut self, pick: usize) -> Option<(WorkRow, usize)> {
        let count = self.held.len();
        let row = (count > 0).then(|| self.held.remove(pick % count))?;
        let index = self.items.iter().position(|item| item.body == row.body).unwrap();
        Some((row, index))
    }

    async fn settle(&self, row: &WorkRow, operation: Operation) {
        let commit = Commit { guards: vec![Guard::Held(row.id, row.fence)], operations: vec![operation] };
        let outcome = self.store().commit(commit).await.unwrap();
        assert!(matches!(outcome, Outcome::Committed(_)), "{outcome:?}");
    }

    async fn compare(&self) {
        let due = self.heads().first().map(|index| Moment(self.items[*index].due));
        assert_eq!(self.store().next_due().await.unwrap(), due);
        for (state, items) in self.store().work_counts().await.unwrap() {
            assert_eq!(items, self.items.iter().filter(|item| item.state == state).count() as u64, "{state:?}");
        }
    }
}

/// Runs histories.
pub(super) fn follow_the_model<P: Place>() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    let histories = prop::collection::vec(step(), 1..60);
    let outcome = TestRunner::new(config).run(&histories, |steps| {
        runtime.block_on(async {
            let mut bench = Bench::<P>::new().await;
            for step in steps {
                bench.take(step).await;
                bench.compare().await;
            }
        });
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
