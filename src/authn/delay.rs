//! How long whoever guesses passwords has to wait: after a few failures for nothing, each one more doubles the wait. An
//! account is never locked for good, or anybody could lock out anybody (OWASP Authentication Cheat Sheet, account lockout).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// What failures are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// An account, wherever the attempts come from.
    Account,
    /// An address, whichever accounts are tried.
    Address,
}

/// The longest wait.
const LONGEST: Duration = Duration::from_mins(15);

/// Failures are forgotten when none has followed for so long.
const MEMORY: TimeDelta = TimeDelta::hours(24);

impl Counted {
    /// How many failures cost nothing. Many people may share an address.
    const fn free(self) -> u32 {
        match self {
            Self::Account => 5,
            Self::Address => 20,
        }
    }
}

/// How long to wait from `now` before the next attempt, after `failures` the last of which was at `last`; none when it may
/// be made at once.
#[must_use]
pub fn wait_after(
    failures: u32,
    last: DateTime<Utc>,
    now: DateTime<Utc>,
    counted: Counted,
) -> Option<Duration> {
    if last <= forgotten_before(now) {
        return None;
    }
    let beyond = failures.checked_sub(counted.free())?;
    let seconds = 1_u64.checked_shl(beyond.min(20)).unwrap_or(u64::MAX);
    let whole = Duration::from_secs(seconds).min(LONGEST);
    let until = last + TimeDelta::from_std(whole).ok()?;
    (until - now).to_std().ok().filter(|wait| !wait.is_zero())
}

/// Failures the last of which was at this instant or before count no longer.
#[must_use]
pub fn forgotten_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - MEMORY
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wait(failures: u32, seconds_ago: i64, counted: Counted) -> Option<u64> {
        let now: DateTime<Utc> = "2026-11-24T04:00:00Z".parse().unwrap();
        let last = now - TimeDelta::seconds(seconds_ago);
        wait_after(failures, last, now, counted).map(|wait| wait.as_secs())
    }

    #[test]
    fn the_first_failures_are_free_and_then_each_doubles_the_wait() {
        assert_eq!(wait(4, 0, Counted::Account), None);
        assert_eq!(wait(5, 0, Counted::Account), Some(1));
        assert_eq!(wait(6, 0, Counted::Account), Some(2));
        assert_eq!(wait(10, 0, Counted::Account), Some(32));
        assert_eq!(wait(10, 30, Counted::Account), Some(2));
        assert_eq!(wait(10, 32, Counted::Account), None);
        assert_eq!(wait(19, 0, Counted::Address), None);
        assert_eq!(wait(20, 0, Counted::Address), Some(1));
    }

    #[test]
    fn the_wait_has_an_end_and_failures_are_forgotten() {
        assert_eq!(wait(u32::MAX, 0, Counted::Account), Some(900));
        assert_eq!(wait(u32::MAX, 24 * 3600, Counted::Account), None);
    }

    proptest! {
        #[test]
        fn more_failures_never_make_the_wait_shorter(failures in 0_u32..100, ago in 0_i64..1000) {
            for counted in [Counted::Account, Counted::Address] {
                prop_assert!(wait(failures, ago, counted) <= wait(failures + 1, ago, counted));
            }
        }
    }
}
