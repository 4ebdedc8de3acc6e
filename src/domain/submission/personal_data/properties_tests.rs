//! What holds of any text, and what the worst texts cost. They must not know how any kind is scanned for.

use super::super::width::narrow;
use super::tests::{covered, found};
use super::*;
use PersonalDataKind::{CardNumber, EmailAddress, IdentityCard, PhoneNumber};
use proptest::prelude::*;

/// How often a text is walked, the walk that finds nothing included.
fn walks(text: &str) -> usize {
    let mut signs = Signs::of(text);
    let mut found = Vec::new();
    for walk in 1.. {
        let before = found.len();
        take_longest(candidates(&signs), &mut signs, &mut found);
        if found.len() == before {
            return walk;
        }
    }
    unreachable!()
}

#[test]
fn a_long_text_of_the_worst_kind_takes_few_walks_and_few_candidates() {
    for unit in [
        "9",
        "9123 ",
        "91234567",
        "91234567-",
        "91234567 ",
        "4111 ",
        "4111-1111-1111-1111-91234567-",
        "A123456(3)-",
        "A",
        "A1 ",
        "@",
        "a@",
        "a@b.",
        "a@b.cc@",
        "1-x@a.c2-91234567-4111 1111 1111 1111",
        "+852",
        "+852 ",
        "(852)",
        " ",
        "-",
        "4111 1111 1111 1111-x@a.c2.91234567 ",
        "8529123 4567@a.bb ",
    ] {
        let text: String = unit.chars().cycle().take(5_000).collect();
        assert!(candidates(&Signs::of(&text)).len() <= 5_000, "{unit}");
        assert!(walks(&text) <= 4, "{unit}");
        assert_eq!(find(&covered(&text)), [], "{unit}");
    }
}

/// Pieces of which something like personal data may come about.
fn crowded() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,4}",
        "[A-Ca-c]",
        "[-. @_()+$]",
        proptest::sample::select(vec![
            "91234567",
            "9123",
            "4567",
            "4111",
            "1111",
            "4111111111111111",
            "852",
            "+852",
            "A123456(3)",
            "A1234563",
            "@a.co",
            "x@",
            ".hk",
            "c2",
            "路",
            "９",
            "＠",
            "－",
            "2024",
            "tel",
            "4111 1111 1111 1111",
        ])
        .prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_covered_text_has_no_finding(text in crowded()) {
        let covered = covered(&text);
        prop_assert_eq!(find(&covered), [], "{}", covered);
        prop_assert!(walks(&text) <= 5);
    }

    #[test]
    fn findings_are_in_order_apart_and_within_the_text(text in prop_oneof![crowded(), any::<String>()]) {
        let (findings, length) = (find(&text), text.chars().count());
        prop_assert!(findings.iter().all(|at| at.start < at.end && at.end <= length));
        prop_assert!(findings.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }

    #[test]
    fn what_is_outside_of_findings_stays(text in crowded()) {
        let findings = find(&text);
        let kept: String = text.chars().enumerate()
            .filter(|(place, _)| !findings.iter().any(|at| (at.start..at.end).contains(place)))
            .map(|(_, c)| c)
            .collect();
        let covered = findings.iter().fold(redact(&text, &findings), |covered, at| {
            covered.replacen(at.kind.replacement(), "", 1)
        });
        prop_assert_eq!(covered, kept);
    }

    #[test]
    fn a_text_without_digits_and_at_signs_has_none(text: String) {
        let plain: String = text.chars()
            .filter(|c| !narrow(*c).is_ascii_digit() && narrow(*c) != '@')
            .collect();
        prop_assert_eq!(find(&plain), []);
    }

    #[test]
    fn a_full_width_text_has_the_findings_of_its_ascii_form(text in crowded()) {
        let wide: String = text.chars()
            .map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c })
            .collect();
        prop_assert_eq!(find(&wide), find(&text));
    }

    #[test]
    fn a_number_of_each_kind_is_found_in_any_company(
        before in "[ a-z路，:]{0,6}[ 路，]", after in "[ 路，][ a-z路，!]{0,6}",
        phone in "[235-9][0-9]{3}[ -]?[0-9]{4}", name in "[a-z0-9]{1,8}", host in "[a-z]{2,8}\\.hk",
    ) {
        let years = phone.starts_with("20");
        for (value, kind) in [
            (phone, PhoneNumber),
            (format!("{name}@{host}"), EmailAddress),
            ("WX123450(A)".into(), IdentityCard),
            ("4111 1111 1111 1111".into(), CardNumber),
        ] {
            if kind == PhoneNumber && years {
                continue;
            }
            prop_assert_eq!(found(&format!("{before}{value}{after}")), [(kind, value)]);
        }
    }
}
