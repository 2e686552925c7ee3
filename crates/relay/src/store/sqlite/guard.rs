//! Guards, checked inside the transaction: what an earlier commit of the same transaction did counts.

use super::statement::{exists, number};
use super::{conversation, event, file, identity, session};
use crate::store::{EventRow, Guard, Outcome, StoreError};
use rusqlite::{Connection, Result, params};

/// What a look at a guard found.
enum Finding {
    Holds,
    Fails,
    /// It fails because of this event.
    Taken(Box<EventRow>),
}

impl From<bool> for Finding {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}

/// The refusal of the first guard that does not hold.
pub(super) fn refusal(transaction: &Connection, guards: &[Guard]) -> Result<Option<Outcome>, StoreError> {
    for guard in guards {
        let existing = match look(transaction, guard)? {
            Finding::Holds => continue,
            Finding::Fails => None,
            Finding::Taken(event) => Some(event),
        };
        return Ok(Some(Outcome::Refused { guard: guard.clone(), existing }));
    }
    Ok(None)
}

fn look(transaction: &Connection, guard: &Guard) -> Result<Finding> {
    Ok(match guard {
        Guard::Version(id, version) => exists(
            transaction,
            "SELECT 1 FROM conversation WHERE id = ?1 AND version = ?2",
            params![id.as_str(), number(*version)],
        )?
        .into(),
        Guard::Stage(id, stages) => {
            let now = conversation::stage(transaction, id)?;
            now.is_some_and(|now| stages.contains(&now)).into()
        }
        Guard::Held(id, fence) => exists(
            transaction,
            "SELECT 1 FROM work WHERE id = ?1 AND state = 'running' AND fence = ?2",
            params![id.0, fence],
        )?
        .into(),
        Guard::Head(id, head) => exists(
            transaction,
            "SELECT 1 FROM conversation WHERE id = ?1 AND head = ?2",
            params![id.as_str(), number(*head)],
        )?
        .into(),
        Guard::Profile(visitor, profile) => exists(
            transaction,
            "SELECT 1 FROM visitor WHERE id = ?1 AND profile = ?2",
            [visitor.0.as_str(), profile.as_str()],
        )?
        .into(),
        Guard::ClientFree(id, client) => match event::of_client(transaction, id, client)? {
            Some(event) => Finding::Taken(Box::new(event)),
            None => Finding::Holds,
        },
        Guard::SourceFree(key) => {
            (!exists(transaction, "SELECT 1 FROM event WHERE source_key = ?1", params![key])?).into()
        }
        Guard::Session(hash, visitor, conversation) => session::is(transaction, hash, visitor, conversation)?.into(),
        Guard::SessionLives(hash) => session::row(transaction, hash)?.is_some().into(),
        Guard::IdentityFree(who) => identity::visitor(transaction, who)?.is_none().into(),
        Guard::LaneEmpty(id, lane) => (!exists(
            transaction,
            "SELECT 1 FROM work WHERE conversation = ?1 AND lane = ?2",
            [id.as_str(), lane.word()],
        )?)
        .into(),
        Guard::Unclaimed(id, files) => {
            for file in files {
                if !file::is_unclaimed(transaction, id, file)? {
                    return Ok(Finding::Fails);
                }
            }
            Finding::Holds
        }
    })
}
