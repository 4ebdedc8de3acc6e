//! Numbers of payment cards: 13 to 19 digits with a right check digit (Luhn, ISO/IEC 7812-1), in one group or in several
//! of four or more, of which the last may be shorter. It must not know other kinds of personal data.

use std::ops::Range;

use super::signs::Signs;

/// The lengths that card numbers have.
const LENGTHS: Range<usize> = 13..20;

/// Each row of neighbouring groups that together are a number.
pub(super) fn candidates(signs: &Signs, groups: &[Range<usize>]) -> Vec<Range<usize>> {
    (0..groups.len()).flat_map(|at| from(signs, groups.get(at..).unwrap_or_default())).collect()
}

/// The numbers that begin with the first group.
fn from(signs: &Signs, groups: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let Some(start) = groups.first().map(|first| first.start) else { return found };
    if !is_free_before(signs, start) {
        return found;
    }
    let mut digits: Vec<u32> = Vec::new();
    let mut before: Option<&Range<usize>> = None;
    for group in groups {
        let goes_on =
            before.is_none_or(|last| last.len() >= 4 && signs.joins(last.end..group.start));
        if !goes_on || digits.len() + group.len() >= LENGTHS.end {
            break;
        }
        digits.extend(signs.digits(group));
        before = Some(group);
        if LENGTHS.contains(&digits.len())
            && is_issued(&digits)
            && luhn(&digits)
            && is_free_after(signs, group.end)
        {
            found.push(start..group.end);
        }
    }
    found
}

/// Whether the last digit is the check digit of the others.
fn luhn(digits: &[u32]) -> bool {
    let weigh = |(at, digit): (usize, &u32)| match (at % 2, digit * 2) {
        (0, _) => *digit,
        (_, twice) => twice / 10 + twice % 10,
    };
    digits.iter().rev().enumerate().map(weigh).sum::<u32>().is_multiple_of(10)
}

/// Whether card schemes give out numbers that begin like this: with 3, 4, 5, 6 or 8, or with 2200 to 2204 or 2221 to 2720.
/// Times in milliseconds and rows of years begin otherwise.
fn is_issued(digits: &[u32]) -> bool {
    match digits {
        [3..=6 | 8, ..] => true,
        [a @ 2, b, c, d, ..] => {
            matches!(((a * 10 + b) * 10 + c) * 10 + d, 2_200..=2_204 | 2_221..=2_720)
        }
        _ => false,
    }
}

/// Whether digits that begin at `start` are not the rest of a word or the decimals of a number.
fn is_free_before(signs: &Signs, start: usize) -> bool {
    match signs.before(start) {
        '.' => !signs.before(start.saturating_sub(1)).is_ascii_digit(),
        before => !before.is_ascii_alphanumeric(),
    }
}

fn is_free_after(signs: &Signs, end: usize) -> bool {
    match signs.at(end) {
        '.' => !signs.at(end + 1).is_ascii_digit(),
        after => !after.is_ascii_alphanumeric(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::cut;
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let signs = Signs::of(text);
        cut(text, candidates(&signs, &signs.groups()))
    }

    #[test]
    fn a_number_with_the_right_check_digit_is_found_however_it_is_grouped() {
        for text in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "5555 5555 5555 4444",
            "378282246310005",
            "3782 822463 10005",
            "3056 930902 5904",
            "6011 1111 1111 1117",
            "4222222222222",
            "4222 2222 2222 2",
            "2223 0031 2200 3222",
            "41111111 11111111",
            "６２０００００００００００００５",
            "6200 0000 0000 0000 000",
            "4111  1111 – 1111 1111",
        ] {
            assert_eq!(found(text), [text], "{text}");
        }
    }

    #[test]
    fn a_number_is_found_between_other_numbers() {
        assert_eq!(found("2 4111 1111 1111 1111 12/27"), ["4111 1111 1111 1111"]);
        assert_eq!(found("卡號4111111111111111到期日"), ["4111111111111111"]);
    }

    #[test]
    fn what_is_no_number_of_a_card_is_not_found() {
        for text in [
            "4111111111111112",
            "4111 1111 1111 1112",
            "411111111111",
            "41111111111111111111",
            "A4111111111111111",
            "4111111111111111A",
            "0.4111111111111111",
            "4111111111111111.5",
            "4111,1111,1111,1111",
            "4111\n1111\n1111\n1111",
            "0000000000000000",
            "1700000000000",
            "2019 2020 2021 2022",
            "2024 2025 2026 2027",
            "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
            "1234567890123452",
            "9999999999999995",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn of_the_ten_check_digits_one_is_right() {
        for number in ["411111111111111", "37828224631000", "620000000000000000"] {
            let right = (0..10).filter(|check| found(&format!("{number}{check}")).len() == 1);
            assert_eq!(right.count(), 1, "{number}");
        }
    }
}
