//! The choice of a media type from `Accept` (RFC 9110 section 12.5.1).
//! It knows media ranges and their weights and must not know which operation offers what.

use super::weight::{FULL, Weight, elements};

const JSON: &str = "application/json";
const PROBLEM_JSON: &str = "application/problem+json";

/// Whether a client that sent this `Accept` value takes the media type. Without the header, or
/// with one that names nothing, every type is taken. Whoever names problem documents takes every
/// type that is not named itself: generated clients name one of the types that an operation can
/// answer with, and often that one.
#[must_use]
pub fn accepts(accept: Option<&str>, media_type: &str) -> bool {
    takes_json_at_once(accept, media_type) || quality(accept, media_type, Problems::StandForAll) > 0
}

/// The offer that the client weighs highest; among equals the one we name first. `None` when it
/// takes none of them.
#[must_use]
pub fn best<'a>(accept: Option<&str>, offers: &[&'a str]) -> Option<&'a str> {
    let mut chosen: Option<(&'a str, Weight)> = None;
    for offer in offers.iter().copied() {
        let weight = quality(accept, offer, Problems::StandForJson);
        if weight > chosen.map_or(0, |(_, best)| best) {
            chosen = Some((offer, weight));
        }
    }
    chosen.map(|(offer, _)| offer)
}

/// The values that nearly every API client sends, answered without parsing.
fn takes_json_at_once(accept: Option<&str>, media_type: &str) -> bool {
    match accept {
        None | Some("*/*") => true,
        Some(header) => header == JSON && media_type == JSON,
    }
}

/// How exactly a media range names a type; a more exact range overrides a vaguer one whatever
/// their weights. Parameters other than `q` are not compared: `application/json;charset=utf-8`
/// is common and means our JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exactness {
    Anything,
    Family,
    /// Whoever asks for problem documents only takes what there is all the same.
    Kin,
    Exact,
}

/// What it means that a client names problem documents.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Problems {
    /// It reads JSON.
    StandForJson,
    /// It reads what the operation answers with.
    StandForAll,
}

fn quality(accept: Option<&str>, media_type: &str, problems: Problems) -> Weight {
    let Some(header) = accept else { return FULL };
    let mut named_something = false;
    let mut found: Option<(Exactness, Weight)> = None;
    for element in elements(header) {
        named_something = true;
        if let Some(exactness) = matches(element.value, media_type, problems) {
            found = found.max(Some((exactness, element.weight)));
        }
    }
    match found {
        Some((_, weight)) => weight,
        None if named_something => 0,
        None => FULL,
    }
}

fn matches(range: &str, media_type: &str, problems: Problems) -> Option<Exactness> {
    if range.eq_ignore_ascii_case(media_type) {
        return Some(Exactness::Exact);
    }
    // Java's own HTTP client abbreviates the range for everything.
    if matches!(range, "*/*" | "*") {
        return Some(Exactness::Anything);
    }
    let is_meant = media_type == JSON || problems == Problems::StandForAll;
    if is_meant && range.eq_ignore_ascii_case(PROBLEM_JSON) {
        return Some(Exactness::Kin);
    }
    let family = range.strip_suffix("/*")?;
    let (own, _) = media_type.split_once('/')?;
    own.eq_ignore_ascii_case(family).then_some(Exactness::Family)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "text/html";

    #[test]
    fn a_missing_or_empty_header_takes_everything() {
        for accept in [None, Some(""), Some(" , "), Some("*/*")] {
            assert!(accepts(accept, JSON), "{accept:?}");
            assert_eq!(best(accept, &[HTML, JSON]), Some(HTML), "{accept:?}");
        }
    }

    #[test]
    fn exact_types_families_and_parameters_match() {
        let taken = [
            "application/json",
            "Application/JSON",
            "application/*",
            "application/json; charset=utf-8",
            "application/problem+json",
            "text/html, */*;q=0.1",
            "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
        ];
        for accept in taken {
            assert!(accepts(Some(accept), JSON), "{accept}");
        }
    }

    #[test]
    fn whoever_names_problem_documents_takes_what_there_is() {
        for media_type in [JSON, "text/csv", "application/x-ndjson"] {
            for accept in [
                "application/problem+json",
                "Application/Problem+JSON; charset=utf-8",
                "image/png, application/problem+json;q=0.1",
                "application/xml, application/problem+json",
            ] {
                assert!(accepts(Some(accept), media_type), "{media_type}: {accept}");
            }
            let refused = [
                format!("{media_type};q=0, application/problem+json"),
                "application/problem+json;q=0".to_owned(),
                "application/problem+xml".to_owned(),
            ];
            for accept in refused {
                assert!(!accepts(Some(&accept), media_type), "{media_type}: {accept}");
            }
        }
        // Among pages it goes on meaning JSON.
        assert_eq!(best(Some("application/problem+json"), &[HTML, JSON]), Some(JSON));
    }

    #[test]
    fn other_types_and_weights_of_zero_do_not_match() {
        let refused = [
            "text/html",
            "application/xml",
            "text/*",
            "application/json;q=0",
            "application/json;q=0, */*",
            "application/json;q=0, application/problem+json",
            "*/*;q=0",
            "application",
            "json/*",
        ];
        for accept in refused {
            assert!(!accepts(Some(accept), JSON), "{accept}");
        }
    }

    #[test]
    fn a_browser_gets_the_page_and_a_program_gets_json() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert_eq!(best(Some(browser), &[JSON, HTML]), Some(HTML));
        assert_eq!(best(Some("application/json"), &[JSON, HTML]), Some(JSON));
        assert_eq!(best(Some("*/*"), &[JSON, HTML]), Some(JSON));
    }

    #[test]
    fn the_more_exact_range_overrides_the_vaguer_one() {
        let accept = Some("application/*;q=0.9, application/json;q=0.2, text/html;q=0.5");
        assert_eq!(best(accept, &[JSON, HTML]), Some(HTML));
    }

    #[test]
    fn nothing_acceptable_is_none() {
        assert_eq!(best(Some("image/png"), &[JSON, HTML]), None);
        assert_eq!(best(None, &[]), None);
    }
}
