//! Reads per client address and minute, held by this process alone. IPv6 clients count by their /64, which one
//! subscriber has to itself.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota as Rate, RateLimiter};

/// After so many requests the addresses that have been quiet are forgotten.
const TIDY_EVERY: u32 = 10_000;

/// What is left of a client's quota, for the `RateLimit` header fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Reads per minute.
    pub limit: u32,
    /// Reads that may still be made at once.
    pub remaining: u32,
}

/// Counts reads.
#[derive(Debug)]
pub struct ReadLimiter {
    per_minute: NonZeroU32,
    limiter:
        RateLimiter<IpAddr, DashMapStateStore<IpAddr>, DefaultClock, StateInformationMiddleware>,
    seen: AtomicU32,
}

impl ReadLimiter {
    /// Allows so many reads per minute and address.
    #[must_use]
    pub fn new(per_minute: NonZeroU32) -> Self {
        let limiter = RateLimiter::dashmap(Rate::per_minute(per_minute))
            .with_middleware::<StateInformationMiddleware>();
        Self { per_minute, limiter, seen: AtomicU32::new(0) }
    }

    /// Takes one read from the client's quota: what is left, and the seconds to wait when it was used up already.
    pub fn take(&self, client: Option<IpAddr>) -> (Quota, Option<u32>) {
        if self.seen.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.limiter.retain_recent();
        }
        let client = subscriber(client.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)));
        match self.limiter.check_key(&client) {
            Ok(snapshot) => (self.quota(snapshot.remaining_burst_capacity()), None),
            Err(refused) => {
                let wait = refused.wait_time_from(DefaultClock::default().now()).as_secs();
                (self.quota(0), Some(u32::try_from(wait).unwrap_or(u32::MAX).saturating_add(1)))
            }
        }
    }

    fn quota(&self, remaining: u32) -> Quota {
        Quota { limit: self.per_minute.get(), remaining }
    }
}

fn subscriber(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_used_up_its_quota_is_told_how_long_to_wait_and_others_are_not_held_up() {
        let limiter = ReadLimiter::new(NonZeroU32::new(2).unwrap());
        let one = Some("192.0.2.1".parse().unwrap());
        assert_eq!(limiter.take(one), (Quota { limit: 2, remaining: 1 }, None));
        assert_eq!(limiter.take(one), (Quota { limit: 2, remaining: 0 }, None));
        let (quota, wait) = limiter.take(one);
        assert_eq!(quota.remaining, 0);
        assert!(wait.is_some_and(|wait| (1..=31).contains(&wait)));
        assert_eq!(limiter.take(Some("192.0.2.2".parse().unwrap())).1, None);
    }

    #[test]
    fn an_ipv6_subscriber_counts_as_one_client() {
        let limiter = ReadLimiter::new(NonZeroU32::new(1).unwrap());
        let is_held = |client: &str| limiter.take(Some(client.parse().unwrap())).1.is_some();
        assert!(!is_held("2001:db8:0:1::1"));
        assert!(is_held("2001:db8:0:1:ffff::2"));
        assert!(!is_held("2001:db8:0:2::1"));
    }
}
