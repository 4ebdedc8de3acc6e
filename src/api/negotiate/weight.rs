//! Elements of a weighted header list and their weights (RFC 9110 section 12.4.2).
//! It knows the list syntax that `Accept` and `Accept-Encoding` share and must not know what is chosen from it.

/// The weight of an element in thousandths: 0 means "not acceptable", 1000 is the most preferred.
pub(super) type Weight = u16;

/// The weight of an element that states none.
pub(super) const FULL: Weight = 1000;

/// One element of a weighted list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element<'a> {
    /// What stands before the first semicolon, without surrounding blanks.
    pub value: &'a str,
    /// Its weight.
    pub weight: Weight,
}

/// The well-formed elements of a list, in order. Empty elements and those with a weight that is
/// no weight are left out: refusing the whole header for them would help nobody.
pub(super) fn elements(header: &str) -> impl Iterator<Item = Element<'_>> {
    header.split(',').filter_map(element)
}

fn element(text: &str) -> Option<Element<'_>> {
    let mut parts = text.split(';');
    let value = parts.next()?.trim_matches(BLANKS);
    if value.is_empty() {
        return None;
    }
    let mut weight = FULL;
    for part in parts {
        let Some((name, given)) = part.split_once('=') else {
            continue;
        };
        if name.trim_matches(BLANKS).eq_ignore_ascii_case("q") {
            weight = parse(given.trim_matches(BLANKS))?;
        }
    }
    Some(Element { value, weight })
}

/// Optional white space of RFC 9110 section 5.6.3.
const BLANKS: [char; 2] = [' ', '\t'];

/// Reads a weight. More than three decimals are cut and a missing zero before the point is
/// supplied rather than refused, since widespread clients send such weights.
fn parse(text: &str) -> Option<Weight> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = decimals
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(3)
        .fold(0, |sum: Weight, digit| sum * 10 + Weight::from(digit - b'0'));
    match whole {
        "0" => Some(thousandths),
        "" if !decimals.is_empty() => Some(thousandths),
        "1" if thousandths == 0 => Some(FULL),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_in_thousandths() {
        let cases = [
            ("1", 1000),
            ("1.000", 1000),
            ("0", 0),
            ("0.", 0),
            ("0.5", 500),
            ("0.25", 250),
            ("0.3333", 333),
            (".2", 200),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_weight_is_refused() {
        for text in ["", "1.5", "2", "-1", ".", "high", "0.x", "0,5", "1e3"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn blanks_empty_elements_and_bad_weights_are_passed_over() {
        let found: Vec<_> = elements(" gzip ; Q = 0.5 ,, br;q=x,\tidentity;level=1").collect();
        assert_eq!(
            found,
            [Element { value: "gzip", weight: 500 }, Element { value: "identity", weight: FULL }]
        );
    }
}
