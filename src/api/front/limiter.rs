//! Requests per client and minute, held by this process alone: reads and everything else in buckets of their own. A
//! client is the account of an accepted token, else the subscriber of the address.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota as Rate, RateLimiter};
use uuid::Uuid;

use crate::config::LimitSettings;
use crate::domain::subscriber::subscriber;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Client {
    /// A subscriber, by the address that stands for it.
    Subscriber(IpAddr),
    /// An account.
    Account(Uuid),
}

impl Client {
    /// The subscriber that an address belongs to; clients without an address are one.
    #[must_use]
    pub fn at(address: Option<IpAddr>) -> Self {
        Self::Subscriber(subscriber(address.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED))))
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
        let limiter = if is_read { &self.reads } else { &self.writes };
        match limiter {
            Some(limiter) => {
                let (quota, wait) = limiter.take(client);
                (Some(quota), wait)
            }
            None => (None, None),
        }
    }
}

/// One bucket.
#[derive(Debug)]
struct Limiter {
    bucket: &'static str,
    per_minute: NonZeroU32,
    counted:
        RateLimiter<Client, DashMapStateStore<Client>, DefaultClock, StateInformationMiddleware>,
    seen: AtomicU32,
}

impl Limiter {
    fn new(bucket: &'static str, per_minute: NonZeroU32) -> Self {
        let counted = RateLimiter::dashmap(Rate::per_minute(per_minute))
            .with_middleware::<StateInformationMiddleware>();
        Self { bucket, per_minute, counted, seen: AtomicU32::new(0) }
    }

    fn take(&self, client: Client) -> (Quota, Option<u32>) {
        if self.seen.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.counted.retain_recent();
        }
        match self.counted.check_key(&client) {
            Ok(snapshot) => (self.quota(snapshot.remaining_burst_capacity()), None),
            Err(refused) => {
                let wait = refused.wait_time_from(DefaultClock::default().now()).as_secs();
                (self.quota(0), Some(u32::try_from(wait).unwrap_or(u32::MAX).saturating_add(1)))
            }
        }
    }

    fn quota(&self, remaining: u32) -> Quota {
        Quota { bucket: self.bucket, limit: self.per_minute.get(), remaining }
    }
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
    fn an_ipv6_subscriber_counts_as_one_client() {
        let limiter = limiter(1);
        assert_eq!(limiter.take(at("2001:db8:0:1::1")).1, None);
        assert!(limiter.take(at("2001:db8:0:1:ffff::2")).1.is_some());
        assert_eq!(limiter.take(at("2001:db8:0:2::1")).1, None);
    }
}
