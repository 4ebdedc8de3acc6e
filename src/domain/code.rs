//! Codes: the short, stable names that people give to things (`hketoll`, `TD`, `v2`), one type per kind of thing.
//! It must not know where a code is stored or whether anything bears it.

use std::borrow::Borrow;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// What tells one kind of code from another: its name, its form and its length.
pub trait CodeKind: Copy + Ord + Hash + fmt::Debug + Send + Sync + 'static {
    /// What such a code is called in a sentence: `initiative code`.
    const NAME: &'static str;
    /// The form as an anchored ECMA-262 regular expression, as the interface's document shows it.
    const PATTERN: &'static str;
    /// The greatest length in characters (all of them ASCII).
    const MAX: usize;
    /// Whether a text that is neither empty nor too long has the form of [`Self::PATTERN`].
    fn is_well_formed(text: &str) -> bool;
}

/// Why a text is not a code of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CodeFault {
    /// There is no text.
    #[error("the {name} must not be empty")]
    Empty {
        /// What such a code is called.
        name: &'static str,
    },
    /// The text is longer than the kind allows.
    #[error("the {name} has at most {max} characters")]
    TooLong {
        /// What such a code is called.
        name: &'static str,
        /// The greatest length in characters.
        max: usize,
    },
    /// The text has characters, or an order of them, that the kind does not allow.
    #[error("the {name} has the form {pattern}")]
    Malformed {
        /// What such a code is called.
        name: &'static str,
        /// The form, as a regular expression.
        pattern: &'static str,
    },
}

/// A code of the kind `K`. It is well formed by construction; two codes are equal when their texts are, case included.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code<K>(Box<str>, PhantomData<K>);

/// The code of an initiative, which never changes.
pub type InitiativeCode = Code<InitiativeKind>;
/// The code of a smart area, a theme of the plan.
pub type SmartAreaCode = Code<SmartAreaKind>;
/// The code of a bureau, department or public body; its case is the official one.
pub type DepartmentCode = Code<DepartmentKind>;
/// The code of a published edition of the plan.
pub type BlueprintCode = Code<BlueprintKind>;
/// The code of a subject that citizens write about.
pub type SubjectCode = Code<SubjectKind>;
/// A tag of an initiative.
pub type Tag = Code<TagKind>;
/// The key of a milestone that a catalogue file names, unique within its initiative.
pub type MilestoneKey = Code<MilestoneKind>;

impl<K: CodeKind> Code<K> {
    /// Reads a code exactly as written: nothing is trimmed and no case is changed.
    ///
    /// # Errors
    /// [`CodeFault`] when the text is empty, too long or not of the kind's form.
    pub fn parse(text: &str) -> Result<Self, CodeFault> {
        check::<K>(text)?;
        Ok(Self(text.into(), PhantomData))
    }

    /// The code's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code's text, taken out.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0.into_string()
    }
}

fn check<K: CodeKind>(text: &str) -> Result<(), CodeFault> {
    let name = K::NAME;
    if text.is_empty() {
        Err(CodeFault::Empty { name })
    } else if text.len() > K::MAX && text.chars().nth(K::MAX).is_some() {
        Err(CodeFault::TooLong { name, max: K::MAX })
    } else if K::is_well_formed(text) {
        Ok(())
    } else {
        let pattern = K::PATTERN;
        Err(CodeFault::Malformed { name, pattern })
    }
}

impl<K: CodeKind> FromStr for Code<K> {
    type Err = CodeFault;
    fn from_str(text: &str) -> Result<Self, CodeFault> {
        Self::parse(text)
    }
}

impl<K: CodeKind> TryFrom<String> for Code<K> {
    type Error = CodeFault;
    fn try_from(text: String) -> Result<Self, CodeFault> {
        check::<K>(&text)?;
        Ok(Self(text.into_boxed_str(), PhantomData))
    }
}

impl<K> fmt::Display for Code<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<K> fmt::Debug for Code<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<K> AsRef<str> for Code<K> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

// Sound because equality, order and hash are those of the text: the marker is always equal to itself and hashes to nothing.
impl<K> Borrow<str> for Code<K> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<K> Serialize for Code<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, K: CodeKind> Deserialize<'de> for Code<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::try_from(text).map_err(de::Error::custom)
    }
}

const KEBAB: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

fn is_kebab(text: &str) -> bool {
    text.split('-').all(|part| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

fn starts_and_goes_on(text: &str, first: fn(u8) -> bool, rest: fn(u8) -> bool) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(first) && bytes.all(rest)
}

/// The kind of [`InitiativeCode`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InitiativeKind;

impl CodeKind for InitiativeKind {
    const NAME: &'static str = "initiative code";
    const PATTERN: &'static str = KEBAB;
    const MAX: usize = 80;
    fn is_well_formed(text: &str) -> bool {
        is_kebab(text)
    }
}

/// The kind of [`SmartAreaCode`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SmartAreaKind;

impl CodeKind for SmartAreaKind {
    const NAME: &'static str = "smart area code";
    const PATTERN: &'static str = KEBAB;
    const MAX: usize = 40;
    fn is_well_formed(text: &str) -> bool {
        is_kebab(text)
    }
}

/// The kind of [`DepartmentCode`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DepartmentKind;

impl CodeKind for DepartmentKind {
    const NAME: &'static str = "department code";
    // The ampersand is there because official abbreviations have it (`C&ED`).
    const PATTERN: &'static str = "^[A-Za-z][A-Za-z0-9&-]*$";
    const MAX: usize = 20;
    fn is_well_formed(text: &str) -> bool {
        starts_and_goes_on(
            text,
            |b| b.is_ascii_alphabetic(),
            |b| b.is_ascii_alphanumeric() || b == b'&' || b == b'-',
        )
    }
}

/// The kind of [`BlueprintCode`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlueprintKind;

impl CodeKind for BlueprintKind {
    const NAME: &'static str = "blueprint code";
    const PATTERN: &'static str = "^[a-z0-9][a-z0-9.-]*$";
    const MAX: usize = 20;
    fn is_well_formed(text: &str) -> bool {
        starts_and_goes_on(
            text,
            |b| b.is_ascii_lowercase() || b.is_ascii_digit(),
            |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-',
        )
    }
}

/// The kind of [`SubjectCode`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectKind;

impl CodeKind for SubjectKind {
    const NAME: &'static str = "subject code";
    const PATTERN: &'static str = KEBAB;
    const MAX: usize = 40;
    fn is_well_formed(text: &str) -> bool {
        is_kebab(text)
    }
}

/// The kind of [`Tag`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagKind;

impl CodeKind for TagKind {
    const NAME: &'static str = "tag";
    const PATTERN: &'static str = KEBAB;
    const MAX: usize = 40;
    fn is_well_formed(text: &str) -> bool {
        is_kebab(text)
    }
}

/// The kind of [`MilestoneKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MilestoneKind;

impl CodeKind for MilestoneKind {
    const NAME: &'static str = "milestone key";
    const PATTERN: &'static str = KEBAB;
    const MAX: usize = 80;
    fn is_well_formed(text: &str) -> bool {
        is_kebab(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, HashSet};

    #[test]
    fn a_kebab_code_is_read_as_written() {
        let code = InitiativeCode::parse("hketoll-free-flow-tolling").unwrap();
        assert_eq!(code.as_str(), "hketoll-free-flow-tolling");
        assert_eq!(code.to_string(), "hketoll-free-flow-tolling");
        assert_eq!(format!("{code:?}"), "\"hketoll-free-flow-tolling\"");
        assert_eq!(code.into_string(), "hketoll-free-flow-tolling");
    }

    #[test]
    fn a_kebab_code_is_refused_when_it_is_not_of_its_form() {
        for text in ["-a", "a-", "a--b", "A", "a_b", "a b", "é", "a/b", "智慧", "a\n"] {
            assert!(
                matches!(InitiativeCode::parse(text), Err(CodeFault::Malformed { .. })),
                "{text:?}"
            );
        }
        assert_eq!(Tag::parse(""), Err(CodeFault::Empty { name: "tag" }));
    }

    #[test]
    fn a_code_may_be_as_long_as_its_kind_allows_and_no_longer() {
        assert!(InitiativeCode::parse(&"a".repeat(80)).is_ok());
        let fault = InitiativeCode::parse(&"a".repeat(81)).unwrap_err();
        assert_eq!(fault.to_string(), "the initiative code has at most 80 characters");
        assert!(Tag::parse(&"a".repeat(41)).is_err());
        assert!(SmartAreaCode::parse(&"a".repeat(41)).is_err());
        assert!(SubjectCode::parse(&"a".repeat(41)).is_err());
        assert!(DepartmentCode::parse(&"A".repeat(21)).is_err());
        assert!(BlueprintCode::parse(&"1".repeat(21)).is_err());
        assert!(MilestoneKey::parse(&"m".repeat(81)).is_err());
    }

    #[test]
    fn a_department_code_keeps_its_official_letters() {
        for text in ["TD", "HyD", "C&ED", "A-1"] {
            assert!(DepartmentCode::parse(text).is_ok(), "{text}");
        }
        for text in ["1A", "&A", "T D", "T.D"] {
            assert!(DepartmentCode::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_blueprint_code_may_have_dots() {
        for text in ["v1", "2.0", "v2-draft"] {
            assert!(BlueprintCode::parse(text).is_ok(), "{text}");
        }
        for text in [".1", "-1", "V1"] {
            assert!(BlueprintCode::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_code_is_a_checked_string_in_json() {
        let code: Tag = serde_json::from_str("\"open-data\"").unwrap();
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"open-data\"");
        assert!(serde_json::from_str::<Tag>("\"Open Data\"").is_err());
    }

    #[test]
    fn a_code_is_found_by_its_text_in_maps_and_sets() {
        let tag: Tag = "its".parse().unwrap();
        let map = BTreeMap::from([(tag.clone(), 1)]);
        let set = HashSet::from([tag]);
        assert_eq!(map.get("its"), Some(&1));
        assert!(set.contains("its"));
    }

    fn pattern<K: CodeKind>() -> impl Strategy<Value = String> {
        proptest::string::string_regex(K::PATTERN.trim_matches(['^', '$'])).unwrap()
    }

    proptest! {
        #[test]
        fn every_text_of_the_shown_form_and_length_is_a_code(
            initiative in pattern::<InitiativeKind>(),
            department in pattern::<DepartmentKind>(),
            blueprint in pattern::<BlueprintKind>(),
        ) {
            prop_assert_eq!(InitiativeCode::parse(&initiative).is_ok(), initiative.len() <= 80);
            prop_assert_eq!(DepartmentCode::parse(&department).is_ok(), department.len() <= 20);
            prop_assert_eq!(BlueprintCode::parse(&blueprint).is_ok(), blueprint.len() <= 20);
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in any::<String>()) {
            let _ = InitiativeCode::parse(&text);
            let _ = DepartmentCode::parse(&text);
            let _ = BlueprintCode::parse(&text);
        }
    }
}
