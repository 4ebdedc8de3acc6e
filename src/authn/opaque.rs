//! Tokens that mean nothing by themselves: random, told apart by how they begin, and kept as a hash alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use crate::entropy::{self, Entropy, EntropyError};

/// What a token is for. Each kind begins in its own way, so that secret scanners and people recognise it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpaqueKind {
    /// Renews a session.
    Refresh,
    /// Lets somebody choose a password.
    Invitation,
    /// Makes the first administrator.
    Setup,
    /// Lets a machine act.
    ApiKey,
    /// Lets whoever sent a submission follow it.
    Submission,
    /// Lets the owner of a mailbox say whether letters are to come.
    Letters,
}

impl OpaqueKind {
    /// How tokens of the kind begin.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Refresh => "scr_",
            Self::Invitation => "sci_",
            Self::Setup => "scs_",
            Self::ApiKey => "sck_",
            Self::Submission => "scf_",
            Self::Letters => "scl_",
        }
    }
}

/// The random part: 32 bytes in base64url.
const RANDOM: usize = 43;

/// How much of a key is shown to tell it from others: the prefix and 8 characters, 48 bits of 256.
const SHOWN: usize = 12;

/// A new token.
///
/// # Errors
/// As [`EntropyError`].
pub fn mint(kind: OpaqueKind, entropy: &dyn Entropy) -> Result<SecretString, EntropyError> {
    let random: [u8; 32] = entropy::bytes(entropy)?;
    Ok(of_random(kind, &URL_SAFE_NO_PAD.encode(random)))
}

/// The token of that random part, given in base64url. It need not be drawn: a MAC is as hard to guess.
#[must_use]
pub fn of_random(kind: OpaqueKind, random: &str) -> SecretString {
    SecretString::from(format!("{}{random}", kind.prefix()))
}

/// A text that has the form of a token of that kind.
#[must_use]
pub fn parse(kind: OpaqueKind, text: &str) -> Option<SecretString> {
    let random = text.strip_prefix(kind.prefix())?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_token = random.len() == RANDOM && random.bytes().all(is_plain);
    is_token.then(|| SecretString::from(text))
}

/// How a token begins, to tell it from others.
#[must_use]
pub fn prefix_of(token: &str) -> String {
    token.chars().take(SHOWN).collect()
}

/// The hash of a token. A token is as random as a hash is long, so that nothing slow or salted is needed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenHash(String);

impl TokenHash {
    /// The hash of the whole token (SHA-256, base64url).
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes())))
    }

    /// A hash as it was stored.
    #[must_use]
    pub fn from_stored(hash: String) -> Self {
        Self(hash)
    }

    /// The hash as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn a_token_has_the_form_of_its_kind_and_of_no_other() {
        let all = [
            OpaqueKind::Refresh,
            OpaqueKind::Invitation,
            OpaqueKind::Setup,
            OpaqueKind::ApiKey,
            OpaqueKind::Submission,
            OpaqueKind::Letters,
        ];
        let entropy = SeededEntropy::new(1);
        for kind in all {
            let token = mint(kind, &entropy).unwrap();
            let text = token.expose_secret();
            for other in all {
                assert_eq!(parse(other, text).is_some(), other == kind, "{other:?}");
            }
            assert!(parse(kind, &text[1..]).is_none());
            assert!(parse(kind, &format!("{text}A")).is_none());
            assert!(parse(kind, &text.replace(&text[40..41], "=")).is_none());
            assert!(!format!("{token:?}").contains(&text[4..]), "a token is not shown by Debug");
        }
    }

    #[test]
    fn a_hash_is_of_the_whole_token() {
        assert_ne!(TokenHash::of("sck_a"), TokenHash::of("scr_a"));
        assert_eq!(TokenHash::of("").as_str(), "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
        assert_eq!(prefix_of("sck_abcdefghijkl"), "sck_abcdefgh");
    }
}
