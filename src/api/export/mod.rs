//! Lists as files. Every row that passes the filters is sent while it is read: a page is read only when the client has
//! taken the one before, and each in a snapshot of its own. So a slow client holds no connection to the database, and
//! no table is ever in memory as a whole.
//!
//! | file | holds |
//! | --- | --- |
//! | `form` | the forms that a file can have, and what each is called |
//! | `cell` | what stands in one cell, safe to open in a spreadsheet |
//! | `rows` | a page of rows, written down in one of the forms |
//! | `stream` | the walk through the pages, and the answer it is sent in |
//! | `schema` | what the document says of such files |

mod cell;
mod form;
mod rows;
pub mod schema;
mod stream;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

pub use form::Form;
pub use stream::{Asked, answer};

use crate::app::AppError;
use crate::app::page::{Page, PageRequest};
use crate::domain::language::{LanguageIndex, Languages};
use crate::store::Reading;

/// A column: its name, and what stands in it for an item, as the item's JSON would say it.
pub type Column<T> = (&'static str, fn(&T) -> Value);

/// A list that can be had as a file.
pub trait Exported: 'static {
    /// The file's name, without its ending.
    const NAME: &'static str;

    /// The columns of a table of it, in order.
    const COLUMNS: &'static [Column<Self::Item>];

    /// What the list is narrowed to.
    type Filter: Clone + Send + 'static;

    /// What it is sorted by.
    type Sort: Clone + Send + 'static;

    /// What the use case gives for each row.
    type View: Send + 'static;

    /// The same on the wire.
    type Item: Serialize + 'static;

    /// Reads one page.
    ///
    /// # Errors
    /// What the use case fails with.
    fn read(
        reading: &mut Reading<'_>,
        request: &PageRequest<Self::Filter, Self::Sort>,
        today: NaiveDate,
    ) -> Result<Page<Self::View>, AppError>;

    /// Makes the item of a row, in one of the languages.
    fn item(view: Self::View, languages: &Languages, language: LanguageIndex) -> Self::Item;
}
