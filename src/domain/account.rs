//! How an account is addressed: the email address that its owner signs in with, and a name. Must not know whether
//! anybody has them.

use std::fmt;

use idna::domain_to_ascii_strict;
use unicode_normalization::UnicodeNormalization;
use validator::ValidateEmail;

use super::text::{Multiline, TextFault, clean};

/// The longest email address, in characters (RFC 5321 section 4.5.3.1.3, less the brackets).
pub const EMAIL_LENGTH: usize = 254;

/// The longest name, in characters.
pub const NAME_LENGTH: usize = 100;

/// The longest part of an email address before its sign, in octets (RFC 5321 section 4.5.3.1.1).
const LOCAL_LENGTH: usize = 64;

/// The longest label of a domain, in octets (RFC 1035 section 2.3.4).
const LABEL_LENGTH: usize = 63;

/// The last labels of domains that no public mail server has: RFC 6761, 6762, 7686 and 9476, and what ICANN keeps for private
/// use. `example` and `test` are let through: guides and trial installations are full of them.
const PRIVATE: [&str; 7] = ["alt", "arpa", "internal", "invalid", "local", "localhost", "onion"];

/// An email address. It is kept as it was written, but for the labels of its domain that are not ASCII; two are the same when
/// they differ in case alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// A text that is not an email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an email address that can be written to")]
pub struct NotAnAddress;

impl EmailAddress {
    /// Reads an address that mail can be sent to by any server; blanks around it are ignored.
    ///
    /// Before the sign stands a dot-atom (RFC 5322 section 3.2.3) of ASCII: other letters need an extension (RFC 6531) of
    /// every server on the way. Behind it stands a domain of two labels or more, not an address of the network;
    /// internationalised labels become A-labels (RFC 5890 section 2.3.2.1).
    ///
    /// # Errors
    /// [`NotAnAddress`] when it is not one, or longer than 254 characters.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let (local, domain) = text.trim().rsplit_once('@').ok_or(NotAnAddress)?;
        let ascii = domain_to_ascii_strict(domain).map_err(|_| NotAnAddress)?;
        let domain = if domain.is_ascii() { domain } else { ascii.as_str() };
        let is_address = is_dot_atom(local)
            && is_domain(domain)
            && local.len() + 1 + domain.len() <= EMAIL_LENGTH;
        if is_address { Ok(Self(format!("{local}@{domain}"))) } else { Err(NotAnAddress) }
    }

    /// Reads an address that somebody may have got when more was taken for one: whoever has it goes on signing in with it.
    ///
    /// # Errors
    /// [`NotAnAddress`] when nobody can have it.
    pub fn recognise(text: &str) -> Result<Self, NotAnAddress> {
        let text: String = text.trim().nfc().collect();
        let is_address = text.chars().count() <= EMAIL_LENGTH && text.validate_email();
        if is_address { Ok(Self(text)) } else { Err(NotAnAddress) }
    }

    /// An address as it is stored, which was read once and is not judged again.
    #[must_use]
    pub fn kept(stored: &str) -> Self {
        Self(stored.to_owned())
    }

    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its domain may be one that everybody's mail reaches.
    #[must_use]
    pub fn is_public(&self) -> bool {
        let last = self.0.rsplit('.').next().unwrap_or_default();
        !PRIVATE.iter().any(|private| last.eq_ignore_ascii_case(private))
    }

    /// What two spellings of one address have in common.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The keys under which it may be stored: its own, and those with its domain's labels in ASCII and in the letters of its
    /// language.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let key = self.key();
        let mut keys = Vec::new();
        if let Some((local, domain)) = key.rsplit_once('@') {
            keys.extend(idna::domain_to_ascii(domain).map(|ascii| format!("{local}@{ascii}")));
            keys.push(format!("{local}@{}", idna::domain_to_unicode(domain).0));
        }
        keys.retain(|other| *other != key);
        keys.dedup();
        keys.insert(0, key);
        keys
    }

    /// What is the same for all of those: guesses at one account are counted together however its domain is spelt.
    #[must_use]
    pub fn common_key(&self) -> String {
        let key = self.key();
        let Some((local, domain)) = key.rsplit_once('@') else { return key };
        idna::domain_to_ascii(domain)
            .map_or_else(|_| key.clone(), |ascii| format!("{local}@{ascii}"))
    }
}

/// Whether a text is atoms joined by single dots (RFC 5322 section 3.2.3), and not too long.
fn is_dot_atom(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(is_sign);
    text.len() <= LOCAL_LENGTH && text.split('.').all(is_atom)
}

/// Whether a text is the name of a host with two labels or more (RFC 1123 section 2.1) whose last one is no number.
fn is_domain(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_label = |label: &str| {
        (1..=LABEL_LENGTH).contains(&label.len())
            && label.chars().all(is_sign)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.contains('.')
        && text.split('.').all(is_label)
        && last.chars().any(|c| c.is_ascii_alphabetic())
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a person or a machine: one line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// Reads a name, cleaned.
    ///
    /// # Errors
    /// As [`clean`]: empty, longer than 100 characters, or with characters that no text may have.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        clean(text, NAME_LENGTH, Multiline::No).map(Self)
    }

    /// A name as it is stored, which was read once and is not judged again.
    #[must_use]
    pub fn kept(stored: &str) -> Self {
        Self(stored.to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one name have in common.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_that_differ_in_case_are_the_same() {
        let one = EmailAddress::parse(" Officer@Example.gov.hk ").unwrap();
        assert_eq!(one.as_str(), "Officer@Example.gov.hk");
        assert_eq!(one.key(), EmailAddress::parse("officer@example.GOV.HK").unwrap().key());
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        let long = format!("a@{}.hk", "b".repeat(260));
        for text in ["", "a", "a@", "@b.hk", "a b@c.hk", "a@b@c.hk", "a@b.hk\n.x", long.as_str()] {
            assert_eq!(EmailAddress::parse(text), Err(NotAnAddress), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_written_to_is_refused() {
        let long = format!("{}@example.org", "a".repeat(65));
        for text in [
            ".a@example.org",
            "a.@example.org",
            "a..b@example.org",
            "\"a b\"@example.org",
            "josé@example.org",
            "a@[192.0.2.1]",
            "a@[IPv6:2001:db8::1]",
            "a@192.0.2.1",
            "a@localhost",
            "a@b",
            "a@example.org.",
            "a@-example.org",
            "a@example-.org",
            "a@exa_mple.org",
            "a@example..org",
            "a@xn--zzzzzzzzzz--.org",
            "a@\u{AD}.org",
            long.as_str(),
        ] {
            assert_eq!(EmailAddress::parse(text), Err(NotAnAddress), "{text}");
        }
    }

    #[test]
    fn internationalised_domains_become_a_labels() {
        for (text, kept) in [
            ("a@bücher.example", "a@xn--bcher-kva.example"),
            ("A.b+c@例子.香港", "A.b+c@xn--fsqu00a.xn--j6w193g"),
            ("a@ｅｘａｍｐｌｅ.org", "a@example.org"),
            ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
        ] {
            assert_eq!(EmailAddress::parse(text).unwrap().as_str(), kept, "{text}");
        }
    }

    #[test]
    fn only_public_domains_are_public() {
        for text in ["a@example.org", "a@city.example", "a@td.gov.hk", "a@例子.香港"] {
            assert!(EmailAddress::parse(text).unwrap().is_public(), "{text}");
        }
        for text in
            ["a@td.internal", "a@printer.LOCAL", "a@a.localhost", "a@b.invalid", "a@c.onion"]
        {
            assert!(!EmailAddress::parse(text).unwrap().is_public(), "{text}");
        }
    }

    #[test]
    fn an_address_that_was_accepted_once_is_recognised_with_all_its_keys() {
        for text in ["a@localhost", "a..b@example.org", "a@[192.0.2.1]", "A@Bücher.example"] {
            let known = EmailAddress::recognise(text).unwrap();
            assert_eq!(known.as_str(), text);
            assert_eq!(EmailAddress::kept(text), known);
            assert_eq!(known.keys().first(), Some(&text.to_lowercase()));
        }
        let (unicode, ascii) = ("a@bücher.example", "a@xn--bcher-kva.example");
        for (text, keys) in [(unicode, [unicode, ascii]), (ascii, [ascii, unicode])] {
            let known = EmailAddress::recognise(text).unwrap();
            assert_eq!(
                (known.keys(), known.common_key()),
                (keys.map(str::to_owned).into(), ascii.to_owned())
            );
        }
        // What is not seen in a domain makes it no other one.
        let unseen = EmailAddress::recognise("a@b\u{AD}ücher.example").unwrap();
        assert_eq!(unseen.common_key(), ascii);
        assert_eq!(EmailAddress::recognise("a@b.hk").unwrap().keys(), ["a@b.hk"]);
        assert_eq!(EmailAddress::recognise("a b"), Err(NotAnAddress));
    }

    proptest! {
        #[test]
        fn what_is_read_once_is_read_again_and_recognised(
            text in "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~é-]{1,8}@[a-zA-Z0-9.büß例-]{1,12}",
        ) {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert!(address.as_str().is_ascii());
                prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address.clone()));
                prop_assert_eq!(EmailAddress::recognise(address.as_str()), Ok(address.clone()));
                prop_assert!(address.keys().contains(&address.key()));
            }
        }
    }

    #[test]
    fn a_name_is_one_clean_line() {
        assert_eq!(PersonName::parse("  陳小明 ").unwrap().as_str(), "陳小明");
        assert!(PersonName::parse("a\nb").is_err());
        assert!(PersonName::parse("a\u{2028}b").is_err());
        assert_eq!(PersonName::parse("\u{3164}\u{2800}"), Err(TextFault::Empty));
        assert!(PersonName::parse(&"a".repeat(101)).is_err());
    }
}
