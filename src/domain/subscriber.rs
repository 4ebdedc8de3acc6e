//! Whom a network address stands for. It must not know what is counted.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// The lengths of the networks by which an IPv6 address is counted, narrowest first: a provider gives one customer a /64,
/// a /56 or a /48 (RFC 6177), and which of them it was the address does not tell.
const LENGTHS: [u32; 3] = [64, 56, 48];

/// How many subscribers' quotas each of them has: the wider a network is, the more subscribers may live in it.
pub const QUOTAS: [u32; LENGTHS.len()] = [1, 4, 16];

/// A network that may be one subscriber's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    /// Its first address.
    pub address: IpAddr,
    /// How many of its leading bits all of its addresses have.
    pub length: u32,
    /// How many subscribers' quotas it has.
    pub quotas: u32,
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

/// The networks by which an address is counted, narrowest first: an IPv4 address by itself, an IPv6 address by its /64,
/// its /56 and its /48, since who has 256 networks of 64 bits must not have 256 quotas.
pub fn networks(address: IpAddr) -> impl Iterator<Item = Network> {
    let (four, six) = match address.to_canonical() {
        IpAddr::V4(four) => (Some(four), None),
        IpAddr::V6(six) => (None, Some(six)),
    };
    let four = four.map(|four| Network { address: IpAddr::V4(four), length: 32, quotas: 1 });
    let six = six.into_iter().flat_map(|six| {
        LENGTHS.into_iter().zip(QUOTAS).map(move |(length, quotas)| {
            let first = six.to_bits() & (u128::MAX << (u128::BITS - length));
            Network { address: IpAddr::V6(Ipv6Addr::from_bits(first)), length, quotas }
        })
    });
    four.into_iter().chain(six)
}

/// The address that stands for a subscriber: an IPv4 address itself, of IPv6 the /64 that nobody shares with another.
#[must_use]
pub fn subscriber(address: IpAddr) -> IpAddr {
    networks(address).next().map_or(address, |narrowest| narrowest.address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> String {
        subscriber(address.parse().unwrap()).to_string()
    }

    fn counted(address: &str) -> Vec<String> {
        networks(address.parse().unwrap()).map(|network| network.to_string()).collect()
    }

    #[test]
    fn a_subscriber_is_an_ipv4_address_or_an_ipv6_network_of_64_bits() {
        assert_eq!(of("192.0.2.1"), "192.0.2.1");
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(of("2001:db8:0:1:ffff::2"), of("2001:db8:0:1::1"));
        assert_ne!(of("2001:db8:0:2::1"), of("2001:db8:0:1::1"));
    }

    #[test]
    fn an_ipv6_address_is_counted_by_every_network_that_may_be_one_customer_s() {
        assert_eq!(counted("192.0.2.1"), ["192.0.2.1/32"]);
        assert_eq!(counted("::ffff:192.0.2.1"), ["192.0.2.1/32"]);
        assert_eq!(
            counted("2001:db8:1:ffff:a::2"),
            ["2001:db8:1:ffff::/64", "2001:db8:1:ff00::/56", "2001:db8:1::/48"]
        );
        // Networks that begin alike are told apart by their lengths.
        assert_eq!(counted("2001:db8::1"), ["2001:db8::/64", "2001:db8::/56", "2001:db8::/48"]);
    }

    #[test]
    fn wider_networks_have_more_quotas() {
        let quotas = |address: &str| -> Vec<u32> {
            networks(address.parse().unwrap()).map(|network| network.quotas).collect()
        };
        assert_eq!(quotas("192.0.2.1"), [1]);
        assert_eq!(quotas("2001:db8::1"), [1, 4, 16]);
    }
}
