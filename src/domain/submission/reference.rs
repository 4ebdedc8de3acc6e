//! The reference of a submission: the short name by which its author and the staff speak of it.
//! It must not know which references are taken, nor where random bytes come from.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::width::{is_blank, is_dash, narrow};

/// Crockford's base 32: no I, L, O or U, so that nothing is misread and no word comes about.
const ALPHABET: [u8; 32] = *b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many characters there are, the check character included.
const LENGTH: u32 = 9;

/// A reference, such as `7K3M-Q9XD-S`: forty random bits as eight characters, and a check character.
///
/// The nine characters are a code word over the field of 32 elements (modulo x⁵ + x² + 1): the sum of each, times a power
/// of x of its own, is zero. So every single wrong character is found, and every swap of two characters that differ,
/// neighbours or not. What the secret protects is not protected by the reference: it is a name, not a key. Among a
/// million references two are the same in one case of three, so whoever gives one out draws again when it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference([u8; 5]);

/// Why a text is not a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReferenceFault {
    /// It has too few characters or too many.
    #[error("a reference has 9 letters and digits, such as 7K3M-Q9XD-S")]
    Length,
    /// It has a character that no reference has.
    #[error("no reference has the character U+{:04X}", u32::from(*.0))]
    Character(char),
    /// The characters do not fit together: one is wrong, or two have changed places.
    #[error("a character is wrong, or two have changed places")]
    Check,
}

impl Reference {
    /// The reference made of random bytes; other bytes make another one.
    #[must_use]
    pub const fn of_random(bytes: [u8; 5]) -> Self {
        Self(bytes)
    }

    /// Reads a reference as people write it down: letters of either case, O for 0, I or L for 1, full-width characters,
    /// and blanks and dashes anywhere or nowhere.
    ///
    /// # Errors
    /// [`ReferenceFault`] when it is not one, or was copied wrongly.
    pub fn parse(text: &str) -> Result<Self, ReferenceFault> {
        let (mut length, mut bits, mut sum) = (0, 0, 0);
        for c in text.chars().filter(|c| !(is_dash(*c) || is_blank(*c) || c.is_whitespace())) {
            let value = value(c).ok_or(ReferenceFault::Character(c))?;
            length += 1;
            if length > LENGTH {
                return Err(ReferenceFault::Length);
            }
            bits = (bits << 5) | u64::from(value);
            sum = times_x(sum) ^ value;
        }
        if length != LENGTH {
            return Err(ReferenceFault::Length);
        }
        if sum != 0 {
            return Err(ReferenceFault::Check);
        }
        // The last five bits are the check character's.
        let [_, _, _, bytes @ ..] = (bits >> 5).to_be_bytes();
        Ok(Self(bytes))
    }

    /// The values of the eight characters that the random bits make.
    fn values(self) -> impl Iterator<Item = u8> {
        let bits = self.0.iter().fold(0, |bits, byte| (bits << 8) | u64::from(*byte));
        (0..8).rev().map(move |place| {
            let [.., low] = (bits >> (5 * place)).to_be_bytes();
            low & 31
        })
    }
}

/// `value` times x, in the field of 32 elements.
const fn times_x(value: u8) -> u8 {
    let twice = value << 1;
    if twice & 32 == 0 { twice } else { twice ^ 0b10_0101 }
}

/// What a character stands for, however it is written.
fn value(c: char) -> Option<u8> {
    let c = match narrow(c).to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    (0_u8..).zip(ALPHABET).find(|(_, letter)| char::from(*letter) == c).map(|(value, _)| value)
}

/// The character that stands for a value below 32.
fn letter(value: u8) -> char {
    ALPHABET.get(usize::from(value)).copied().map_or('0', char::from)
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = String::with_capacity(11);
        let mut sum = 0;
        for (place, value) in self.values().enumerate() {
            if place == 4 {
                shown.push('-');
            }
            shown.push(letter(value));
            sum = times_x(sum) ^ value;
        }
        shown.push('-');
        shown.push(letter(times_x(sum)));
        f.pad(&shown)
    }
}

impl FromStr for Reference {
    type Err = ReferenceFault;
    fn from_str(text: &str) -> Result<Self, ReferenceFault> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Reference {
    type Error = ReferenceFault;
    fn try_from(text: String) -> Result<Self, ReferenceFault> {
        Self::parse(&text)
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn characters(reference: Reference) -> Vec<char> {
        reference.to_string().chars().filter(|c| *c != '-').collect()
    }

    fn read(characters: &[char]) -> Result<Reference, ReferenceFault> {
        Reference::parse(&characters.iter().collect::<String>())
    }

    #[test]
    fn a_reference_is_shown_in_one_form() {
        let shown = |bytes| Reference::of_random(bytes).to_string();
        assert_eq!(shown([0; 5]), "0000-0000-0");
        assert_eq!(shown([0xFF; 5]), "ZZZZ-ZZZZ-3");
        assert_eq!(shown([0x3C, 0xC7, 0x4B, 0xA7, 0xAD]), "7K3M-Q9XD-S");
    }

    #[test]
    fn a_reference_is_read_as_people_write_it() {
        let reference: Reference = "7K3M-Q9XD-S".parse().unwrap();
        for text in [
            "7k3mq9xds",
            " 7K3M Q9XD S\n",
            "7k-3m-q9-xd-s",
            "７Ｋ３Ｍ－Ｑ９ＸＤ－Ｓ",
            "7K3M\u{2011}Q9XD\u{2013}S",
        ] {
            assert_eq!(Reference::parse(text), Ok(reference), "{text}");
        }
        let ones = Reference::of_random([0x08, 0x42, 0x10, 0x84, 0x21]);
        let shown = ones.to_string();
        assert!(shown.starts_with("1111-1111-"), "{shown}");
        assert_eq!(Reference::parse(&format!("ilIL-1111{}", &shown[9..])), Ok(ones));
        assert_eq!(Reference::parse("oO0o-0Oo0-o"), Ok(Reference::of_random([0; 5])));
    }

    #[test]
    fn what_is_not_a_reference_is_refused_with_the_reason() {
        for text in ["", "-", "7K3M-Q9XD", "7K3M-Q9XD-SS", &"0".repeat(10_000)] {
            assert_eq!(Reference::parse(text), Err(ReferenceFault::Length));
        }
        assert_eq!(Reference::parse("7K3M-U9XD-S"), Err(ReferenceFault::Character('U')));
        assert_eq!(Reference::parse("7K3M-路9XD-S"), Err(ReferenceFault::Character('路')));
        assert_eq!(Reference::parse("7K3M-Q9XD-F"), Err(ReferenceFault::Check));
        assert_eq!(Reference::parse("7K3Q-M9XD-S"), Err(ReferenceFault::Check));
    }

    #[test]
    fn a_reference_is_a_string_in_json() {
        let reference: Reference = serde_json::from_str("\"7k3mq9xds\"").unwrap();
        assert_eq!(serde_json::to_string(&reference).unwrap(), "\"7K3M-Q9XD-S\"");
        assert!(serde_json::from_str::<Reference>("\"7K3M-Q9XD-F\"").is_err());
    }

    #[test]
    fn each_place_has_a_weight_of_its_own() {
        let weights: Vec<u8> =
            std::iter::successors(Some(1), |weight| Some(times_x(*weight))).take(9).collect();
        for (place, weight) in weights.iter().enumerate() {
            assert!(*weight != 0 && !weights[..place].contains(weight), "{place}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(bytes: [u8; 5], gap in "[- ]{0,3}", small: bool) {
            let reference = Reference::of_random(bytes);
            let shown = reference.to_string();
            prop_assert_eq!(shown.parse(), Ok(reference));
            let written = shown.replace('-', &gap);
            let written = if small { written.to_lowercase() } else { written };
            prop_assert_eq!(Reference::parse(&written), Ok(reference));
        }

        #[test]
        fn any_single_wrong_character_is_found(bytes: [u8; 5], place in 0_usize..9, other in 0_u8..32) {
            let mut characters = characters(Reference::of_random(bytes));
            prop_assume!(characters[place] != letter(other));
            characters[place] = letter(other);
            prop_assert_eq!(read(&characters), Err(ReferenceFault::Check));
        }

        #[test]
        fn any_swap_of_two_characters_is_found(bytes: [u8; 5], one in 0_usize..9, other in 0_usize..9) {
            let mut characters = characters(Reference::of_random(bytes));
            prop_assume!(characters[one] != characters[other]);
            characters.swap(one, other);
            prop_assert_eq!(read(&characters), Err(ReferenceFault::Check));
        }

        #[test]
        fn any_text_is_read_or_refused(text: String) {
            if let Ok(reference) = Reference::parse(&text) {
                prop_assert_eq!(reference.to_string().parse(), Ok(reference));
            }
        }
    }
}
