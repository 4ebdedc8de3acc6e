//! What a submission is about: an initiative, a smart area or a subject. It must not know whether any of them exists.

use crate::domain::code::{InitiativeCode, SmartAreaCode, SubjectCode};

/// What a submission is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// An initiative.
    Initiative(InitiativeCode),
    /// A smart area as a whole.
    SmartArea(SmartAreaCode),
    /// A subject that is neither.
    Subject(SubjectCode),
}

impl Place {
    /// The initiative, when it is about one.
    #[must_use]
    pub const fn initiative(&self) -> Option<&InitiativeCode> {
        match self {
            Self::Initiative(code) => Some(code),
            Self::SmartArea(_) | Self::Subject(_) => None,
        }
    }

    /// The smart area, when it is about one as a whole.
    #[must_use]
    pub const fn smart_area(&self) -> Option<&SmartAreaCode> {
        match self {
            Self::SmartArea(code) => Some(code),
            Self::Initiative(_) | Self::Subject(_) => None,
        }
    }

    /// The subject, when it is about one.
    #[must_use]
    pub const fn subject(&self) -> Option<&SubjectCode> {
        match self {
            Self::Subject(code) => Some(code),
            Self::Initiative(_) | Self::SmartArea(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_one_of_three_things() {
        let code = "mobility";
        let area = Place::SmartArea(code.parse().unwrap());
        assert_eq!(area.smart_area().map(SmartAreaCode::as_str), Some(code));
        assert_eq!((area.initiative(), area.subject()), (None, None));
        let initiative = Place::Initiative(code.parse().unwrap());
        assert_eq!(initiative.initiative().map(InitiativeCode::as_str), Some(code));
        let subject = Place::Subject(code.parse().unwrap());
        assert_eq!(subject.subject().map(SubjectCode::as_str), Some(code));
    }
}
