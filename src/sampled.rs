//! Log lines about what may happen a thousand times a minute: the first at once, then at most one a minute with how many were
//! left out, and one when it has not happened for a minute. Counting is for metrics; this only keeps the log readable.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The time between two lines, and after which a state counts as over.
const PAUSE: Duration = Duration::from_mins(1);

/// Requests found no connection, or the database did not answer them.
pub static UNAVAILABLE: Sampled = Sampled::new("the database was not available to requests");
/// The store failed a request.
pub static STORE_FAILED: Sampled = Sampled::new("the store failed requests");
/// A use case failed.
pub static DEFECT: Sampled = Sampled::new("use cases failed");
/// A handler panicked.
pub static PANICKED: Sampled = Sampled::new("handlers panicked");
/// An error without a form of its own reached the front.
pub static STRAY: Sampled = Sampled::new("errors that are not problems reached the front");
/// An export ended before its time.
pub static CUT_OFF: Sampled = Sampled::new("exports were cut off");
/// A connection to the database could not be made or used.
pub static CONNECTING: Sampled = Sampled::new("connections to the database failed");
/// A group of writes was not committed.
pub static WRITING: Sampled = Sampled::new("writes were not committed");
/// A letter was given up.
pub static GIVEN_UP: Sampled = Sampled::new("letters were given up");
/// A trusted proxy named a client that cannot be read.
pub static UNREADABLE_HOP: Sampled =
    Sampled::new("trusted proxies named clients by what is no address");

/// All of them, to be settled now and then.
pub static ALL: [&Sampled; 10] = [
    &UNAVAILABLE,
    &STORE_FAILED,
    &DEFECT,
    &PANICKED,
    &STRAY,
    &CUT_OFF,
    &CONNECTING,
    &WRITING,
    &GIVEN_UP,
    &UNREADABLE_HOP,
];

/// A state in which the same happens again and again.
#[derive(Debug)]
pub struct Sampled {
    what: &'static str,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// When it last happened, and when that was last written; none while it is over.
    since: Option<(Instant, Instant)>,
    left_out: u64,
}

impl Sampled {
    /// A state that has not come up yet; `what` is said of it when it is over.
    #[must_use]
    pub const fn new(what: &'static str) -> Self {
        Self { what, state: Mutex::new(State { since: None, left_out: 0 }) }
    }

    /// It happened. When a line is to be written of it: how often it happened since the last one without a line.
    pub fn happened(&self) -> Option<u64> {
        self.happened_at(Instant::now())
    }

    /// Writes that it is over, when it has not happened for a minute.
    pub fn settle(&self) {
        if let Some(left_out) = self.over_at(Instant::now()) {
            tracing::info!(left_out, "over for a minute: {}", self.what);
        }
    }

    fn happened_at(&self, now: Instant) -> Option<u64> {
        let mut state = self.state();
        match state.since {
            Some((_, written)) if now.duration_since(written) < PAUSE => {
                state.since = Some((now, written));
                state.left_out += 1;
                None
            }
            _ => {
                state.since = Some((now, now));
                Some(std::mem::take(&mut state.left_out))
            }
        }
    }

    /// Ends a state that has come to rest; gives what was left out since its last line.
    fn over_at(&self, now: Instant) -> Option<u64> {
        let mut state = self.state();
        let (happened, _) = state.since?;
        if now.duration_since(happened) < PAUSE {
            return None;
        }
        state.since = None;
        Some(std::mem::take(&mut state.left_out))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn the_first_is_written_at_once_and_then_one_a_minute_with_what_was_left_out() {
        let (state, start) = (Sampled::new("it happened"), Instant::now());
        assert_eq!(state.happened_at(start), Some(0));
        for second in 1..60 {
            assert_eq!(state.happened_at(after(start, second)), None, "second {second}");
        }
        assert_eq!(state.happened_at(after(start, 60)), Some(59));
        assert_eq!(state.happened_at(after(start, 61)), None);
        assert_eq!(state.happened_at(after(start, 120)), Some(1));
    }

    #[test]
    fn its_end_is_written_once_when_it_has_not_happened_for_a_minute() {
        let (state, start) = (Sampled::new("it happened"), Instant::now());
        assert_eq!(state.over_at(after(start, 600)), None, "it has not come up");
        state.happened_at(start);
        state.happened_at(after(start, 30));
        assert_eq!(state.over_at(after(start, 89)), None);
        assert_eq!(state.over_at(after(start, 90)), Some(1));
        assert_eq!(state.over_at(after(start, 600)), None);
        assert_eq!(state.happened_at(after(start, 91)), Some(0), "it begins anew");
    }
}
