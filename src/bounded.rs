//! Blocking work off the request threads, never more of it at once than was agreed. Knows nothing of what is done.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, TryAcquireError};

/// So many pieces of work at once; whoever comes while all are taken waits a while, then is turned away.
#[derive(Debug, Clone)]
pub struct Bounded {
    permits: Arc<Semaphore>,
    patience: Duration,
}

/// Why a piece of work was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Busy {
    /// No place became free in time.
    #[error("every place is taken")]
    Saturated,
    /// The work gave up half way: a defect.
    #[error("the work was given up: {0}")]
    GivenUp(String),
}

impl Bounded {
    /// At most `at_once` pieces of work; one more waits `patience` for its turn.
    #[must_use]
    pub fn new(at_once: usize, patience: Duration) -> Self {
        Self { permits: Arc::new(Semaphore::new(at_once)), patience }
    }

    /// Does `work` on a thread of its own as soon as there is a place.
    ///
    /// # Errors
    /// As [`Busy`].
    #[expect(clippy::disallowed_methods, reason = "the one home of blocking work for requests")]
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let permit = match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => permit,
            Err(TryAcquireError::NoPermits) => {
                let waiting = Arc::clone(&self.permits).acquire_owned();
                tokio::time::timeout(self.patience, waiting)
                    .await
                    .map_err(|_| Busy::Saturated)?
                    .map_err(|_| Busy::Saturated)?
            }
            Err(TryAcquireError::Closed) => return Err(Busy::Saturated),
        };
        // The place is free again when the work has ended, not when whoever asked for it has gone.
        let working = move || {
            let _permit = permit;
            work()
        };
        tokio::task::spawn_blocking(working).await.map_err(|error| Busy::GivenUp(error.to_string()))
    }
}
