//! Entity tags: how ours are made and how `If-None-Match` is compared with one (RFC 9110 section 13.1.2).
//! It knows bytes, versions and codings and must not know what a body means or where it is kept.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::encoding::Encoding;

/// How many bytes of the hash a tag carries: 96 bits, so that two bodies of one address never
/// share a tag in practice.
const DIGEST_BYTES: usize = 12;

/// The digest of an uncompressed body for its tag: SHA-256, the first 12 bytes in lower-case
/// hexadecimal (24 characters). Every node makes the same for the same bytes.
#[must_use]
pub fn digest(body: &[u8]) -> String {
    let mut text = String::with_capacity(DIGEST_BYTES * 2);
    for byte in Sha256::digest(body).iter().take(DIGEST_BYTES) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The strong tag of an item, quotes included: `"<version>-<digest>"` with the coding's suffix.
#[must_use]
pub fn item_tag(version: i64, digest: &str, encoding: Encoding) -> String {
    format!("\"{version}-{digest}{}\"", encoding.suffix())
}

/// The strong tag of a list, quotes included: `"<digest>"` with the coding's suffix.
#[must_use]
pub fn list_tag(digest: &str, encoding: Encoding) -> String {
    format!("\"{digest}{}\"", encoding.suffix())
}

/// Whether an `If-None-Match` value names the tag (quotes included) or is `*`. The comparison is
/// weak: `W/` is passed over on both sides. What follows a malformed element is not read, so a
/// broken header only costs a full answer.
#[must_use]
pub fn if_none_match(header: &str, etag: &str) -> bool {
    if header == etag {
        return true;
    }
    let header = header.trim();
    if header == "*" {
        return true;
    }
    let wanted = strip_weak(etag);
    let mut rest = header;
    while let Some((tag, after)) = next_tag(rest) {
        if tag == wanted {
            return true;
        }
        rest = after;
    }
    false
}

fn strip_weak(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// The next quoted tag without its weakness mark and what follows it. Commas may stand inside
/// the quotes, so splitting at commas would not do.
fn next_tag(text: &str) -> Option<(&str, &str)> {
    let text = strip_weak(text.trim_start_matches([' ', '\t', ',']));
    let inside = text.strip_prefix('"')?;
    let length = inside.find('"')? + 2;
    text.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_start_of_sha_256() {
        assert_eq!(digest(b""), "e3b0c44298fc1c149afbf4c8");
        assert_eq!(digest(b"abc"), "ba7816bf8f01cfea414140de");
    }

    #[test]
    fn tags_carry_version_digest_and_coding() {
        assert_eq!(item_tag(7, "ab12", Encoding::Brotli), "\"7-ab12-br\"");
        assert_eq!(item_tag(1, "ab12", Encoding::Identity), "\"1-ab12\"");
        assert_eq!(list_tag("ab12", Encoding::Zstd), "\"ab12-zstd\"");
        assert_eq!(list_tag("ab12", Encoding::Gzip), "\"ab12-gzip\"");
    }

    #[test]
    fn a_header_that_names_the_tag_matches() {
        let tag = "\"7-ab12-br\"";
        let matching = [
            "\"7-ab12-br\"",
            "W/\"7-ab12-br\"",
            "\"x\", \"7-ab12-br\"",
            "\"a,b\",W/\"7-ab12-br\" , \"y\"",
            "*",
            " * ",
            ", ,\"7-ab12-br\"",
        ];
        for header in matching {
            assert!(if_none_match(header, tag), "{header}");
        }
        assert!(if_none_match("\"a\"", "W/\"a\""));
    }

    #[test]
    fn another_version_coding_or_spelling_does_not_match() {
        let tag = "\"7-ab12-br\"";
        let others = [
            "",
            "\"8-ab12-br\"",
            "\"7-ab12\"",
            "7-ab12-br",
            "\"7-ab12-br",
            "\"x, 7-ab12-br\"",
            "w/\"7-ab12-br\"",
            "\"*\"",
            "W/",
        ];
        for header in others {
            assert!(!if_none_match(header, tag), "{header}");
        }
    }
}
