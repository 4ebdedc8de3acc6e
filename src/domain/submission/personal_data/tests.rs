//! Tests of all kinds together. They must not know how any of them is scanned for.

use super::*;
use PersonalDataKind::{CardNumber, EmailAddress, IdentityCard, PhoneNumber};
use std::ops::Range;

/// The places of a text, cut out, for the tests of each kind.
pub(super) fn cut(text: &str, places: Vec<Range<usize>>) -> Vec<String> {
    let cut = |place: Range<usize>| text.chars().skip(place.start).take(place.len()).collect();
    places.into_iter().map(cut).collect()
}

/// What is found in a text, cut out.
pub(super) fn found(text: &str) -> Vec<(PersonalDataKind, String)> {
    let findings = find(text);
    let pieces = cut(text, findings.iter().map(|at| at.start..at.end).collect());
    findings.iter().map(|at| at.kind).zip(pieces).collect()
}

/// A text with everything covered that is found.
pub(super) fn covered(text: &str) -> String {
    redact(text, &find(text))
}

#[test]
fn every_kind_has_one_word_in_text_and_in_json() {
    for kind in PersonalDataKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        assert_eq!(find(kind.replacement()), []);
    }
}

#[test]
fn each_kind_is_found_and_covered() {
    assert_eq!(
        covered(
            "I am A123456(3), call +852 9123 4567 or write to chan@example.hk; card 4111 1111 1111 1111."
        ),
        "I am [identity card number], call [phone number] or write to [email address]; card [card number]."
    );
    assert_eq!(
        covered(
            "本人身份證Ａ１２３４５６（３），電話９１２３４５６７，電郵ｃｈａｎ＠ｅｘａｍｐｌｅ．ｈｋ。"
        ),
        "本人身份證[identity card number]，電話[phone number]，電郵[email address]。"
    );
}

#[test]
fn places_are_counted_in_characters() {
    let text = "📞路e\u{301}: 91234567";
    assert_eq!(find(text), [Finding { start: 6, end: 14, kind: PhoneNumber }]);
}

#[test]
fn of_findings_that_overlap_the_longest_is_taken() {
    assert_eq!(found("91234567@example.hk"), [(EmailAddress, "91234567@example.hk".into())]);
    assert_eq!(found("5555 5555 5555 4444"), [(CardNumber, "5555 5555 5555 4444".into())]);
    assert_eq!(found("a@bb.cc@dd.ee"), [(EmailAddress, "bb.cc@dd.ee".into())]);
}

#[test]
fn neighbours_are_found_each_for_itself() {
    assert_eq!(
        found("A123456(3)91234567/chan@example.hk 4111111111111111"),
        [
            (IdentityCard, "A123456(3)".into()),
            (PhoneNumber, "91234567".into()),
            (EmailAddress, "chan@example.hk".into()),
            (CardNumber, "4111111111111111".into()),
        ]
    );
}

#[test]
fn what_a_covered_neighbour_sets_free_is_found_too() {
    assert_eq!(covered("4111-1111-1111-1111-91234567"), "[card number]-[phone number]");
    assert_eq!(covered("91234567-4111-1111-1111-1111"), "[phone number]-[card number]");
    assert_eq!(covered("4111 1111 1111 1111-x@a.co"), "[card number]-[email address]");
}

#[test]
fn ordinary_texts_have_no_finding() {
    for text in [
        "",
        "The 118 lamp posts on Route 8 failed on 2026-11-24 between 09:30 and 17:45.",
        "It cost HK$12,345,678.90 in 2019-2024, or $56781234 in all, 3.14159265 per cent.",
        "Version 10.4.20261124 of build 4.18.0-rc.1 (commit 9f86d081884c7d65) fixes #56781234.",
        "Case TD-56781234, ticket AB12345678 and order 123456789012 are open.",
        "See https://example.gov.hk/@team/v2.1?id=f47ac10b-58cc-4372-a567-0e02b2c3d479",
        "智慧城市藍圖2.0於二〇二〇年公布，涵蓋130多項措施，2017–2020年度支出為5,678萬元。",
        "Meet @ 3pm, B1 level, KT123456 gate; 5 of 10, 1/2, 50%.",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn findings_given_in_any_order_out_of_range_or_overlapping_are_covered_without_panic() {
    let at = |start, end, kind| Finding { start, end, kind };
    let text = "路abcdef";
    assert_eq!(redact(text, &[]), text);
    assert_eq!(
        redact(text, &[at(5, 6, CardNumber), at(1, 3, PhoneNumber)]),
        "路[phone number]cd[card number]f"
    );
    assert_eq!(
        redact(text, &[at(1, 4, PhoneNumber), at(2, 6, CardNumber), at(2, 3, EmailAddress)]),
        "路[phone number][card number]f"
    );
    let odd = [
        at(3, 3, CardNumber),
        at(5, 2, CardNumber),
        at(6, 99, PhoneNumber),
        at(50, 60, CardNumber),
    ];
    assert_eq!(redact(text, &odd), "路abcde[phone number]");
    assert_eq!(redact(text, &[at(0, usize::MAX, CardNumber)]), "[card number]");
}
