//! Reading the shared page parameters, and sealing the next cursor: the same for every list.

use serde::Serialize;

use crate::api::extract::{Call, Query, Reader};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::params::{PageParams, TranslationsParams};
use crate::api::v1::common::speech::Speech;
use crate::app::AppError;
use crate::app::page::{Page, PageRequest, Position};
use crate::domain::language::LanguageIndex;
use crate::store::Reading;
use crate::store::feed::Topics;
use crate::store::page::SortBy;

/// The shared parameters of a list, read.
#[derive(Debug)]
pub struct Paging {
    /// The page size.
    pub limit: u8,
    /// Whether to count all pages.
    pub include_total: bool,
    /// The language of the answer.
    pub language: LanguageIndex,
    cursor: Option<String>,
    binding: String,
}

impl Paging {
    /// Reads the shared parameters.
    pub fn read(call: &Call, reader: &mut Reader, params: PageParams) -> Self {
        Self {
            limit: reader.limit(params.limit.as_deref()),
            include_total: reader
                .boolean("include_total", params.include_total.as_deref())
                .unwrap_or(false),
            language: reader.language(call, params.lang.as_deref()),
            cursor: params.cursor,
            binding: String::new(),
        }
    }

    /// Makes the request for a page. `operation`, the order and the filter are what a cursor is bound to; their debug
    /// form tells any two apart.
    ///
    /// # Errors
    /// 400 when the cursor is not one of this list.
    pub fn request<F: std::fmt::Debug, S: std::fmt::Debug>(
        &mut self,
        call: &Call,
        operation: &str,
        filter: F,
        order: Vec<SortBy<S>>,
    ) -> Result<PageRequest<F, S>, Problem> {
        self.binding = format!("{operation} {order:?} {filter:?}");
        let position = self.position(call, order.len().max(1))?;
        let (limit, include_total) = (self.limit, self.include_total);
        Ok(PageRequest { filter, order, position, limit, include_total })
    }

    fn position(&self, call: &Call, keys: usize) -> Result<Option<Position>, Problem> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let opened = call.state().cursors.open(cursor, &self.binding);
        let position = opened.map_err(|_| Problem::invalid_cursor())?;
        // The binding already says so; a position that does not fit must never reach a query.
        if position.keys.len() == keys {
            Ok(Some(position))
        } else {
            Err(Problem::invalid_cursor())
        }
    }

    /// Makes the answer of a page that was read: `make` writes the items down, in the language asked for.
    ///
    /// # Errors
    /// 500 when the body cannot be JSON: a defect.
    pub fn answer<V, L: Serialize>(
        &self,
        call: &Call,
        page: Page<V>,
        translations: bool,
        make: impl FnOnce(Listed<V>, Speech<'_>) -> L,
    ) -> Result<Answer, Problem> {
        let state = call.state();
        let next = page.next.as_ref().map(|next| state.cursors.seal(next, &self.binding));
        let listed = Listed {
            meta: Meta { total: page.total },
            page: PageInfo::of(self.limit, next.clone()),
            items: page.items,
        };
        let list = make(listed, Speech::new(&state.languages, self.language, translations));
        let language = state.languages.get(self.language).as_str();
        Ok(Answer::list(&list, language)?.with_next(call.path(), call.query(), next.as_deref()))
    }
}

/// What a list is written from.
#[derive(Debug)]
pub struct Listed<V> {
    /// The items, in order.
    pub items: Vec<V>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// A use case that reads a page in the order of codes.
pub type ReadByCode<V> = fn(&mut Reading<'_>, &PageRequest<(), ()>) -> Result<Page<V>, AppError>;

/// Answers a list in the order of codes, which has no filter and no sort.
///
/// # Errors
/// 400 for faulty parameters; what reading fails with.
pub async fn answer_by_code<V, L>(
    call: &Call,
    query: Query<PageParams, TranslationsParams>,
    operation: &str,
    topics: Topics,
    read: ReadByCode<V>,
    make: impl FnOnce(Listed<V>, Speech<'_>) -> L,
) -> Result<Answer, Problem>
where
    V: Send + 'static,
    L: Serialize,
{
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(call, &mut reader, query.shared);
    let translations = include::translations(&mut reader, &query.own);
    reader.finish()?;
    let request = paging.request(call, operation, (), Vec::new())?;
    call.answer(
        topics,
        move |reading, _| read(reading, &request),
        |page| paging.answer(call, page, translations, make),
    )
    .await
}

/// A use case that reads a page of what happened to a thing.
pub type ReadPast<F, S, V> = fn(&mut Reading<'_>, &PageRequest<F, S>) -> Result<Page<V>, AppError>;

/// A list of what happened to one thing, newest first: it has no filter, and its order is always the same.
pub struct Past<F, S, V> {
    /// The operation's id.
    pub operation: &'static str,
    /// What answers are made from.
    pub topics: Topics,
    /// The thing.
    pub of: F,
    /// The order.
    pub order: Vec<SortBy<S>>,
    /// The use case that reads a page.
    pub read: ReadPast<F, S, V>,
}

/// Answers a list of what happened.
///
/// # Errors
/// 400 for faulty parameters; what reading fails with.
pub async fn answer_past<F, S, V, L>(
    call: &Call,
    query: Query<PageParams>,
    past: Past<F, S, V>,
    make: impl FnOnce(Listed<V>) -> L,
) -> Result<Answer, Problem>
where
    F: std::fmt::Debug + Send + 'static,
    S: std::fmt::Debug + Send + 'static,
    V: Send + 'static,
    L: Serialize,
{
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(call, &mut reader, query.shared);
    reader.finish()?;
    let Past { operation, topics, of, order, read } = past;
    let request = paging.request(call, operation, of, order)?;
    call.answer(
        topics,
        move |reading, _| read(reading, &request),
        |page| paging.answer(call, page, false, |listed, _| make(listed)),
    )
    .await
}
