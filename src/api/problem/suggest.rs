//! The nearest known name to a misspelt one.
//! It knows strings only and must not know what they name.

use strsim::{jaro_winkler, osa_distance};

/// A given name longer than this is no slip of the pen, and comparing it would cost time.
const MAX_GIVEN: usize = 40;

/// How alike two names have to be when more letters differ than a slip explains.
const ALIKE: f64 = 0.85;

/// The known name that was most likely meant: equal but for case and separators, a few letters
/// away, a word of a longer name (`area` for `smart_area`), or alike in its start. `None` when
/// nothing is close.
#[must_use]
pub fn suggest(given: &str, known: &[&str]) -> Option<String> {
    let length = given.chars().count();
    if !(2..=MAX_GIVEN).contains(&length) {
        return None;
    }
    let given = normal(given);
    let by_letters = || {
        known
            .iter()
            .filter(|name| name.len().abs_diff(given.len()) <= slips(length))
            .map(|name| (osa_distance(&given, &normal(name)), *name))
            .filter(|(distance, _)| *distance <= slips(length))
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, name)| name)
    };
    let by_word =
        || known.iter().copied().find(|name| normal(name).split('_').any(|word| word == given));
    let by_start = || {
        known
            .iter()
            .map(|name| (jaro_winkler(&given, &normal(name)), *name))
            .filter(|(likeness, _)| *likeness >= ALIKE)
            .max_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, name)| name)
    };
    by_letters().or_else(by_word).or_else(by_start).map(str::to_owned)
}

/// How many letters may differ: short names are near too many others to allow more.
const fn slips(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    }
}

fn normal(name: &str) -> String {
    name.to_lowercase().replace(['-', '.', ' '], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 9] = [
        "limit",
        "cursor",
        "lang",
        "q",
        "smart_area",
        "department",
        "updated_since",
        "include_total",
        "due_before",
    ];

    #[test]
    fn slips_of_the_pen_are_recognised() {
        let cases = [
            ("limt", "limit"),
            ("Limit", "limit"),
            ("cusror", "cursor"),
            ("smart-area", "smart_area"),
            ("smartArea", "smart_area"),
            ("area", "smart_area"),
            ("departments", "department"),
            ("dept", "department"),
            ("updated_sinse", "updated_since"),
            ("language", "lang"),
        ];
        for (given, expected) in cases {
            assert_eq!(suggest(given, &KNOWN).as_deref(), Some(expected), "{given}");
        }
    }

    #[test]
    fn what_is_close_to_nothing_gets_no_suggestion() {
        for given in ["", "x", "page", "offset", "per_page", "名稱", &"limit".repeat(20)] {
            assert_eq!(suggest(given, &KNOWN), None, "{given}");
        }
        assert_eq!(suggest("limit", &[]), None);
    }
}
