//! What one request or one client may cost. Knows the bounds; must not know how they are held.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;

use ipnet::IpNet;

use crate::config::fault::Wrong;
use crate::config::keys;
use crate::config::parse::{self, NONE, number};
use crate::config::reader::{Kept, Reader};

/// Reads per minute unless set otherwise, when others than this machine can reach the server.
const READS_PER_MINUTE: u32 = 600;

/// What a limit per minute may be.
const PER_MINUTE: RangeInclusive<u32> = 1..=10_000_000;

/// Bounds of requests and clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitSettings {
    /// Reads that one client address may make in a minute; none means they are not counted.
    pub reads_per_minute: Option<u32>,
    /// The same for everything else, per account or address.
    pub writes_per_minute: Option<u32>,
    /// The same for attempts to sign in, on all nodes together.
    pub logins_per_minute: Option<u32>,
    /// The same for submissions and messages about them, on all nodes together.
    pub submissions_per_minute: Option<u32>,
    /// Proxies whose word about the client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Largest request body, in bytes.
    pub max_body_bytes: usize,
    /// Longest request target, in bytes.
    pub max_uri_bytes: usize,
    /// Largest request header section, in bytes.
    pub max_header_bytes: usize,
    /// Longest time one request may take, in milliseconds.
    pub request_timeout_ms: u64,
    /// How long a stopping server takes at most, in seconds.
    pub shutdown_timeout_s: u64,
}

impl LimitSettings {
    pub(super) fn read(
        reader: &mut Reader,
        listen: Result<SocketAddr, Kept>,
    ) -> Result<Self, Kept> {
        let reads_per_minute = reads(reader, listen);
        // Behind a proxy every request comes from this machine: what changes something is limited there too.
        let writes_per_minute =
            reader.optional(&keys::LIMITS_WRITES_PER_MINUTE, number(PER_MINUTE), u32::to_string);
        let logins_per_minute =
            reader.optional(&keys::LIMITS_LOGINS_PER_MINUTE, number(PER_MINUTE), u32::to_string);
        let submissions_per_minute = reader.optional(
            &keys::LIMITS_SUBMISSIONS_PER_MINUTE,
            number(PER_MINUTE),
            u32::to_string,
        );
        let trusted_proxies =
            reader.list(&keys::LIMITS_TRUSTED_PROXIES, networks, |list| parse::list_text(list));
        let max_body_bytes = bytes(reader, &keys::LIMITS_MAX_BODY_BYTES, 1_024, 1_073_741_824);
        let max_uri_bytes = bytes(reader, &keys::LIMITS_MAX_URI_BYTES, 256, 65_536);
        let max_header_bytes = bytes(reader, &keys::LIMITS_MAX_HEADER_BYTES, 1_024, 1_048_576);
        let milliseconds = number(100..=600_000);
        let request_timeout_ms =
            reader.scalar(&keys::LIMITS_REQUEST_TIMEOUT_MS, milliseconds, u64::to_string);
        let seconds = number(0..=3_600);
        let shutdown_timeout_s =
            reader.scalar(&keys::LIMITS_SHUTDOWN_TIMEOUT_S, seconds, u64::to_string);
        Ok(Self {
            reads_per_minute: reads_per_minute?,
            writes_per_minute: writes_per_minute?,
            logins_per_minute: logins_per_minute?,
            submissions_per_minute: submissions_per_minute?,
            trusted_proxies: trusted_proxies?,
            max_body_bytes: max_body_bytes?,
            max_uri_bytes: max_uri_bytes?,
            max_header_bytes: max_header_bytes?,
            request_timeout_ms: request_timeout_ms?,
            shutdown_timeout_s: shutdown_timeout_s?,
        })
    }
}

/// Reads are not counted on a loopback address unless that is asked for.
fn reads(reader: &mut Reader, listen: Result<SocketAddr, Kept>) -> Result<Option<u32>, Kept> {
    let parse = |text: &str| match text {
        NONE => Ok(None),
        _ => number(PER_MINUTE)(text).map(Some),
    };
    let show = |reads: &Option<u32>| reads.map_or_else(|| NONE.to_owned(), |n| n.to_string());
    let derive = || Ok((!listen?.ip().is_loopback()).then_some(READS_PER_MINUTE));
    reader.derived(&keys::LIMITS_READS_PER_MINUTE, parse, show, derive)
}

fn bytes(
    reader: &mut Reader,
    key: &'static keys::Key,
    least: usize,
    most: usize,
) -> Result<usize, Kept> {
    reader.scalar(key, number(least..=most), usize::to_string)
}

fn networks(items: &[String]) -> Result<Vec<IpNet>, Wrong> {
    items.iter().map(|item| network(item).ok_or(Wrong::NotAccepted)).collect()
}

/// A network as `10.0.0.0/8`, or an address, which stands for itself alone. Bits behind the prefix
/// are dropped, so that what is shown is what is compared.
fn network(text: &str) -> Option<IpNet> {
    let network = text.parse::<IpNet>().ok().map(|network| network.trunc());
    network.or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}
