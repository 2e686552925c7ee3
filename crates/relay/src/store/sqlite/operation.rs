//! A commit, done within the writer's transaction.

use super::{conversation, event, file, guard, identity, inbox, link, person, session, work};
use crate::store::{Commit, Committed, Operation, Outcome, StoreError};
use rusqlite::Connection;

/// Checks the guards, then does the operations in order. On an error some may be done: the caller undoes them.
pub(super) fn commit(transaction: &Connection, commit: &Commit) -> Result<Outcome, StoreError> {
    if let Some(refusal) = guard::refusal(transaction, &commit.guards)? {
        return Ok(refusal);
    }
    let mut committed = Committed::default();
    for operation in &commit.operations {
        apply(transaction, operation, &mut committed)?;
    }
    Ok(Outcome::Committed(committed))
}

fn apply(transaction: &Connection, operation: &Operation, committed: &mut Committed) -> Result<(), StoreError> {
    match operation {
        Operation::Begin(new, session) => conversation::begin(transaction, new, session.as_ref()),
        Operation::Append(new) => {
            committed.events.push(event::append(transaction, new)?);
            Ok(())
        }
        Operation::SetStage(id, stage) => conversation::set_stage(transaction, id, *stage),
        Operation::SetState(id, state) => conversation::set_state(transaction, id, state),
        Operation::SetProfile(visitor, profile) => conversation::set_profile(transaction, visitor, profile),
        Operation::AddWork(new) => work::add(transaction, new, committed.events.last()),
        Operation::EnsureWork(new) => work::ensure(transaction, new, committed.events.last()),
        Operation::Finish(id) => work::finish(transaction, *id),
        Operation::Retry { id, due, ambiguous } => work::retry(transaction, *id, *due, *ambiguous),
        Operation::Postpone { id, due, ambiguous } => work::postpone(transaction, *id, *due, *ambiguous),
        Operation::Advance(id) => work::advance(transaction, *id),
        Operation::Hasten(id, lane, now) => work::hasten(transaction, id, *lane, *now),
        Operation::Park { id, reason } => work::park(transaction, *id, reason),
        Operation::Void(id, lane) => work::void(transaction, id, *lane),
        Operation::Unpark(id, lane) => work::unpark(transaction, id, *lane),
        Operation::PutLink(link) => link::put(transaction, link),
        Operation::BeginConversation(new) => conversation::add(transaction, new),
        Operation::OpenLink(id, open) => link::set_open(transaction, id, *open),
        Operation::CloseLink(id, desk) => link::close(transaction, id, desk),
        Operation::TurnTo(id, desk) => link::turn_to(transaction, id, desk),
        Operation::Identify(identity, visitor) => identity::put(transaction, identity, visitor),
        Operation::Posted { conversation, desk, at, due } => link::posted(transaction, conversation, desk, *at, *due),
        Operation::EchoSeen(id, desk, at) => link::echo_seen(transaction, id, desk, *at),
        Operation::Heard(id, desk, at) => link::heard(transaction, id, desk, *at),
        Operation::Looked { conversation, desk, verified_through, at } => {
            link::looked(transaction, conversation, desk, *verified_through, *at)
        }
        Operation::PutInbox(new) => inbox::put(transaction, new),
        Operation::MarkInbox(key, state) => inbox::mark(transaction, key, *state),
        Operation::PutFile(new) => file::put(transaction, new),
        Operation::ClaimFiles(ids) => file::claim(transaction, ids),
        Operation::DropFiles(ids) => file::forget(transaction, ids),
        Operation::PutPresence { hash, session } => session::put_presence(transaction, hash, session),
        Operation::Seat { session, conversation } => session::seat(transaction, session, conversation),
        Operation::Read(id, seq) => conversation::read(transaction, id, conversation::VISITOR, *seq),
        Operation::Delivered(id, seq) => conversation::read(transaction, id, conversation::DESK, *seq),
        Operation::PruneInbox(before) => inbox::prune(transaction, *before),
        Operation::RotateSession { old, new, visitor, conversation } => {
            session::rotate(transaction, old, new, visitor, conversation)
        }
        Operation::RevokeSession(hash) => session::revoke(transaction, hash),
        Operation::Absorb { from, into } => person::absorb(transaction, from, into),
        Operation::MoveEvents { from, into, seqs } => event::move_to(transaction, from, into, seqs),
        Operation::DropConversation(id) => person::drop_conversation(transaction, id),
        Operation::BlankConversation(id, state) => person::blank_conversation(transaction, id, state),
        Operation::BlankVisitor(id) => person::blank_visitor(transaction, id),
        Operation::PruneVisitors => person::prune(transaction),
    }
}
