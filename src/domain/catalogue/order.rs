//! Records that name other records of their kind: rings among them, and an order in which the named come first.
//! It must not know what a record is besides its code and the code it names.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::code::{Code, CodeKind};

/// The codes that, by following what each names, come back to themselves.
pub(super) fn rings<K: CodeKind>(names: &BTreeMap<Code<K>, Code<K>>) -> BTreeSet<&Code<K>> {
    let returns = |start: &Code<K>| {
        let mut at = start;
        // A ring is never longer than there are records.
        for _ in 0..names.len() {
            match names.get(at) {
                Some(next) if next == start => return true,
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    };
    names.keys().filter(|code| returns(code)).collect()
}

/// The records so ordered that one named by another comes before it, otherwise as given. Records in a ring come last.
pub(super) fn named_first<T, K: CodeKind>(
    mut records: Vec<T>,
    code: impl Fn(&T) -> &Code<K>,
    named: impl Fn(&T) -> Option<&Code<K>>,
) -> Vec<T> {
    let mut ordered: Vec<T> = Vec::with_capacity(records.len());
    let mut placed = BTreeSet::new();
    loop {
        let waiting: BTreeSet<_> = records.iter().map(|record| code(record).clone()).collect();
        // Who names nobody, or nobody who still waits, can be placed.
        let (ready, later): (Vec<T>, Vec<T>) = records.into_iter().partition(|record| {
            named(record).is_none_or(|other| placed.contains(other) || !waiting.contains(other))
        });
        if ready.is_empty() {
            ordered.extend(later);
            return ordered;
        }
        placed.extend(ready.iter().map(|record| code(record).clone()));
        ordered.extend(ready);
        records = later;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::{DepartmentCode, DepartmentKind};
    use proptest::prelude::*;

    type Pair = (DepartmentCode, Option<DepartmentCode>);

    fn code(text: &str) -> DepartmentCode {
        DepartmentCode::parse(text).unwrap()
    }

    fn ordered(records: Vec<Pair>) -> Vec<Pair> {
        named_first::<_, DepartmentKind>(records, |record| &record.0, |record| record.1.as_ref())
    }

    #[test]
    fn the_named_come_first_and_the_rest_stays() {
        let records = vec![
            (code("TD"), Some(code("TLB"))),
            (code("JUD"), None),
            (code("TLB"), None),
            (code("Unit"), Some(code("TD"))),
        ];
        let codes: Vec<_> =
            ordered(records).into_iter().map(|(code, _)| code.to_string()).collect();
        assert_eq!(codes, ["JUD", "TLB", "TD", "Unit"]);
    }

    #[test]
    fn a_ring_is_found_and_what_leads_to_it_is_not() {
        let names = BTreeMap::from([
            (code("A"), code("B")),
            (code("B"), code("A")),
            (code("C"), code("A")),
            (code("D"), code("D")),
            (code("E"), code("Z")),
        ]);
        let found: Vec<_> = rings(&names).into_iter().map(Code::as_str).collect();
        assert_eq!(found, ["A", "B", "D"]);
    }

    proptest! {
        #[test]
        fn every_record_is_kept_and_none_comes_before_the_one_it_names(
            names in proptest::collection::vec(proptest::option::of(0_usize..12), 0..12),
        ) {
            // Naming only earlier numbers makes no ring; the reversed list is the hardest order.
            let records: Vec<Pair> = names.iter().enumerate().rev().map(|(number, named)| {
                let named = named.filter(|named| *named < number);
                (code(&format!("D{number}")), named.map(|named| code(&format!("D{named}"))))
            }).collect();
            let result = ordered(records.clone());
            prop_assert_eq!(result.len(), records.len());
            for (place, (_, named)) in result.iter().enumerate() {
                if let Some(named) = named {
                    prop_assert!(result[..place].iter().any(|(code, _)| code == named));
                }
            }
        }
    }
}
