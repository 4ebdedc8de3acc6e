//! Keyset pages: sort keys, directions and the position after which a page starts. Knows no table.

use std::cmp::Ordering;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::expression::{AsExpression, BoxableExpression, Expression};
use diesel::sql_types::{Bool, SingleValue, SqlType, Text};
use diesel::{BoolExpressionMethods, ExpressionMethods, QuerySource, dsl};
use serde::{Deserialize, Serialize};

use crate::store::connection::MultiBackend;
use crate::store::fault::Fault;

/// The direction of a sort key. Missing values come last in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A row's value of one sort key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyValue {
    /// A code or an id.
    Text(String),
    /// A calendar date; the far sentinel when the row has none.
    Date(NaiveDate),
    /// An instant, in UTC.
    Instant(NaiveDateTime),
    /// A number.
    Integer(i64),
    /// A fraction; the far sentinel when the row has none.
    Real(f64),
}

/// One sort key with its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortBy<K> {
    /// The key.
    pub key: K,
    /// Its direction.
    pub direction: Direction,
}

/// Which rows a page shows: an order that ends with a unique key, a position, a size.
#[derive(Debug, Clone)]
pub struct Window<K> {
    /// The order; its last key must be unique.
    pub order: Vec<SortBy<K>>,
    /// The last row of the page before, as its values of `order`.
    pub after: Option<Vec<KeyValue>>,
    /// The most rows to give.
    pub limit: i64,
}

/// How a column is compared with the position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// The same.
    Same,
    /// Strictly behind the position in the key's direction.
    Behind(Direction),
    /// Behind the position or the same.
    NotBefore(Direction),
}

/// A condition on the rows of table `T`.
pub type Condition<T> = Box<dyn BoxableExpression<T, MultiBackend, SqlType = Bool>>;

/// The condition that `column` compares with `value` as `how` says.
pub fn compare<T, C, V>(how: Compare, column: C, value: V) -> Condition<T>
where
    T: QuerySource,
    C: ExpressionMethods + Expression,
    C::SqlType: SqlType + SingleValue,
    V: AsExpression<C::SqlType>,
    dsl::Eq<C, V>: BoxableExpression<T, MultiBackend, SqlType = Bool> + 'static,
    dsl::Gt<C, V>: BoxableExpression<T, MultiBackend, SqlType = Bool> + 'static,
    dsl::Lt<C, V>: BoxableExpression<T, MultiBackend, SqlType = Bool> + 'static,
    dsl::GtEq<C, V>: BoxableExpression<T, MultiBackend, SqlType = Bool> + 'static,
    dsl::LtEq<C, V>: BoxableExpression<T, MultiBackend, SqlType = Bool> + 'static,
{
    match how {
        Compare::Same => Box::new(column.eq(value)),
        Compare::Behind(Direction::Ascending) => Box::new(column.gt(value)),
        Compare::Behind(Direction::Descending) => Box::new(column.lt(value)),
        Compare::NotBefore(Direction::Ascending) => Box::new(column.ge(value)),
        Compare::NotBefore(Direction::Descending) => Box::new(column.le(value)),
    }
}

/// The condition that a row lies behind the position `after` in `order`: behind by the first key, or the same
/// there and behind by the second, and so on. The leading comparison of the first key alone lets an index be used.
///
/// # Errors
/// [`Fault::Broken`] when `after` has not one value per key, or a value of another type.
pub fn behind<T, K: Copy>(
    order: &[SortBy<K>],
    after: &[KeyValue],
    compare: impl Fn(SortBy<K>, Compare, &KeyValue) -> Result<Condition<T>, Fault>,
) -> Result<Condition<T>, Fault>
where
    T: QuerySource + 'static,
    Condition<T>: Expression<SqlType = Bool>,
    dsl::And<Condition<T>, Condition<T>>: BoxableExpression<T, MultiBackend, SqlType = Bool>,
    dsl::Or<Condition<T>, Condition<T>>: BoxableExpression<T, MultiBackend, SqlType = Bool>,
{
    if order.len() != after.len() {
        return Err(Fault::corrupt("position", "it does not fit the order"));
    }
    let mut condition: Option<Condition<T>> = None;
    for (sort, value) in order.iter().zip(after).rev() {
        let beyond = compare(*sort, Compare::Behind(sort.direction), value)?;
        condition = Some(match condition {
            None => beyond,
            Some(rest) => {
                let same = compare(*sort, Compare::Same, value)?;
                let tied: Condition<T> = Box::new(same.and(rest));
                Box::new(beyond.or(tied))
            }
        });
    }
    let (Some(condition), Some((first, value))) = (condition, order.iter().zip(after).next())
    else {
        return Err(Fault::corrupt("position", "the order has no key"));
    };
    let bound = compare(*first, Compare::NotBefore(first.direction), value)?;
    Ok(Box::new(bound.and(condition)))
}

/// The condition that `column` holds one of `values`. A single value is compared for equality: only then does an index
/// that goes on behind the column give its rows in order.
pub fn among<T, C>(column: C, values: Vec<String>) -> Condition<T>
where
    T: QuerySource,
    C: ExpressionMethods + Expression<SqlType = Text>,
    dsl::Eq<C, String>: BoxableExpression<T, MultiBackend, SqlType = Bool> + 'static,
    dsl::EqAny<C, Vec<String>>: BoxableExpression<T, MultiBackend, SqlType = Bool> + 'static,
{
    match <[String; 1]>::try_from(values) {
        Ok([value]) => Box::new(column.eq(value)),
        Err(values) => Box::new(column.eq_any(values)),
    }
}

/// One page of what several lists in the same order gave.
pub fn merged<R, K: Copy>(
    mut found: Vec<R>,
    window: &Window<K>,
    compare: impl Fn(K, &R, &R) -> Ordering,
) -> Vec<R> {
    found.sort_by(|one, other| {
        let by = |sort: &SortBy<K>| match sort.direction {
            Direction::Ascending => compare(sort.key, one, other),
            Direction::Descending => compare(sort.key, other, one),
        };
        window.order.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    found.truncate(usize::try_from(window.limit).unwrap_or(usize::MAX));
    found
}

/// A value that does not fit its key.
#[must_use]
pub fn mismatch() -> Fault {
    Fault::corrupt("position", "a value does not fit its key")
}
