//! The one source of randomness, and the ids that are made from it. Everything that needs some takes an [`Entropy`], so
//! that tests and examples are exact.

use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Gives random bytes.
pub trait Entropy: Send + Sync + Debug {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// [`EntropyError`] when the machine gives no randomness.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError>;
}

/// The machine gave no randomness.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the machine gave no randomness: {0}")]
pub struct EntropyError(String);

/// The randomness of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "the one home of the machine's randomness")]
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(bytes).map_err(|error| EntropyError(error.to_string()))
    }
}

/// The same bytes in the same order for the same seed; for tests and reproducible examples, never for secrets.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    block: AtomicU64,
}

impl SeededEntropy {
    /// Starts at the beginning.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed, block: AtomicU64::new(0) }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        for part in bytes.chunks_mut(32) {
            let block = self.block.fetch_add(1, Ordering::Relaxed);
            let hash = Sha256::new()
                .chain_update(self.seed.to_be_bytes())
                .chain_update(block.to_be_bytes())
                .finalize();
            for (byte, random) in part.iter_mut().zip(hash) {
                *byte = random;
            }
        }
        Ok(())
    }
}

/// So many random bytes.
///
/// # Errors
/// As [`EntropyError`].
pub fn bytes<const N: usize>(entropy: &dyn Entropy) -> Result<[u8; N], EntropyError> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}

/// A new id (UUID version 7, RFC 9562 section 5.7): the instant to the millisecond, then random.
///
/// # Errors
/// As [`EntropyError`].
pub fn uuid_v7(at: DateTime<Utc>, entropy: &dyn Entropy) -> Result<Uuid, EntropyError> {
    let random: [u8; 10] = bytes(entropy)?;
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

/// A new id that tells nothing (UUID version 4, RFC 9562 section 5.4).
///
/// # Errors
/// As [`EntropyError`].
pub fn uuid_v4(entropy: &dyn Entropy) -> Result<Uuid, EntropyError> {
    Ok(uuid::Builder::from_random_bytes(bytes(entropy)?).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_never_the_same_twice() {
        let (one, other) = (SeededEntropy::new(1), SeededEntropy::new(1));
        let first: [u8; 40] = bytes(&one).unwrap();
        assert_eq!(first, bytes(&other).unwrap());
        assert_ne!(first, bytes(&one).unwrap());
        assert_ne!(first, bytes(&SeededEntropy::new(2)).unwrap());
        let drawn: [u8; 32] = bytes(&SystemEntropy).unwrap();
        assert_ne!(drawn, bytes(&SystemEntropy).unwrap());
    }

    #[test]
    fn an_id_tells_its_time() {
        let at: DateTime<Utc> = "2026-11-24T04:00:00.123Z".parse().unwrap();
        let id = uuid_v7(at, &SeededEntropy::new(1)).unwrap();
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.as_u128() >> 80, u128::try_from(at.timestamp_millis()).unwrap());
    }

    #[test]
    fn an_id_that_tells_nothing_is_random_but_for_its_version_and_variant() {
        let entropy = SeededEntropy::new(1);
        let ids: Vec<Uuid> = (0..256).map(|_| uuid_v4(&entropy).unwrap()).collect();
        for id in &ids {
            assert_eq!((id.get_version_num(), id.get_variant()), (4, uuid::Variant::RFC4122));
        }
        let set = ids.iter().fold(0, |all, id| all | id.as_u128());
        let cleared = ids.iter().fold(u128::MAX, |all, id| all & id.as_u128());
        assert_eq!(
            (set ^ cleared).count_ones(),
            128 - 6,
            "every other bit is now one, now the other"
        );
    }
}
