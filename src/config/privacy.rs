//! How long personal data is kept. Knows the bounds; must not know where it is.

use chrono::TimeDelta;

use crate::config::keys;
use crate::config::parse::number;
use crate::config::reader::{Kept, Reader};

/// How long personal data is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivacySettings {
    /// Days from the closing of a submission until the contact details given with it are erased.
    pub contact_days: u32,
}

impl PrivacySettings {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Kept> {
        let bounds = number(1..=3_650);
        let days = reader.scalar(&keys::PRIVACY_CONTACT_DAYS, bounds, u32::to_string);
        Ok(Self { contact_days: days? })
    }

    /// How long contact details are kept after a submission was closed.
    #[must_use]
    pub fn contact_retention(&self) -> TimeDelta {
        TimeDelta::days(self.contact_days.into())
    }
}
