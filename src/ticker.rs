//! Doing something again and again on a thread of its own, until it is dropped. Knows nothing of what is done.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A running repetition; dropping it ends it after the turn under way, and waits for that.
#[derive(Debug)]
pub struct Ticker {
    name: &'static str,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Does `tick` every `interval`, first after one interval.
    ///
    /// # Errors
    /// When the machine refuses another thread.
    pub fn start(
        name: &'static str,
        interval: Duration,
        mut tick: impl FnMut() + Send + 'static,
    ) -> std::io::Result<Self> {
        let (stop, stopped) = channel();
        let thread = thread::Builder::new().name(name.into()).spawn(move || {
            while stopped.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) {
                // One failure must not end what is to go on for ever.
                if catch_unwind(AssertUnwindSafe(&mut tick)).is_err() {
                    tracing::error!("a repeated task panicked; it goes on with its next turn");
                }
            }
        })?;
        Ok(Self { name, stop: Some(stop), thread: Some(thread) })
    }

    /// What it was named.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Ends it after the turn under way; waits for nothing.
    pub fn tell(&mut self) {
        self.stop = None;
    }

    /// Whether it has ended.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Ends it after the turn under way, without waiting for that.
    pub fn leave(mut self) {
        self.thread = None;
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
