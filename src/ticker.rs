//! Doing something again and again on a thread of its own, until it is dropped. Knows nothing of what is done.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// When turns come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// One after each interval, and when a hand asks for one.
    Timed,
    /// When a hand asks for one and never by themselves: what happens when is then for a test to say.
    ByHand,
}

/// What a ticker is told.
enum Word {
    /// Have a turn now, and say when it is over.
    Turn(Sender<()>),
    /// No turn any more.
    End,
}

/// A running repetition; dropping it ends it after the turn under way, and waits for that.
#[derive(Debug)]
pub struct Ticker {
    hand: Hand,
    thread: Option<JoinHandle<()>>,
}

/// Asks a ticker for turns out of their time.
#[derive(Debug, Clone)]
pub struct Hand {
    name: &'static str,
    words: Sender<Word>,
}

impl Hand {
    /// What the ticker was named.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Has a whole turn done from now on and waits for its end; one that is under way already does not count. Gives
    /// whether there was one: there is none once the ticker has been told to end.
    #[must_use]
    pub fn turn(&self) -> bool {
        let (done, over) = channel();
        self.words.send(Word::Turn(done)).is_ok() && over.recv().is_ok()
    }
}

impl Ticker {
    /// Does `tick` every `interval`, first after one interval, or by hand alone.
    ///
    /// # Errors
    /// When the machine refuses another thread.
    pub fn start(
        name: &'static str,
        interval: Duration,
        pace: Pace,
        mut tick: impl FnMut() + Send + 'static,
    ) -> std::io::Result<Self> {
        let (words, heard) = channel();
        let thread = thread::Builder::new().name(name.into()).spawn(move || {
            let mut turn = || {
                // One failure must not end what is to go on for ever.
                if catch_unwind(AssertUnwindSafe(&mut tick)).is_err() {
                    tracing::error!("a repeated task panicked; it goes on with its next turn");
                }
            };
            loop {
                let word = match pace {
                    Pace::Timed => heard.recv_timeout(interval),
                    Pace::ByHand => heard.recv().map_err(|_| RecvTimeoutError::Disconnected),
                };
                match word {
                    Err(RecvTimeoutError::Timeout) => turn(),
                    Ok(Word::Turn(done)) => {
                        turn();
                        // Whoever asked may have gone.
                        done.send(()).ok();
                    }
                    Ok(Word::End) | Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        })?;
        Ok(Self { hand: Hand { name, words }, thread: Some(thread) })
    }

    /// What it was named.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.hand.name
    }

    /// What asks it for turns.
    #[must_use]
    pub fn hand(&self) -> Hand {
        self.hand.clone()
    }

    /// Ends it after the turn under way; waits for nothing.
    pub fn tell(&mut self) {
        // One that has ended hears nothing.
        self.hand.words.send(Word::End).ok();
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
        self.tell();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// A ticker that counts its turns, and panics at the second.
    fn counting(pace: Pace, interval: Duration) -> (Ticker, Arc<AtomicU32>) {
        let turns = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&turns);
        let tick = move || {
            assert_ne!(counted.fetch_add(1, Ordering::SeqCst), 1, "the second turn fails");
        };
        (Ticker::start("counting", interval, pace, tick).unwrap(), turns)
    }

    #[test]
    fn a_turn_by_hand_is_over_when_that_is_said() {
        for pace in [Pace::ByHand, Pace::Timed] {
            let (ticker, turns) = counting(pace, Duration::from_hours(1));
            let hand = ticker.hand();
            assert_eq!((hand.name(), turns.load(Ordering::SeqCst)), ("counting", 0));
            for turn in 1..=3 {
                assert!(hand.turn(), "also after one that failed");
                assert_eq!(turns.load(Ordering::SeqCst), turn);
            }
            drop(ticker);
            assert!(!hand.turn(), "a ticker that is gone has no turns, and keeps nobody waiting");
            assert_eq!(turns.load(Ordering::SeqCst), 3);
        }
    }

    #[test]
    fn turns_come_by_themselves_after_each_interval() {
        let (told, heard) = channel();
        let tick = move || told.send(()).unwrap();
        let ticker = Ticker::start("timed", Duration::from_millis(1), Pace::Timed, tick).unwrap();
        for _ in 0..3 {
            heard.recv().unwrap();
        }
        drop(ticker);
    }
}
