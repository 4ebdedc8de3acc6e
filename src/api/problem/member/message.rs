//! The sentences that explain single faults, in every language.
//! It knows what each kind of fault has to say and must not know where the fault is.

use super::{FaultArgs, FaultCode};
use crate::api::problem::language::{ProblemLanguage, Words};

/// How many accepted values a message lists; the API reference has the rest.
const MAX_LISTED: usize = 40;

/// The explanation of a fault.
pub(super) fn text(code: FaultCode, args: &FaultArgs, language: ProblemLanguage) -> String {
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    let values = [
        ("{min}", number(args.min)),
        ("{max}", number(args.max)),
        ("{allowed}", listed(&args.allowed, language)),
        ("{other}", args.other.clone().unwrap_or_default()),
    ];
    let values: Vec<_> =
        values.iter().map(|(placeholder, value)| (*placeholder, value.as_str())).collect();
    let mut text = words(code, args).fill(language, &values);
    if let Some(name) = &args.did_you_mean {
        text.push_str(&DID_YOU_MEAN.fill(language, &[("{name}", name)]));
    }
    text
}

fn listed(allowed: &[String], language: ProblemLanguage) -> String {
    let mut shown: Vec<_> = allowed.iter().take(MAX_LISTED).map(String::as_str).collect();
    if allowed.len() > MAX_LISTED {
        shown.push("…");
    }
    shown.join(language.separator())
}

const fn words(code: FaultCode, args: &FaultArgs) -> Words {
    match code {
        FaultCode::UnknownParameter => UNKNOWN_PARAMETER,
        FaultCode::RepeatedParameter => REPEATED_PARAMETER,
        FaultCode::NotANumber => not_a_number(args),
        FaultCode::TooSmall | FaultCode::TooLarge => out_of_range(code, args),
        FaultCode::NotABoolean => NOT_A_BOOLEAN,
        FaultCode::NotADate => NOT_A_DATE,
        FaultCode::NotAnInstant => NOT_AN_INSTANT,
        FaultCode::UnknownValue if args.allowed.is_empty() => UNKNOWN_VALUE,
        FaultCode::UnknownValue => NONE_OF,
        FaultCode::UnsupportedSort if args.allowed.is_empty() => NO_SORT,
        FaultCode::UnsupportedSort => UNSUPPORTED_SORT,
        FaultCode::UnsupportedInclude if args.allowed.is_empty() => NO_INCLUDE,
        FaultCode::UnsupportedInclude => UNSUPPORTED_INCLUDE,
        FaultCode::UnknownLanguage if args.allowed.is_empty() => UNKNOWN_LANGUAGE,
        FaultCode::UnknownLanguage => LANGUAGE_NONE_OF,
        FaultCode::TooLong if args.max.is_none() => TOO_LONG,
        FaultCode::TooLong => LONGER_THAN,
        FaultCode::Empty => EMPTY,
        FaultCode::InvalidCode => INVALID_CODE,
        FaultCode::InvalidUuid => INVALID_UUID,
        FaultCode::Conflicting if args.other.is_none() => CONFLICTING,
        FaultCode::Conflicting => CONFLICTING_WITH,
        FaultCode::Required => REQUIRED,
        FaultCode::UnknownMember => UNKNOWN_MEMBER,
        FaultCode::ReadOnly => READ_ONLY,
        FaultCode::NotAnObject => NOT_AN_OBJECT,
        FaultCode::NotAText => NOT_A_TEXT,
        FaultCode::NotAList => NOT_A_LIST,
        FaultCode::NotNull => NOT_NULL,
        FaultCode::TooShort if args.min.is_none() => TOO_SHORT_AT_ALL,
        FaultCode::TooShort => TOO_SHORT,
        FaultCode::TooMany if args.max.is_none() => TOO_MANY_AT_ALL,
        FaultCode::TooMany => TOO_MANY,
        FaultCode::InvalidText => INVALID_TEXT,
        FaultCode::InvalidEmail => INVALID_EMAIL,
        FaultCode::UnknownReference => UNKNOWN_REFERENCE,
        FaultCode::Duplicate => DUPLICATE,
        FaultCode::Overlapping => OVERLAPPING,
        FaultCode::WeakPassword => WEAK_PASSWORD,
        FaultCode::WrongPassword => WRONG_PASSWORD,
        FaultCode::InFuture => IN_FUTURE,
        FaultCode::Unchanged => UNCHANGED,
        FaultCode::InvalidUrl => INVALID_URL,
        FaultCode::InvalidDigest => INVALID_DIGEST,
        FaultCode::InvalidLanguage => INVALID_LANGUAGE,
        FaultCode::ConsentNeeded => CONSENT_NEEDED,
        FaultCode::ChallengeUnsolved => CHALLENGE_UNSOLVED,
        FaultCode::ChallengeExpired => CHALLENGE_EXPIRED,
        FaultCode::ChallengeTooEasy => CHALLENGE_TOO_EASY,
        FaultCode::ChallengeSpent => CHALLENGE_SPENT,
    }
}

const fn not_a_number(args: &FaultArgs) -> Words {
    match (args.whole, args.min.is_some() && args.max.is_some()) {
        (true, true) => NOT_A_WHOLE_NUMBER_WITHIN,
        (true, false) => NOT_A_WHOLE_NUMBER,
        (false, true) => NOT_A_NUMBER_WITHIN,
        (false, false) => NOT_A_NUMBER,
    }
}

const fn out_of_range(code: FaultCode, args: &FaultArgs) -> Words {
    match (args.min, args.max, code) {
        (Some(_), Some(_), _) => OUT_OF_RANGE,
        (Some(_), None, _) => BELOW,
        (None, Some(_), _) => ABOVE,
        (None, None, FaultCode::TooSmall) => TOO_SMALL,
        (None, None, _) => TOO_LARGE,
    }
}

const IN_FUTURE: Words =
    Words::new("The day has not come yet.", "該日期尚未到來。", "该日期尚未到来。");
const UNCHANGED: Words = Words::new("It is so already.", "內容沒有改變。", "内容没有改变。");
const INVALID_URL: Words = Words::new(
    "The value must be the full address of a page, with http or https.",
    "該值必須是以 http 或 https 開頭的完整網址。",
    "该值必须是以 http 或 https 开头的完整网址。",
);
const INVALID_DIGEST: Words = Words::new(
    "The value must be a SHA-256 of 64 hexadecimal digits in lower case.",
    "該值必須是 64 個小寫十六進制數字的 SHA-256。",
    "该值必须是 64 个小写十六进制数字的 SHA-256。",
);
const INVALID_LANGUAGE: Words = Words::new(
    "The value must be a language tag, such as en, zh-Hant or pt-BR.",
    "該值必須是語言標籤，例如 en、zh-Hant 或 pt-BR。",
    "该值必须是语言标签，例如 en、zh-Hant 或 pt-BR。",
);
const CONSENT_NEEDED: Words = Words::new(
    "Contact details are kept only with the consent to be contacted.",
    "只有在你同意我們與你聯絡的情況下，才會保存聯絡資料。",
    "只有在你同意我们与你联络的情况下，才会保存联络资料。",
);
const CHALLENGE_UNSOLVED: Words = Words::new(
    "This is not the solution of a challenge of this service.",
    "這不是本服務所發出驗證題目的答案。",
    "这不是本服务所发出验证题目的答案。",
);
const CHALLENGE_EXPIRED: Words = Words::new(
    "The challenge has expired; get a new one and solve it.",
    "驗證題目已過期，請取得並解答新的題目。",
    "验证题目已过期，请取得并解答新的题目。",
);
const CHALLENGE_TOO_EASY: Words = Words::new(
    "More work is due by now than this challenge asked for; get a new one and solve it.",
    "目前所需的驗證難度已高於這道題目，請取得並解答新的題目。",
    "目前所需的验证难度已高于这道题目，请取得并解答新的题目。",
);
const CHALLENGE_SPENT: Words = Words::new(
    "The challenge was used already; get a new one and solve it.",
    "驗證題目已被使用，請取得並解答新的題目。",
    "验证题目已被使用，请取得并解答新的题目。",
);

const DID_YOU_MEAN: Words =
    Words::new(" Did you mean {name}?", "你是否想輸入 {name}？", "你是否想输入 {name}？");

const UNKNOWN_PARAMETER: Words = Words::new(
    "This operation has no such parameter.",
    "這項操作沒有這個參數。",
    "这项操作没有这个参数。",
);
const REPEATED_PARAMETER: Words = Words::new(
    "The parameter may be given only once; several values are separated by commas where they are allowed.",
    "這個參數只可出現一次；如可有多個值，請以逗號分隔。",
    "这个参数只可出现一次；如可有多个值，请以逗号分隔。",
);
const NOT_A_NUMBER: Words =
    Words::new("The value must be a number.", "該值必須是數字。", "该值必须是数字。");
const NOT_A_NUMBER_WITHIN: Words = Words::new(
    "The value must be a number from {min} to {max}.",
    "該值必須是 {min} 至 {max} 的數字。",
    "该值必须是 {min} 至 {max} 的数字。",
);
const NOT_A_WHOLE_NUMBER: Words =
    Words::new("The value must be a whole number.", "該值必須是整數。", "该值必须是整数。");
const NOT_A_WHOLE_NUMBER_WITHIN: Words = Words::new(
    "The value must be a whole number from {min} to {max}.",
    "該值必須是 {min} 至 {max} 的整數。",
    "该值必须是 {min} 至 {max} 的整数。",
);
const OUT_OF_RANGE: Words = Words::new(
    "The value must be between {min} and {max}.",
    "該值必須介乎 {min} 至 {max}。",
    "该值必须介于 {min} 至 {max}。",
);
const BELOW: Words =
    Words::new("The value must be at least {min}.", "該值不可小於 {min}。", "该值不可小于 {min}。");
const ABOVE: Words =
    Words::new("The value must be at most {max}.", "該值不可大於 {max}。", "该值不可大于 {max}。");
const TOO_SMALL: Words = Words::new("The value is too small.", "該值過小。", "该值过小。");
const TOO_LARGE: Words = Words::new("The value is too large.", "該值過大。", "该值过大。");
const NOT_A_BOOLEAN: Words = Words::new(
    "The value must be true or false.",
    "該值必須是 true 或 false。",
    "该值必须是 true 或 false。",
);
const NOT_A_DATE: Words = Words::new(
    "The value must be a calendar date written as YYYY-MM-DD, such as 2026-03-31.",
    "該值必須是日期，格式為 YYYY-MM-DD，例如 2026-03-31。",
    "该值必须是日期，格式为 YYYY-MM-DD，例如 2026-03-31。",
);
const NOT_AN_INSTANT: Words = Words::new(
    "The value must be a date and time written as in RFC 3339, such as 2026-03-31T08:00:00Z.",
    "該值必須是 RFC 3339 格式的日期和時間，例如 2026-03-31T08:00:00Z。",
    "该值必须是 RFC 3339 格式的日期和时间，例如 2026-03-31T08:00:00Z。",
);
const UNKNOWN_VALUE: Words =
    Words::new("The value is not known here.", "該值不適用於此處。", "该值不适用于此处。");
const NONE_OF: Words = Words::new(
    "The value is none of these: {allowed}.",
    "該值不屬於以下任何一項：{allowed}。",
    "该值不属于以下任何一项：{allowed}。",
);
const NO_SORT: Words = Words::new(
    "The list cannot be sorted by this.",
    "這個清單不可按此排序。",
    "这个列表不可按此排序。",
);
const UNSUPPORTED_SORT: Words = Words::new(
    "The list can be sorted by: {allowed}. A minus sign before a key reverses it, and no key may appear twice.",
    "這個清單可按以下各項排序：{allowed}。在前面加上減號即為倒序，同一項不可重複。",
    "这个列表可按以下各项排序：{allowed}。在前面加上减号即为倒序，同一项不可重复。",
);
const NO_INCLUDE: Words =
    Words::new("This cannot be included here.", "此處不可附加這一項。", "此处不可附加这一项。");
const UNSUPPORTED_INCLUDE: Words = Words::new(
    "These can be included: {allowed}.",
    "可以附加以下各項：{allowed}。",
    "可以附加以下各项：{allowed}。",
);
const UNKNOWN_LANGUAGE: Words = Words::new(
    "The service does not answer in this language.",
    "本服務不提供這個語言的回應。",
    "本服务不提供这个语言的响应。",
);
const LANGUAGE_NONE_OF: Words = Words::new(
    "The service answers in these languages: {allowed}.",
    "本服務提供以下語言的回應：{allowed}。",
    "本服务提供以下语言的响应：{allowed}。",
);
const TOO_LONG: Words = Words::new("The value is too long.", "該值過長。", "该值过长。");
const LONGER_THAN: Words = Words::new(
    "The value may have at most {max} characters.",
    "該值最多可有 {max} 個字元。",
    "该值最多可有 {max} 个字符。",
);
const EMPTY: Words = Words::new("The value must not be empty.", "該值不可留空。", "该值不可留空。");
const INVALID_CODE: Words = Words::new(
    "The value is not written as such a code is; the API reference shows its form.",
    "該值不符合這類代碼的寫法，請參閱 API 參考文件所示的格式。",
    "该值不符合这类代码的写法，请参阅 API 参考文档所示的格式。",
);
const INVALID_UUID: Words = Words::new(
    "The value must be a UUID: 32 hexadecimal digits in five groups joined by hyphens.",
    "該值必須是 UUID：32 個十六進位數字，分為五組，以連字號相連。",
    "该值必须是 UUID：32 个十六进制数字，分为五组，以连字符相连。",
);
const CONFLICTING: Words = Words::new(
    "The value does not go together with the rest of the request.",
    "該值與請求的其他部分不相容。",
    "该值与请求的其他部分不兼容。",
);
const CONFLICTING_WITH: Words = Words::new(
    "The value does not go together with {other}.",
    "該值與 {other} 不相容。",
    "该值与 {other} 不兼容。",
);
const REQUIRED: Words = Words::new("A value is required.", "必須提供該值。", "必须提供该值。");
const UNKNOWN_MEMBER: Words =
    Words::new("The body has no such member.", "請求內文沒有這個成員。", "请求正文没有这个成员。");
const READ_ONLY: Words = Words::new(
    "The service sets this member itself; a request cannot.",
    "這個成員由本服務設定，不可由請求更改。",
    "这个成员由本服务设定，不可由请求更改。",
);
const NOT_AN_OBJECT: Words =
    Words::new("The value must be an object.", "該值必須是物件。", "该值必须是对象。");
const NOT_A_TEXT: Words =
    Words::new("The value must be a text.", "該值必須是文字。", "该值必须是文本。");
const NOT_A_LIST: Words =
    Words::new("The value must be a list.", "該值必須是清單。", "该值必须是列表。");
const NOT_NULL: Words = Words::new(
    "The value may not be null; leave the member out to keep it as it is.",
    "該值不可為 null；如不更改，請省略這個成員。",
    "该值不可为 null；如不更改，请省略这个成员。",
);
const TOO_SHORT: Words = Words::new(
    "The value must have at least {min} characters.",
    "該值最少須有 {min} 個字元。",
    "该值最少须有 {min} 个字符。",
);
const TOO_MANY: Words = Words::new(
    "The list may have at most {max} elements.",
    "清單最多可有 {max} 項。",
    "列表最多可有 {max} 项。",
);
const INVALID_TEXT: Words = Words::new(
    "The text must not have control characters, other line separators than line feeds where several lines are meant, or \
     characters that turn its direction.",
    "文字不可包含控制字元、改變書寫方向的字元或分行字元（可分行之處的換行字元除外）。",
    "文本不可包含控制字符、改变书写方向的字符或分行字符（可分行之处的换行符除外）。",
);
const INVALID_EMAIL: Words = Words::new(
    "The value must be an email address that can be written to, such as name@example.org.",
    "該值必須是可以收信的電郵地址，例如 name@example.org。",
    "该值必须是可以收信的电子邮箱地址，例如 name@example.org。",
);
const UNKNOWN_REFERENCE: Words = Words::new(
    "Nothing has this code.",
    "沒有任何項目使用這個代碼。",
    "没有任何项目使用这个代码。",
);
const DUPLICATE: Words = Words::new(
    "The same stands in the list already.",
    "清單中已有相同的一項。",
    "列表中已有相同的一项。",
);
const OVERLAPPING: Words = Words::new(
    "Another element of the list covers this one already.",
    "清單中另一項已涵蓋這一項。",
    "列表中另一项已涵盖这一项。",
);
const WEAK_PASSWORD: Words = Words::new(
    "The password is too easy to guess; take several words that have nothing to do with each other or with you.",
    "密碼太容易被猜到，請選用數個與你無關且互不相關的詞語。",
    "密码太容易被猜到，请选用数个与你无关且互不相关的词语。",
);
const WRONG_PASSWORD: Words = Words::new(
    "This is not the password in use.",
    "這不是現時使用的密碼。",
    "这不是当前使用的密码。",
);
const TOO_SHORT_AT_ALL: Words = Words::new("The value is too short.", "該值過短。", "该值过短。");
const TOO_MANY_AT_ALL: Words = Words::new("The list is too long.", "清單過長。", "列表过长。");

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> FaultArgs {
        FaultArgs {
            did_you_mean: Some("b".to_owned()),
            allowed: vec!["a".to_owned(), "b".to_owned()],
            min: Some(1),
            max: Some(100),
            whole: true,
            other: Some("sort".to_owned()),
        }
    }

    #[test]
    fn every_message_is_a_whole_sentence_with_and_without_arguments() {
        for code in FaultCode::ALL {
            for language in ProblemLanguage::ALL {
                for args in [FaultArgs::default(), full()] {
                    let text = text(code, &args, language);
                    assert!(text.ends_with(['.', '。', '?', '？']), "{text}");
                    assert!(!text.contains(['{', '}']), "{text}");
                    assert!(!text.contains("  "), "{text}");
                }
            }
        }
    }

    #[test]
    fn numbers_name_what_is_known_of_their_range() {
        let english = |code, args: &FaultArgs| text(code, args, ProblemLanguage::En);
        let both = FaultArgs { min: Some(1), max: Some(100), whole: true, ..FaultArgs::default() };
        assert_eq!(english(FaultCode::TooLarge, &both), "The value must be between 1 and 100.");
        assert_eq!(
            english(FaultCode::NotANumber, &both),
            "The value must be a whole number from 1 to 100."
        );
        let least = FaultArgs { min: Some(1), ..FaultArgs::default() };
        assert_eq!(english(FaultCode::TooSmall, &least), "The value must be at least 1.");
        let none = FaultArgs::default();
        assert_eq!(english(FaultCode::TooSmall, &none), "The value is too small.");
        assert_eq!(english(FaultCode::TooLarge, &none), "The value is too large.");
        assert_eq!(english(FaultCode::NotANumber, &none), "The value must be a number.");
    }

    #[test]
    fn long_lists_are_cut() {
        let allowed = (0..75).map(|number| format!("D{number}")).collect();
        let text = text(
            FaultCode::UnknownValue,
            &FaultArgs { allowed, ..FaultArgs::default() },
            ProblemLanguage::En,
        );
        assert!(text.contains("D39, …") && !text.contains("D40"), "{text}");
    }
}
