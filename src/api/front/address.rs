//! Who the client is: the peer, or what a trusted proxy says of it.

use std::net::IpAddr;

use actix_web::http::header::{HeaderMap, HeaderName};
use ipnet::IpNet;

use crate::api::front::context::text;

/// The client's address: the last one in `X-Forwarded-For` that no trusted proxy has, when the peer is a trusted
/// proxy; else the peer's.
#[must_use]
pub fn client_address(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    trusted: &[IpNet],
) -> Option<IpAddr> {
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let peer = peer.map(|address| address.to_canonical())?;
    if !is_trusted(peer) {
        return Some(peer);
    }
    let forwarded = text(headers, &HeaderName::from_static("x-forwarded-for")).unwrap_or_default();
    let mut client = peer;
    for hop in forwarded.rsplit(',').map(str::trim) {
        let Ok(address) = hop.parse::<IpAddr>() else { break };
        client = address.to_canonical();
        if !is_trusted(client) {
            break;
        }
    }
    Some(client)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn of(peer: &str, forwarded: &str, trusted: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(
            HeaderName::from_static("x-forwarded-for"),
            HeaderValue::from_str(forwarded).unwrap(),
        );
        let trusted: Vec<IpNet> =
            trusted.split_whitespace().map(|net| net.parse().unwrap()).collect();
        client_address(Some(peer.parse().unwrap()), &headers, &trusted).unwrap().to_string()
    }

    #[test]
    fn nobody_but_a_trusted_proxy_is_believed() {
        assert_eq!(of("192.0.2.7", "198.51.100.1", ""), "192.0.2.7");
        assert_eq!(of("192.0.2.7", "198.51.100.1", "10.0.0.0/8"), "192.0.2.7");
        assert_eq!(of("10.1.1.1", "198.51.100.1", "10.0.0.0/8"), "198.51.100.1");
    }

    #[test]
    fn the_last_hop_that_is_no_proxy_counts_not_what_the_client_wrote() {
        assert_eq!(of("10.1.1.1", "1.1.1.1, 198.51.100.1, 10.2.2.2", "10.0.0.0/8"), "198.51.100.1");
        assert_eq!(of("10.1.1.1", "nonsense", "10.0.0.0/8"), "10.1.1.1");
        assert_eq!(of("::ffff:192.0.2.7", "", ""), "192.0.2.7");
    }
}
