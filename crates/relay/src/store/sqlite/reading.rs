//! Reading a data folder beside whoever writes there: what was committed, and nothing else.

use super::connection::{Source, check_library};
use super::error::OpenError;
use super::statement::moment;
use super::{FILE, SqliteOptions};
use crate::clock::Moment;
use crate::store::StoreError;
use baton_protocol::ConversationId;
use rusqlite::params;
use std::path::Path;

/// A data folder that is only read. It needs no lock: the relay may run.
#[derive(Debug)]
pub struct Reading {
    source: Source,
}

/// An event of some conversation.
#[derive(Clone, Debug)]
pub struct ReadEvent {
    /// The site's name.
    pub site: String,
    /// The conversation.
    pub conversation: ConversationId,
    /// When.
    pub at: Moment,
    /// The body, as it is stored.
    pub body: String,
}

impl Reading {
    /// Opens it.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        check_library()?;
        let file = folder.join(FILE);
        if !file.exists() {
            return Err(StoreError::Unavailable(format!("{} is not there", file.display())).into());
        }
        Ok(Self { source: Source::new(file, SqliteOptions::default().busy) })
    }

    /// Visits every event from one moment to another, conversation by conversation, each in its order.
    pub fn events(&self, from: Moment, to: Moment, mut visit: impl FnMut(ReadEvent)) -> Result<(), StoreError> {
        let reader = self.source.reader()?;
        let mut statement = reader.prepare(
            "SELECT conversation.site AS site, event.conversation AS conversation, event.at AS at, event.body AS body
             FROM event JOIN conversation ON conversation.id = event.conversation
             WHERE event.at >= ?1 AND event.at < ?2 ORDER BY event.conversation, event.seq",
        )?;
        let mut rows = statement.query(params![from.0, to.0])?;
        while let Some(row) = rows.next()? {
            visit(ReadEvent {
                site: row.get("site")?,
                conversation: ConversationId::new(row.get::<_, String>("conversation")?),
                at: moment(row, "at")?,
                body: row.get("body")?,
            });
        }
        Ok(())
    }
}
