//! What the performance of a department is measured by: the states and dates of the milestones that it answers for.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::code::DepartmentCode;
use crate::domain::milestone::SlipInput;
use crate::domain::performance::DueWindow;
use crate::store::column::{parse, vague_date};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{initiatives, milestones};

#[derive(Queryable, Selectable)]
#[diesel(table_name = milestones)]
struct Row {
    status: String,
    original_due_on: Option<NaiveDate>,
    original_due_on_precision: Option<String>,
    due_on: Option<NaiveDate>,
    due_on_precision: Option<String>,
    met_on: Option<NaiveDate>,
    met_on_precision: Option<String>,
}

/// The milestones first promised for a day in the window, of the initiatives that the department leads; the cancelled ones
/// too, in no order. What was promised anew stays where it was promised first.
///
/// # Errors
/// As [`Fault`].
pub fn promised_in(
    connection: &mut AnyConnection,
    lead: &DepartmentCode,
    window: DueWindow,
) -> Result<Vec<SlipInput>, Fault> {
    // A missing date stands behind every window.
    let rows: Vec<Row> = milestones::table
        .inner_join(initiatives::table.on(initiatives::code.eq(milestones::initiative_code)))
        .select(Row::as_select())
        .filter(initiatives::lead_department_code.eq(lead.as_str()))
        .filter(milestones::original_due_on_asc.ge(window.after))
        .filter(milestones::original_due_on_asc.lt(window.before))
        .load(connection)?;
    rows.into_iter().map(SlipInput::try_from).collect()
}

impl TryFrom<Row> for SlipInput {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let original = row.original_due_on_precision.as_deref();
        Ok(Self {
            status: parse("milestone status", &row.status)?,
            original: vague_date("original_due_on", row.original_due_on, original)?,
            due: vague_date("due_on", row.due_on, row.due_on_precision.as_deref())?,
            met: vague_date("met_on", row.met_on, row.met_on_precision.as_deref())?,
        })
    }
}
