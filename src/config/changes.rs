//! Settings of the public change sequence. Knows their bounds; must not know what a change is.

use crate::config::keys;
use crate::config::parse::number;
use crate::config::reader::{Kept, Reader};

/// The public change sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesSettings {
    /// How long a change stays readable, in days; none means for ever.
    pub retention_days: Option<u32>,
}

impl ChangesSettings {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Kept> {
        let bounds = 1..=36_500;
        let retention_days =
            reader.optional(&keys::CHANGES_RETENTION_DAYS, number(bounds), u32::to_string);
        Ok(Self { retention_days: retention_days? })
    }
}
