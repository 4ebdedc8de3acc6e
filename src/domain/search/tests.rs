//! Tests of the terms, apart from them for length.

use proptest::prelude::*;

use super::*;

#[test]
fn words_are_folded_and_kept_once_in_order() {
    assert_eq!(
        terms("Smart City: the smart CITY's Plan-2"),
        ["smart", "city", "the", "s", "plan", "2"]
    );
}

#[test]
fn compatibility_forms_and_accents_are_the_same_word() {
    assert_eq!(terms("５Ｇ ﬁbre Café Cafe\u{301} cafe"), ["5g", "fibre", "cafe"]);
}

#[test]
fn a_chinese_text_gives_its_characters_and_pairs() {
    assert_eq!(terms("智慧城"), ["智", "智慧", "慧", "慧城", "城"]);
    assert_eq!(terms("5G网络"), ["5g", "网", "网络", "络"]);
}

#[test]
fn a_chinese_query_asks_for_pairs_and_for_a_lone_character() {
    assert_eq!(query_terms("智慧城"), ["智慧", "慧城"]);
    assert_eq!(query_terms("智"), ["智"]);
    assert_eq!(query_terms("智 5G"), ["智", "5g"]);
}

#[test]
fn traditional_simplified_and_regional_writing_give_the_same_terms() {
    assert_eq!(terms("衞生平臺及停車場"), terms("卫生平台及停车场"));
    assert_eq!(terms("衛生平台及停車場"), terms("卫生平台及停车场"));
    assert_eq!(query_terms("停\u{AD}車"), query_terms("停车"));
    assert_eq!(query_terms("回覆"), query_terms("回复"));
}

#[test]
fn wildcards_punctuation_and_what_is_never_seen_are_no_terms() {
    assert!(query_terms("%_*' -- \u{3000}。").is_empty());
    assert!(query_terms("\u{200B}\u{FE0F}\u{3164}\u{2800}\u{E0041}").is_empty());
    assert!(terms("").is_empty());
}

#[test]
fn a_mark_on_no_letter_is_no_term() {
    assert_eq!(query_terms("cafe´"), ["cafe"]);
    assert_eq!(query_terms("1\u{FE0F}\u{20E3}"), ["1"]);
    assert_eq!(query_terms("中\u{20DD}"), ["中"]);
    assert_eq!(query_terms("か\u{301}"), ["か"]);
    assert!(query_terms("´ \u{301} -\u{20DD}").is_empty());
}

#[test]
fn a_long_word_is_cut_in_text_and_query_alike() {
    let word = "é".repeat(100);
    assert_eq!(terms(&word), ["e".repeat(64)]);
    assert_eq!(query_terms(&word), terms(&word));
}

#[test]
fn a_text_has_no_more_than_so_many_terms_and_they_are_the_first() {
    let han: String = ('\u{4E00}'..).take(5_000).collect();
    let all = terms(&han);
    assert_eq!(all.len(), MAX_TERMS);
    let first: String = han.chars().take(MAX_TERMS / 2).collect();
    assert!(terms(&first).iter().all(|term| all.contains(term)));
    let words: Vec<String> = (0..5_000).map(|number| format!("w{number}")).collect();
    assert_eq!(terms(&words.join(" ")), words[..MAX_TERMS]);
}

#[test]
fn a_query_asks_for_no_more_than_so_many_terms() {
    let han: String = ('\u{4E00}'..).take(200).collect();
    assert_eq!(query_terms(&han).len(), MAX_QUERY_TERMS);
    assert!(query_terms(&han).iter().all(|term| terms(&han).contains(term)));
}

proptest! {
    #[test]
    fn a_text_has_every_term_of_a_query_for_itself(text in any::<String>()) {
        let has = terms(&text);
        prop_assert!(query_terms(&text).iter().all(|term| has.contains(term)));
    }

    #[test]
    fn what_is_stored_and_what_is_asked_fold_alike(text in any::<String>()) {
        prop_assert_eq!(terms(&fold(&text)), terms(&text));
        prop_assert_eq!(query_terms(&fold(&text)), query_terms(&text));
    }

    #[test]
    fn a_query_has_no_mark_alone(text in "[ -1aé中か한कก\u{301}\u{20E3}\u{302A}\u{93F}´゛]{0,12}") {
        let alone = |term: &String| term.chars().all(is_combining_mark);
        prop_assert!(!query_terms(&text).iter().any(alone), "{:?}", query_terms(&text));
    }

    #[test]
    fn a_chinese_text_is_found_by_each_of_its_parts(
        text in "[一-龥]{1,12}", from in 0_usize..12, length in 1_usize..6,
    ) {
        let part: String = text.chars().skip(from).take(length).collect();
        let has = terms(&text);
        prop_assert!(query_terms(&part).iter().all(|term| has.contains(term)));
    }

    #[test]
    fn a_text_of_letters_has_terms(text in "[a-zA-ZÀ-ÿ一-龥あ-ん가-힣а-я0-9]{1,20}") {
        // × and ÷ lie among the letters.
        if text.chars().any(char::is_alphanumeric) {
            prop_assert!(!terms(&text).is_empty());
            prop_assert!(!query_terms(&text).is_empty());
        }
    }

    #[test]
    fn terms_are_short_distinct_and_not_empty(text in any::<String>()) {
        let all = terms(&text);
        prop_assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        prop_assert!(all.iter().all(|term| (1..=MAX_TERM).contains(&term.chars().count())));
    }
}
