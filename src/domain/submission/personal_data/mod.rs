//! Finding what looks like personal data in a text, and covering it: a help to authors and moderators, not a judgement.
//! It must not know where a text comes from or goes to, and it keeps nothing of it.
//!
//! Full-width characters count as their ASCII forms. Each kind has a scanner that walks the text once and names every
//! place that might be meant. Of places that overlap the longest is taken, then the first. What is taken is blanked out
//! and the rest looked at again until nothing more is found, so that a covered text has no finding: two or three walks
//! as a rule, since being covered only ever frees what stood right beside it.

mod card;
mod email;
mod identity_card;
mod phone;
mod signs;

use std::cmp::Reverse;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::word::{self, UnknownWord};
use signs::Signs;

/// What kind of personal data something looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalDataKind {
    /// The number of a Hong Kong identity card, with a check digit that is right.
    IdentityCard,
    /// A Hong Kong telephone number.
    PhoneNumber,
    /// An email address.
    EmailAddress,
    /// The number of a payment card, with a check digit that is right.
    CardNumber,
}

impl PersonalDataKind {
    /// All kinds.
    pub const ALL: [Self; 4] =
        [Self::IdentityCard, Self::PhoneNumber, Self::EmailAddress, Self::CardNumber];

    /// The kind's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdentityCard => "identity_card",
            Self::PhoneNumber => "phone_number",
            Self::EmailAddress => "email_address",
            Self::CardNumber => "card_number",
        }
    }

    /// What is suggested to stand in its place.
    #[must_use]
    pub const fn replacement(self) -> &'static str {
        match self {
            Self::IdentityCard => "[identity card number]",
            Self::PhoneNumber => "[phone number]",
            Self::EmailAddress => "[email address]",
            Self::CardNumber => "[card number]",
        }
    }
}

impl FromStr for PersonalDataKind {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("kind of personal data", &Self::ALL, Self::as_str, text)
    }
}

/// A place in a text that looks like personal data, counted in characters (Unicode scalar values) from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Finding {
    /// The first character of it.
    pub start: usize,
    /// The first character after it.
    pub end: usize,
    /// What it looks like.
    pub kind: PersonalDataKind,
}

/// The places of a text that look like personal data, in their order, none touching another's characters.
#[must_use]
pub fn find(text: &str) -> Vec<Finding> {
    let mut signs = Signs::of(text);
    let mut found = Vec::new();
    loop {
        let before = found.len();
        take_longest(candidates(&signs), &mut signs, &mut found);
        if found.len() == before {
            break;
        }
    }
    found.sort_unstable();
    found
}

/// All that might be meant, overlaps included.
fn candidates(signs: &Signs) -> Vec<Finding> {
    let groups = signs.groups();
    [
        (PersonalDataKind::IdentityCard, identity_card::candidates(signs)),
        (PersonalDataKind::PhoneNumber, phone::candidates(signs, &groups)),
        (PersonalDataKind::EmailAddress, email::candidates(signs)),
        (PersonalDataKind::CardNumber, card::candidates(signs, &groups)),
    ]
    .into_iter()
    .flat_map(|(kind, places)| {
        places.into_iter().map(move |place| Finding { start: place.start, end: place.end, kind })
    })
    .collect()
}

/// Takes the longest candidates that do not overlap, and blanks them out.
fn take_longest(mut candidates: Vec<Finding>, signs: &mut Signs, found: &mut Vec<Finding>) {
    candidates.sort_unstable_by_key(|place| (Reverse(place.end - place.start), *place));
    for place in candidates {
        if signs.blank_out(place.start..place.end) {
            found.push(place);
        }
    }
}

/// The text with each finding covered by its replacement.
///
/// The findings may be of any order; what lies outside the text is ignored, and where two overlap both are covered.
#[must_use]
pub fn redact(text: &str, findings: &[Finding]) -> String {
    let mut findings = findings.to_vec();
    findings.sort_unstable();
    let mut covered = String::with_capacity(text.len());
    let mut rest = text.chars();
    let mut at = 0;
    for Finding { start, end, kind } in findings {
        covered.extend(rest.by_ref().take(start.saturating_sub(at)));
        at = at.max(start);
        let hidden = rest.by_ref().take(end.saturating_sub(at)).count();
        if hidden > 0 {
            covered.push_str(kind.replacement());
            at += hidden;
        }
    }
    covered.extend(rest);
    covered
}

#[cfg(test)]
mod properties_tests;
#[cfg(test)]
mod tests;
