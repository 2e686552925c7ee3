//! Groups, done by hand so that what shares a transaction is certain.

use super::order::{Job, Order};
use super::*;
use crate::clock::Moment;
use crate::store::sqlite::{conversation, event, operation, schema};
use crate::store::{
    Claim, Commit, Guard, Lane, NewConversation, NewEvent, NewSession, NewWork, Operation, Outcome, VisitorId,
    WorkBody, WorkKind, WorkRow,
};
use baton_protocol::{ClientId, ConversationId, EventId, SiteToken};
use std::time::Duration;
use tempfile::TempDir;

type Answer<T> = oneshot::Receiver<Result<T, StoreError>>;

struct Desk {
    folder: TempDir,
    pen: Pen,
    jobs: Vec<Box<dyn Job>>,
}

impl Desk {
    /// A new database with the conversation `c`, whose writer waits for nobody's lock.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = Source::new(folder.path().join("it.sqlite3"), Duration::ZERO);
        let mut connection = source.writer().unwrap();
        schema::migrate(&mut connection).unwrap();
        lease::enter(&mut connection).unwrap();
        let mut desk = Self { folder, pen: Pen::new(source, connection).unwrap(), jobs: Vec::new() };
        let begin = Operation::Begin(
            Box::new(NewConversation {
                id: ConversationId::new("c"),
                visitor: VisitorId("v".to_owned()),
                profile: "{}".to_owned(),
                site: "shop".to_owned(),
                site_token: SiteToken::new("t"),
                state: "{}".to_owned(),
                at: Moment(1),
            }),
            Some(NewSession { token_hash: [1; 32], at: Moment(1) }),
        );
        let begun = desk.queue(&[], &[begin]);
        desk.group();
        assert!(matches!(answer(begun), Ok(Outcome::Committed(_))));
        desk
    }

    fn order<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        let (reply, answer) = oneshot::channel();
        self.jobs.push(Box::new(Order::new(work, reply)));
        answer
    }

    fn queue(&mut self, guards: &[Guard], operations: &[Operation]) -> Answer<Outcome> {
        let commit = Commit { guards: guards.to_vec(), operations: operations.to_vec() };
        self.order(move |transaction| operation::commit(transaction, &commit))
    }

    fn claim(&mut self) -> Answer<Vec<WorkRow>> {
        self.order(|transaction| claim::take(transaction, Claim { now: Moment(100), limit: 10 }))
    }

    fn group(&mut self) {
        self.pen.group(&mut self.jobs);
    }

    /// A look from outside: what is really in the file.
    fn outside(&self) -> Connection {
        Connection::open(self.folder.path().join("it.sqlite3")).unwrap()
    }

    fn log(&self) -> Vec<(u64, String)> {
        let rows = event::after(&self.outside(), &ConversationId::new("c"), 0, 100).unwrap();
        rows.into_iter().map(|row| (row.seq, row.id.as_str().to_owned())).collect()
    }
}

/// The answer, which is there as soon as its group is done.
fn answer<T>(mut answer: Answer<T>) -> Result<T, StoreError> {
    answer.try_recv().expect("answered with its group")
}

fn line(id: &str, client: Option<&str>) -> Operation {
    Operation::Append(NewEvent {
        conversation: ConversationId::new("c"),
        id: EventId::new(id),
        at: Moment(2),
        client: client.map(ClientId::new),
        source_key: None,
        body: "{}".to_owned(),
    })
}

fn work() -> Operation {
    Operation::AddWork(NewWork {
        conversation: ConversationId::new("c"),
        lane: Lane::Desk,
        kind: WorkKind::Send,
        desk: None,
        body: WorkBody::Is("1".to_owned()),
        due: Moment(0),
    })
}

#[test]
fn a_wrong_commit_is_undone_alone() {
    let mut desk = Desk::new();
    let first = desk.queue(&[], &[line("a", None)]);
    // Its first event is fine and takes seq 2; its second has an id that exists.
    let wrong = desk.queue(&[], &[line("b", None), line("a", None)]);
    let last = desk.queue(&[], &[line("c", None)]);
    desk.group();
    assert!(matches!(answer(first), Ok(Outcome::Committed(_))));
    assert!(matches!(answer(wrong), Err(StoreError::Broken(why)) if why.contains("event.id")));
    assert!(matches!(answer(last), Ok(Outcome::Committed(made)) if made.events[0].seq == 2));
    assert_eq!(desk.log(), [(1, "a".to_owned()), (2, "c".to_owned())]);
}

#[test]
fn a_guard_sees_what_the_same_group_did_before() {
    let mut desk = Desk::new();
    let free = Guard::ClientFree(ConversationId::new("c"), ClientId::new("k"));
    let first = desk.queue(std::slice::from_ref(&free), &[line("a", Some("k"))]);
    let second = desk.queue(std::slice::from_ref(&free), &[line("b", Some("k"))]);
    desk.group();
    assert!(matches!(answer(first), Ok(Outcome::Committed(_))));
    let Ok(Outcome::Refused { guard, existing: Some(existing) }) = answer(second) else { panic!("taken twice") };
    assert_eq!(guard, free);
    assert_eq!(existing.id.as_str(), "a");
    assert_eq!(desk.log().len(), 1);
}

#[test]
fn a_failed_transaction_answers_nobody_well_and_the_next_one_goes_on() {
    let mut desk = Desk::new();
    let other = desk.outside();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let first = desk.queue(&[], &[line("a", None)]);
    let second = desk.queue(&[], &[line("b", None)]);
    desk.group();
    assert!(matches!(answer(first), Err(StoreError::Unavailable(_))));
    assert!(matches!(answer(second), Err(StoreError::Unavailable(_))));
    assert!(desk.log().is_empty());

    other.execute_batch("ROLLBACK").unwrap();
    let third = desk.queue(&[], &[line("c", None)]);
    desk.group();
    assert!(matches!(answer(third), Ok(Outcome::Committed(_))));
    assert_eq!(desk.log(), [(1, "c".to_owned())], "nothing failed was repeated");
}

#[test]
fn a_claim_nobody_was_told_of_is_released_untried() {
    let mut desk = Desk::new();
    let added = desk.queue(&[], &[work()]);
    desk.group();
    answer(added).unwrap();

    // A commit whose failure was reported although it reached the file: done outside the writer's knowledge.
    let lost = claim::take(&desk.outside(), Claim { now: Moment(100), limit: 10 }).unwrap();
    assert_eq!(lost.len(), 1);
    desk.pen.connection = None;
    desk.pen.unsure = true;

    let again = desk.claim();
    desk.group();
    let again = answer(again).unwrap();
    assert_eq!(again.len(), 1);
    assert!(again[0].fence > lost[0].fence);
    assert!(!again[0].ambiguous, "nobody can have begun it");
    assert_eq!(again[0].attempt, 0);
}

#[test]
fn a_claim_somebody_was_told_of_stays_held_through_a_failure() {
    let mut desk = Desk::new();
    let added = desk.queue(&[], &[work()]);
    let claimed = desk.claim();
    desk.group();
    answer(added).unwrap();
    let held = answer(claimed).unwrap();

    let other = desk.outside();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let failed = desk.queue(&[], &[line("a", None)]);
    desk.group();
    assert!(answer(failed).is_err());
    other.execute_batch("ROLLBACK").unwrap();

    let nothing = desk.claim();
    let finish = desk.queue(&[Guard::Held(held[0].id, held[0].fence)], &[Operation::Finish(held[0].id)]);
    desk.group();
    assert!(answer(nothing).unwrap().is_empty());
    assert!(matches!(answer(finish), Ok(Outcome::Committed(_))));
}

#[test]
fn an_idle_claim_writes_nothing() {
    let mut desk = Desk::new();
    let outside = desk.outside();
    let change = || outside.query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0)).unwrap();
    let before = change();
    let claimed = desk.claim();
    desk.group();
    assert!(answer(claimed).unwrap().is_empty());
    assert_eq!(change(), before);
    assert!(conversation::row(&outside, &ConversationId::new("c")).unwrap().is_some());
}
