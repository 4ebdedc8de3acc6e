//! Ed25519 keys (RFC 8032): the secret halves that sign, the public halves that anybody may have, and how the latter are
//! published (RFC 8037).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::Signer as _;
use serde::Serialize;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::entropy::{self, Entropy, EntropyError};

/// A secret key. Debug shows its id alone.
#[derive(Clone)]
pub struct SigningKey {
    key: ed25519_dalek::SigningKey,
    kid: String,
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    kid: String,
    x: String,
    bytes: [u8; 32],
}

/// A public key as it is published (RFC 7517, RFC 8037 section 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Jwk {
    /// The family: an octet key pair.
    pub kty: &'static str,
    /// The curve.
    pub crv: &'static str,
    /// The key, in base64url.
    pub x: String,
    /// The id that tokens name it by.
    pub kid: String,
    /// What it is used with.
    pub alg: &'static str,
    /// What it is for: signatures.
    #[serde(rename = "use")]
    pub usage: &'static str,
}

/// Bytes that are not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signing key has 32 bytes")]
pub struct NotAKey;

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// A new key.
    ///
    /// # Errors
    /// As [`EntropyError`].
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        let seed: Zeroizing<[u8; 32]> = Zeroizing::new(entropy::bytes(entropy)?);
        Ok(Self::of(&seed))
    }

    /// The key from what [`Self::to_secret_bytes`] gave.
    ///
    /// # Errors
    /// [`NotAKey`].
    pub fn from_secret_bytes(bytes: &[u8]) -> Result<Self, NotAKey> {
        bytes.try_into().map(Self::of).map_err(|_| NotAKey)
    }

    /// The secret bytes, for sealing.
    #[must_use]
    pub fn to_secret_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes())
    }

    fn of(seed: &[u8; 32]) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        let kid = thumbprint(&encode(key.verifying_key().as_bytes()));
        Self { key, kid }
    }

    /// The id: the key's thumbprint, so that no two keys have the same.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The signature of `message` (RFC 8032 section 5.1.6).
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let bytes = self.key.verifying_key().to_bytes();
        PublicKey { kid: self.kid.clone(), x: encode(&bytes), bytes }
    }
}

impl PublicKey {
    /// The key from what [`Self::x`] gave.
    ///
    /// # Errors
    /// [`NotAKey`].
    pub fn from_x(x: &str) -> Result<Self, NotAKey> {
        let bytes = URL_SAFE_NO_PAD.decode(x).map_err(|_| NotAKey)?;
        let bytes = bytes.try_into().map_err(|_| NotAKey)?;
        Ok(Self { kid: thumbprint(x), x: x.to_owned(), bytes })
    }

    /// The id that signatures name it by.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The key in base64url.
    #[must_use]
    pub fn x(&self) -> &str {
        &self.x
    }

    /// The key's bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The key as it is published.
    #[must_use]
    pub fn to_jwk(&self) -> Jwk {
        Jwk {
            kty: "OKP",
            crv: "Ed25519",
            x: self.x.clone(),
            kid: self.kid.clone(),
            alg: "EdDSA",
            usage: "sig",
        }
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The thumbprint of the public key (RFC 7638 section 3, with the members that RFC 8037 section 2 requires).
fn thumbprint(x: &str) -> String {
    encode(&Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example key of RFC 8037, appendix A.1.
    pub(in crate::authn) fn example() -> SigningKey {
        let secret = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        SigningKey::from_secret_bytes(&secret).unwrap()
    }

    #[test]
    fn a_key_has_the_public_half_and_the_thumbprint_of_the_standard() {
        let key = example();
        assert_eq!(key.public().x(), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_eq!(key.public().to_jwk().kid, key.kid());
        assert_eq!(PublicKey::from_x(key.public().x()), Ok(key.public()));
        assert_eq!(PublicKey::from_x("AAAA"), Err(NotAKey));
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", example());
        assert!(shown.contains("kPrK_qmx") && !shown.contains("157"), "{shown}");
        assert!(SigningKey::from_secret_bytes(&[0; 31]).is_err());
    }
}
