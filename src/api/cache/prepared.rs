//! One prepared answer: its bytes in every encoding asked for so far, its tags and its headers.

use std::io::Write;
use std::sync::OnceLock;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use bytes::Bytes;
use chrono::{DateTime, Utc};

use crate::api::negotiate::encoding::Encoding;
use crate::api::negotiate::etag::{digest, item_tag, list_tag};
use crate::store::change::Head;
use crate::store::feed::{Feed, Topics};

/// Bodies shorter than this are sent as they are: compressing them saves nothing.
const WORTH_COMPRESSING: usize = 512;

/// What an answer is prepared from.
#[derive(Debug)]
pub struct PreparedParts {
    /// The status; 200 for every read.
    pub status: StatusCode,
    /// Whether the answer has an entity tag.
    pub is_tagged: bool,
    /// The body as JSON.
    pub body: Vec<u8>,
    /// The item's version; none for lists.
    pub version: Option<i64>,
    /// Headers that belong to this answer.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Where the change sequence stood when the body was read.
    pub head: Head,
    /// What it was made from.
    pub topics: Topics,
    /// The end of the local day it was made on.
    pub valid_until: DateTime<Utc>,
}

/// An answer that is ready to be sent again and again.
#[derive(Debug)]
pub struct Prepared {
    status: StatusCode,
    is_tagged: bool,
    identity: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
    zstd: OnceLock<Bytes>,
    tags: [HeaderValue; 4],
    headers: Vec<(HeaderName, HeaderValue)>,
    head: Head,
    topics: Topics,
    valid_until: DateTime<Utc>,
}

impl Prepared {
    /// Prepares an answer.
    #[must_use]
    pub fn new(parts: PreparedParts) -> Self {
        let digest = digest(&parts.body);
        let tag = |encoding| {
            let tag = match parts.version {
                Some(version) => item_tag(version, &digest, encoding),
                None => list_tag(&digest, encoding),
            };
            HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""))
        };
        Self {
            status: parts.status,
            is_tagged: parts.is_tagged,
            tags: Encoding::ALL.map(tag),
            identity: Bytes::from(parts.body),
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
            zstd: OnceLock::new(),
            headers: parts.headers,
            head: parts.head,
            topics: parts.topics,
            valid_until: parts.valid_until,
        }
    }

    /// Whether the answer may still be given at `now`.
    #[must_use]
    pub fn is_current(&self, feed: &Feed, now: DateTime<Utc>) -> bool {
        now < self.valid_until && feed.is_current(self.topics, self.head)
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// Whether the answer has an entity tag.
    #[must_use]
    pub const fn is_tagged(&self) -> bool {
        self.is_tagged
    }

    /// The headers that belong to this answer.
    #[must_use]
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    /// The encoding to send when the client would like `wanted`.
    #[must_use]
    pub fn encoding(&self, wanted: Encoding) -> Encoding {
        if self.identity.len() < WORTH_COMPRESSING { Encoding::Identity } else { wanted }
    }

    /// The entity tag of the answer in `encoding`.
    #[must_use]
    pub fn tag(&self, encoding: Encoding) -> &HeaderValue {
        let [identity, gzip, brotli, zstd] = &self.tags;
        match encoding {
            Encoding::Identity => identity,
            Encoding::Gzip => gzip,
            Encoding::Brotli => brotli,
            Encoding::Zstd => zstd,
        }
    }

    /// The body in `encoding`; compressed when it is first asked for, then kept.
    #[must_use]
    pub fn body(&self, encoding: Encoding) -> Bytes {
        match encoding {
            Encoding::Identity => self.identity.clone(),
            Encoding::Gzip => self.gzip.get_or_init(|| gzip(&self.identity)).clone(),
            Encoding::Brotli => self.brotli.get_or_init(|| brotli(&self.identity)).clone(),
            Encoding::Zstd => self.zstd.get_or_init(|| zstd(&self.identity)).clone(),
        }
    }

    /// About how many bytes of memory the answer takes once every encoding has been asked for.
    #[must_use]
    pub fn weight(&self) -> usize {
        const OVERHEAD: usize = 2048;
        self.identity.len() + self.identity.len() / 2 + OVERHEAD
    }
}

// Encoding from memory into memory has nothing that could fail: the results' errors are of the writers they allow.

fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    drop(encoder.write_all(body));
    encoder.finish().unwrap_or_default().into()
}

fn brotli(body: &[u8]) -> Bytes {
    const QUALITY: i32 = 5;
    let parameters = brotli::enc::BrotliEncoderParams { quality: QUALITY, ..Default::default() };
    let mut out = Vec::new();
    drop(brotli::BrotliCompress(&mut &*body, &mut out, &parameters));
    out.into()
}

fn zstd(body: &[u8]) -> Bytes {
    const LEVEL: i32 = 5;
    zstd::bulk::compress(body, LEVEL).unwrap_or_default().into()
}
