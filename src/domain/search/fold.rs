//! What readers do not tell apart, made the same. It must not know how a text is cut into terms.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::variants::representative;
use crate::domain::characters::is_unseen;

/// A text as it is compared in search. Folding a folded text changes nothing.
///
/// - Compatibility forms such as full width and ligatures are what they stand for (Unicode NFKC).
/// - Capitals are small letters, and `ß` is `ss`.
/// - Latin, Greek and Cyrillic letters lose their accents. Other scripts keep their marks: a Japanese voicing mark or an Indic
///   vowel sign makes another word.
/// - A Chinese character is the one that stands for its variants.
/// - What is never seen, such as soft hyphens, joiners and variation selectors, is skipped.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut loses_accents = false;
    for c in text.nfkd() {
        if is_unseen(c) {
            continue;
        }
        if is_combining_mark(c) {
            if !loses_accents {
                folded.push(c);
            }
            continue;
        }
        loses_accents = is_accented_script(c);
        push_small(&mut folded, representative(c));
    }
    // Hangul and what keeps its marks is put together again.
    folded.nfc().collect()
}

/// The letter without its case: small, and by way of the capital, which joins `ß` and `ss`, `ς` and `σ`.
fn push_small(folded: &mut String, c: char) {
    if !c.is_alphabetic() {
        folded.push(c);
        return;
    }
    let capitals = c.to_lowercase().flat_map(char::to_uppercase);
    folded.extend(capitals.flat_map(char::to_lowercase));
}

/// Whether a letter, taken apart, is of a script whose readers take a letter with and without an accent for the same.
const fn is_accented_script(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c,
            // Latin
            '\u{C0}'..='\u{2AF}'
            | '\u{1D00}'..='\u{1D7F}'
            | '\u{1E00}'..='\u{1EFF}'
            | '\u{2C60}'..='\u{2C7F}'
            | '\u{A722}'..='\u{A7FF}'
            | '\u{AB30}'..='\u{AB6F}'
            // Greek
            | '\u{370}'..='\u{3FF}'
            | '\u{1F00}'..='\u{1FFF}'
            // Cyrillic
            | '\u{400}'..='\u{52F}'
            | '\u{1C80}'..='\u{1C8F}'
            | '\u{A640}'..='\u{A69F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn readers_do_not_tell_these_apart() {
        for (one, other) in [
            ("ＡＢＣ　５Ｇ", "abc 5g"),
            ("Café", "cafe"),
            ("Cafe\u{301}", "CAFÉ"),
            ("ﬁbre", "FIBRE"),
            ("Straße", "STRASSE"),
            ("STRAẞE", "strasse"),
            ("Αθήνα", "ΑΘΗΝΑ"),
            ("ὁδός", "ΟΔΟΣ"),
            ("Ёлка", "елка"),
            ("Tuyến đường", "tuyen đuong"),
            ("İstanbul", "istanbul"),
            ("平臺", "平台"),
            ("衞生", "卫生"),
            ("衛生", "衞生"),
            ("停車場", "停车场"),
            ("\u{8ECA}\u{E0100}", "车"),
            ("\u{F902}", "車"),
            ("street\u{AD}light", "streetlight"),
            ("street\u{200B}light\u{FEFF}", "streetlight"),
            ("ｶﾞ", "ガ"),
            ("\u{1112}\u{1161}\u{11AB}", "한"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn marks_that_make_another_word_stay() {
        for (one, other) in [("か", "が"), ("は", "ぱ"), ("कि", "क"), ("กี่", "กี"), ("שׁ", "ש")]
        {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn a_mark_after_something_unseen_is_still_an_accent() {
        assert_eq!(fold("e\u{200D}\u{301}"), "e");
        assert_eq!(fold("e\u{34F}\u{301}"), "e");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_letter_or_digit_never_folds_to_nothing(c in any::<char>()) {
            if c.is_alphanumeric() && !is_unseen(c) && !is_combining_mark(c) {
                prop_assert!(!fold(&c.to_string()).is_empty(), "{c:?}");
            }
        }

        #[test]
        fn capitals_and_unseen_characters_change_nothing(text in "[a-zA-Zé平臺車 ]{0,20}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
            let parted: String = text.chars().flat_map(|c| [c, '\u{AD}', '\u{200B}']).collect();
            prop_assert_eq!(fold(&parted), fold(&text));
        }
    }
}
