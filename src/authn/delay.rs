//! How long whoever guesses passwords has to wait. Nobody can keep an account's owner out: what somebody else gets wrong
//! elsewhere never binds an address from which the account has signed in (OWASP Authentication Cheat Sheet, account lockout).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::authn::rotation::PUT_BACK;

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
    /// How long to wait from `now` before the next attempt; none when it may be made at once. A failure that was noted by a
    /// clock which has been put back since binds nobody, or else it would until that time comes.
    #[must_use]
    pub fn wait(self, failures: &Failures, now: DateTime<Utc>) -> Option<Duration> {
        if !self.still_counts(failures, now) || failures.last > now + PUT_BACK {
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

    /// What is remembered after one more failure at `now`. Instants never become earlier, also when the failures come in another
    /// order than their requests.
    #[must_use]
    pub fn after_another(self, failures: Option<&Failures>, now: DateTime<Utc>) -> Failures {
        let counted = failures.filter(|known| known.count > 0 && self.still_counts(known, now));
        let Some(Failures { count, since, last }) = counted.copied() else {
            return Failures { count: 1, since: now, last: now };
        };
        let last = if last > now + PUT_BACK { now } else { last.max(now) };
        Failures { count: count.saturating_add(1), since, last }
    }

    fn still_counts(self, failures: &Failures, now: DateTime<Utc>) -> bool {
        match self {
            Self::AccountAtAddress => failures.last > forgotten_before(now),
            Self::Account => failures.since <= now + PUT_BACK && now < failures.since + WINDOW,
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
    fn a_failure_that_a_clock_noted_which_was_put_back_binds_nobody() {
        for counted in [AccountAtAddress, Account] {
            assert_eq!(wait(counted, u32::MAX, -61, -61), None);
            assert_eq!(wait(counted, u32::MAX, 10, -61), None);
        }
    }

    #[test]
    fn requests_that_overtake_each_other_are_no_clock_that_was_put_back() {
        assert_eq!(wait(AccountAtAddress, 10, -5, -5), Some(37), "32 seconds from the last one");
        assert_eq!(wait(Account, 100, -5, -5), Some(3605));
        let later = now() + TimeDelta::seconds(5);
        let known = Failures { count: 7, since: later, last: later };
        for counted in [AccountAtAddress, Account] {
            let after = counted.after_another(Some(&known), now());
            assert_eq!(after, Failures { count: 8, ..known }, "nothing becomes earlier");
        }
    }

    #[test]
    fn failures_are_counted_together_until_they_are_forgotten_or_their_hour_is_over() {
        let ago = |seconds| now() - TimeDelta::seconds(seconds);
        let first = Failures { count: 1, since: now(), last: now() };
        let known = Failures { count: 7, since: ago(3600), last: ago(10) };
        let together = Failures { count: 8, since: ago(3600), last: now() };
        assert_eq!(AccountAtAddress.after_another(Some(&known), now()), together);
        assert_eq!(Account.after_another(Some(&known), now()), first);
        let ahead = Failures { count: 7, since: ago(-3600), last: ago(-3600) };
        let together = Failures { count: 8, since: ago(-3600), last: now() };
        assert_eq!(AccountAtAddress.after_another(Some(&ahead), now()), together);
        assert_eq!(Account.after_another(Some(&ahead), now()), first);
        assert_eq!(Account.after_another(None, now()), first);
        let taken_back = Failures { count: 0, since: ago(60), last: ago(60) };
        assert_eq!(Account.after_another(Some(&taken_back), now()), first);
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
                prop_assert!(more.is_none_or(|wait| wait <= longest + 60));
            }
        }
    }
}
