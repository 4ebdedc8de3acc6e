//! Pages of accounts: filters, orders and the keyset.

use diesel::prelude::*;

use crate::domain::code::DepartmentCode;
use crate::domain::role::Role;
use crate::store::connection::{AnyConnection, MultiBackend};
use crate::store::fault::Fault;
use crate::store::page::{
    self, Compare, Condition, Direction, KeyValue, SortBy, Window, compare, mismatch,
};
use crate::store::schema::{memberships, users};
use crate::store::user::{Row, User, with_memberships};

/// What a list of accounts is narrowed to. An empty list or `None` does not narrow; the values of one member are
/// alternatives, the members add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Roles held.
    pub roles: Vec<Role>,
    /// Departments in which a role is held.
    pub departments: Vec<DepartmentCode>,
    /// May (not) be used any more.
    pub disabled: Option<bool>,
}

/// A key that accounts can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserSort {
    /// When it was made.
    CreatedAt,
    /// The address, whatever the case of its letters.
    Email,
    /// The id; unique.
    Id,
}

impl UserSort {
    /// The account's value of this key, as the order sees it.
    #[must_use]
    pub fn value(self, user: &User) -> KeyValue {
        match self {
            Self::CreatedAt => KeyValue::Instant(user.created_at.naive_utc()),
            Self::Email => KeyValue::Text(user.email.key()),
            Self::Id => KeyValue::Text(user.id.to_string()),
        }
    }
}

/// The accounts that pass the filter, as the window says.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    filter: &UserFilter,
    window: &Window<UserSort>,
) -> Result<Vec<User>, Fault> {
    let mut query = users::table.select(Row::as_select()).limit(window.limit).into_boxed();
    for condition in conditions(filter) {
        query = query.filter(condition);
    }
    for sort in &window.order {
        query = query.then_order_by(order(*sort));
    }
    if let Some(after) = &window.after {
        query = query.filter(behind(&window.order, after)?);
    }
    let rows = query.load(connection)?;
    with_memberships(connection, rows)
}

/// How many accounts pass the filter.
///
/// # Errors
/// As [`Fault`].
pub fn count(connection: &mut AnyConnection, filter: &UserFilter) -> Result<i64, Fault> {
    let mut query = users::table.count().into_boxed();
    for condition in conditions(filter) {
        query = query.filter(condition);
    }
    Ok(query.get_result(connection)?)
}

fn conditions(filter: &UserFilter) -> Vec<Condition<users::table>> {
    let mut all: Vec<Condition<users::table>> = Vec::new();
    if !filter.roles.is_empty() {
        let roles: Vec<&'static str> = filter.roles.iter().map(|role| role.as_str()).collect();
        let holders =
            memberships::table.select(memberships::user_id).filter(memberships::role.eq_any(roles));
        all.push(Box::new(users::id.eq_any(holders)));
    }
    if !filter.departments.is_empty() {
        let codes: Vec<String> = filter.departments.iter().map(ToString::to_string).collect();
        let holders = memberships::table
            .select(memberships::user_id)
            .filter(memberships::department_code.eq_any(codes));
        all.push(Box::new(users::id.eq_any(holders)));
    }
    if let Some(disabled) = filter.disabled {
        all.push(Box::new(users::disabled.eq(disabled)));
    }
    all
}

type Order = Box<
    dyn BoxableExpression<
            users::table,
            MultiBackend,
            SqlType = diesel::expression::expression_types::NotSelectable,
        >,
>;

fn order(sort: SortBy<UserSort>) -> Order {
    use Direction::{Ascending, Descending};
    match (sort.key, sort.direction) {
        (UserSort::CreatedAt, Ascending) => Box::new(users::created_at.asc()),
        (UserSort::CreatedAt, Descending) => Box::new(users::created_at.desc()),
        (UserSort::Email, Ascending) => Box::new(users::email_key.asc()),
        (UserSort::Email, Descending) => Box::new(users::email_key.desc()),
        (UserSort::Id, Ascending) => Box::new(users::id.asc()),
        (UserSort::Id, Descending) => Box::new(users::id.desc()),
    }
}

fn behind(
    order: &[SortBy<UserSort>],
    after: &[KeyValue],
) -> Result<Condition<users::table>, Fault> {
    page::behind(order, after, |sort: SortBy<UserSort>, how: Compare, value: &KeyValue| {
        match (sort.key, value) {
            (UserSort::CreatedAt, KeyValue::Instant(at)) => {
                Ok(compare(how, users::created_at, *at))
            }
            (UserSort::Email, KeyValue::Text(key)) => {
                Ok(compare(how, users::email_key, key.clone()))
            }
            (UserSort::Id, KeyValue::Text(id)) => Ok(compare(how, users::id, id.clone())),
            _ => Err(mismatch()),
        }
    })
}
