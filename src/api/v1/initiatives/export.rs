//! `GET /initiatives.csv` and `GET /initiatives.ndjson`.

use actix_web::{HttpResponse, get};
use chrono::NaiveDate;
use serde_json::json;

use crate::api::export::schema::{CsvFile, NdjsonFile};
use crate::api::export::{Asked, Column, Exported, Form, answer};
use crate::api::extract::{Call, Query, Reader};
use crate::api::problem::Problem;
use crate::api::v1::common::params::{ItemParams, TableParams};
use crate::api::v1::common::speech::Speech;
use crate::api::v1::initiatives::json::Initiative;
use crate::api::v1::initiatives::params::InitiativeParams;
use crate::app::AppError;
use crate::app::initiative::{self, Include, InitiativeView};
use crate::app::page::{Page, PageRequest};
use crate::domain::language::{LanguageIndex, Languages};
use crate::store::Reading;
use crate::store::initiative::filter::InitiativeFilter;
use crate::store::initiative::sort::InitiativeSort;

/// The initiatives as a file.
struct Initiatives;

impl Exported for Initiatives {
    const NAME: &'static str = "initiatives";

    const COLUMNS: &'static [Column<Initiative>] = &[
        ("code", |one| json!(one.code)),
        ("version", |one| json!(one.version)),
        ("title", |one| json!(one.title)),
        ("summary", |one| json!(one.summary)),
        ("smart_area_code", |one| json!(one.smart_area_code)),
        ("lead_department_code", |one| json!(one.lead_department_code)),
        ("supporting_department_codes", |one| json!(one.supporting_department_codes)),
        ("reporting_department_codes", |one| json!(one.reporting_department_codes)),
        ("blueprint_codes", |one| json!(one.blueprint_codes)),
        ("lifecycle", |one| json!(one.lifecycle)),
        ("health", |one| json!(one.health)),
        ("progress_value", |one| json!(one.progress.value)),
        ("progress_method", |one| json!(one.progress.method)),
        ("progress_override_value", |one| {
            json!(one.progress.r#override.as_ref().map(|stated| stated.value))
        }),
        ("starts_on", |one| json!(one.starts_on)),
        ("starts_on_precision", |one| json!(one.starts_on_precision)),
        ("ends_on", |one| json!(one.ends_on)),
        ("ends_on_precision", |one| json!(one.ends_on_precision)),
        ("milestones_total", |one| json!(one.milestone_counts.total)),
        ("milestones_met", |one| json!(one.milestone_counts.met)),
        ("milestones_overdue", |one| json!(one.milestone_counts.overdue)),
        ("update_cadence_days", |one| json!(one.update_cadence_days)),
        ("tags", |one| json!(one.tags)),
        ("provenance_evidence", |one| json!(one.provenance.evidence)),
        ("superseded_by", |one| json!(one.superseded_by)),
        ("created_at", |one| json!(one.created_at)),
        ("updated_at", |one| json!(one.updated_at)),
    ];

    type Filter = InitiativeFilter;
    type Sort = InitiativeSort;
    type View = InitiativeView;
    type Item = Initiative;

    fn read(
        reading: &mut Reading<'_>,
        request: &PageRequest<InitiativeFilter, InitiativeSort>,
        today: NaiveDate,
    ) -> Result<Page<InitiativeView>, AppError> {
        initiative::list(reading, request, Include::default(), today)
    }

    fn item(view: InitiativeView, languages: &Languages, language: LanguageIndex) -> Initiative {
        Initiative::of(view, Speech::new(languages, language, false))
    }
}

/// Export initiatives as CSV
///
/// All initiatives that pass the filters, as a table. The file is made while it is sent: it has no entity tag, each
/// row is as current as its part of the file, and one that could not be finished lacks the end of its transfer.
#[utoipa::path(
    operation_id = "export_initiatives_csv",
    tag = "initiatives",
    params(ItemParams, InitiativeParams, TableParams),
    responses((status = 200, body = CsvFile, content_type = "text/csv", description = "The initiatives, in the order asked for."))
)]
#[get("/initiatives.csv")]
pub async fn export_initiatives_csv(
    call: Call,
    query: Query<ItemParams, InitiativeParams, TableParams>,
) -> Result<HttpResponse, Problem> {
    let mut reader = Reader::new(query.faults);
    let has_mark = query.more.has_mark(&mut reader);
    export(call, reader, (query.shared, query.own), Form::Csv, has_mark).await
}

/// Export initiatives as NDJSON
///
/// All initiatives that pass the filters, one on each line, as the list gives them. The file is made while it is sent:
/// it has no entity tag, each line is as current as its part of the file, and one that could not be finished lacks the
/// end of its transfer.
#[utoipa::path(
    operation_id = "export_initiatives_ndjson",
    tag = "initiatives",
    params(ItemParams, InitiativeParams),
    responses((status = 200, body = NdjsonFile, content_type = "application/x-ndjson", description = "The initiatives, in the order asked for."))
)]
#[get("/initiatives.ndjson")]
pub async fn export_initiatives_ndjson(
    call: Call,
    query: Query<ItemParams, InitiativeParams>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader::new(query.faults);
    export(call, reader, (query.shared, query.own), Form::Ndjson, false).await
}

async fn export(
    call: Call,
    mut reader: Reader,
    (shared, own): (ItemParams, InitiativeParams),
    form: Form,
    has_mark: bool,
) -> Result<HttpResponse, Problem> {
    let language = reader.language(&call, shared.lang.as_deref());
    let filter = own.filter(&mut reader);
    let order = own.order(&mut reader);
    reader.finish()?;
    answer::<Initiatives>(call, Asked { form, has_mark, language, filter, order }).await
}
