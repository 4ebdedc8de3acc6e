//! How long whoever guesses passwords has to wait. Nobody can keep an account's owner out: what somebody else gets wrong
//! elsewhere never binds an address from which the account has signed in (OWASP Authentication Cheat Sheet, account lockout).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// What failures are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// An account as tried from one address: after a few failures each one more doubles the wait.
    AccountAtAddress,
    /// An account, wherever the attempts come from: so many an hour.
    Account,
}

/// The failures of one subject that are remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// The first of them.
    pub since: DateTime<Utc>,
    /// The last of them.
    pub last: DateTime<Utc>,
}

/// How many failures cost nothing at one address.
const FREE: u32 = 5;

/// The longest wait at one address.
const LONGEST: Duration = Duration::from_mins(15);

/// Failures at one address are forgotten when none has followed for so long.
const MEMORY: TimeDelta = TimeDelta::hours(24);

/// So many failures of an account are let through in one [`WINDOW`].
const PER_WINDOW: u32 = 100;

/// The hour that begins with the first failure counted in it.
const WINDOW: TimeDelta = TimeDelta::hours(1);

/// The most addresses that are kept of one account.
pub const KNOWN_ADDRESSES: i64 = 20;

/// An address is known for so long after the account has signed in from it.
const KNOWN_FOR: TimeDelta = TimeDelta::days(90);

impl Counted {
    /// How long to wait from `now` before the next attempt; none when it may be made at once. A failure that lies in the
    /// future was noted by a clock that has been put back since: it binds nobody, or else it would until that time comes.
    #[must_use]
    pub fn wait(self, failures: &Failures, now: DateTime<Utc>) -> Option<Duration> {
        if !self.still_counts(failures, now) || failures.last > now {
            return None;
        }
        let until = match self {
            Self::AccountAtAddress => {
                let beyond = failures.count.checked_sub(FREE)?;
                let seconds = 1_u64.checked_shl(beyond.min(20)).unwrap_or(u64::MAX);
                failures.last + Duration::from_secs(seconds).min(LONGEST)
            }
            Self::Account if failures.count < PER_WINDOW => return None,
            Self::Account => failures.since + WINDOW,
        };
        (until - now).to_std().ok().filter(|wait| !wait.is_zero())
    }

    /// Whether the next failure is counted together with these.
    #[must_use]
    pub fn still_counts(self, failures: &Failures, now: DateTime<Utc>) -> bool {
        match self {
            Self::AccountAtAddress => failures.last > forgotten_before(now),
            Self::Account => failures.since <= now && now < failures.since + WINDOW,
        }
    }
}

/// Failures the last of which was at this instant or before say nothing any more.
#[must_use]
pub fn forgotten_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - MEMORY
}

/// An address from which an account signed in at this instant or before is not known to it any more.
#[must_use]
pub fn unknown_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - KNOWN_FOR
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Counted::{Account, AccountAtAddress};
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-24T04:00:00Z".parse().unwrap()
    }

    /// The wait after so many failures, the first and the last of them so many seconds ago.
    fn wait(counted: Counted, count: u32, first: i64, last: i64) -> Option<u64> {
        let ago = |seconds| now() - TimeDelta::seconds(seconds);
        let failures = Failures { count, since: ago(first), last: ago(last) };
        counted.wait(&failures, now()).map(|wait| wait.as_secs())
    }

    #[test]
    fn at_one_address_the_first_failures_are_free_and_then_each_doubles_the_wait() {
        for (count, last, expected) in [
            (4, 0, None),
            (5, 0, Some(1)),
            (6, 0, Some(2)),
            (10, 0, Some(32)),
            (10, 30, Some(2)),
            (10, 32, None),
            (u32::MAX, 0, Some(900)),
            (u32::MAX, 24 * 3600, None),
        ] {
            assert_eq!(wait(AccountAtAddress, count, last, last), expected, "{count} {last}");
        }
    }

    #[test]
    fn an_account_has_a_hundred_failures_an_hour() {
        for (count, first, expected) in [
            (99, 0, None),
            (100, 0, Some(3600)),
            (100, 3000, Some(600)),
            (100, 3600, None),
            (u32::MAX, 10, Some(3590)),
        ] {
            assert_eq!(wait(Account, count, first, 0), expected, "{count} {first}");
        }
    }

    #[test]
    fn a_failure_that_lies_in_the_future_binds_nobody() {
        for counted in [AccountAtAddress, Account] {
            assert_eq!(wait(counted, u32::MAX, -1, -1), None);
            assert_eq!(wait(counted, u32::MAX, 10, -1), None);
        }
    }

    proptest! {
        #[test]
        fn more_failures_never_make_the_wait_shorter_and_it_has_an_end(
            count in 0_u32..200,
            first in 0_i64..5000,
            last in -5000_i64..5000,
        ) {
            for (counted, longest) in [(AccountAtAddress, 900), (Account, 3600)] {
                let (less, more) = (wait(counted, count, first, last), wait(counted, count + 1, first, last));
                prop_assert!(less <= more);
                prop_assert!(more.is_none_or(|wait| wait <= longest));
            }
        }
    }
}
