//! `GET /departments/{code}/performance`, and the window that it is asked for.

use actix_web::get;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::extract::{Call, CodePath, Query, Reader};
use crate::api::problem::{Fault, FaultCode, Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::params::ItemParams;
use crate::api::v1::departments::performance_json::DepartmentPerformance;
use crate::app::performance;
use crate::domain::code::DepartmentKind;
use crate::domain::performance::AskedWindow;
use crate::store::change::ChangeKind;
use crate::store::feed::Topics;

/// What the figures are made from.
const TOPICS: Topics =
    Topics::of(&[ChangeKind::Department, ChangeKind::Initiative, ChangeKind::Milestone]);

/// Over which milestones.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PerformanceParams {
    /// Over milestones that were first promised for this day or later; without it from 365 days before today on. At most 3660 days
    /// before `due_before`.
    #[param(value_type = Option<chrono::NaiveDate>)]
    pub due_after: Option<String>,
    /// Over milestones that were first promised for a day before this one; without it before today.
    #[param(value_type = Option<chrono::NaiveDate>)]
    pub due_before: Option<String>,
}

impl PerformanceParams {
    /// The window that is asked for; refused when it has no day in it, or too many.
    fn window(&self, reader: &mut Reader, today: NaiveDate) -> AskedWindow {
        let asked = AskedWindow {
            after: reader.date("due_after", self.due_after.as_deref()),
            before: reader.date("due_before", self.due_before.as_deref()),
        };
        // A date that cannot be read has its own fault, and says nothing about the other one.
        let is_read = asked.after.is_some() == self.due_after.is_some()
            && asked.before.is_some() == self.due_before.is_some();
        if is_read && !asked.on(today).is_sound() {
            // Named is what the client has said itself.
            let (name, other) = if asked.after.is_some() {
                ("due_after", "due_before")
            } else {
                ("due_before", "due_after")
            };
            reader.refuse(Fault::parameter(name, FaultCode::Conflicting).beside(other));
        }
        asked
    }
}

/// Get a department's performance
///
/// How late or early the milestones came that were first promised for a day in a window, of the initiatives that the
/// department leads: against the date promised first, and against the date promised now. Cancelled ones do not count. Those whose slip
/// cannot be told are left out of the figures and counted as `unknown`. With fewer than `minimum_n` known slips there
/// are no figures: a single milestone would decide them. Every figure can be computed from
/// `/milestones` with the same department, of which those with `original_due_on` in the window count. Departments are not ranked.
#[utoipa::path(
    operation_id = "get_department_performance",
    tag = "statistics",
    params(
        ("code" = String, Path, description = "The department's code.", max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD"),
        ItemParams,
        PerformanceParams
    ),
    responses(
        (status = 200, body = DepartmentPerformance, description = "The figures, or how many milestones are missing for them."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such department.")
    )
)]
#[get("/departments/{code}/performance")]
pub async fn get_department_performance(
    call: Call,
    code: CodePath<DepartmentKind>,
    query: Query<ItemParams, PerformanceParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    let (today, _) = call.state().today();
    let asked = query.own.window(&mut reader, today);
    reader.finish()?;
    call.answer(
        TOPICS,
        move |reading, today| performance::of_department(reading, &code.0, asked, today),
        |measured| {
            let language = call.state().languages.get(language).as_str();
            Answer::list(&DepartmentPerformance::from(measured), language)
        },
    )
    .await
}
