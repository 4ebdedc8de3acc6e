//! The faults of single parameters and members: where, of which kind, and what was expected.
//! It knows how to say that in every language and must not know what the parameters mean.

mod code;
mod message;

pub use code::FaultCode;

use super::language::ProblemLanguage;
use super::suggest::suggest;

/// Where a fault is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A parameter of the path or the query, by name.
    Parameter(String),
    /// A member of the body, by JSON pointer (RFC 6901).
    Pointer(String),
}

/// What was expected at the place of a fault; each kind of fault speaks of what it needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaultArgs {
    /// A known value or name close to the given one.
    pub did_you_mean: Option<String>,
    /// Everything that is accepted.
    pub allowed: Vec<String>,
    /// The smallest number accepted.
    pub min: Option<i64>,
    /// The largest number accepted, or the greatest length in characters.
    pub max: Option<i64>,
    /// Whether only whole numbers are accepted.
    pub whole: bool,
    /// The parameter or member that this one cannot stand beside.
    pub other: Option<String>,
}

/// One faulty parameter or member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// Of which kind.
    pub code: FaultCode,
    /// What was expected instead.
    pub args: FaultArgs,
}

impl Fault {
    /// A fault that needs no further explanation.
    #[must_use]
    pub fn new(place: Place, code: FaultCode) -> Self {
        Self { place, code, args: FaultArgs::default() }
    }

    /// A fault of a parameter.
    #[must_use]
    pub fn parameter(name: &str, code: FaultCode) -> Self {
        Self::new(Place::Parameter(name.to_owned()), code)
    }

    /// A fault of a member of the body, by JSON pointer.
    #[must_use]
    pub fn pointer(pointer: &str, code: FaultCode) -> Self {
        Self::new(Place::Pointer(pointer.to_owned()), code)
    }

    /// A parameter that the operation does not have, with the close name if there is one.
    #[must_use]
    pub fn unknown_parameter(name: &str, known: &[&str]) -> Self {
        Self::parameter(name, FaultCode::UnknownParameter).suggesting(suggest(name, known))
    }

    /// A value that is none of the known ones: `code` is [`FaultCode::UnknownValue`],
    /// [`FaultCode::UnsupportedSort`], [`FaultCode::UnsupportedInclude`] or
    /// [`FaultCode::UnknownLanguage`].
    #[must_use]
    pub fn none_of(name: &str, code: FaultCode, given: &str, known: &[&str]) -> Self {
        Self::parameter(name, code).suggesting(suggest(given, known)).allowing(known)
    }

    /// The same with a close name or value.
    #[must_use]
    pub fn suggesting(mut self, did_you_mean: Option<String>) -> Self {
        self.args.did_you_mean = did_you_mean;
        self
    }

    /// The same with all that is accepted.
    #[must_use]
    pub fn allowing(mut self, allowed: &[&str]) -> Self {
        self.args.allowed = allowed.iter().map(|value| (*value).to_owned()).collect();
        self
    }

    /// The same with the range of numbers accepted, both ends included.
    #[must_use]
    pub fn within(mut self, min: i64, max: i64) -> Self {
        self.args.min = Some(min);
        self.args.max = Some(max);
        self
    }

    /// The same with the greatest number, or length in characters, accepted.
    #[must_use]
    pub fn at_most(mut self, max: i64) -> Self {
        self.args.max = Some(max);
        self
    }

    /// The same with the smallest number, or length in characters, accepted.
    #[must_use]
    pub fn at_least(mut self, min: i64) -> Self {
        self.args.min = Some(min);
        self
    }

    /// The same where only whole numbers are accepted.
    #[must_use]
    pub fn whole(mut self) -> Self {
        self.args.whole = true;
        self
    }

    /// The same with the parameter or member that this one cannot stand beside.
    #[must_use]
    pub fn beside(mut self, other: &str) -> Self {
        self.args.other = Some(other.to_owned());
        self
    }

    /// What is wrong, as a sentence in a language. It never repeats what the caller sent.
    #[must_use]
    pub fn message(&self, language: ProblemLanguage) -> String {
        message::text(self.code, &self.args, language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_parameter_suggests_the_close_name() {
        let fault = Fault::unknown_parameter("limt", &["limit", "cursor"]);
        assert_eq!(fault.args.did_you_mean.as_deref(), Some("limit"));
        assert_eq!(
            fault.message(ProblemLanguage::En),
            "This operation has no such parameter. Did you mean limit?"
        );
    }

    #[test]
    fn an_unknown_value_lists_what_is_accepted() {
        let fault =
            Fault::none_of("health", FaultCode::UnknownValue, "on-track", &["on_track", "delayed"]);
        assert_eq!(
            fault.message(ProblemLanguage::En),
            "The value is none of these: on_track, delayed. Did you mean on_track?"
        );
        assert_eq!(
            fault.message(ProblemLanguage::ZhHant),
            "該值不屬於以下任何一項：on_track、delayed。你是否想輸入 on_track？"
        );
    }

    #[test]
    fn messages_never_repeat_what_was_sent() {
        let given = "<b>x</b>";
        for code in FaultCode::ALL {
            for language in ProblemLanguage::ALL {
                assert!(
                    !Fault::none_of(given, code, given, &["a"]).message(language).contains('<')
                );
            }
        }
    }

    #[test]
    fn the_parts_of_a_fault_are_kept() {
        let fault = Fault::pointer("/weight", FaultCode::TooLarge).within(1, 100).whole();
        assert_eq!(fault.place, Place::Pointer("/weight".to_owned()));
        assert_eq!((fault.args.min, fault.args.max, fault.args.whole), (Some(1), Some(100), true));
        assert_eq!(Fault::parameter("q", FaultCode::TooLong).at_most(200).args.max, Some(200));
        assert_eq!(
            Fault::parameter("q", FaultCode::Conflicting).beside("sort").args.other.as_deref(),
            Some("sort")
        );
    }
}
