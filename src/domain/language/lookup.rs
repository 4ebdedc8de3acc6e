//! The lookup of RFC 4647 section 3.4: the one configured language that best suits a header's weighted ranges.
//! It must not know a request or its other headers.

use std::cmp::Reverse;

use super::{LanguageIndex, Languages};

/// Chinese as used in a region, and without any, as the script it is written in there; the first that is configured counts.
const SCRIPTS: [(&str, &[&str]); 6] = [
    ("zh", &["zh-Hans", "zh-Hant"]),
    ("zh-hk", &["zh-Hant"]),
    ("zh-tw", &["zh-Hant"]),
    ("zh-mo", &["zh-Hant"]),
    ("zh-cn", &["zh-Hans"]),
    ("zh-sg", &["zh-Hans"]),
];

/// The most ranges that are looked at; a header with more is no reader's.
const MAX_RANGES: usize = 64;

/// A language range and its weight in thousandths.
#[derive(Clone, Copy)]
struct Weighted<'a> {
    range: &'a str,
    weight: u16,
}

pub(super) fn lookup(languages: &Languages, header: &str) -> LanguageIndex {
    let mut ranges: Vec<Weighted<'_>> =
        header.split(',').filter_map(weighted).take(MAX_RANGES).collect();
    // A stable sort: among equal weights the header's order decides.
    ranges.sort_by_key(|range| Reverse(range.weight));
    let refused = |index: &LanguageIndex| is_refused(languages, &ranges, *index);
    ranges
        .iter()
        .filter(|wanted| wanted.weight > 0)
        .find_map(|wanted| best(languages, wanted.range).filter(|index| !refused(index)))
        .or_else(|| languages.iter().map(|(index, _)| index).find(|index| !refused(index)))
        .unwrap_or(languages.default_index())
}

/// Reads `range[;q=weight]`; `None` for what is neither.
fn weighted(element: &str) -> Option<Weighted<'_>> {
    let (range, parameter) = match element.split_once(';') {
        Some((range, parameter)) => (range.trim(), Some(parameter.trim())),
        None => (element.trim(), None),
    };
    let is_range = !range.is_empty()
        && range.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'*');
    let weight = parameter.map_or(Some(1000), quality)?;
    is_range.then_some(Weighted { range, weight })
}

/// Reads a weight (RFC 9110 section 12.4.2) into thousandths.
fn quality(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim_end().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, fraction) = value.trim_start().split_once('.').unwrap_or((value.trim_start(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").parse::<u16>().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

/// The configured language for one range, which is shortened from its end until one is found.
fn best(languages: &Languages, range: &str) -> Option<LanguageIndex> {
    let mut range = range;
    loop {
        if let Some(index) = languages.resolve_exact(range).or_else(|| of_script(languages, range))
        {
            return Some(index);
        }
        range = shortened(range)?;
    }
}

/// The range without its last subtag, and without a single character that would then be last.
fn shortened(range: &str) -> Option<&str> {
    let (rest, _) = range.rsplit_once('-')?;
    match rest.rsplit_once('-') {
        Some((before, single)) if single.len() == 1 => Some(before),
        _ => Some(rest),
    }
}

fn of_script(languages: &Languages, range: &str) -> Option<LanguageIndex> {
    SCRIPTS
        .iter()
        .filter(|(region, _)| region.eq_ignore_ascii_case(range))
        .flat_map(|(_, scripts)| scripts.iter())
        .find_map(|script| languages.resolve_exact(script))
}

/// Whether the most specific range that covers a language has weight 0.
fn is_refused(languages: &Languages, ranges: &[Weighted<'_>], index: LanguageIndex) -> bool {
    let tag = languages.get(index).as_str();
    ranges
        .iter()
        .filter_map(|wanted| Some((closeness(languages, wanted.range, tag, index)?, wanted.weight)))
        .max()
        .is_some_and(|(_, weight)| weight == 0)
}

/// How closely a range covers a language, `None` when it does not.
fn closeness(languages: &Languages, range: &str, tag: &str, index: LanguageIndex) -> Option<usize> {
    if range == "*" {
        return Some(0);
    }
    let is_whole = range.eq_ignore_ascii_case(tag);
    let names_script = range.contains('-') && of_script(languages, range) == Some(index);
    if is_whole || names_script {
        return Some(usize::MAX);
    }
    let (head, rest) = tag.split_at_checked(range.len())?;
    (head.eq_ignore_ascii_case(range) && rest.starts_with('-')).then_some(range.len())
}

#[cfg(test)]
mod tests {
    use super::super::LanguageTag;
    use super::*;
    use proptest::prelude::*;

    fn chosen(header: &str) -> String {
        let languages = Languages::default();
        languages.get(lookup(&languages, header)).to_string()
    }

    #[test]
    fn a_configured_language_is_chosen_in_any_case() {
        assert_eq!(chosen("zh-Hant"), "zh-Hant");
        assert_eq!(chosen("ZH-HANS"), "zh-Hans");
        assert_eq!(chosen("en"), "en");
    }

    #[test]
    fn a_range_is_shortened_until_it_suits() {
        assert_eq!(chosen("zh-Hant-HK"), "zh-Hant");
        assert_eq!(chosen("zh-Hans-SG-x-private"), "zh-Hans");
        assert_eq!(chosen("en-GB-oed"), "en");
        assert_eq!(chosen("zh-HK-x-a"), "zh-Hant");
    }

    #[test]
    fn chinese_of_a_region_counts_as_its_script() {
        for region in ["zh-HK", "zh-TW", "zh-MO", "zh-hk"] {
            assert_eq!(chosen(region), "zh-Hant", "{region}");
        }
        for region in ["zh-CN", "zh-SG", "zh"] {
            assert_eq!(chosen(region), "zh-Hans", "{region}");
        }
    }

    #[test]
    fn chinese_is_served_in_the_one_script_that_is_configured() {
        let languages = Languages::new(vec![LanguageTag::EN, LanguageTag::ZH_HANT]).unwrap();
        assert_eq!(languages.get(lookup(&languages, "zh")), &LanguageTag::ZH_HANT);
        assert_eq!(languages.get(lookup(&languages, "zh-CN")), &LanguageTag::ZH_HANT);
    }

    #[test]
    fn the_greatest_weight_wins_and_the_order_among_equals() {
        assert_eq!(chosen("en;q=0.5, zh-HK;q=0.9"), "zh-Hant");
        assert_eq!(chosen("fr, zh-CN;q=0.8, en;q=0.7"), "zh-Hans");
        assert_eq!(chosen("zh-HK, en"), "zh-Hant");
        assert_eq!(chosen("zh-HK;q=0.001,en;q=0.002"), "en");
        assert_eq!(chosen("zh-HK ; Q=0.9 , en ; q=0.95"), "en");
    }

    #[test]
    fn nothing_that_suits_gives_the_first_language() {
        for header in ["", "fr", "*", "fr, *;q=0.5", ",,;", "en_GB", "zh-Hant;q=2", "q=1"] {
            assert_eq!(chosen(header), "en", "{header:?}");
        }
    }

    #[test]
    fn a_language_of_weight_zero_is_not_served() {
        assert_eq!(chosen("en;q=0"), "zh-Hant");
        assert_eq!(chosen("zh;q=0, en-GB;q=0.1"), "en");
        assert_eq!(chosen("en-GB, en;q=0, zh-HK;q=0.2"), "zh-Hant");
        assert_eq!(chosen("en;q=0, zh;q=0"), "en", "all are refused");
        assert_eq!(chosen("zh-TW;q=0, en;q=0"), "zh-Hans");
        assert_eq!(chosen("*;q=0, zh-Hans;q=0.1"), "zh-Hans");
    }

    #[test]
    fn a_closer_range_outweighs_a_refusal_of_all_chinese() {
        assert_eq!(chosen("zh-Hant;q=0.5, zh;q=0, en;q=0.1"), "zh-Hant");
        assert_eq!(chosen("zh-HK, zh;q=0"), "zh-Hant");
    }

    proptest! {
        #[test]
        fn any_header_gives_a_configured_language(header in any::<String>()) {
            let languages = Languages::default();
            let index = lookup(&languages, &header);
            prop_assert!(languages.iter().any(|(own, _)| own == index));
        }

        #[test]
        fn the_best_weighted_configured_language_is_chosen(
            en in 1_u16..=999, hant in 1_u16..=999, hans in 1_u16..=999,
        ) {
            let header = format!("en;q=0.{en:03}, zh-HK;q=0.{hant:03}, zh-CN;q=0.{hans:03}");
            let best = en.max(hant).max(hans);
            let expected = if en == best { "en" } else if hant == best { "zh-Hant" } else { "zh-Hans" };
            prop_assert_eq!(chosen(&header), expected);
        }

        #[test]
        fn a_single_configured_language_is_always_found(at in 0_usize..3, region in "(-[A-Z]{2})?") {
            let tag = ["en", "zh-Hant", "zh-Hans"][at];
            let header = format!("{tag}{region}");
            prop_assert_eq!(chosen(&header), tag);
        }
    }
}
