//! A text as the scanners see it: one sign per character, full-width forms made ASCII, all blanks and all dashes alike.
//! It must not know what is looked for.

use std::ops::Range;

use super::super::width::{is_blank, is_dash, narrow};

/// Stands for what is not there: before the text, after it, and where something was taken out.
const NOTHING: char = '\0';

/// The signs of a text.
#[derive(Debug)]
pub(super) struct Signs(Vec<char>);

impl Signs {
    pub(super) fn of(text: &str) -> Self {
        Self(text.chars().map(sign).collect())
    }

    /// The sign at a place.
    pub(super) fn at(&self, place: usize) -> char {
        self.0.get(place).copied().unwrap_or(NOTHING)
    }

    /// The sign before a place.
    pub(super) fn before(&self, place: usize) -> char {
        place.checked_sub(1).map_or(NOTHING, |before| self.at(before))
    }

    /// All places with their signs.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, char)> {
        self.0.iter().copied().enumerate()
    }

    /// The digits of a range.
    pub(super) fn digits(&self, range: &Range<usize>) -> impl Iterator<Item = u32> {
        self.0.get(range.clone()).unwrap_or_default().iter().filter_map(|sign| sign.to_digit(10))
    }

    /// How many blanks there are from a place on, at most so many.
    pub(super) fn blanks(&self, from: usize, most: usize) -> usize {
        (from..).take(most).take_while(|place| self.at(*place) == ' ').count()
    }

    /// The longest runs of digits, in order.
    pub(super) fn groups(&self) -> Vec<Range<usize>> {
        let mut groups: Vec<Range<usize>> = Vec::new();
        for (place, sign) in self.iter() {
            if !sign.is_ascii_digit() {
                continue;
            }
            match groups.last_mut() {
                Some(last) if last.end == place => last.end += 1,
                _ => groups.push(place..place + 1),
            }
        }
        groups
    }

    /// Whether nothing but one to three blanks and dashes is between two groups, so that they may be one number.
    pub(super) fn joins(&self, between: Range<usize>) -> bool {
        (1..=3).contains(&between.len())
            && self
                .0
                .get(between)
                .is_some_and(|gap| gap.iter().all(|sign| matches!(sign, ' ' | '-')))
    }

    /// Takes a range out, unless something of it is out already; whether it did.
    pub(super) fn blank_out(&mut self, range: Range<usize>) -> bool {
        match self.0.get_mut(range) {
            Some(signs) if !signs.contains(&NOTHING) => {
                signs.fill(NOTHING);
                true
            }
            _ => false,
        }
    }
}

fn sign(c: char) -> char {
    match narrow(c) {
        c if is_blank(c) => ' ',
        c if is_dash(c) => '-',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_seen_in_ascii_with_one_kind_of_blank_and_dash() {
        let signs = Signs::of("９１\u{3000}２–３＠路");
        let seen: String = signs.iter().map(|(_, sign)| sign).collect();
        assert_eq!(seen, "91 2-3@路");
        assert_eq!(signs.groups(), [0..2, 3..4, 5..6]);
        assert!(signs.joins(2..3) && signs.joins(4..5) && !signs.joins(6..7) && !signs.joins(2..2));
    }

    #[test]
    fn around_a_text_there_is_nothing_and_what_is_taken_out_is_not_taken_again() {
        let mut signs = Signs::of("1 2");
        assert_eq!((signs.before(0), signs.at(3), signs.blanks(1, 2)), ('\0', '\0', 1));
        assert!(signs.blank_out(0..2));
        assert!(!signs.blank_out(1..3) && !signs.blank_out(2..9));
        assert_eq!((signs.at(0), signs.before(2), signs.at(2)), ('\0', '\0', '2'));
    }
}
