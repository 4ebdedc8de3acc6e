//! `GET /milestones.csv` and `GET /milestones.ndjson`.

use actix_web::{HttpResponse, get};
use chrono::NaiveDate;
use serde_json::json;

use crate::api::export::schema::{CsvFile, NdjsonFile};
use crate::api::export::{Asked, Column, Exported, Form, answer};
use crate::api::extract::{Call, Query, Reader};
use crate::api::problem::Problem;
use crate::api::v1::common::params::{ItemParams, TableParams};
use crate::api::v1::common::speech::Speech;
use crate::api::v1::milestones::json::Milestone;
use crate::api::v1::milestones::params::{MilestoneOriginParams, MilestoneParams};
use crate::app::AppError;
use crate::app::milestone::{self, MilestoneView};
use crate::app::page::{Page, PageRequest};
use crate::domain::language::{LanguageIndex, Languages};
use crate::store::Reading;
use crate::store::milestone::filter::MilestoneFilter;
use crate::store::milestone::sort::MilestoneSort;

/// The milestones as a file.
struct Milestones;

impl Exported for Milestones {
    const NAME: &'static str = "milestones";

    const COLUMNS: &'static [Column<Milestone>] = &[
        ("id", |one| json!(one.id)),
        ("version", |one| json!(one.version)),
        ("initiative_code", |one| json!(one.initiative_code)),
        ("title", |one| json!(one.title)),
        ("description", |one| json!(one.description)),
        ("status", |one| json!(one.status)),
        ("completion", |one| json!(one.completion)),
        ("weight", |one| json!(one.weight)),
        ("original_due_on", |one| json!(one.original_due_on)),
        ("original_due_on_precision", |one| json!(one.original_due_on_precision)),
        ("due_on", |one| json!(one.due_on)),
        ("due_on_precision", |one| json!(one.due_on_precision)),
        ("met_on", |one| json!(one.met_on)),
        ("met_on_precision", |one| json!(one.met_on_precision)),
        ("overdue", |one| json!(one.overdue)),
        ("slip_days", |one| json!(one.slip_days)),
        ("evidence_urls", |one| one.evidence.iter().map(|piece| piece.url.as_str()).collect()),
        ("verification", |one| {
            json!(one.provenance.as_ref().map(|provenance| provenance.verification))
        }),
        ("created_at", |one| json!(one.created_at)),
        ("updated_at", |one| json!(one.updated_at)),
    ];

    type Filter = MilestoneFilter;
    type Sort = MilestoneSort;
    type View = MilestoneView;
    type Item = Milestone;

    fn read(
        reading: &mut Reading<'_>,
        request: &PageRequest<MilestoneFilter, MilestoneSort>,
        today: NaiveDate,
    ) -> Result<Page<MilestoneView>, AppError> {
        milestone::list(reading, request, today)
    }

    fn item(view: MilestoneView, languages: &Languages, language: LanguageIndex) -> Milestone {
        Milestone::of(view, Speech::new(languages, language, false))
    }
}

/// Export milestones as CSV
///
/// All milestones that pass the filters, as a table. The file is made while it is sent: it has no entity tag, each
/// row is as current as its part of the file, and one that could not be finished lacks the end of its transfer.
#[utoipa::path(
    operation_id = "export_milestones_csv",
    tag = "milestones",
    params(ItemParams, MilestoneOriginParams, MilestoneParams, TableParams),
    responses((status = 200, body = CsvFile, content_type = "text/csv", description = "The milestones, in the order asked for."))
)]
#[get("/milestones.csv")]
pub async fn export_milestones_csv(
    call: Call,
    query: Query<ItemParams, MilestoneParams, MilestoneOriginParams, TableParams>,
) -> Result<HttpResponse, Problem> {
    let mut reader = Reader::new(query.faults);
    let has_mark = query.rest.has_mark(&mut reader);
    export(call, reader, (query.shared, query.own, query.more), Form::Csv, has_mark).await
}

/// Export milestones as NDJSON
///
/// All milestones that pass the filters, one on each line, as the list gives them. The file is made while it is sent:
/// it has no entity tag, each line is as current as its part of the file, and one that could not be finished lacks the
/// end of its transfer.
#[utoipa::path(
    operation_id = "export_milestones_ndjson",
    tag = "milestones",
    params(ItemParams, MilestoneOriginParams, MilestoneParams),
    responses((status = 200, body = NdjsonFile, content_type = "application/x-ndjson", description = "The milestones, in the order asked for."))
)]
#[get("/milestones.ndjson")]
pub async fn export_milestones_ndjson(
    call: Call,
    query: Query<ItemParams, MilestoneParams, MilestoneOriginParams>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader::new(query.faults);
    export(call, reader, (query.shared, query.own, query.more), Form::Ndjson, false).await
}

async fn export(
    call: Call,
    mut reader: Reader,
    (shared, own, origin): (ItemParams, MilestoneParams, MilestoneOriginParams),
    form: Form,
    has_mark: bool,
) -> Result<HttpResponse, Problem> {
    let language = reader.language(&call, shared.lang.as_deref());
    let mut filter = own.filter(&mut reader);
    origin.narrow(&mut reader, &mut filter);
    let order = own.order(&mut reader);
    reader.finish()?;
    answer::<Milestones>(call, Asked { form, has_mark, language, filter, order }).await
}
