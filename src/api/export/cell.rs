//! What stands in one cell of a table. A spreadsheet takes a text that begins in certain ways for a formula and runs it,
//! so such a text gets a mark ahead of it. Programs read wide signs like plain ones and look past what is not to be seen. A
//! text that begins with the mark itself gets one too: taking one mark away from whatever begins with it gives every text
//! back as it was.

use std::borrow::Cow;

use serde_json::Value;

use crate::domain::characters::shows_nothing;

/// Tells a spreadsheet that what follows is text.
const MARK: char = '\'';

/// What a formula begins with, in all the widths and heights that are written for it, and the minus sign.
const SIGNS: [char; 20] = [
    '=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '⁼', '⁺', '⁻', '₌', '₊',
    '₋', '−', '\u{fb29}',
];

/// What begins another cell or line where a file is read carelessly, and a formula with it.
const BREAKS: [char; 3] = ['\t', '\r', '\n'];

/// What stands between the entries of a list. Codes, tags and addresses have no blanks.
const BETWEEN: &str = " ";

/// A value as its cell says it: nothing for null, and numbers as they are, for a minus there begins no formula.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => safe(text).into_owned(),
        Value::Array(entries) => {
            let texts: Vec<Cow<'_, str>> = entries.iter().map(plain).collect();
            safe(&texts.join(BETWEEN)).into_owned()
        }
        value => value.to_string(),
    }
}

fn plain(value: &Value) -> Cow<'_, str> {
    value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed)
}

/// The text with a mark ahead of it, when it needs one.
fn safe(text: &str) -> Cow<'_, str> {
    if text.starts_with(BREAKS) || text.starts_with(MARK) || visible(text).starts_with(SIGNS) {
        Cow::Owned(format!("{MARK}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text from its first character on that is to be seen.
fn visible(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_control() || shows_nothing(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// What a reader does who wants the text as it was.
    fn restored(cell: &str) -> &str {
        cell.strip_prefix(MARK).unwrap_or(cell)
    }

    #[test]
    fn a_text_that_would_be_a_formula_is_marked() {
        for (text, marked) in [
            ("=SUM(A1:A9)", "'=SUM(A1:A9)"),
            ("+852 2810 1234", "'+852 2810 1234"),
            ("-1+1|cmd", "'-1+1|cmd"),
            ("@SUM(1)", "'@SUM(1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("'quoted'", "''quoted'"),
            ("", ""),
            ("Smart lampposts", "Smart lampposts"),
            ("1 = 1", "1 = 1"),
            ("a'b", "a'b"),
            ("智慧燈柱", "智慧燈柱"),
        ] {
            assert_eq!(safe(text), marked);
            assert_eq!(restored(marked), text);
        }
    }

    #[test]
    fn wide_and_small_signs_are_marked_like_plain_ones() {
        for sign in "＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−\u{fb29}".chars() {
            let text = format!("{sign}1+1");
            assert_eq!(safe(&text), format!("'{text}"));
            assert_eq!(safe(&format!("1{sign}1")), format!("1{sign}1"), "within a text it is none");
        }
    }

    #[test]
    fn a_sign_behind_what_is_not_to_be_seen_is_marked() {
        let hidden = "\u{200b}\u{200d}\u{feff}\u{2060}\u{202e}\u{2066}\u{200e}\u{61c}\u{ad}\u{fe0f}\u{e0100}\u{180b}\
                      \u{a0}\u{3000}\u{2003}\u{3164} \u{0}\u{1f}\u{85}\u{b}";
        for character in hidden.chars() {
            for text in [format!("{character}=1"), format!("{character}{character}＝1")] {
                assert_eq!(safe(&text), format!("'{text}"), "{character:?}");
            }
            let harmless = format!("{character}Smart = clever");
            assert_eq!(safe(&harmless), harmless, "{character:?}");
        }
        let mixed = format!("{hidden}@SUM(1)");
        assert_eq!(safe(&mixed), format!("'{mixed}"));
        for text in ["\tx", "\rx", "\nx"] {
            assert_eq!(safe(text), format!("'{text}"));
        }
    }

    #[test]
    fn a_sign_behind_a_format_character_a_blank_pattern_or_a_lone_mark_is_marked() {
        let hidden = "\u{600}\u{605}\u{6dd}\u{70f}\u{890}\u{891}\u{8e2}\u{fff9}\u{fffa}\u{fffb}\u{110bd}\u{110cd}\
                      \u{13430}\u{1343f}\u{e0041}\u{2800}\u{115f}\u{ffa0}\u{301}\u{20dd}\u{93f}";
        for character in hidden.chars() {
            for text in [format!("{character}=1"), format!("\u{200b}{character} ＋1")] {
                assert_eq!(safe(&text), format!("'{text}"), "{character:?}");
            }
            let harmless = format!("{character}Smart = clever");
            assert_eq!(safe(&harmless), harmless, "{character:?}");
        }
        assert_eq!(safe("e\u{301}=1"), "e\u{301}=1", "a letter comes before the sign");
    }

    #[test]
    fn a_cell_says_what_the_json_says() {
        for (value, written) in [
            (Value::Null, ""),
            (json!(true), "true"),
            (json!(-30), "-30"),
            (json!(12.5), "12.5"),
            (json!(100.0), "100.0"),
            (json!("2026-11-24T04:00:00Z"), "2026-11-24T04:00:00Z"),
            (json!("-30"), "'-30"),
            (json!([]), ""),
            (json!(["C&ED", "TD"]), "C&ED TD"),
            (json!(["=1", "=2"]), "'=1 =2"),
        ] {
            assert_eq!(cell(&value), written, "{value}");
        }
    }

    fn texts() -> impl Strategy<Value = String> {
        let beginning = prop_oneof![
            proptest::sample::select(
                [&SIGNS[..], &BREAKS, &['\u{200b}', ' ', '\u{301}', '\u{2800}', '\u{fff9}']]
                    .concat()
            )
            .prop_map(String::from),
            proptest::collection::vec(Just(MARK), 0..3).prop_map(String::from_iter),
        ];
        let rest = proptest::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter);
        (beginning, rest).prop_map(|(beginning, rest)| beginning + &rest)
    }

    proptest! {
        #[test]
        fn every_text_is_safe_and_comes_back_as_it_was(text in texts()) {
            let written = cell(&json!(text));
            prop_assert!(!visible(&written).starts_with(SIGNS), "{:?}", written);
            prop_assert!(!written.starts_with(BREAKS), "{:?}", written);
            prop_assert_eq!(restored(&written), text);
        }

        #[test]
        fn two_texts_are_never_written_alike(one in texts(), other in texts()) {
            prop_assert_eq!(cell(&json!(one)) == cell(&json!(other)), one == other);
        }
    }
}
