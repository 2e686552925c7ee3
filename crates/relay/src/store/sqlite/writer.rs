//! The thread that writes, and group commit.

mod order;

use super::connection::Source;
use super::folder::FolderLock;
use super::statement::execute;
use super::{claim, lease};
use crate::store::StoreError;
use order::{Effect, Job, Order};
use rusqlite::{Connection, TransactionBehavior};
use std::thread::{self, JoinHandle};
use tokio::sync::{mpsc, oneshot};

/// Orders done in one transaction at most. More would share the fsync no better and keep the first ones waiting.
const GROUP: usize = 128;

/// The way to the writing thread.
#[derive(Debug)]
pub(super) struct Writer {
    /// None once it is told to finish.
    queue: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread; it keeps the connection and the folder's lock for as long as it lives.
    pub(super) fn start(
        source: Source,
        connection: Connection,
        lock: FolderLock,
        queue: usize,
    ) -> Result<Self, StoreError> {
        let mut pen = Pen::new(source, connection)?;
        let (sender, mut receiver) = mpsc::channel(queue.max(1));
        let write = move || {
            let mut jobs = Vec::with_capacity(GROUP);
            while receiver.blocking_recv_many(&mut jobs, GROUP) > 0 {
                pen.group(&mut jobs);
            }
            // In this order: the folder is free when nothing here can write any more.
            drop(pen);
            drop(lock);
        };
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(write)
            .map_err(|error| StoreError::Unavailable(format!("no thread for the store: {error}")))?;
        Ok(Self { queue: Some(sender), thread: Some(thread) })
    }

    /// Orders something to be written; returns once it is on disk or known not to be done. Whoever stops waiting does
    /// not stop the writing.
    pub(super) async fn order<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or_else(stopped)?;
        queue.send(Box::new(Order::new(work, reply))).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }

    /// Empties the write-ahead log into the database, so that nothing of what was overwritten there is left in the log.
    pub(super) async fn scrub(&self) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or_else(stopped)?;
        let order = Order::new(|_: &Connection| Ok(()), reply).scrubbing();
        queue.send(Box::new(order)).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }

    /// Waits for what is queued to be written and for the thread to end.
    pub(super) fn finish(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the store's writer ended by a fault of its own");
        }
    }
}

fn stopped() -> StoreError {
    StoreError::Unavailable("the store's writer has stopped".to_owned())
}

/// The writing side of the database.
#[derive(Debug)]
struct Pen {
    source: Source,
    /// None after a failure, until the next group.
    connection: Option<Connection>,
    /// The newest fence that a claimer was told of.
    told: i64,
    /// Whether a transaction failed and nobody has looked since at what came of it.
    unsure: bool,
}

impl Pen {
    fn new(source: Source, connection: Connection) -> Result<Self, StoreError> {
        let told = lease::fence(&connection)?;
        Ok(Self { source, connection: Some(connection), told, unsure: false })
    }

    /// Does orders in one transaction and answers each once that is durable. When it fails all of them are told.
    fn group(&mut self, jobs: &mut Vec<Box<dyn Job>>) {
        let written = self.write(jobs);
        if let Err(error) = &written {
            tracing::error!(orders = jobs.len(), %error, "the store could not commit");
            self.connection = None;
            self.unsure = true;
        }
        let scrubs = written.is_ok() && jobs.iter().any(|job| job.scrubs());
        let scrubbed = if scrubs { self.scrub() } else { Ok(()) };
        for job in jobs.drain(..) {
            let own = scrubbed.as_ref().err().filter(|_| job.scrubs());
            job.answer(written.as_ref().err().or(own));
        }
    }

    fn scrub(&self) -> Result<(), StoreError> {
        let Some(connection) = &self.connection else { return Err(stopped()) };
        // Waits for readers that still look at an older state, as any statement does for a lock.
        let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        let error =
            || StoreError::Unavailable("another program reads the database: its log cannot be emptied".to_owned());
        if busy { Err(error()) } else { Ok(()) }
    }

    fn write(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(self.source.writer()?),
        };
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if self.unsure {
            let released = claim::release_untold(&transaction, self.told)?;
            tracing::info!(released, "the store's writer is back");
        }
        for job in jobs {
            in_savepoint(&transaction, job.as_mut())?;
        }
        let told = lease::fence(&transaction)?;
        transaction.commit()?;
        (self.told, self.unsure) = (told, false);
        Ok(())
    }
}

/// Does one order. One that was wrong in itself is undone alone; an error here is the whole transaction's.
fn in_savepoint(transaction: &Connection, job: &mut dyn Job) -> Result<(), StoreError> {
    execute(transaction, "SAVEPOINT one", [])?;
    if job.run(transaction)? == Effect::Undo {
        execute(transaction, "ROLLBACK TO one", [])?;
    }
    execute(transaction, "RELEASE one", [])?;
    Ok(())
}

#[cfg(test)]
mod tests;
