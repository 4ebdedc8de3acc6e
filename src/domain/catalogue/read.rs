//! Reading one record of the file into its struct, with every fault of its form and the place of each.
//! It must not know the kinds of record, nor what a record means.

use std::borrow::Cow;
use std::fmt::{self, Write};

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;
use thiserror::Error;
use validator::{Validate, ValidationError};

/// One thing that is wrong in a catalogue file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
#[error("{pointer}: {message}")]
pub struct RecordFault {
    /// Where, as a JSON pointer (RFC 6901) from the root of the file.
    pub pointer: String,
    /// What is wrong, as the rest of a sentence about that place.
    pub message: String,
}

impl RecordFault {
    /// The fault `message` at `pointer`.
    pub(super) fn new(pointer: impl fmt::Display, message: impl fmt::Display) -> Self {
        Self { pointer: pointer.to_string(), message: message.to_string() }
    }
}

/// The record at `pointer`; `None` when there is no object at all. Members with a fault are `None` in it.
pub(super) fn read<T: DeserializeOwned + Validate>(
    value: &Value,
    pointer: &str,
    faults: &mut Vec<RecordFault>,
) -> Option<T> {
    let mut own = Vec::new();
    let record = without_faulty_members(value, pointer, &mut own);
    if let Some(record) = &record {
        missing_and_out_of_range(record, pointer, &mut own);
    }
    faults.append(&mut own);
    record
}

/// Reads the record again without the member at fault, until it reads: the reader itself stops at the first fault.
fn without_faulty_members<T: DeserializeOwned>(
    value: &Value,
    pointer: &str,
    faults: &mut Vec<RecordFault>,
) -> Option<T> {
    let mut value = Cow::Borrowed(value);
    loop {
        let error = match serde_path_to_error::deserialize::<_, T>(value.as_ref()) {
            Ok(record) => return Some(record),
            Err(error) => error,
        };
        let (place, members) = place(error.path());
        faults.push(RecordFault::new(format_args!("{pointer}{place}"), error.inner()));
        remove(value.to_mut(), &members)?;
    }
}

/// The place of a fault as a pointer, and the members that lead to it as far as they are not entries of a list.
fn place(path: &serde_path_to_error::Path) -> (String, Vec<String>) {
    let mut pointer = String::new();
    let mut members = Vec::new();
    let mut in_list = false;
    for segment in path {
        match segment {
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&escaped(key));
                if !in_list {
                    members.push(key.clone());
                }
            }
            Segment::Seq { index } => {
                in_list = true;
                // Writing to a string does not fail.
                let _ = write!(pointer, "/{index}");
            }
            // A word of a vocabulary has no place of its own.
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    (pointer, members)
}

/// A member's name as a part of a JSON pointer (RFC 6901 section 3).
pub(super) fn escaped(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) {
        Cow::Owned(name.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(name)
    }
}

/// Removes the member at the end of `members`; `None` when there is none.
fn remove(value: &mut Value, members: &[String]) -> Option<()> {
    let (last, parents) = members.split_last()?;
    let parent = parents.iter().try_fold(value, |value, name| value.get_mut(name.as_str()))?;
    parent.as_object_mut()?.remove(last).map(drop)
}

fn missing_and_out_of_range(record: &impl Validate, pointer: &str, faults: &mut Vec<RecordFault>) {
    let Err(errors) = record.validate() else {
        return;
    };
    let mut found: Vec<_> = errors
        .field_errors()
        .into_iter()
        .flat_map(|(name, errors)| errors.iter().map(move |error| (name.clone(), error)))
        .map(|(name, error)| RecordFault::new(format_args!("{pointer}/{name}"), sentence(error)))
        // A member that was taken out for its fault is not missing.
        .filter(|missing| {
            !faults
                .iter()
                .any(|fault| is_within(&fault.pointer, &missing.pointer))
        })
        .collect();
    // The validator keeps its errors in a map without an order.
    found.sort();
    faults.append(&mut found);
}

fn is_within(pointer: &str, outer: &str) -> bool {
    pointer.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn sentence(error: &ValidationError) -> String {
    let limit = |name: &str| error.params.get(name).map_or_else(String::new, ToString::to_string);
    match error.code.as_ref() {
        "required" => "is required".to_owned(),
        "length" => format!("has too many entries, at most {} are allowed", limit("max")),
        "range" if error.params.contains_key("min") => {
            format!("must be from {} to {}", limit("min"), limit("max"))
        }
        _ => format!("must be at most {}", limit("max")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::{AreaRecord, InitiativeRecord, MilestoneRecord};
    use super::*;
    use serde_json::json;

    fn faults<T: DeserializeOwned + Validate>(value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        let _ = read::<T>(value, "/x/0", &mut faults);
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_record_without_fault_is_read() {
        let area = json!({"code": "a", "name": {"en": "A"}, "summary": {"en": "B"}});
        let mut faults = Vec::new();
        let record = read::<AreaRecord>(&area, "/x/0", &mut faults).unwrap();
        assert_eq!(record.code.as_deref(), Some("a"));
        assert!(faults.is_empty());
    }

    #[test]
    fn all_faults_of_a_record_are_found_each_at_its_place() {
        let area = json!({"code": 1, "name": {"en": 2, "zh-Hant": 3}, "colour": "red", "a/b~": 1});
        let found = faults::<AreaRecord>(&area);
        let places: Vec<_> = found.iter().filter_map(|fault| fault.split(':').next()).collect();
        assert_eq!(found.len(), 6, "{found:#?}");
        for place in [
            "/x/0/code",
            "/x/0/name/en",
            "/x/0/name/zh-Hant",
            "/x/0/colour",
            "/x/0/a~1b~0",
            "/x/0/summary",
        ] {
            assert!(places.contains(&place), "{place} in {found:#?}");
        }
        assert!(found.contains(&"/x/0/summary: is required".to_owned()), "{found:#?}");
    }

    #[test]
    fn a_member_that_is_null_is_missing() {
        let area = json!({"code": "a", "name": null, "summary": {"en": "B"}});
        assert_eq!(faults::<AreaRecord>(&area), ["/x/0/name: is required"]);
    }

    #[test]
    fn an_entry_of_a_list_is_named_by_its_number() {
        let found = faults::<InitiativeRecord>(&json!({"tags": ["a", 5]}));
        assert!(
            found.iter().any(|fault| fault.starts_with("/x/0/tags/1: invalid type")),
            "{found:#?}"
        );
    }

    #[test]
    fn an_unknown_word_is_told_with_the_known_ones() {
        let found = faults::<MilestoneRecord>(&json!({"status": "done"}));
        let fault = found.iter().find(|fault| fault.starts_with("/x/0/status")).unwrap();
        assert!(fault.contains("`achieved`, `pending`, `missed`"), "{fault}");
    }

    #[test]
    fn numbers_and_lists_have_limits() {
        let record = json!({"weight": 0, "completion": 101});
        let found = faults::<MilestoneRecord>(&record);
        assert!(found.contains(&"/x/0/weight: must be from 1 to 100".to_owned()), "{found:#?}");
        assert!(found.contains(&"/x/0/completion: must be from 0 to 100".to_owned()), "{found:#?}");
        let record = json!({"tags": vec!["a"; 21]});
        let found = faults::<InitiativeRecord>(&record);
        let expected = "/x/0/tags: has too many entries, at most 20 are allowed";
        assert!(found.contains(&expected.to_owned()), "{found:#?}");
    }

    #[test]
    fn what_is_not_an_object_has_one_fault() {
        for value in [json!(null), json!(5), json!("a")] {
            assert_eq!(faults::<AreaRecord>(&value).len(), 1);
        }
    }
}
