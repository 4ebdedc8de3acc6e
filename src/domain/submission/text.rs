//! What text a submission may have. It must not know what is said of its author elsewhere, nor who will read it.

use std::fmt;

use serde::Serialize;
use thiserror::Error;

use crate::domain::text::{Multiline, TextFault, clean};

/// The text of a submission: cleaned, 10 to 5,000 characters in any number of lines.
///
/// It may hold personal data, so its `Debug` shows how long it is and nothing of what it says.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SubmissionText(String);

/// Why a text is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SubmissionTextFault {
    /// There is too little of it to be understood.
    #[error("has {actual} characters, at least {min} are needed")]
    TooShort {
        /// The smallest number of characters.
        min: usize,
        /// How many there are, after cleaning.
        actual: usize,
    },
    /// No text of the product may be like this.
    #[error(transparent)]
    Text(#[from] TextFault),
}

impl SubmissionText {
    /// The smallest number of characters.
    pub const MIN: usize = 10;
    /// The greatest number of characters.
    pub const MAX: usize = 5_000;

    /// Reads a text, cleaned. A text that was read before comes out the same.
    ///
    /// # Errors
    /// [`SubmissionTextFault`] when it is too short or too long after cleaning, or has characters that no text may have.
    pub fn parse(text: &str) -> Result<Self, SubmissionTextFault> {
        let text = clean(text, Self::MAX, Multiline::Yes)?;
        match text.chars().count() {
            actual if actual < Self::MIN => {
                Err(SubmissionTextFault::TooShort { min: Self::MIN, actual })
            }
            _ => Ok(Self(text)),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SubmissionText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SubmissionText({} characters)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_has_ten_to_five_thousand_characters_after_cleaning() {
        assert_eq!(
            SubmissionText::parse(" 智慧城市需要更多路燈 \r\n").unwrap().as_str(),
            "智慧城市需要更多路燈"
        );
        assert_eq!(
            SubmissionText::parse("  too short\n\n").unwrap_err(),
            SubmissionTextFault::TooShort { min: 10, actual: 9 }
        );
        assert!(SubmissionText::parse(&"e\u{301}".repeat(5_000)).is_ok());
        let fault = SubmissionText::parse(&"路".repeat(5_001)).unwrap_err();
        assert_eq!(fault.to_string(), "has 5001 characters, at most 5000 are allowed");
    }

    #[test]
    fn what_no_text_may_have_is_refused_here_too() {
        for (text, fault) in [
            (" \n\t ", TextFault::Empty),
            (
                "\u{200B}\u{3164}\u{2800}\u{FE0F} \u{301}\u{E0041}\u{115F}\u{1160}\u{FFA0}",
                TextFault::Empty,
            ),
            ("more lamps\u{2028}please", TextFault::LineSeparator('\u{2028}')),
            ("more lamps\0please", TextFault::Control('\0')),
            ("more lamps \u{202E}please", TextFault::Direction('\u{202E}')),
        ] {
            assert_eq!(SubmissionText::parse(text), Err(SubmissionTextFault::Text(fault)));
        }
    }

    #[test]
    fn markup_stays_text() {
        let text = "<script>alert(1)</script>\n\tand a second line";
        assert_eq!(SubmissionText::parse(text).unwrap().as_str(), text);
    }

    #[test]
    fn a_log_does_not_show_what_it_says() {
        let text = SubmissionText::parse("call me: 9123 4567").unwrap();
        assert_eq!(format!("{text:?}"), "SubmissionText(18 characters)");
        assert_eq!(serde_json::to_string(&text).unwrap(), "\"call me: 9123 4567\"");
    }

    proptest! {
        #[test]
        fn what_was_read_once_is_read_again_unchanged(raw in "\\PC{0,40}") {
            if let Ok(once) = SubmissionText::parse(&raw) {
                prop_assert_eq!(SubmissionText::parse(once.as_str()), Ok(once.clone()));
            }
        }
    }
}
