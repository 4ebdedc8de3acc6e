//! The orders in which initiatives can be listed, each with the columns that carry it.

use diesel::prelude::*;

use crate::store::connection::MultiBackend;
use crate::store::fault::Fault;
use crate::store::initiative::Initiative;
use crate::store::page::{
    self, Compare, Condition, Direction, KeyValue, SortBy, compare, mismatch,
};
use crate::store::schema::initiatives;
use crate::store::sentinel;

/// A key that initiatives can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InitiativeSort {
    /// The code; unique.
    Code,
    /// When it was made.
    CreatedAt,
    /// When it ends.
    EndsOn,
    /// The computed progress.
    Progress,
    /// When it starts.
    StartsOn,
    /// When it last changed.
    UpdatedAt,
}

impl InitiativeSort {
    /// The initiative's value of this key, as the order sees it.
    #[must_use]
    pub fn value(self, direction: Direction, initiative: &Initiative) -> KeyValue {
        let date = |date: Option<crate::domain::date::VagueDate>| {
            KeyValue::Date(date.map_or(sentinel::date(direction), |date| date.on))
        };
        match self {
            Self::Code => KeyValue::Text(initiative.code.to_string()),
            Self::CreatedAt => KeyValue::Instant(initiative.created_at.naive_utc()),
            Self::UpdatedAt => KeyValue::Instant(initiative.updated_at.naive_utc()),
            Self::StartsOn => date(initiative.starts_on),
            Self::EndsOn => date(initiative.ends_on),
            Self::Progress => KeyValue::Real(
                initiative.maintained.progress_value.unwrap_or(sentinel::real(direction)),
            ),
        }
    }
}

type Order = Box<
    dyn BoxableExpression<
            initiatives::table,
            MultiBackend,
            SqlType = diesel::expression::expression_types::NotSelectable,
        >,
>;

/// The ORDER BY term of a sort key.
pub(super) fn order(sort: SortBy<InitiativeSort>) -> Order {
    use Direction::{Ascending, Descending};
    match (sort.key, sort.direction) {
        (InitiativeSort::Code, Ascending) => Box::new(initiatives::code.asc()),
        (InitiativeSort::Code, Descending) => Box::new(initiatives::code.desc()),
        (InitiativeSort::CreatedAt, Ascending) => Box::new(initiatives::created_at.asc()),
        (InitiativeSort::CreatedAt, Descending) => Box::new(initiatives::created_at.desc()),
        (InitiativeSort::UpdatedAt, Ascending) => Box::new(initiatives::updated_at.asc()),
        (InitiativeSort::UpdatedAt, Descending) => Box::new(initiatives::updated_at.desc()),
        (InitiativeSort::StartsOn, Ascending) => Box::new(initiatives::starts_on_asc.asc()),
        (InitiativeSort::StartsOn, Descending) => Box::new(initiatives::starts_on_desc.desc()),
        (InitiativeSort::EndsOn, Ascending) => Box::new(initiatives::ends_on_asc.asc()),
        (InitiativeSort::EndsOn, Descending) => Box::new(initiatives::ends_on_desc.desc()),
        (InitiativeSort::Progress, Ascending) => Box::new(initiatives::progress_asc.asc()),
        (InitiativeSort::Progress, Descending) => Box::new(initiatives::progress_desc.desc()),
    }
}

/// The condition that a row lies behind the position.
pub(super) fn behind(
    order: &[SortBy<InitiativeSort>],
    after: &[KeyValue],
) -> Result<Condition<initiatives::table>, Fault> {
    page::behind(order, after, column)
}

fn column(
    sort: SortBy<InitiativeSort>,
    how: Compare,
    value: &KeyValue,
) -> Result<Condition<initiatives::table>, Fault> {
    use Direction::{Ascending, Descending};
    Ok(match (sort.key, sort.direction, value) {
        (InitiativeSort::Code, _, KeyValue::Text(code)) => {
            compare(how, initiatives::code, code.clone())
        }
        (InitiativeSort::CreatedAt, _, KeyValue::Instant(at)) => {
            compare(how, initiatives::created_at, *at)
        }
        (InitiativeSort::UpdatedAt, _, KeyValue::Instant(at)) => {
            compare(how, initiatives::updated_at, *at)
        }
        (InitiativeSort::StartsOn, Ascending, KeyValue::Date(on)) => {
            compare(how, initiatives::starts_on_asc, *on)
        }
        (InitiativeSort::StartsOn, Descending, KeyValue::Date(on)) => {
            compare(how, initiatives::starts_on_desc, *on)
        }
        (InitiativeSort::EndsOn, Ascending, KeyValue::Date(on)) => {
            compare(how, initiatives::ends_on_asc, *on)
        }
        (InitiativeSort::EndsOn, Descending, KeyValue::Date(on)) => {
            compare(how, initiatives::ends_on_desc, *on)
        }
        (InitiativeSort::Progress, Ascending, KeyValue::Real(value)) => {
            compare(how, initiatives::progress_asc, *value)
        }
        (InitiativeSort::Progress, Descending, KeyValue::Real(value)) => {
            compare(how, initiatives::progress_desc, *value)
        }
        _ => return Err(mismatch()),
    })
}
