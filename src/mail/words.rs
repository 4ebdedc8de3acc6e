//! The sentences of letters, in each language that letters are written in.

use chrono::{Datelike, NaiveDate};

use super::letter::Decision;
use crate::domain::language::{LanguageTag, Languages};

/// A language that letters are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    /// English.
    English,
    /// Chinese in the traditional script.
    Traditional,
    /// Chinese in the simplified script.
    Simplified,
}

/// A sentence in English, traditional and simplified Chinese.
type Three = [&'static str; 3];

/// The subject that says that a submission has arrived.
pub(super) const RECEIPT_SUBJECT: Three =
    ["We have received your submission", "我們已收到你的意見", "我们已收到您的意见"];

/// The subject that says that there is a reply.
pub(super) const REPLY_SUBJECT: Three =
    ["A reply to your submission", "你的意見已有回覆", "您的意见已有回复"];

/// The subject that says that something was decided.
pub(super) const DECISION_SUBJECT: Three =
    ["News of your submission", "你的意見有新進展", "您的意见有新进展"];

/// How a receipt begins.
pub(super) const THANKS: Three = [
    "Thank you. Your submission has reached us.",
    "多謝。我們已收到你的意見。",
    "多谢。我们已收到您的意见。",
];

/// What stands before the reference.
pub(super) const REFERENCE: Three = ["Reference: ", "參考編號：", "参考编号："];

/// What stands before the day by which a reply is promised.
pub(super) const REPLY_BY: Three =
    ["You will have a reply by: ", "我們會在以下日期或之前回覆：", "我们会在以下日期或之前回复："];

/// What stands before the department that replies.
pub(super) const REPLY_FROM: Three = ["Reply from: ", "回覆部門：", "回复部门："];

/// What stands before the outcome.
pub(super) const OUTCOME: Three = ["Outcome: ", "結果：", "结果："];

/// How to go on from here.
pub(super) const FOLLOW_UP: Three = [
    "To follow your submission, add to it, withdraw it or have it erased, use its reference and the secret that you were \
     shown when you sent it. We never send the secret by email.",
    "如要查看進度、補充、撤回或要求刪除你的意見，請使用參考編號及提交時向你顯示的密碼。我們不會以電郵發送該密碼。",
    "如要查看进度、补充、撤回或要求删除您的意见，请使用参考编号及提交时向您显示的密码。我们不会以电邮发送该密码。",
];

/// Why somebody who sent nothing may have got this.
pub(super) const NOT_YOU: Three = [
    "This message was sent automatically because somebody gave this address with a submission. If it was not you, you need \
     not do anything.",
    "本電郵由系統自動發出，因為有人在提交意見時填寫了這個電郵地址。如果並非由你提交，你無須理會。",
    "本电邮由系统自动发出，因为有人在提交意见时填写了这个电邮地址。如果并非由您提交，您无须理会。",
];

/// What stands before the link in a letter to an address that nobody has confirmed.
pub(super) const CONFIRM: Three = [
    "Is this your address? Until you confirm it, we will not write to you about each further step. Confirm it on this page:",
    "這是你的電郵地址嗎？在你確認之前，我們不會就之後的每項進展發送電郵給你。請在以下網頁確認：",
    "这是您的电邮地址吗？在您确认之前，我们不会就之后的每项进展发送电邮给您。请在以下网页确认：",
];

/// What else can be said behind that link.
pub(super) const REFUSE: Three = [
    "There you can also say that we are never to write to this address again.",
    "你亦可在該網頁要求我們不再發送電郵至這個地址。",
    "您也可以在该网页要求我们不再向这个地址发送电邮。",
];

/// What stands before the link in any other letter.
pub(super) const STOP: Three = [
    "To get no more letters at this address, use this page:",
    "如不希望這個地址再收到電郵，請使用以下網頁：",
    "如不希望这个地址再收到电邮，请使用以下网页：",
];

impl Tongue {
    /// The language of a letter to somebody who wrote in that language: English where there is no better one.
    pub(super) fn of(language: &LanguageTag) -> Self {
        let languages = Languages::default();
        let best = languages.get(languages.lookup(language.as_str()));
        match best {
            tag if *tag == LanguageTag::ZH_HANT => Self::Traditional,
            tag if *tag == LanguageTag::ZH_HANS => Self::Simplified,
            _ => Self::English,
        }
    }

    /// Its tag.
    pub(super) const fn tag(self) -> LanguageTag {
        match self {
            Self::English => LanguageTag::EN,
            Self::Traditional => LanguageTag::ZH_HANT,
            Self::Simplified => LanguageTag::ZH_HANS,
        }
    }

    /// The sentence in this language.
    pub(super) const fn of_three(self, three: Three) -> &'static str {
        let [english, traditional, simplified] = three;
        match self {
            Self::English => english,
            Self::Traditional => traditional,
            Self::Simplified => simplified,
        }
    }

    /// A day as people write it.
    pub(super) fn day(self, day: NaiveDate) -> String {
        match self {
            Self::English => day.format("%-d %B %Y").to_string(),
            Self::Traditional | Self::Simplified => {
                format!("{}年{}月{}日", day.year(), day.month(), day.day())
            }
        }
    }

    /// What was decided.
    pub(super) const fn decision(self, decision: Decision) -> &'static str {
        self.of_three(match decision {
            Decision::Published => [
                "Your submission has been published. Everybody can read it now.",
                "你的意見已經公開，任何人都可以閱讀。",
                "您的意见已经公开，任何人都可以阅读。",
            ],
            Decision::Hidden => [
                "Your submission is not shown to the public.",
                "你的意見不會向公眾顯示。",
                "您的意见不会向公众显示。",
            ],
            Decision::AwaitingCitizen => [
                "We have a question about your submission. The time for our reply stands still until you answer it.",
                "我們對你的意見有一個問題。在你回答之前，回覆期限暫停計算。",
                "我们对您的意见有一个问题。在您回答之前，回复期限暂停计算。",
            ],
            Decision::Declined => [
                "We have looked at your submission and will not reply to it further.",
                "我們已審視你的意見，不會再作回覆。",
                "我们已审视您的意见，不会再作回复。",
            ],
            Decision::Duplicate => [
                "Your submission says the same as an earlier one, and is dealt with together with it.",
                "你的意見與較早前的一項意見內容相同，將會一併處理。",
                "您的意见与较早前的一项意见内容相同，将会一并处理。",
            ],
            Decision::Replied => [
                "A department has replied to your submission. You can read the reply where you follow your submission.",
                "有部門已回覆你的意見，你可在查看進度時閱讀該回覆。",
                "有部门已回复您的意见，您可在查看进度时阅读该回复。",
            ],
        })
    }

    /// The outcome of a reply; a word that is not known as it is.
    pub(super) fn outcome(self, word: &str) -> &str {
        self.of_three(match word {
            "accepted" => ["accepted", "接納", "接纳"],
            "partly_accepted" => ["partly accepted", "部分接納", "部分接纳"],
            "already_done" => ["already done", "已經做到", "已经做到"],
            "not_feasible" => ["not feasible", "不可行", "不可行"],
            "out_of_scope" => ["outside our remit", "不屬我們的職責範圍", "不属我们的职责范围"],
            "noted" => ["noted", "備悉", "备悉"],
            _ => return word,
        })
    }
}
