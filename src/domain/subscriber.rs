//! Whom a network address stands for. It must not know what is counted.

use std::net::{IpAddr, Ipv6Addr};

/// The address that stands for a subscriber: an IPv4 address itself, of IPv6 the /64 that one subscriber has to itself.
#[must_use]
pub fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        four @ IpAddr::V4(_) => four,
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> String {
        subscriber(address.parse().unwrap()).to_string()
    }

    #[test]
    fn a_subscriber_is_an_ipv4_address_or_an_ipv6_network_of_64_bits() {
        assert_eq!(of("192.0.2.1"), "192.0.2.1");
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(of("2001:db8:0:1:ffff::2"), of("2001:db8:0:1::1"));
        assert_ne!(of("2001:db8:0:2::1"), of("2001:db8:0:1::1"));
    }
}
