//! The keys of submissions.

use super::{Key, Preset};

/// Working days within which an answer to a submission is promised.
pub static SUBMISSIONS_REPLY_DAYS: Key = Key {
    name: "submissions.reply_days",
    environment: "SMARTCITY_SUBMISSIONS_REPLY_DAYS",
    flag: None,
    preset: Preset::Text("10"),
    accepts: "a whole number of days from 1 to 250",
    meaning: "Working days within which an answer to a submission is promised.",
    secret: false,
};
