//! Query parameters that several operations share. Values arrive as text and are read with every fault collected.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::extract::{Query, Reader};
use crate::api::problem::{Fault, FaultCode, Problem};
use crate::domain::search::query_terms;
use crate::domain::text::is_blank;

/// The most characters of a search.
const LONGEST_SEARCH: usize = 200;

/// Which page of a list, and in which language.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// The most items to give.
    #[param(value_type = Option<i32>, format = Int32, minimum = 1, maximum = 100, default = 25, example = 25)]
    pub limit: Option<String>,
    /// Where the page before ended: its `next_cursor`. Bound to the sort and the filters.
    #[param(min_length = 1, max_length = 1024, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
    /// Whether to count the items on all pages, in `meta.total`.
    #[param(value_type = Option<bool>, default = false, example = true)]
    pub include_total: Option<String>,
    /// The language of texts; wins over `Accept-Language`.
    #[param(max_length = 35, pattern = "^[A-Za-z0-9-]+$", example = "zh-Hant")]
    pub lang: Option<String>,
}

/// In which language an item is given.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ItemParams {
    /// The language of texts; wins over `Accept-Language`.
    #[param(max_length = 35, pattern = "^[A-Za-z0-9-]+$", example = "zh-Hant")]
    pub lang: Option<String>,
}

/// How a table is written down.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TableParams {
    /// Whether the file begins with a byte order mark (U+FEFF), by which Excel knows that it is UTF-8.
    #[param(value_type = Option<bool>, default = false)]
    pub bom: Option<String>,
}

impl TableParams {
    /// Whether the file begins with a byte order mark.
    #[must_use]
    pub fn has_mark(&self, reader: &mut Reader) -> bool {
        reader.boolean("bom", self.bom.as_deref()).unwrap_or(false)
    }
}

/// Whether every language is given besides.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TranslationsParams {
    /// What else to give beside each item.
    #[param(value_type = Option<Vec<TranslationsInclude>>, style = Form, explode = false, min_items = 1, max_items = 1)]
    pub include: Option<String>,
}

/// What can be given beside an item that has texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TranslationsInclude {
    /// `translations`: every text in every language it has.
    Translations,
}

/// Whether a write is only to be tried.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DryRunParams {
    /// Check, decide and answer as the real call would, and change nothing.
    #[param(value_type = Option<bool>, default = false)]
    pub dry_run: Option<String>,
}

impl Query<DryRunParams> {
    /// Whether the write is only to be tried, when that is all that the query may say.
    ///
    /// # Errors
    /// 400 with every fault found.
    pub fn dry_run(self) -> Result<bool, Problem> {
        let mut reader = Reader::new(self.faults);
        let dry_run = reader.boolean("dry_run", self.shared.dry_run.as_deref());
        reader.finish()?;
        Ok(dry_run.unwrap_or(false))
    }
}

/// The terms of a search; none when nothing is searched for.
#[must_use]
pub fn search(reader: &mut Reader, value: Option<&str>) -> Option<Vec<String>> {
    let value = value?;
    if is_blank(value) {
        reader.refuse(Fault::parameter("q", FaultCode::Empty));
    } else if value.chars().count() > LONGEST_SEARCH {
        let most = i64::try_from(LONGEST_SEARCH).unwrap_or(i64::MAX);
        reader.refuse(Fault::parameter("q", FaultCode::TooLong).at_most(most));
    }
    Some(query_terms(value))
}
