//! Requests per client and minute, held by this process alone: reads and everything else in buckets of their own. A
//! client is the account of an accepted token, else the address, which is counted by every network that may be one
//! subscriber's.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{NotUntil, Quota as Rate, RateLimiter};
use uuid::Uuid;

use crate::config::LimitSettings;
use crate::domain::subscriber::{Network, QUOTAS, networks};

/// After so many requests the clients that have been quiet are forgotten.
const TIDY_EVERY: u32 = 10_000;

/// What is left of a client's quota, for the `RateLimit` header fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The bucket's name.
    pub bucket: &'static str,
    /// Requests per minute.
    pub limit: u32,
    /// Requests that may still be made at once.
    pub remaining: u32,
}

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// Whoever is at an address.
    At(IpAddr),
    /// An account.
    Account(Uuid),
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Counted {
    Network(Network),
    Account(Uuid),
}

impl Client {
    /// Whoever is at an address; clients without an address are one.
    #[must_use]
    pub fn at(address: Option<IpAddr>) -> Self {
        Self::At(address.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)))
    }

    /// By what the client is counted, narrowest first.
    fn counted(self) -> impl Iterator<Item = Counted> {
        let (address, account) = match self {
            Self::At(address) => (Some(address), None),
            Self::Account(account) => (None, Some(Counted::Account(account))),
        };
        let networks = address.into_iter().flat_map(networks).map(Counted::Network);
        networks.chain(account)
    }
}

/// The buckets of this process.
#[derive(Debug, Default)]
pub struct Limiters {
    reads: Option<Limiter>,
    writes: Option<Limiter>,
}

impl Limiters {
    /// The buckets that the settings ask for.
    #[must_use]
    pub fn new(settings: &LimitSettings) -> Self {
        let limiter = |bucket, per_minute: Option<u32>| {
            per_minute.and_then(NonZeroU32::new).map(|limit| Limiter::new(bucket, limit))
        };
        Self {
            reads: limiter("reads", settings.reads_per_minute),
            writes: limiter("writes", settings.writes_per_minute),
        }
    }

    /// Takes one request from the client's quota: what is left, when it is limited, and the seconds to wait when it
    /// was used up already.
    pub fn take(&self, is_read: bool, client: Client) -> (Option<Quota>, Option<u32>) {
        match self.of(is_read) {
            Some(limiter) => {
                let (quota, wait) = limiter.take(client);
                (Some(quota), wait)
            }
            None => (None, None),
        }
    }

    /// What a client is told that has been refused and must still wait, without anything being taken: its quota, and the
    /// seconds. None when it may come.
    #[must_use]
    pub fn held(&self, is_read: bool, client: Client) -> Option<(Quota, u32)> {
        let limiter = self.of(is_read)?;
        limiter.wait(client).map(|wait| (limiter.quota(0), wait))
    }

    const fn of(&self, is_read: bool) -> Option<&Limiter> {
        if is_read { self.reads.as_ref() } else { self.writes.as_ref() }
    }
}

/// When a client that was refused may come again.
type HeldUntil = NotUntil<<DefaultClock as Clock>::Instant>;

/// One bucket.
#[derive(Debug)]
struct Limiter {
    bucket: &'static str,
    per_minute: NonZeroU32,
    /// In the order in which clients say by what they are counted.
    counters: [Counter; QUOTAS.len()],
}

impl Limiter {
    fn new(bucket: &'static str, per_minute: NonZeroU32) -> Self {
        let counter = |quotas| {
            Counter::new(
                NonZeroU32::new(quotas).map_or(per_minute, |n| per_minute.saturating_mul(n)),
            )
        };
        Self { bucket, per_minute, counters: QUOTAS.map(counter) }
    }

    /// What is left of a client's quota: as much as of the least of those by which it is counted.
    fn take(&self, client: Client) -> (Quota, Option<u32>) {
        // Where a wider network has used up its own, nothing is taken from its parts.
        if let Some(wait) = longest_wait(self.of(client).skip(1)) {
            return (self.quota(0), Some(wait));
        }
        let mut remaining = u32::MAX;
        // The narrowest first: what one part of a network asks for in vain is not taken from its neighbours.
        for (counter, counted) in self.of(client) {
            match counter.take(counted) {
                Ok(left) => remaining = remaining.min(left),
                Err(wait) => return (self.quota(0), Some(wait)),
            }
        }
        (self.quota(remaining), None)
    }

    /// The seconds that a client must wait that was refused; none when it may come.
    fn wait(&self, client: Client) -> Option<u32> {
        longest_wait(self.of(client))
    }

    fn of(&self, client: Client) -> impl Iterator<Item = (&Counter, Counted)> {
        self.counters.iter().zip(client.counted())
    }

    fn quota(&self, remaining: u32) -> Quota {
        Quota { bucket: self.bucket, limit: self.per_minute.get(), remaining }
    }
}

fn longest_wait<'a>(each: impl Iterator<Item = (&'a Counter, Counted)>) -> Option<u32> {
    each.filter_map(|(counter, counted)| counter.wait(counted)).max()
}

/// Requests of whatever has the same quota.
#[derive(Debug)]
struct Counter {
    rates:
        RateLimiter<Counted, DashMapStateStore<Counted>, DefaultClock, StateInformationMiddleware>,
    /// Who was refused: the rates cannot be asked without being counted up.
    held: Mutex<HashMap<Counted, HeldUntil>>,
    seen: AtomicU32,
}

impl Counter {
    fn new(per_minute: NonZeroU32) -> Self {
        let rates = RateLimiter::dashmap(Rate::per_minute(per_minute))
            .with_middleware::<StateInformationMiddleware>();
        Self { rates, held: Mutex::default(), seen: AtomicU32::new(0) }
    }

    /// Takes one request: how many more may come at once, or the seconds to wait.
    fn take(&self, counted: Counted) -> Result<u32, u32> {
        if self.seen.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.rates.retain_recent();
            self.held().retain(|_, refused| left(refused).is_some());
        }
        self.rates.check_key(&counted).map(|snapshot| snapshot.remaining_burst_capacity()).map_err(
            |refused| {
                let wait = seconds(left(&refused).unwrap_or_default());
                self.held().insert(counted, refused);
                wait
            },
        )
    }

    /// The seconds to wait for who was refused; none when it may come.
    fn wait(&self, counted: Counted) -> Option<u32> {
        self.held().get(&counted).and_then(left).map(seconds)
    }

    fn held(&self) -> MutexGuard<'_, HashMap<Counted, HeldUntil>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long it is until a client may come again; none when it may.
fn left(refused: &HeldUntil) -> Option<Duration> {
    let wait = refused.wait_time_from(DefaultClock::default().now());
    (!wait.is_zero()).then_some(wait)
}

/// Whole seconds after which the wait is over: coming back when told must succeed.
fn seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(per_minute: u32) -> Limiter {
        Limiter::new("reads", NonZeroU32::new(per_minute).unwrap())
    }

    fn at(address: &str) -> Client {
        Client::at(Some(address.parse().unwrap()))
    }

    #[test]
    fn a_client_that_used_up_its_quota_is_told_how_long_to_wait_and_others_are_not_held_up() {
        let limiter = limiter(2);
        let quota = |remaining| Quota { bucket: "reads", limit: 2, remaining };
        assert_eq!(limiter.take(at("192.0.2.1")), (quota(1), None));
        assert_eq!(limiter.take(at("192.0.2.1")), (quota(0), None));
        let (left, wait) = limiter.take(at("192.0.2.1"));
        assert_eq!(left, quota(0));
        assert!(wait.is_some_and(|wait| (1..=31).contains(&wait)));
        assert_eq!(limiter.take(at("192.0.2.2")).1, None);
        assert_eq!(limiter.take(Client::Account(Uuid::nil())).1, None);
    }

    #[test]
    fn whoever_was_refused_is_held_and_asking_takes_nothing() {
        let limiter = limiter(1);
        let (client, other) = (at("192.0.2.1"), at("192.0.2.2"));
        assert_eq!(limiter.wait(client), None);
        assert_eq!(limiter.take(client).1, None, "asking took nothing");
        assert_eq!(limiter.wait(client), None, "nothing was refused yet");
        assert!(limiter.take(client).1.is_some());
        assert!(limiter.wait(client).is_some_and(|wait| (1..=61).contains(&wait)));
        assert_eq!(limiter.wait(other), None, "others are not held up");
    }

    #[test]
    fn an_ipv6_subscriber_counts_as_one_client() {
        let limiter = limiter(1);
        assert_eq!(limiter.take(at("2001:db8:0:1::1")).1, None);
        assert!(limiter.take(at("2001:db8:0:1:ffff::2")).1.is_some());
        assert_eq!(limiter.take(at("2001:db8:0:2::1")).1, None);
    }

    /// How many of the first networks of 64 bits, counted on from `from`, may each make a request.
    fn admitted(limiter: &Limiter, from: u32, count: u32) -> usize {
        let each = (from..from + count).map(|part| at(&format!("2001:db8:1:{part:x}::1")));
        each.filter(|client| limiter.take(*client).1.is_none()).count()
    }

    #[test]
    fn whoever_has_many_networks_has_four_quotas_in_each_56_bits_and_sixteen_in_48() {
        let limiter = limiter(1);
        assert_eq!(admitted(&limiter, 0, 256), 4);
        assert_eq!(admitted(&limiter, 0x100, 256), 4);
        assert_eq!(admitted(&limiter, 0x200, 0x1000), 8);
        assert_eq!(limiter.take(at("2001:db8:2::1")).1, None, "a neighbour is not held up");
    }

    #[test]
    fn what_one_asks_for_in_vain_is_not_taken_from_its_neighbours() {
        let limiter = limiter(1);
        for _ in 0..100 {
            limiter.take(at("2001:db8:1::1"));
        }
        assert_eq!(admitted(&limiter, 1, 16), 3, "one of the four was made");
        // What is refused for its neighbours' sake costs nothing either.
        let client = at("2001:db8:1:50::1");
        assert!(limiter.take(client).1.is_some());
        let own = limiter.of(client).next().unwrap();
        assert_eq!(own.0.take(own.1), Ok(0), "its own quota was not touched");
    }

    #[test]
    fn what_is_left_is_the_least_of_all_networks() {
        let limiter = limiter(8);
        for part in 0..3 {
            for _ in 0..8 {
                limiter.take(at(&format!("2001:db8:1:{part}::1")));
            }
        }
        for _ in 0..5 {
            limiter.take(at("2001:db8:1:3::1"));
        }
        let (quota, wait) = limiter.take(at("2001:db8:1:4::1"));
        assert_eq!((quota.limit, quota.remaining, wait), (8, 2, None));
    }
}
