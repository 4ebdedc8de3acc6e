//! The walk through a list, page by page, and the answer it is sent in. The first page is read before the answer
//! begins, so that a query which fails is a problem like any other. Whatever fails after that can only cut the answer
//! off: the body then lacks the mark of its end, which every client notices.

use std::future::ready;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderValue, VARY,
};
use bytes::Bytes;
use chrono::NaiveDate;
use futures_util::StreamExt;
use futures_util::stream::{self, Stream};

use crate::api::export::{Exported, Form, rows};
use crate::api::extract::Call;
use crate::api::problem::Problem;
use crate::api::refused::problem_of;
use crate::api::respond::CHANGE_CURSOR;
use crate::app::AppError;
use crate::app::page::{Page, PageRequest};
use crate::domain::language::LanguageIndex;
use crate::sampled;
use crate::store::change::Head;
use crate::store::page::SortBy;
use crate::store::{Fault, Reading};

/// So many rows are read at a time: enough to be quick, few enough to be kept while a client takes its time.
const ROWS: u8 = 200;

/// What decides on the form of the answer besides its address. It is never compressed: it is made while it is sent.
const VARIES: &str = "Accept-Language, Authorization";

/// U+FEFF in UTF-8 (RFC 3629 section 6).
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What is asked for.
#[derive(Debug)]
pub struct Asked<F, S> {
    /// The form of the file.
    pub form: Form,
    /// Whether it begins with a byte order mark.
    pub has_mark: bool,
    /// The language of its texts.
    pub language: LanguageIndex,
    /// What the list is narrowed to.
    pub filter: F,
    /// The order; its last key is unique.
    pub order: Vec<SortBy<S>>,
}

/// That a file ended before its last row. Why is in the log, beside the request's id.
#[derive(Debug, thiserror::Error)]
#[error("the export was cut off")]
struct CutOff;

/// Where an export stands.
struct Walk<E: Exported> {
    call: Call,
    form: Form,
    has_mark: bool,
    language: LanguageIndex,
    /// The day it began on: what is computed from the date is the same in all rows.
    today: NaiveDate,
    /// The page to be read next.
    request: PageRequest<E::Filter, E::Sort>,
}

/// A page, written down.
struct Written {
    bytes: Bytes,
    head: Head,
    is_last: bool,
}

/// Answers with every row that passes the filter.
///
/// # Errors
/// The problem that the failure to read the first page stands for.
pub async fn answer<E: Exported>(
    call: Call,
    asked: Asked<E::Filter, E::Sort>,
) -> Result<HttpResponse, Problem> {
    let Asked { form, has_mark, language, filter, order } = asked;
    let (today, _) = call.state().today();
    let request = PageRequest { filter, order, position: None, limit: ROWS, include_total: false };
    let mut walk = Walk::<E> { call, form, has_mark, language, today, request };
    let first = walk.page().await;
    let first = first.map_err(|error| problem_of(&error, &walk.call.context().id))?;
    let mut response = HttpResponse::Ok();
    let name = format!("attachment; filename=\"{}.{}\"", E::NAME, form.ending());
    let tag = walk.call.state().languages.get(language).as_str();
    let caching =
        if walk.call.context().has_credentials { "private, no-cache" } else { "no-cache" };
    response
        .insert_header((CONTENT_TYPE, form.content_type()))
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header((CONTENT_LANGUAGE, tag))
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((VARY, VARIES))
        .insert_header((CHANGE_CURSOR, HeaderValue::from(first.head.seq)));
    let others = others((!first.is_last).then_some(walk));
    Ok(response.streaming(stream::once(ready(Ok(first.bytes))).chain(others)))
}

/// The pages that are still to come; each is read when it is asked for.
fn others<E: Exported>(walk: Option<Walk<E>>) -> impl Stream<Item = Result<Bytes, CutOff>> {
    stream::unfold(walk, |walk| async move {
        let mut walk = walk?;
        match walk.page_in_time().await {
            Ok(page) => Some((Ok(page.bytes), (!page.is_last).then_some(walk))),
            Err(error) => {
                if let Some(left_out) = sampled::CUT_OFF.happened() {
                    let request_id = &walk.call.context().id;
                    tracing::error!(request_id, %error, left_out, "an export was cut off");
                }
                Some((Err(CutOff), None))
            }
        }
    })
}

impl<E: Exported> Walk<E> {
    /// The next page within the time that a request may take: the front no longer looks after it.
    async fn page_in_time(&mut self) -> Result<Written, AppError> {
        let limit = Duration::from_millis(self.call.state().limits.request_timeout_ms);
        let late = |_| Fault::Unavailable("a page of an export took too long".into());
        tokio::time::timeout(limit, self.page()).await.map_err(late)?
    }

    /// The next page.
    async fn page(&mut self) -> Result<Written, AppError> {
        let is_first = self.request.position.is_none();
        let (page, head) = self.read().await?;
        let languages = &self.call.state().languages;
        let items = page.items.into_iter().map(|view| E::item(view, languages, self.language));
        let items: Vec<E::Item> = items.collect();
        let mut bytes = rows::write(self.form, E::COLUMNS, &items, is_first)
            .map_err(|_| AppError::Defect("an export cannot be written down"))?;
        if is_first && self.has_mark {
            bytes.splice(..0, BYTE_ORDER_MARK.iter().copied());
        }
        let is_last = page.next.is_none();
        self.request.position = page.next;
        Ok(Written { bytes: bytes.into(), head, is_last })
    }

    async fn read(&self) -> Result<(Page<E::View>, Head), AppError> {
        let (request, today) = (self.request.clone(), self.today);
        let read = move |reading: &mut Reading<'_>| {
            let head = reading.head;
            E::read(reading, &request, today).map(|page| (page, head))
        };
        self.call.state().database.read(read).await
    }
}
