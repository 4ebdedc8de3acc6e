//! Numbers of Hong Kong identity cards: one or two letters, six digits and a check digit (0 to 9 or A), which may be in
//! brackets or behind a dash. It must not know other kinds of personal data.

use std::ops::Range;

use super::signs::Signs;

/// The value of the blank that stands before a single letter.
const BLANK: u32 = 36;

/// Each place where a number begins that is not a part of a longer word, with its end.
pub(super) fn candidates(signs: &Signs) -> Vec<Range<usize>> {
    signs
        .iter()
        .filter(|(start, sign)| {
            sign.is_ascii_alphabetic() && !signs.before(*start).is_ascii_alphanumeric()
        })
        .filter_map(|(start, _)| end_from(signs, start).map(|end| start..end))
        .collect()
}

/// The end of the number that begins at `start`.
fn end_from(signs: &Signs, start: usize) -> Option<usize> {
    let letters = (start..).take(2).take_while(|at| signs.at(*at).is_ascii_alphabetic()).count();
    let mut at = start + letters;
    let mut sum = Sum { total: 0, weight: 9 };
    if letters == 1 {
        sum.add(BLANK);
    }
    // A is 10 and Z is 35.
    (start..at).filter_map(|at| signs.at(at).to_digit(36)).for_each(|value| sum.add(value));
    let gap = signs.blanks(at, 2);
    // "a 123456 7" is more likely an article and a number.
    if gap > 0 && (start..at).any(|at| signs.at(at).is_ascii_lowercase()) {
        return None;
    }
    at += gap;
    for digit in 0..6 {
        if digit > 0 {
            at += signs.blanks(at, 1);
        }
        sum.add(signs.at(at).to_digit(10)?);
        at += 1;
    }
    let (check, end) = check_from(signs, at)?;
    (sum.total + check).is_multiple_of(11).then_some(end)
}

/// The value of the check digit, from the end of the digits on, and the end of the number.
fn check_from(signs: &Signs, digits_end: usize) -> Option<(u32, usize)> {
    let at = digits_end + signs.blanks(digits_end, 2);
    if signs.at(at) == '(' {
        let check = at + 1 + signs.blanks(at + 1, 1);
        let value = check_value(signs.at(check))?;
        let close = check + 1 + signs.blanks(check + 1, 1);
        return if signs.at(close) == ')' {
            Some((value, close + 1))
        } else {
            ends_word(signs, check + 1).then_some((value, check + 1))
        };
    }
    let check = if signs.at(at) == '-' { at + 1 } else { at };
    let value = check_value(signs.at(check))?;
    // "A123458 a lot" has no check digit.
    let detached = check > digits_end && signs.before(check) == ' ';
    let holds = ends_word(signs, check + 1) && !(detached && value == 10);
    holds.then_some((value, check + 1))
}

fn check_value(sign: char) -> Option<u32> {
    sign.to_digit(11)
}

fn ends_word(signs: &Signs, end: usize) -> bool {
    !signs.at(end).is_ascii_alphanumeric()
}

/// The sum of a number's eight values, weighted from 9 down to 2; the check digit makes it a multiple of 11.
struct Sum {
    total: u32,
    weight: u32,
}

impl Sum {
    fn add(&mut self, value: u32) {
        self.total += value * self.weight;
        self.weight = self.weight.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::cut;
    use super::*;

    fn found(text: &str) -> Vec<String> {
        cut(text, candidates(&Signs::of(text)))
    }

    #[test]
    fn a_number_with_the_right_check_digit_is_found_however_it_is_written() {
        for text in [
            "A123456(3)",
            "A1234563",
            "a123456(3)",
            "A123456 (3)",
            "A 123456 (3)",
            "A123456 3",
            "A123456-3",
            "A 123 456 ( 3 )",
            "Ａ１２３４５６（３）",
            "AB987654(3)",
            "AB9876543",
            "AB 987654 (3)",
            "A123458(A)",
            "A123458A",
            "a123458(a)",
            "C123456(9)",
            "Z683365(A)",
            "A123456(3",
        ] {
            assert_eq!(found(text), [text]);
        }
    }

    #[test]
    fn of_the_eleven_check_digits_one_is_right() {
        for number in ["A123456", "Z999999", "K000001", "WX123456", "AB987654"] {
            let right =
                "0123456789A".chars().filter(|c| !found(&format!("{number}({c})")).is_empty());
            assert_eq!(right.count(), 1, "{number}");
        }
    }

    #[test]
    fn what_is_no_such_number_is_not_found() {
        for text in [
            "A123456(4)",
            "A12345(3)",
            "A1234567(3)",
            "ABC123456(3)",
            "1A123456(3)",
            "123456(3)",
            "A123456",
            "A12345634",
            "A123456(3a",
            "a 123456 3",
            "A123458 a lot",
            "A\n123456(3)",
            "A123456\n(3)",
            "A123.456(3)",
            "路123456(3)",
            "A123456[3]",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
