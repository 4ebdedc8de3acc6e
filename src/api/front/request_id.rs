//! Request ids: a UUIDv7-like prefix drawn once per worker and a counter, so that an id costs no randomness.

use std::cell::Cell;

use uuid::Uuid;

/// The least digits of a request's number.
const DIGITS: u32 = 6;

/// Makes the ids of one worker.
#[derive(Debug)]
pub struct RequestIds {
    prefix: String,
    counter: Cell<u64>,
}

impl Default for RequestIds {
    #[expect(
        clippy::disallowed_methods,
        reason = "an id must differ between runs, whatever a test's clock says"
    )]
    fn default() -> Self {
        let (start, random) = Uuid::now_v7().as_u64_pair();
        let prefix = format!("{:012x}{:08x}-", start >> 16, random & 0xffff_ffff);
        Self { prefix, counter: Cell::new(0) }
    }
}

impl RequestIds {
    /// The next id: 20 hex digits that tell the worker's start and its random part, and the request's number. Every
    /// answer has one, so it is written digit by digit: the formatting machinery costs more than the rest of a hit's
    /// bookkeeping.
    pub fn next(&self) -> String {
        let number = self.counter.get();
        self.counter.set(number.wrapping_add(1));
        let needed = (u64::BITS - number.leading_zeros()).div_ceil(4).max(DIGITS);
        let mut id = String::with_capacity(self.prefix.len() + 16);
        id.push_str(&self.prefix);
        for place in (0..needed).rev() {
            let digit = u32::try_from((number >> (place * 4)) & 0xf).unwrap_or(0);
            id.push(char::from_digit(digit, 16).unwrap_or('0'));
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_within_a_worker_and_between_workers() {
        let (one, other) = (RequestIds::default(), RequestIds::default());
        let ids = [one.next(), one.next(), other.next(), other.next()];
        let distinct: std::collections::HashSet<&String> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len());
    }

    #[test]
    fn an_id_ends_with_the_request_s_number_in_hex() {
        let ids = RequestIds { prefix: "p-".into(), counter: Cell::new(0xff_fffe) };
        assert_eq!([ids.next(), ids.next(), ids.next()], ["p-fffffe", "p-ffffff", "p-1000000"]);
        let ids = RequestIds { prefix: "p-".into(), counter: Cell::new(0) };
        assert_eq!([ids.next(), ids.next()], ["p-000000", "p-000001"]);
    }
}
