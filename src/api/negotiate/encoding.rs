//! The choice of a content coding from `Accept-Encoding` (RFC 9110 section 12.5.3).
//! It knows the codings we prepare and must not know how they are made or stored.

use super::weight::{Weight, elements};

/// A content coding that the service can answer in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// The body as it is.
    Identity,
    /// Gzip (RFC 1952).
    Gzip,
    /// Brotli (RFC 7932).
    Brotli,
    /// Zstandard (RFC 8878).
    Zstd,
}

impl Encoding {
    /// All codings, the plain one first.
    pub const ALL: [Self; 4] = [Self::Identity, Self::Gzip, Self::Brotli, Self::Zstd];

    /// What the coding adds to an entity tag, since each coding is its own representation
    /// (RFC 9110 section 8.8.3.3).
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => "-gzip",
            Self::Brotli => "-br",
            Self::Zstd => "-zstd",
        }
    }

    /// The name that `Content-Encoding` carries; `identity` is never sent there.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }
}

/// The coding to answer in: the one the client weighs highest, and among equals Brotli before
/// Zstandard before gzip. Without a match it is the plain body, even where the client refuses
/// that: an answer that can be read by most is better than none.
#[must_use]
pub fn choose(accept_encoding: Option<&str>) -> Encoding {
    let Some(header) = accept_encoding else {
        return Encoding::Identity;
    };
    match header {
        // What browsers, curl and the usual client libraries send, decided without parsing.
        "gzip, deflate, br, zstd" | "gzip, deflate, br" | "br" | "*" => Encoding::Brotli,
        "gzip, deflate" | "gzip" => Encoding::Gzip,
        "zstd" => Encoding::Zstd,
        "" | "identity" => Encoding::Identity,
        _ => weigh(header),
    }
}

/// The weights a header states; `None` where it does not name the coding.
#[derive(Default)]
struct Stated {
    brotli: Option<Weight>,
    zstd: Option<Weight>,
    gzip: Option<Weight>,
    identity: Option<Weight>,
    any: Option<Weight>,
}

impl Stated {
    fn read(header: &str) -> Self {
        let mut stated = Self::default();
        for element in elements(header) {
            if let Some(slot) = stated.slot(element.value) {
                *slot = (*slot).max(Some(element.weight));
            }
        }
        stated
    }

    /// Coding names are case-insensitive and `x-gzip` is gzip (RFC 9110 section 8.4.1).
    fn slot(&mut self, name: &str) -> Option<&mut Option<Weight>> {
        let is = |token: &str| name.eq_ignore_ascii_case(token);
        if is("br") {
            Some(&mut self.brotli)
        } else if is("zstd") {
            Some(&mut self.zstd)
        } else if is("gzip") || is("x-gzip") {
            Some(&mut self.gzip)
        } else if is("identity") {
            Some(&mut self.identity)
        } else if is("*") {
            Some(&mut self.any)
        } else {
            None
        }
    }
}

fn weigh(header: &str) -> Encoding {
    let stated = Stated::read(header);
    let offers = [
        (Encoding::Brotli, stated.brotli),
        (Encoding::Zstd, stated.zstd),
        (Encoding::Gzip, stated.gzip),
    ];
    // The plain body competes only with a weight of its own. Under `*` or unnamed it is merely
    // allowed, and a compressed answer is what such a client is glad of.
    let mut chosen = (Encoding::Identity, 0);
    for (encoding, weight) in offers {
        let weight = weight.or(stated.any).unwrap_or(0);
        if weight > chosen.1 {
            chosen = (encoding, weight);
        }
    }
    if stated.identity.is_some_and(|weight| weight > chosen.1) {
        Encoding::Identity
    } else {
        chosen.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_header_the_body_stays_plain() {
        assert_eq!(choose(None), Encoding::Identity);
        assert_eq!(choose(Some("")), Encoding::Identity);
    }

    #[test]
    fn equal_weights_are_decided_by_our_preference() {
        assert_eq!(choose(Some("gzip,zstd,br")), Encoding::Brotli);
        assert_eq!(choose(Some("gzip, zstd")), Encoding::Zstd);
        assert_eq!(choose(Some("deflate, gzip;q=1.0, *;q=0.5")), Encoding::Gzip);
    }

    #[test]
    fn the_highest_weight_wins() {
        assert_eq!(choose(Some("br;q=0.1, gzip;q=0.9")), Encoding::Gzip);
        assert_eq!(choose(Some("gzip;q=0.5, identity")), Encoding::Identity);
        assert_eq!(choose(Some("gzip;q=0.5, identity;q=0.5")), Encoding::Gzip);
    }

    #[test]
    fn a_weight_of_zero_excludes() {
        assert_eq!(choose(Some("br;q=0, *")), Encoding::Zstd);
        assert_eq!(choose(Some("gzip;q=0")), Encoding::Identity);
        assert_eq!(choose(Some("*;q=0")), Encoding::Identity);
        assert_eq!(choose(Some("identity;q=0")), Encoding::Identity);
        assert_eq!(choose(Some("identity;q=0, gzip;q=0.001")), Encoding::Gzip);
    }

    #[test]
    fn names_ignore_case_and_unknown_codings_are_passed_over() {
        assert_eq!(choose(Some("GZIP")), Encoding::Gzip);
        assert_eq!(choose(Some("x-gzip")), Encoding::Gzip);
        assert_eq!(choose(Some("deflate, compress")), Encoding::Identity);
        assert_eq!(choose(Some(";;,,;q=,")), Encoding::Identity);
    }

    #[test]
    fn the_short_cuts_agree_with_the_full_reading() {
        let usual = [
            "gzip, deflate, br, zstd",
            "gzip, deflate, br",
            "br",
            "*",
            "gzip, deflate",
            "gzip",
            "zstd",
            "",
            "identity",
        ];
        for header in usual {
            assert_eq!(choose(Some(header)), weigh(header), "{header}");
        }
    }
}
