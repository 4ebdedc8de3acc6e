//! Hong Kong telephone numbers: eight digits, together or four and four, with or without the country's code 852.
//! It must not know other kinds of personal data.

use std::ops::Range;

use super::signs::Signs;

/// Words that may stand right before a number, as in `Tel91234567`; other letters there make it the number of a thing.
const WORDS: [&str; 9] =
    ["call", "fax", "mobile", "phone", "signal", "sms", "tel", "wechat", "whatsapp"];

/// The numbers that the groups of digits make, from left to right.
pub(super) fn candidates(signs: &Signs, groups: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = groups;
    while let [first, ..] = rest {
        let used = if let Some((place, used)) = with_code(signs, rest) {
            found.push(place);
            used
        } else if is_single(signs, first) {
            found.push(first.clone());
            1
        } else {
            let fours = fours(signs, rest);
            found.extend(in_pairs(rest.get(..fours).unwrap_or_default()));
            fours.max(1)
        };
        rest = rest.get(used..).unwrap_or_default();
    }
    found
}

/// The number whose country code is in the first group, and how many groups it takes. After `+852` or `00852` the digits
/// may be grouped in any way and begin with 4 as well.
fn with_code(signs: &Signs, groups: &[Range<usize>]) -> Option<(Range<usize>, usize)> {
    let [first, others @ ..] = groups else { return None };
    let plus = signs.before(first.start) == '+';
    let (code, explicit) = match signs.digits(first).take(5).collect::<Vec<_>>().as_slice() {
        [0, 0, 8, 5, 2] => (5, true),
        [8, 5, 2, ..] => (3, plus),
        _ => return None,
    };
    let mut start = first.start - usize::from(plus);
    let mut before = first.end;
    let own = first.start + code..first.end;
    let bracketed = own.is_empty() && signs.at(before) == ')';
    if bracketed {
        start -= usize::from(signs.before(start) == '(');
        before += 1;
    }
    let mut parts = Vec::from_iter((!own.is_empty()).then_some(own));
    let mut rest = others.iter();
    while parts.iter().map(Range::len).sum::<usize>() < 8 {
        let next = rest.next()?;
        let close = bracketed && parts.is_empty() && before == next.start;
        if !(close || signs.joins(before..next.start)) {
            return None;
        }
        before = next.end;
        parts.push(next.clone());
    }
    let grouped = match parts.iter().map(Range::len).collect::<Vec<_>>().as_slice() {
        [8] | [4, 4] => true,
        lengths => explicit && lengths.iter().sum::<usize>() == 8,
    };
    let begins = signs.digits(parts.first()?).next()?;
    let holds = grouped
        && (can_begin(begins) || explicit && begins == 4)
        && (!signs.at(start).is_ascii_digit() || is_free_before(signs, start))
        && is_free_after(signs, before);
    holds.then(|| (start..before, groups.len() - rest.len()))
}

/// Whether a group is a number by itself; `20261124` is rather a date.
fn is_single(signs: &Signs, group: &Range<usize>) -> bool {
    let digits: Vec<u32> = signs.digits(group).take(9).collect();
    let [first, _, _, _, m, month, d, day] = digits.as_slice() else { return false };
    let dated = (1..=12).contains(&(m * 10 + month)) && (1..=31).contains(&(d * 10 + day));
    can_begin(*first)
        && !(dated && is_year(signs, group))
        && is_free_before(signs, group.start)
        && is_free_after(signs, group.end)
}

/// How many groups of four, from the first on, can each be a number together with the next one.
fn fours(signs: &Signs, groups: &[Range<usize>]) -> usize {
    match groups.windows(2).take_while(|pair| is_pair(signs, pair)).count() {
        0 => 0,
        pairs => pairs + 1,
    }
}

/// Whether two groups of four are a number; two years are a span of time.
fn is_pair(signs: &Signs, pair: &[Range<usize>]) -> bool {
    let [one, other] = pair else { return false };
    one.len() == 4
        && other.len() == 4
        && signs.joins(one.end..other.start)
        && signs.digits(one).next().is_some_and(can_begin)
        && !(is_year(signs, one) && is_year(signs, other))
        && is_free_before(signs, one.start)
        && is_free_after(signs, other.end)
}

/// The numbers of a row of fours: two by two; all in one when one is left over, since nobody knows which.
fn in_pairs(fours: &[Range<usize>]) -> Vec<Range<usize>> {
    let size = if fours.len().is_multiple_of(2) { 2 } else { fours.len() };
    let place = |part: &[Range<usize>]| Some(part.first()?.start..part.last()?.end);
    fours.chunks(size.max(1)).filter_map(place).collect()
}

/// Whether a number of Hong Kong can begin with a digit: not with 0, 1 or 4.
const fn can_begin(digit: u32) -> bool {
    matches!(digit, 2 | 3 | 5..=9)
}

/// Whether the first four digits of a group are a year of the last or of this century.
fn is_year(signs: &Signs, group: &Range<usize>) -> bool {
    let century: Vec<u32> = signs.digits(group).take(2).collect();
    matches!(century.as_slice(), [1, 9] | [2, 0])
}

/// Whether digits that begin at `start` are not the rest of something longer, nor an amount of money.
fn is_free_before(signs: &Signs, start: usize) -> bool {
    let before = signs.before(start);
    let further = signs.before(start.saturating_sub(1));
    match before {
        '#' | '$' | '€' | '£' | '¥' | '￡' | '￥' => false,
        ' ' => !matches!(further, '$' | '€' | '£' | '¥' | '￡' | '￥'),
        '.' => !further.is_ascii_digit(),
        '-' | '_' => {
            !further.is_ascii_alphanumeric() || ends_with_word(signs, start.saturating_sub(1))
        }
        _ => !before.is_ascii_alphanumeric() || ends_with_word(signs, start),
    }
}

/// Whether digits that end at `end` are not the beginning of something longer.
fn is_free_after(signs: &Signs, end: usize) -> bool {
    match signs.at(end) {
        '-' | '.' | '_' => !signs.at(end + 1).is_ascii_digit(),
        after => !after.is_ascii_alphanumeric(),
    }
}

/// Whether one of [`WORDS`] ends at `end`, and is the whole word.
fn ends_with_word(signs: &Signs, end: usize) -> bool {
    let mut word: Vec<char> = (0..end)
        .rev()
        .take(10)
        .map(|at| signs.at(at).to_ascii_lowercase())
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    word.reverse();
    WORDS.iter().any(|known| known.chars().eq(word.iter().copied()))
}

#[cfg(test)]
#[path = "phone_tests.rs"]
mod tests;
