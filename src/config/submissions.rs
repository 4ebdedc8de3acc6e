//! Settings of submissions. Knows their bounds; must not know what follows from a promise that is not kept.

use crate::config::fault::Wrong;
use crate::config::keys;
use crate::config::reader::{Kept, Reader};
use crate::domain::submission::clock::ReplyStandard;

/// What is promised to whoever sends a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubmissionSettings {
    /// Within how many working days there is an answer.
    pub reply_days: ReplyStandard,
}

impl SubmissionSettings {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Kept> {
        let show = |days: &ReplyStandard| days.get().to_string();
        Ok(Self { reply_days: reader.scalar(&keys::SUBMISSIONS_REPLY_DAYS, days, show)? })
    }
}

fn days(text: &str) -> Result<ReplyStandard, Wrong> {
    let number: i64 = text.parse().map_err(|_| Wrong::NotAccepted)?;
    ReplyStandard::try_from(number).map_err(|_| Wrong::NotAccepted)
}
