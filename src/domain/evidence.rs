//! What shows that a promise was kept: a published page or document. It must not know where it is shown or kept.

use serde::{Deserialize, Serialize};

/// The most characters of an address.
pub const LONGEST_URL: usize = 2_000;

/// The most pieces that one report brings.
pub const MOST_EVIDENCE: usize = 20;

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Where it is published.
    pub url: String,
    /// What it is.
    pub title: String,
    /// The SHA-256 of the published document, lower-case hex.
    pub sha256: Option<String>,
}

/// Whether a text is the address of a page: `http` or `https`, with a host, without spaces, control characters or
/// credentials (RFC 9110 section 4.2).
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let authority = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    !authority.is_empty()
        && !authority.starts_with(':')
        && !authority.contains('@')
        && text.chars().count() <= LONGEST_URL
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Whether a text is a SHA-256 in lower-case hex.
#[must_use]
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_pages_are_evidence() {
        for good in ["https://www.td.gov.hk/a?b#c", "http://gov.hk", "https://例子.hk/頁"] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in [
            "",
            "https://",
            "https:///path",
            "https://:80/",
            "ftp://gov.hk/",
            "javascript:alert(1)",
            "https://user:secret@gov.hk/",
            "https://gov.hk/a b",
            "HTTPS://gov.hk",
            "gov.hk",
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
        assert!(!is_web_address(&format!("https://gov.hk/{}", "a".repeat(LONGEST_URL))));
    }

    #[test]
    fn a_digest_has_64_small_hex_digits() {
        assert!(is_sha256(&"0a".repeat(32)));
        for bad in ["", "0A", &"0A".repeat(32), &"0g".repeat(32), &"0a".repeat(33)] {
            assert!(!is_sha256(bad), "{bad}");
        }
    }
}
