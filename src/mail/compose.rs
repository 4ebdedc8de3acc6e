//! From a letter to its subject, its plain text and its HTML. Both say the same.

use super::letter::{Consent, Content, Letter};
use super::words::{self, Tongue};

/// A letter as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub plain: String,
    /// The HTML.
    pub html: String,
}

/// Writes a letter in the language of its submission, else in English.
#[must_use]
pub fn compose(letter: &Letter) -> Composed {
    let tongue = Tongue::of(&letter.language);
    let say = |three| tongue.of_three(three);
    let subject = match letter.content {
        Content::Receipt { .. } => words::RECEIPT_SUBJECT,
        Content::Reply { .. } => words::REPLY_SUBJECT,
        Content::Decision { .. } => words::DECISION_SUBJECT,
    };
    let subject = format!("{} ({})", say(subject), letter.reference);
    let mut paragraphs = content(tongue, &letter.content);
    paragraphs.push(format!("{}{}", say(words::REFERENCE), letter.reference));
    paragraphs.push(say(words::FOLLOW_UP).to_owned());
    let mut paragraphs: Vec<Part> = paragraphs.into_iter().map(Part::Text).collect();
    paragraphs.extend(consent(tongue, letter.consent.as_ref()));
    Composed { plain: plain(&paragraphs), html: html(tongue, &subject, &paragraphs), subject }
}

/// What this kind of letter says and others do not.
fn content(tongue: Tongue, content: &Content) -> Vec<String> {
    let say = |three| tongue.of_three(three);
    match content {
        Content::Receipt { reply_due_on } => vec![
            say(words::THANKS).to_owned(),
            format!("{}{}", say(words::REPLY_BY), tongue.day(*reply_due_on)),
        ],
        Content::Reply { department, outcome, text } => {
            let from = format!("{}{department}", say(words::REPLY_FROM));
            let outcome = format!("{}{}", say(words::OUTCOME), tongue.outcome(outcome));
            let paragraphs = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
            let head = format!("{from}\n{outcome}");
            std::iter::once(head).chain(paragraphs.map(str::to_owned)).collect()
        }
        Content::Decision { decision } => vec![tongue.decision(*decision).to_owned()],
    }
}

/// A paragraph of a letter.
enum Part {
    /// Text, a line or several.
    Text(String),
    /// The address of a page.
    Link(String),
}

/// Why this letter came, and how to say whether others are welcome.
fn consent(tongue: Tongue, consent: Option<&Consent>) -> Vec<Part> {
    let say = |three| Part::Text(tongue.of_three(three).to_owned());
    let Some(Consent { link, is_asked }) = consent else { return vec![say(words::NOT_YOU)] };
    let link = Part::Link(link.clone());
    if *is_asked {
        vec![say(words::CONFIRM), link, say(words::NOT_YOU), say(words::REFUSE)]
    } else {
        vec![say(words::NOT_YOU), say(words::STOP), link]
    }
}

fn plain(paragraphs: &[Part]) -> String {
    let texts: Vec<&str> = paragraphs
        .iter()
        .map(|part| match part {
            Part::Text(text) | Part::Link(text) => text.as_str(),
        })
        .collect();
    texts.join("\n\n") + "\n"
}

fn html(tongue: Tongue, subject: &str, paragraphs: &[Part]) -> String {
    let paragraph = |part: &Part| match part {
        Part::Text(text) => escape(text).replace('\n', "<br>\n"),
        Part::Link(link) => format!("<a href=\"{0}\">{0}</a>", escape(link)),
    };
    let body = paragraphs.iter().map(paragraph).collect::<Vec<_>>().join("</p>\n<p>");
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n\
         <body>\n<p>{body}</p>\n</body>\n</html>\n",
        tongue.tag().as_str(),
        escape(subject),
    )
}

/// The text as HTML that shows it and does nothing else.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::letter::Decision;
    use super::*;
    use crate::domain::language::LanguageTag;

    fn letter(language: &str, content: Content) -> Composed {
        compose(&Letter {
            to: "citizen@home.example".to_owned(),
            language: LanguageTag::parse(language).unwrap(),
            reference: "SC-7K4M-9QXW".to_owned(),
            content,
            consent: None,
        })
    }

    fn receipt(language: &str) -> Composed {
        let reply_due_on = "2026-12-08".parse().unwrap();
        letter(language, Content::Receipt { reply_due_on })
    }

    #[test]
    fn a_receipt_says_the_reference_and_the_day_in_each_language() {
        let english = receipt("en");
        assert_eq!(english.subject, "We have received your submission (SC-7K4M-9QXW)");
        assert!(english.plain.contains("You will have a reply by: 8 December 2026\n"));
        for (language, day, subject) in [
            ("zh-Hant", "2026年12月8日", "我們已收到你的意見 (SC-7K4M-9QXW)"),
            ("zh-Hans", "2026年12月8日", "我们已收到您的意见 (SC-7K4M-9QXW)"),
        ] {
            let composed = receipt(language);
            assert_eq!(composed.subject, subject);
            for text in [&composed.plain, &composed.html] {
                assert!(text.contains(day) && text.contains("SC-7K4M-9QXW"), "{text}");
            }
            assert!(composed.html.contains(&format!("lang=\"{language}\"")));
        }
    }

    #[test]
    fn a_language_without_letters_of_its_own_gets_the_nearest_else_english() {
        assert_eq!(receipt("zh-HK"), receipt("zh-Hant"));
        assert_eq!(receipt("zh-CN"), receipt("zh-Hans"));
        assert_eq!(receipt("fr"), receipt("en"));
        assert_eq!(receipt("en-GB"), receipt("en"));
    }

    #[test]
    fn a_reply_is_text_in_both_forms() {
        let text = "First <b>line</b> & \"more\"\nsecond line\n\n\nIt's <script>alert(1)</script>";
        let content = Content::Reply {
            department: "R&D <Office>".to_owned(),
            outcome: "partly_accepted".to_owned(),
            text: text.to_owned(),
        };
        let composed = letter("en", content);
        assert!(composed.plain.contains("Reply from: R&D <Office>\nOutcome: partly accepted\n\n"));
        assert!(
            composed.plain.contains("First <b>line</b> & \"more\"\nsecond line\n\nIt's <script>")
        );
        assert!(composed.html.contains("<p>Reply from: R&amp;D &lt;Office&gt;<br>\n"));
        let first = "<p>First &lt;b&gt;line&lt;/b&gt; &amp; &quot;more&quot;<br>\nsecond line</p>";
        assert!(composed.html.contains(first), "{}", composed.html);
        assert!(composed.html.contains("<p>It&#39;s &lt;script&gt;alert(1)&lt;/script&gt;</p>"));
        assert!(!composed.html.contains("<script"));
    }

    #[test]
    fn every_outcome_and_decision_has_its_words_in_each_language() {
        for language in ["en", "zh-Hant", "zh-Hans"] {
            for outcome in [
                "accepted",
                "partly_accepted",
                "already_done",
                "not_feasible",
                "out_of_scope",
                "noted",
            ] {
                let tongue = Tongue::of(&LanguageTag::parse(language).unwrap());
                let words = tongue.outcome(outcome);
                assert!(!words.contains('_') && (language == "en" || words != outcome), "{words}");
            }
            let said = Decision::ALL
                .map(|decision| letter(language, Content::Decision { decision }).plain);
            for (nth, text) in said.iter().enumerate() {
                assert!(!said[..nth].contains(text), "{text}");
            }
        }
    }

    #[test]
    fn a_letter_links_to_where_its_addressee_says_whether_others_are_welcome() {
        let link = "https://city.example/letters#token=scl_a&b".to_owned();
        for language in ["en", "zh-Hant", "zh-Hans"] {
            let write = |consent| {
                compose(&Letter {
                    to: "citizen@home.example".to_owned(),
                    language: LanguageTag::parse(language).unwrap(),
                    reference: "SC-1".to_owned(),
                    content: Content::Decision { decision: Decision::Published },
                    consent,
                })
            };
            let [before, asking, other] = [None, Some(true), Some(false)].map(|is_asked| {
                let link = link.clone();
                write(is_asked.map(|is_asked| Consent { link, is_asked }))
            });
            let tongue = Tongue::of(&LanguageTag::parse(language).unwrap());
            let says = |letter: &Composed, three| letter.plain.contains(tongue.of_three(three));
            assert!(!before.plain.contains(&link) && says(&before, words::NOT_YOU));
            assert!(says(&asking, words::CONFIRM) && says(&asking, words::REFUSE));
            assert!(!says(&asking, words::STOP));
            assert!(says(&other, words::STOP) && !says(&other, words::CONFIRM));
            for letter in [&asking, &other] {
                assert!(letter.plain.contains(&format!("\n\n{link}\n")), "{}", letter.plain);
                let anchor = "<a href=\"https://city.example/letters#token=scl_a&amp;b\">";
                assert!(letter.html.contains(anchor), "{}", letter.html);
            }
        }
    }

    #[test]
    fn to_an_unconfirmed_address_a_reply_is_told_without_its_text() {
        let content = Content::Reply {
            department: "Transport Department".to_owned(),
            outcome: "accepted".to_owned(),
            text: "Planted words.".to_owned(),
        };
        let composed = letter("en", content.in_our_words());
        assert!(composed.plain.contains("A department has replied"), "{}", composed.plain);
        assert!(!composed.plain.contains("Planted"), "{}", composed.plain);
        let receipt = Content::Receipt { reply_due_on: "2026-12-08".parse().unwrap() };
        assert_eq!(receipt.clone().in_our_words(), receipt);
    }

    #[test]
    fn nothing_shows_the_address_of_a_letter() {
        let letter = Letter {
            to: "citizen@home.example".to_owned(),
            language: LanguageTag::EN,
            reference: "SC-1".to_owned(),
            content: Content::Decision { decision: Decision::Declined },
            consent: Some(Consent { link: "secret".to_owned(), is_asked: true }),
        };
        assert!(!format!("{letter:?}").contains("citizen"));
        assert!(!format!("{:?}", letter.consent).contains("secret"));
    }
}
