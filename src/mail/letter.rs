//! What a letter is about. It holds nothing that its addressee or anybody unknown has written: whoever gives the address of
//! somebody else cannot make this service say anything to them.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::language::LanguageTag;

/// A letter to somebody who sent a submission.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The email address it goes to.
    pub to: String,
    /// The language that the submission was sent in.
    pub language: LanguageTag,
    /// The reference of the submission.
    pub reference: String,
    /// What it says.
    pub content: Content,
    /// How its addressee answers whether letters are welcome. Letters that waited when this was introduced have none.
    #[serde(default)]
    pub consent: Option<Consent>,
}

/// How the addressee of a letter answers whether letters are welcome.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The page to answer on, with the secret behind its `#`.
    pub link: String,
    /// Whether the letter asks: nobody has confirmed the address, and there are no others until somebody does.
    pub is_asked: bool,
}

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// The submission has arrived.
    Receipt {
        /// The day by which a reply is promised.
        reply_due_on: NaiveDate,
    },
    /// A department has replied.
    Reply {
        /// The department's name, in the language of the letter where there is one.
        department: String,
        /// The outcome's word.
        outcome: String,
        /// The reply itself.
        text: String,
    },
    /// Something was decided about the submission.
    Decision {
        /// What.
        decision: Decision,
    },
}

/// What was decided, as far as its sender is told by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Everybody can read it.
    Published,
    /// It is not shown, or no longer.
    Hidden,
    /// A question to its sender is waiting for an answer.
    AwaitingCitizen,
    /// There will be no reply.
    Declined,
    /// It says the same as another one.
    Duplicate,
    /// A department has replied; what, is told only to who has confirmed the address.
    Replied,
}

impl Decision {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Published,
        Self::Hidden,
        Self::AwaitingCitizen,
        Self::Declined,
        Self::Duplicate,
        Self::Replied,
    ];
}

impl Content {
    /// The same in our own words alone: whoever has not confirmed an address may not be the one who wrote, and a reply may
    /// repeat what was written.
    #[must_use]
    pub fn in_our_words(self) -> Self {
        match self {
            Self::Reply { .. } => Self::Decision { decision: Decision::Replied },
            Self::Receipt { .. } | Self::Decision { .. } => self,
        }
    }
}

impl fmt::Debug for Consent {
    /// Never the link.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consent").field("is_asked", &self.is_asked).finish_non_exhaustive()
    }
}

impl fmt::Debug for Letter {
    /// Never the address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("reference", &self.reference).finish_non_exhaustive()
    }
}
