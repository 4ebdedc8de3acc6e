//! The orders in which milestones can be listed, each with the columns that carry it.

use diesel::prelude::*;

use crate::domain::date::VagueDate;
use crate::store::connection::MultiBackend;
use crate::store::fault::Fault;
use crate::store::milestone::Milestone;
use crate::store::page::{
    self, Compare, Condition, Direction, KeyValue, SortBy, compare, mismatch,
};
use crate::store::schema::milestones;
use crate::store::sentinel;

/// A key that milestones can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MilestoneSort {
    /// The current due date.
    DueOn,
    /// The id; unique.
    Id,
    /// When it was met.
    MetOn,
    /// The first due date.
    OriginalDueOn,
    /// When it last changed.
    UpdatedAt,
}

impl MilestoneSort {
    /// The milestone's value of this key, as the order sees it.
    #[must_use]
    pub fn value(self, direction: Direction, milestone: &Milestone) -> KeyValue {
        let date = |date: Option<VagueDate>| {
            KeyValue::Date(date.map_or(sentinel::date(direction), |date| date.on))
        };
        match self {
            Self::Id => KeyValue::Text(milestone.id.to_string()),
            Self::DueOn => date(milestone.due_on),
            Self::OriginalDueOn => date(milestone.original_due_on),
            Self::MetOn => date(milestone.met_on),
            Self::UpdatedAt => KeyValue::Instant(milestone.updated_at.naive_utc()),
        }
    }
}

type Order = Box<
    dyn BoxableExpression<
            milestones::table,
            MultiBackend,
            SqlType = diesel::expression::expression_types::NotSelectable,
        >,
>;

/// The ORDER BY term of a sort key.
pub(super) fn order(sort: SortBy<MilestoneSort>) -> Order {
    use Direction::{Ascending, Descending};
    match (sort.key, sort.direction) {
        (MilestoneSort::Id, Ascending) => Box::new(milestones::id.asc()),
        (MilestoneSort::Id, Descending) => Box::new(milestones::id.desc()),
        (MilestoneSort::DueOn, Ascending) => Box::new(milestones::due_on_asc.asc()),
        (MilestoneSort::DueOn, Descending) => Box::new(milestones::due_on_desc.desc()),
        (MilestoneSort::OriginalDueOn, Ascending) => {
            Box::new(milestones::original_due_on_asc.asc())
        }
        (MilestoneSort::OriginalDueOn, Descending) => {
            Box::new(milestones::original_due_on_desc.desc())
        }
        (MilestoneSort::MetOn, Ascending) => Box::new(milestones::met_on_asc.asc()),
        (MilestoneSort::MetOn, Descending) => Box::new(milestones::met_on_desc.desc()),
        (MilestoneSort::UpdatedAt, Ascending) => Box::new(milestones::updated_at.asc()),
        (MilestoneSort::UpdatedAt, Descending) => Box::new(milestones::updated_at.desc()),
    }
}

/// The condition that a row lies behind the position.
pub(super) fn behind(
    order: &[SortBy<MilestoneSort>],
    after: &[KeyValue],
) -> Result<Condition<milestones::table>, Fault> {
    page::behind(order, after, column)
}

fn column(
    sort: SortBy<MilestoneSort>,
    how: Compare,
    value: &KeyValue,
) -> Result<Condition<milestones::table>, Fault> {
    use Direction::{Ascending, Descending};
    Ok(match (sort.key, sort.direction, value) {
        (MilestoneSort::Id, _, KeyValue::Text(id)) => compare(how, milestones::id, id.clone()),
        (MilestoneSort::UpdatedAt, _, KeyValue::Instant(at)) => {
            compare(how, milestones::updated_at, *at)
        }
        (MilestoneSort::DueOn, Ascending, KeyValue::Date(on)) => {
            compare(how, milestones::due_on_asc, *on)
        }
        (MilestoneSort::DueOn, Descending, KeyValue::Date(on)) => {
            compare(how, milestones::due_on_desc, *on)
        }
        (MilestoneSort::OriginalDueOn, Ascending, KeyValue::Date(on)) => {
            compare(how, milestones::original_due_on_asc, *on)
        }
        (MilestoneSort::OriginalDueOn, Descending, KeyValue::Date(on)) => {
            compare(how, milestones::original_due_on_desc, *on)
        }
        (MilestoneSort::MetOn, Ascending, KeyValue::Date(on)) => {
            compare(how, milestones::met_on_asc, *on)
        }
        (MilestoneSort::MetOn, Descending, KeyValue::Date(on)) => {
            compare(how, milestones::met_on_desc, *on)
        }
        _ => return Err(mismatch()),
    })
}
