//! Keeping things that only the holder of a key may read, and looking things up without keeping what they are called.
//! Knows no table and no purpose.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::entropy::{self, Entropy, EntropyError};

/// The form of what is sealed; another one would have another number.
const FORM: u8 = 1;

/// The length of a nonce of `XChaCha20` (`draft-irtf-cfrg-xchacha` section 2): long enough to be drawn at random.
const NONCE: usize = 24;

/// A key for one purpose. Debug shows nothing of it.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct SealingKey([u8; 32]);

/// Why something could not be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealingError {
    /// It was sealed under another key or in another context, or it was changed since.
    #[error("the seal is not intact")]
    Broken,
    /// There was no randomness for it.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(…)")
    }
}

impl SealingKey {
    /// The key for `purpose` that follows from `secret` (HKDF with SHA-256, RFC 5869).
    #[must_use]
    pub fn derive(secret: &[u8], purpose: &str) -> Self {
        let mut key = [0; 32];
        // 32 bytes are one block of the hash: the only failure, asking for too much, cannot happen.
        let expanded = Hkdf::<Sha256>::new(None, secret).expand(purpose.as_bytes(), &mut key);
        debug_assert!(expanded.is_ok());
        Self(key)
    }

    /// Seals `plain` (XChaCha20-Poly1305), as base64url. It opens in the same `context` alone.
    ///
    /// # Errors
    /// [`SealingError::Entropy`].
    pub fn seal(
        &self,
        plain: &[u8],
        context: &str,
        entropy: &dyn Entropy,
    ) -> Result<String, SealingError> {
        let nonce: [u8; NONCE] = entropy::bytes(entropy)?;
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealingError::Broken)?;
        let mut all = vec![FORM];
        all.extend_from_slice(&nonce);
        all.extend_from_slice(&sealed);
        Ok(URL_SAFE_NO_PAD.encode(all))
    }

    /// Opens what [`Self::seal`] has made.
    ///
    /// # Errors
    /// [`SealingError::Broken`].
    pub fn open(&self, sealed: &str, context: &str) -> Result<Zeroizing<Vec<u8>>, SealingError> {
        let all = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| SealingError::Broken)?;
        let Some((&FORM, rest)) = all.split_first() else { return Err(SealingError::Broken) };
        let Some((nonce, msg)) = rest.split_first_chunk::<NONCE>() else {
            return Err(SealingError::Broken);
        };
        let payload = Payload { msg, aad: context.as_bytes() };
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), payload);
        plain.map(Zeroizing::new).map_err(|_| SealingError::Broken)
    }

    /// What stands for `data` where it is looked up: nobody without the key can tell what it was, or make another
    /// (HMAC with SHA-256, RFC 2104), as base64url.
    #[must_use]
    pub fn mac(&self, purpose: &str, data: &[u8]) -> String {
        let Some(mac) = self.started(purpose, data) else { return String::new() };
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }

    /// Whether `mac` is what [`Self::mac`] makes of the same. The time it takes does not tell how much of it was right.
    #[must_use]
    pub fn is_mac(&self, purpose: &str, data: &[u8], mac: &str) -> bool {
        let Ok(claimed) = URL_SAFE_NO_PAD.decode(mac) else { return false };
        self.started(purpose, data).is_some_and(|mac| mac.verify_slice(&claimed).is_ok())
    }

    fn started(&self, purpose: &str, data: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        // The purpose has a length of its own, so that no two pairs run together into the same bytes.
        mac.update(&purpose.len().to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(data);
        Some(mac)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn a_seal_opens_with_its_key_in_its_context_alone() {
        let entropy = SeededEntropy::new(1);
        let key = SealingKey::derive(b"master", "one");
        let sealed = key.seal(b"secret", "row 1", &entropy).unwrap();
        assert!(!sealed.contains("secret"));
        assert_eq!(key.open(&sealed, "row 1").unwrap().as_slice(), b"secret");
        assert_eq!(key.open(&sealed, "row 2"), Err(SealingError::Broken));
        let other = SealingKey::derive(b"master", "other");
        assert_eq!(other.open(&sealed, "row 1"), Err(SealingError::Broken));
        assert_ne!(sealed, key.seal(b"secret", "row 1", &entropy).unwrap(), "never the same nonce");
    }

    #[test]
    fn a_mac_depends_on_key_purpose_and_data() {
        let key = SealingKey::derive(b"master", "macs");
        let mac = key.mac("account", b"a");
        assert_eq!(mac, key.mac("account", b"a"));
        for other in [key.mac("account", b"b"), key.mac("accoun", b"ta"), key.mac("address", b"a")]
        {
            assert_ne!(mac, other);
            assert!(!key.is_mac("account", b"a", &other));
        }
        assert!(key.is_mac("account", b"a", &mac));
        assert!(!key.is_mac("account", b"a", &mac[1..]) && !key.is_mac("account", b"a", ""));
        assert_eq!(format!("{key:?}"), "SealingKey(…)");
    }

    proptest! {
        #[test]
        fn a_seal_that_was_changed_does_not_open(
            plain in prop::collection::vec(any::<u8>(), 0..64),
            place in any::<prop::sample::Index>(),
            flip in 1_u8..,
        ) {
            let key = SealingKey::derive(b"master", "one");
            let sealed = key.seal(&plain, "row", &SeededEntropy::new(7)).unwrap();
            prop_assert_eq!(key.open(&sealed, "row").unwrap().to_vec(), plain);
            let mut bytes = URL_SAFE_NO_PAD.decode(&sealed).unwrap();
            let place = place.index(bytes.len());
            bytes[place] ^= flip;
            prop_assert!(key.open(&URL_SAFE_NO_PAD.encode(bytes), "row").is_err());
        }
    }
}
