//! The connections that read.

use super::connection::Source;
use crate::store::StoreError;
use rusqlite::Connection;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// A few read-only connections, opened when first needed.
#[derive(Debug)]
pub(super) struct Readers {
    source: Source,
    idle: Mutex<Vec<Connection>>,
    /// One for each connection there may be.
    permits: Arc<Semaphore>,
}

impl Readers {
    /// At most so many connections from a source.
    pub(super) fn new(source: Source, most: usize) -> Self {
        Self { source, idle: Mutex::default(), permits: Arc::new(Semaphore::new(most.max(1))) }
    }

    /// Asks a question on a thread that may block.
    pub(super) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| closed())?;
        let readers = Arc::clone(self);
        let asked = tokio::task::spawn_blocking(move || {
            let answer = readers.ask_here(question);
            drop(permit);
            answer
        });
        asked.await.map_err(|error| StoreError::Broken(format!("a reader of the store failed: {error}")))?
    }

    fn ask_here<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.source.reader()?,
        };
        // A connection that failed is dropped: the next question gets a new one.
        let answer = question(&connection)?;
        if !self.permits.is_closed() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
        Ok(answer)
    }

    /// Closes what is idle and answers no more.
    pub(super) fn close(&self) {
        self.permits.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn closed() -> StoreError {
    StoreError::Unavailable("the store is closed".to_owned())
}
