//! Who the client is: the peer, or what a trusted proxy says of it.

use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::{HeaderMap, HeaderName};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    /// The client's address; none when the connection has none.
    pub address: Option<IpAddr>,
    /// Whether a trusted proxy named its client in a form that cannot be read: the proxy itself counts then.
    pub is_unreadable: bool,
}

/// The client's address: when the peer is a trusted proxy, the last one in `X-Forwarded-For` that no trusted proxy has;
/// else the peer's. Each proxy writes down its own peer behind what it was sent, so the list is read from its end, over
/// all lines of the header, and only as far as proxies vouch for it: what stands before the client's address the client
/// may have written, and it is not looked at.
#[must_use]
pub fn client_address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Origin {
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let Some(mut client) = peer.map(|address| address.to_canonical()) else {
        return Origin::default();
    };
    // An empty element of a list is none (RFC 9110 section 5.6.1.2).
    let lines = headers.get_all(X_FORWARDED_FOR).rev();
    let hops = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    let mut hops = hops.map(<[u8]>::trim_ascii).filter(|hop| !hop.is_empty());
    while is_trusted(client) {
        let Some(hop) = hops.next() else { break };
        let Some(address) = address_of(hop) else {
            return Origin { address: Some(client), is_unreadable: true };
        };
        client = address;
    }
    Origin { address: Some(client), is_unreadable: false }
}

/// The address of a hop, which some proxies write with brackets around an IPv6 address, and with the port.
fn address_of(hop: &[u8]) -> Option<IpAddr> {
    let hop = std::str::from_utf8(hop).ok()?;
    let in_brackets = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let with_port = || hop.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    let address = hop.parse().ok().or_else(in_brackets).or_else(with_port)?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn of_lines(peer: &str, lines: &[&[u8]], trusted: &str) -> (String, bool) {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_bytes(line).unwrap());
        }
        let trusted: Vec<IpNet> =
            trusted.split_whitespace().map(|net| net.parse().unwrap()).collect();
        let origin = client_address(Some(peer.parse().unwrap()), &headers, &trusted);
        (origin.address.unwrap().to_string(), origin.is_unreadable)
    }

    fn of(peer: &str, forwarded: &str, trusted: &str) -> String {
        of_lines(peer, &[forwarded.as_bytes()], trusted).0
    }

    #[test]
    fn nobody_but_a_trusted_proxy_is_believed() {
        assert_eq!(of("192.0.2.7", "198.51.100.1", ""), "192.0.2.7");
        assert_eq!(of("192.0.2.7", "198.51.100.1", "10.0.0.0/8"), "192.0.2.7");
        assert_eq!(of("10.1.1.1", "198.51.100.1", "10.0.0.0/8"), "198.51.100.1");
        assert_eq!(of("::ffff:192.0.2.7", "", ""), "192.0.2.7");
    }

    #[test]
    fn the_last_hop_that_is_no_proxy_counts_not_what_the_client_wrote() {
        assert_eq!(of("10.1.1.1", "1.1.1.1, 198.51.100.1, 10.2.2.2", "10.0.0.0/8"), "198.51.100.1");
        assert_eq!(of("10.1.1.1", "10.9.9.9, 10.2.2.2", "10.0.0.0/8"), "10.9.9.9");
    }

    #[test]
    fn a_hop_may_have_brackets_and_a_port() {
        for (hop, address) in [
            ("192.0.2.1:4711", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("[::ffff:192.0.2.1]:4711", "192.0.2.1"),
            (" \t192.0.2.1 ", "192.0.2.1"),
        ] {
            assert_eq!(of("10.1.1.1", hop, "10.0.0.0/8"), address, "{hop}");
            let behind = format!("{hop}, 10.2.2.2:80");
            assert_eq!(of("10.1.1.1", &behind, "10.0.0.0/8"), address, "{behind}");
        }
    }

    #[test]
    fn several_lines_are_one_list_and_its_empty_elements_are_none() {
        let lines: [&[u8]; 4] = [b"1.1.1.1", b"198.51.100.1,,", b"", b" , 10.2.2.2"];
        assert_eq!(of_lines("10.1.1.1", &lines, "10.0.0.0/8"), ("198.51.100.1".into(), false));
        assert_eq!(of_lines("10.1.1.1", &[b"", b" , "], "10.0.0.0/8"), ("10.1.1.1".into(), false));
        assert_eq!(of_lines("10.1.1.1", &[], "10.0.0.0/8"), ("10.1.1.1".into(), false));
    }

    #[test]
    fn what_the_client_wrote_may_be_anything() {
        let hops: [&[u8]; 4] = [b"nonsense", b"\xff\xfe", b"unknown", b"[2001:db8::1"];
        for garbage in hops {
            let line = [garbage, b", 198.51.100.1"].concat();
            let found = of_lines("10.1.1.1", &[&line], "10.0.0.0/8");
            assert_eq!(found, ("198.51.100.1".into(), false), "{garbage:?}");
            let found = of_lines("10.1.1.1", &[garbage, b"198.51.100.1"], "10.0.0.0/8");
            assert_eq!(found, ("198.51.100.1".into(), false), "{garbage:?}");
        }
    }

    #[test]
    fn a_hop_that_cannot_be_read_counts_as_the_proxy_that_wrote_it() {
        let hops: [&[u8]; 7] =
            [b"nonsense", b"\xff", b"unknown", b"unix:", b"192.0.2.1:", b"192.0.2.1 x", b"[::1"];
        for hop in hops {
            let line = [b"198.51.100.1, ", hop, b", 10.2.2.2"].concat();
            let found = of_lines("10.1.1.1", &[&line], "10.0.0.0/8");
            assert_eq!(found, ("10.2.2.2".into(), true), "{hop:?}");
            // Whoever is no proxy is not even asked.
            assert_eq!(of_lines("192.0.2.7", &[&line], "10.0.0.0/8"), ("192.0.2.7".into(), false));
        }
    }
}
