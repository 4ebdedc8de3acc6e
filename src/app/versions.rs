//! Lost updates: whoever changes a thing says which version they know, and is told what others have changed since.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::app::error::{AppError, Stale};
use crate::domain::history::ChangedMember;
use crate::store::change::ChangeKind;
use crate::store::{AnyConnection, Fault, audit, version};

/// The versions that a client says it knows (`If-Match`, RFC 9110 section 13.1.1): one of them must be the current one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected(pub Vec<i64>);

impl Expected {
    /// Passes when one of the versions is the current one; else `changed_since` tells which members have changed since
    /// the newest one that the client knows, and `touched` are those that it was about to change.
    ///
    /// # Errors
    /// [`AppError::Stale`]; whatever `changed_since` fails with.
    pub fn check(
        &self,
        current: i64,
        touched: &[String],
        changed_since: impl FnOnce(i64) -> Result<Vec<String>, Fault>,
    ) -> Result<(), AppError> {
        if self.0.contains(&current) {
            return Ok(());
        }
        let known = self.0.iter().copied().filter(|version| (1..current).contains(version)).max();
        // Of a version that never was nobody knows what changed since: whoever names it is to look before they send again.
        let Some(known) = known else {
            let (changed, overlapping) = (Vec::new(), touched.to_vec());
            return Err(AppError::Stale(Stale { current_version: current, changed, overlapping }));
        };
        let changed = changed_since(known)?;
        let overlapping =
            changed.iter().filter(|member| touched.contains(member)).cloned().collect();
        Err(AppError::Stale(Stale { current_version: current, changed, overlapping }))
    }
}

/// The members of a public thing that differ between its version `since` and what it is now.
///
/// # Errors
/// As [`Fault`].
pub fn changed_since(
    connection: &mut AnyConnection,
    kind: ChangeKind,
    key: &str,
    since: i64,
    now: &Value,
) -> Result<Vec<String>, Fault> {
    let then = version::find(connection, kind, key, since)?;
    Ok(then.map(|then| differing(&then, now)).unwrap_or_default())
}

/// The members of something that is not public that were changed after its version `since`, as the audit entries say.
///
/// # Errors
/// As [`Fault`].
pub fn recorded_since(
    connection: &mut AnyConnection,
    target_kind: &str,
    key: &str,
    since: i64,
) -> Result<Vec<String>, Fault> {
    audit::members_changed_since(connection, target_kind, key, since)
}

/// The members in which two objects differ, as JSON pointers.
#[must_use]
pub fn differing(before: &Value, after: &Value) -> Vec<String> {
    changes(before, after).into_iter().map(|change| change.member).collect()
}

/// The members in which two objects differ, from what to what. A member that is not there is null.
#[must_use]
pub fn changes(before: &Value, after: &Value) -> Vec<ChangedMember> {
    let members = |value: &Value| -> BTreeSet<String> {
        value.as_object().map(|members| members.keys().cloned().collect()).unwrap_or_default()
    };
    let value = |object: &Value, name: &str| object.get(name).cloned().unwrap_or_default();
    members(before)
        .union(&members(after))
        .filter(|name| before.get(name.as_str()) != after.get(name.as_str()))
        .map(|name| ChangedMember {
            member: format!("/{name}"),
            old: value(before, name),
            new: value(after, name),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_of_the_known_versions_must_be_the_current_one() {
        let none = |_| Ok(Vec::new());
        assert!(Expected(vec![1, 3]).check(3, &[], none).is_ok());
        assert!(Expected(vec![]).check(3, &[], none).is_err());
    }

    #[test]
    fn a_stale_client_is_told_what_changed_and_whether_it_meant_to_change_the_same() {
        let changed = vec!["/summary".to_owned(), "/title".to_owned()];
        let touched = vec!["/tags".to_owned(), "/title".to_owned()];
        let refused = Expected(vec![1, 2, 9]).check(3, &touched, |since| {
            assert_eq!(since, 2);
            Ok(changed.clone())
        });
        let Err(AppError::Stale(stale)) = refused else { panic!("not stale") };
        assert_eq!(stale.current_version, 3);
        assert_eq!(stale.changed, changed);
        assert_eq!(stale.overlapping, ["/title"]);
    }

    #[test]
    fn a_member_that_came_or_went_differs_too() {
        let before = json!({ "a": 1, "b": [1], "c": null });
        let after = json!({ "a": 1, "b": [2], "d": 4 });
        assert_eq!(differing(&before, &after), ["/b", "/c", "/d"]);
        assert!(differing(&after, &after).is_empty());
    }
}
