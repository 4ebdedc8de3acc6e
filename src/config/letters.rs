//! How many letters one mailbox is written. Knows the bounds; must not know how mailboxes are told apart.

use chrono::TimeDelta;

use crate::config::keys;
use crate::config::parse::number;
use crate::config::reader::{Kept, Reader};

/// How many letters one mailbox is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterSettings {
    /// The most within 24 hours, once its owner has confirmed it.
    pub per_day: u32,
    /// The most within 30 days that ask for confirmation; of those there are never two within 24 hours.
    pub confirmations_per_month: u32,
    /// For how many days a confirmation holds.
    pub confirmed_days: u32,
}

impl LetterSettings {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Kept> {
        let per_day = reader.scalar(&keys::MAIL_LETTERS_PER_DAY, number(1..=1_000), u32::to_string);
        let asking =
            reader.scalar(&keys::MAIL_CONFIRMATIONS_PER_MONTH, number(1..=30), u32::to_string);
        let days = reader.scalar(&keys::MAIL_CONFIRMED_DAYS, number(1..=3_650), u32::to_string);
        Ok(Self { per_day: per_day?, confirmations_per_month: asking?, confirmed_days: days? })
    }

    /// For how long a confirmation holds.
    #[must_use]
    pub fn confirmed_for(&self) -> TimeDelta {
        TimeDelta::days(self.confirmed_days.into())
    }
}
