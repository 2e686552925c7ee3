//! What belongs to a person: all of it becomes another's, or goes, or is listed.

use super::conversation::{COLUMNS, read_row};
use super::statement::{all, at_most, execute};
use super::word as words;
use crate::clock::Moment;
use crate::store::{ConversationRow, Identity, IdentityKind, StoreError, VisitorId};
use baton_protocol::{ConversationId, Stage};
use rusqlite::{Connection, Result, params};

/// Makes all that is one visitor's another's; the one is no more.
pub(super) fn absorb(transaction: &Connection, from: &VisitorId, into: &VisitorId) -> Result<(), StoreError> {
    for sql in [
        "UPDATE conversation SET visitor = ?2 WHERE visitor = ?1",
        "UPDATE session SET visitor = ?2 WHERE visitor = ?1",
        "UPDATE identity SET visitor = ?2 WHERE visitor = ?1",
    ] {
        execute(transaction, sql, [from.0.as_str(), into.0.as_str()])?;
    }
    execute(transaction, "DELETE FROM visitor WHERE id = ?1", [from.0.as_str()])?;
    Ok(())
}

/// Raw events of the desks' conversations that one of ours is linked to, whether they are named by them or only speak of
/// them.
const FORGET_INBOX: &str = "DELETE FROM inbox WHERE EXISTS (SELECT 1 FROM link WHERE link.conversation = ?1
     AND link.account = inbox.account AND (link.remote = inbox.remote OR instr(inbox.raw, link.remote) > 0))";

/// Forgets a conversation and what hangs on it. The bytes of its files lie elsewhere.
pub(super) fn drop_conversation(transaction: &Connection, id: &ConversationId) -> Result<(), StoreError> {
    for sql in [
        FORGET_INBOX,
        "DELETE FROM work WHERE conversation = ?1",
        "DELETE FROM event WHERE conversation = ?1",
        "DELETE FROM link WHERE conversation = ?1",
        "DELETE FROM file WHERE conversation = ?1",
        "DELETE FROM reader WHERE conversation = ?1",
        "DELETE FROM session WHERE conversation = ?1",
        "DELETE FROM conversation WHERE id = ?1",
    ] {
        execute(transaction, sql, [id.as_str()])?;
    }
    Ok(())
}

/// Blanks a conversation and forgets what hangs on it.
pub(super) fn blank_conversation(transaction: &Connection, id: &ConversationId, state: &str) -> Result<(), StoreError> {
    for sql in [
        FORGET_INBOX,
        "DELETE FROM work WHERE conversation = ?1",
        // The word that the protocol has for it, of the event itself.
        "UPDATE event SET body = printf('{\"redacted\":{\"seq\":%d}}', seq) WHERE conversation = ?1",
        "UPDATE link SET state = '', open = 0, echo_due = NULL WHERE conversation = ?1",
        "DELETE FROM file WHERE conversation = ?1",
        "DELETE FROM session WHERE conversation = ?1",
    ] {
        execute(transaction, sql, [id.as_str()])?;
    }
    execute(
        transaction,
        "UPDATE conversation SET state = ?3, stage = ?2, version = version + 1 WHERE id = ?1",
        [id.as_str(), words::of_stage(Stage::Ended), state],
    )?;
    Ok(())
}

/// Forgets who a visitor is.
pub(super) fn blank_visitor(transaction: &Connection, id: &VisitorId) -> Result<(), StoreError> {
    for sql in [
        "UPDATE visitor SET profile = '{}' WHERE id = ?1",
        "DELETE FROM identity WHERE visitor = ?1",
        "DELETE FROM session WHERE visitor = ?1",
    ] {
        execute(transaction, sql, [id.0.as_str()])?;
    }
    Ok(())
}

/// Forgets visitors who have nothing here any more.
pub(super) fn prune(transaction: &Connection) -> Result<(), StoreError> {
    let gone =
        "SELECT id FROM visitor WHERE NOT EXISTS (SELECT 1 FROM conversation WHERE conversation.visitor = visitor.id)
                AND NOT EXISTS (SELECT 1 FROM session WHERE session.visitor = visitor.id)";
    execute(transaction, &format!("DELETE FROM identity WHERE visitor IN ({gone})"), [])?;
    execute(transaction, &format!("DELETE FROM visitor WHERE id IN ({gone})"), [])?;
    Ok(())
}

/// Who a visitor is known to be, and where.
pub(super) fn identities(connection: &Connection, id: &VisitorId) -> Result<Vec<Identity>> {
    let sql = "SELECT realm, kind, value FROM identity WHERE visitor = ?1 ORDER BY realm, kind, value";
    let rows = all(connection, sql, [id.0.as_str()], |row| {
        let kind = IdentityKind::of_word(&row.get::<_, String>("kind")?);
        Ok((row.get("realm")?, kind, row.get("value")?))
    })?;
    // A kind of a newer version is nothing this one could tell.
    Ok(rows.into_iter().filter_map(|(realm, kind, value)| Some(Identity { realm, kind: kind?, value })).collect())
}

/// Visitors with a conversation on a site and their profiles, in the order of their ids.
pub(super) fn of_site(
    connection: &Connection,
    site: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<(VisitorId, String)>> {
    let sql = "SELECT id, profile FROM visitor WHERE id > ?2 AND EXISTS
               (SELECT 1 FROM conversation WHERE conversation.visitor = visitor.id AND site = ?1) ORDER BY id LIMIT ?3";
    all(connection, sql, params![site, after, at_most(limit)], |row| {
        Ok((VisitorId(row.get("id")?), row.get("profile")?))
    })
}

/// A site's conversations of which nothing was heard since the moment.
pub(super) fn idle(connection: &Connection, site: &str, since: Moment, limit: usize) -> Result<Vec<ConversationRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM conversation WHERE site = ?1 AND began_at < ?2 AND NOT EXISTS
         (SELECT 1 FROM event WHERE event.conversation = conversation.id AND event.seq = head AND event.at >= ?2)
         ORDER BY began_at LIMIT ?3"
    );
    all(connection, &sql, params![site, since.0, at_most(limit)], read_row)
}
