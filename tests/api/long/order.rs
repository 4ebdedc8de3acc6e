//! A plain evaluation of `sort`: missing values last in both directions, the unique key at the end.

use std::cmp::Ordering;

use proptest::sample::subsequence;
use proptest::strategy::Strategy;
use serde_json::Value;

use crate::support::client::key;

/// Sort keys, each with whether it is descending.
pub type Sort = Vec<(&'static str, bool)>;

/// Up to three of the keys, in any order and either direction; none means the usual order.
pub fn sorts(keys: &'static [&'static str]) -> impl Strategy<Value = Sort> {
    subsequence(keys, 0..=3).prop_shuffle().prop_flat_map(|keys| {
        let count = keys.len();
        proptest::collection::vec(proptest::bool::ANY, count)
            .prop_map(move |directions| keys.iter().copied().zip(directions).collect())
    })
}

/// The sort as the parameter says it.
pub fn text(sort: &Sort) -> Option<String> {
    let sign = |descending: bool| if descending { "-" } else { "" };
    let parts: Vec<String> =
        sort.iter().map(|(key, descending)| format!("{}{key}", sign(*descending))).collect();
    (!parts.is_empty()).then(|| parts.join(","))
}

/// The order of two items; `value` finds the value of a key.
pub fn compare(
    sort: &Sort,
    value: impl Fn(&Value, &str) -> Value,
    one: &Value,
    other: &Value,
) -> Ordering {
    for (name, descending) in sort {
        let (left, right) = (value(one, name), value(other, name));
        let ordering = match (left.is_null(), right.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            _ if *descending => plain(&right, &left),
            _ => plain(&left, &right),
        };
        if ordering.is_ne() {
            return ordering;
        }
    }
    key(one).cmp(&key(other))
}

fn plain(one: &Value, other: &Value) -> Ordering {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        _ => one.as_str().unwrap().cmp(other.as_str().unwrap()),
    }
}
