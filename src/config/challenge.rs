//! Settings of the challenges. Knows their bounds; must not know how they are made.

use chrono::TimeDelta;

use crate::config::keys;
use crate::config::parse::number;
use crate::config::reader::{Kept, Reader};

/// What is asked of whoever sends something without an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChallengeSettings {
    /// The most hashes that solving one takes in quiet times.
    pub difficulty: u32,
    /// How long one is good for, in seconds.
    pub valid_s: u32,
}

impl ChallengeSettings {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Kept> {
        let hashes = number(1..=10_000_000);
        let difficulty = reader.scalar(&keys::CHALLENGE_DIFFICULTY, hashes, u32::to_string);
        let valid_s = reader.scalar(&keys::CHALLENGE_VALID_S, number(30..=3_600), u32::to_string);
        Ok(Self { difficulty: difficulty?, valid_s: valid_s? })
    }

    /// How long one is good for.
    #[must_use]
    pub fn validity(self) -> TimeDelta {
        TimeDelta::seconds(self.valid_s.into())
    }
}
