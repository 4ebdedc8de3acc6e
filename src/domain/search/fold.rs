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
/// - A mark on nothing, on what is no letter or on a letter that bears none of its kind is skipped.
/// - A Chinese character is the one that stands for its variants.
/// - What is never seen, such as soft hyphens, joiners and variation selectors, is skipped.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut base = None;
    for c in text.nfkd() {
        if is_unseen(c) {
            continue;
        }
        if is_combining_mark(c) {
            if base.is_some_and(|base| distinguishes(c, base)) {
                folded.push(c);
            }
            continue;
        }
        base = Some(c);
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

/// Whether a mark makes another word of the letter it stands on.
fn distinguishes(mark: char, base: char) -> bool {
    let bears = match mark {
        '\u{3099}' | '\u{309A}' => is_kana(base),
        _ => !is_accented_script(base) && !is_east_asian(base),
    };
    bears && base.is_alphabetic()
}

/// Whether a character is of the Japanese syllabaries, which alone have voicing marks.
const fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{1AFF0}'..='\u{1B16F}')
}

/// Whether a character is of the scripts of East Asia, in which no mark but the voicing ones makes another word: Han, kana,
/// bopomofo and Hangul, taken apart or whole.
const fn is_east_asian(c: char) -> bool {
    is_kana(c)
        || matches!(c,
            '\u{1100}'..='\u{11FF}'
            | '\u{2E80}'..='\u{31FF}'
            | '\u{3400}'..='\u{9FFF}'
            | '\u{A960}'..='\u{A97F}'
            | '\u{AC00}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFD}')
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
            ("回覆", "回复"),
            ("瞭解", "了解"),
            ("沈沒", "沉没"),
            ("汚水", "污水"),
            ("煖氣", "暖气"),
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

    #[test]
    fn a_mark_that_no_letter_bears_is_skipped() {
        for (marked, plain) in [
            ("\u{301}", ""),
            ("\u{301}\u{93F}cafe", "cafe"),
            ("cafe´", "cafe "),
            ("cafe \u{301}", "cafe "),
            ("1\u{FE0F}\u{20E3}", "1"),
            ("5\u{301}G", "5g"),
            ("-\u{3099}", "-"),
            ("か゛", "か "),
            ("・\u{3099}", "・"),
            ("か\u{301}\u{3099}", "が"),
            ("中\u{20DD}国\u{302A}", "中国"),
            ("中\u{3099}", "中"),
            ("한\u{302E}", "한"),
            ("१\u{93F}", "१"),
        ] {
            assert_eq!(fold(marked), plain, "{marked:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_marked_texts_twice_is_folding_once(
            text in "[ -1aéИか中한하कก\u{200D}\u{3099}\u{302A}\u{323}\u{301}\u{20E3}\u{93F}\u{94D}\u{E48}´゛ﾞ]{0,12}",
        ) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_letter_or_digit_never_folds_to_nothing(c in any::<char>()) {
            // The voicing marks in half width count as letters, and stand on nothing when they are alone.
            let is_voicing = matches!(c, '\u{FF9E}' | '\u{FF9F}');
            if c.is_alphanumeric() && !is_unseen(c) && !is_combining_mark(c) && !is_voicing {
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
