//! What waits for the writer: something to be done in a transaction, and somebody to be told.

use super::stopped;
use crate::store::StoreError;
use rusqlite::Connection;
use tokio::sync::oneshot;

/// What an order did to the transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It is to be kept.
    Keep,
    /// The order was wrong in itself: what it has done so far is to be undone, and nobody else's.
    Undo,
}

/// An order, whatever its answer is made of.
pub(super) trait Job: Send {
    /// Does it and keeps its answer. An error means that the transaction cannot go on.
    fn run(&mut self, transaction: &Connection) -> Result<Effect, StoreError>;

    /// Whether it is done only when nothing deleted can be found on the disk any more.
    fn scrubs(&self) -> bool;

    /// Tells who waits: the kept answer, or the failure of the whole transaction.
    fn answer(self: Box<Self>, failure: Option<&StoreError>);
}

/// An order with its answer and the way back.
pub(super) struct Order<T, W> {
    work: Option<W>,
    answer: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
    scrubs: bool,
}

impl<T, W> Order<T, W> {
    /// An order and where its answer goes.
    pub(super) fn new(work: W, reply: oneshot::Sender<Result<T, StoreError>>) -> Self {
        Self { work: Some(work), answer: None, reply, scrubs: false }
    }

    /// The same, to be done only when nothing deleted can be found on the disk any more.
    pub(super) fn scrubbing(self) -> Self {
        Self { scrubs: true, ..self }
    }
}

impl<T: Send, W: FnOnce(&Connection) -> Result<T, StoreError> + Send> Job for Order<T, W> {
    fn run(&mut self, transaction: &Connection) -> Result<Effect, StoreError> {
        // Taken, so that no order is ever done twice.
        let Some(work) = self.work.take() else { return Ok(Effect::Keep) };
        match work(transaction) {
            Ok(answer) => {
                self.answer = Some(Ok(answer));
                Ok(Effect::Keep)
            }
            // Some faults end the transaction by themselves; then there is nothing left to keep for the others.
            Err(StoreError::Broken(why)) if !transaction.is_autocommit() => {
                self.answer = Some(Err(StoreError::Broken(why)));
                Ok(Effect::Undo)
            }
            Err(error) => Err(error),
        }
    }

    fn scrubs(&self) -> bool {
        self.scrubs
    }

    fn answer(self: Box<Self>, failure: Option<&StoreError>) {
        let answer = match failure {
            Some(StoreError::Unavailable(why)) => Err(StoreError::Unavailable(why.clone())),
            Some(StoreError::Broken(why)) => Err(StoreError::Broken(why.clone())),
            None => self.answer.unwrap_or_else(|| Err(stopped())),
        };
        // Whoever asked may have gone; what was written stays written.
        let _ = self.reply.send(answer);
    }
}
