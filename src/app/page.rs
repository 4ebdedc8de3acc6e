//! Pages of a list: what is asked for, and what is given with the position after which the next page starts.

use serde::{Deserialize, Serialize};

use crate::store::page::{KeyValue, SortBy, Window};

/// A page to be read.
#[derive(Debug, Clone)]
pub struct PageRequest<F, S> {
    /// What the list is narrowed to.
    pub filter: F,
    /// The order; its last key is unique.
    pub order: Vec<SortBy<S>>,
    /// Where the page before ended.
    pub position: Option<Position>,
    /// The most items to give, at least 1.
    pub limit: u8,
    /// Whether to count everything that passes the filter.
    pub include_total: bool,
}

/// The last row of a page, by the values of its order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Whether a search had already passed its hits in titles.
    #[serde(rename = "e", default, skip_serializing_if = "std::ops::Not::not")]
    pub elsewhere: bool,
    /// One value per sort key.
    #[serde(rename = "k")]
    pub keys: Vec<KeyValue>,
}

/// A page of items.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The items, in order.
    pub items: Vec<T>,
    /// Where the next page starts, when there is one.
    pub next: Option<Position>,
    /// How many pass the filter, when asked for.
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// The page of rows that were read as [`PageRequest::window`] asks; `place` gives a row's values of the order.
    pub(super) fn of<F, S: Copy>(
        request: &PageRequest<F, S>,
        mut items: Vec<T>,
        total: Option<i64>,
        place: impl FnOnce(&T) -> Vec<KeyValue>,
    ) -> Self {
        let more = cut(&mut items, request.size());
        let last = items.last().filter(|_| more);
        let next = last.map(|last| Position { elsewhere: false, keys: place(last) });
        Self { items, next, total }
    }
}

impl<T> Page<T> {
    /// The page with something else in the place of each item.
    pub(super) fn map<U>(self, of: impl FnMut(T) -> U) -> Page<U> {
        let Self { items, next, total } = self;
        Page { items: items.into_iter().map(of).collect(), next, total }
    }
}

impl<F, S: Copy> PageRequest<F, S> {
    /// The window to read: one row more than asked for tells whether there is a next page.
    pub(super) fn window(&self) -> Window<S> {
        self.window_after(self.position.as_ref().map(|position| position.keys.clone()), self.size())
    }

    /// The window after `after` of at most `size` items and the one that tells of more.
    pub(super) fn window_after(&self, after: Option<Vec<KeyValue>>, size: usize) -> Window<S> {
        let limit = i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1);
        Window { order: self.order.clone(), after, limit }
    }

    /// The most items of the page.
    pub(super) fn size(&self) -> usize {
        usize::from(self.limit)
    }
}

/// Cuts rows down to the page's size; says whether there were more.
pub(super) fn cut<T>(rows: &mut Vec<T>, size: usize) -> bool {
    let more = rows.len() > size;
    rows.truncate(size);
    more
}

/// A list in the order of codes: the position holds the last code alone.
pub(super) fn code_of(position: Option<&Position>) -> Option<&str> {
    match position.and_then(|position| position.keys.first()) {
        Some(KeyValue::Text(code)) => Some(code),
        _ => None,
    }
}

/// The position behind an item of a list in the order of codes.
pub(super) fn behind_code(code: &impl ToString) -> Position {
    Position { elsewhere: false, keys: vec![KeyValue::Text(code.to_string())] }
}
