//! What stands in one cell of a table. A spreadsheet takes a text that begins in certain ways for a formula and runs it,
//! so such a text gets a mark ahead of it. A text that begins with the mark itself gets one too: taking one mark away
//! from whatever begins with it gives every text back as it was.

use std::borrow::Cow;

use serde_json::Value;

/// Tells a spreadsheet that what follows is text.
const MARK: char = '\'';

/// What a text must not begin with.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

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
    if text.starts_with(FORMULA) || text.starts_with(MARK) {
        Cow::Owned(format!("{MARK}{text}"))
    } else {
        Cow::Borrowed(text)
    }
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
            proptest::sample::select(FORMULA.to_vec()).prop_map(String::from),
            proptest::collection::vec(Just(MARK), 0..3).prop_map(String::from_iter),
        ];
        let rest = proptest::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter);
        (beginning, rest).prop_map(|(beginning, rest)| beginning + &rest)
    }

    proptest! {
        #[test]
        fn every_text_is_safe_and_comes_back_as_it_was(text in texts()) {
            let written = cell(&json!(text));
            prop_assert!(!written.starts_with(FORMULA), "{:?}", written);
            prop_assert_eq!(restored(&written), text);
        }

        #[test]
        fn two_texts_are_never_written_alike(one in texts(), other in texts()) {
            prop_assert_eq!(cell(&json!(one)) == cell(&json!(other)), one == other);
        }
    }
}
