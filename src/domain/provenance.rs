//! What backs a statement of the catalogue: words that let a reader tell a sourced fact from a remembered one.
//! It must not know the sources themselves, nor how a catalogue file spells these words.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::word::{self, UnknownWord};

/// What backs an initiative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A source that was read.
    Retrieved,
    /// Nothing but general knowledge.
    GeneralKnowledge,
    /// The word of the government's own staff, who entered it here.
    Stated,
}

impl Evidence {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Retrieved, Self::GeneralKnowledge, Self::Stated];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retrieved => "retrieved",
            Self::GeneralKnowledge => "general_knowledge",
            Self::Stated => "stated",
        }
    }
}

impl FromStr for Evidence {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("evidence", &Self::ALL, Self::as_str, text)
    }
}

/// What backs a milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// A source that was read.
    Retrieved,
    /// The target or announcement was found, the outcome or the exact day was not.
    Partial,
    /// Nothing but general knowledge.
    GeneralKnowledge,
}

impl Verification {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Retrieved, Self::Partial, Self::GeneralKnowledge];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retrieved => "retrieved",
            Self::Partial => "partial",
            Self::GeneralKnowledge => "general_knowledge",
        }
    }
}

impl FromStr for Verification {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("verification", &Self::ALL, Self::as_str, text)
    }
}

/// What backs the membership of an initiative in the editions of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlueprintEvidence {
    /// A source that was read.
    Retrieved,
    /// Nothing but general knowledge.
    GeneralKnowledge,
    /// It may be an item of an edition; none is claimed.
    Uncertain,
    /// As far as known it is an item of no edition.
    NotABlueprintItem,
    /// The word of the government's own staff, who entered it here.
    Stated,
}

impl BlueprintEvidence {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Retrieved,
        Self::GeneralKnowledge,
        Self::Uncertain,
        Self::NotABlueprintItem,
        Self::Stated,
    ];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retrieved => "retrieved",
            Self::GeneralKnowledge => "general_knowledge",
            Self::Uncertain => "uncertain",
            Self::NotABlueprintItem => "not_a_blueprint_item",
            Self::Stated => "stated",
        }
    }
}

impl FromStr for BlueprintEvidence {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("blueprint evidence", &Self::ALL, Self::as_str, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_the_same_in_text_and_in_json() {
        for word in Evidence::ALL {
            assert_eq!(word.as_str().parse(), Ok(word));
            assert_eq!(serde_json::to_value(word).unwrap(), word.as_str());
        }
        for word in Verification::ALL {
            assert_eq!(word.as_str().parse(), Ok(word));
            assert_eq!(serde_json::to_value(word).unwrap(), word.as_str());
        }
        for word in BlueprintEvidence::ALL {
            assert_eq!(word.as_str().parse(), Ok(word));
            assert_eq!(serde_json::to_value(word).unwrap(), word.as_str());
        }
    }
}
