//! How an account is addressed: the email address that its owner signs in with, and a name. Must not know whether
//! anybody has them.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use validator::ValidateEmail;

use super::text::{Multiline, TextFault, clean};

/// The longest email address, in characters (RFC 5321 section 4.5.3.1.3, less the brackets).
pub const EMAIL_LENGTH: usize = 254;

/// The longest name, in characters.
pub const NAME_LENGTH: usize = 100;

/// An email address. It is kept as it was written; two are the same when they differ in case alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// A text that is not an email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an email address")]
pub struct NotAnAddress;

impl EmailAddress {
    /// Reads an address; blanks around it are ignored.
    ///
    /// # Errors
    /// [`NotAnAddress`] when it is not one, or longer than 254 characters.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text: String = text.trim().nfc().collect();
        let is_address = text.chars().count() <= EMAIL_LENGTH && text.validate_email();
        if is_address { Ok(Self(text)) } else { Err(NotAnAddress) }
    }

    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one address have in common.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
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
    fn a_name_is_one_clean_line() {
        assert_eq!(PersonName::parse("  陳小明 ").unwrap().as_str(), "陳小明");
        assert!(PersonName::parse("a\nb").is_err());
        assert!(PersonName::parse(&"a".repeat(101)).is_err());
    }
}
