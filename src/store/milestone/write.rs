//! Writing milestones and the ledger of their due dates.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::date::VagueDate;
use crate::domain::ids::MilestoneId;
use crate::domain::milestone::RebaselineReason;
use crate::store::column::{date_columns, instant, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::milestone::{Milestone, Row};
use crate::store::schema::{milestones, rebaselines};

/// A change of a due date, as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebaseline {
    /// Its own id.
    pub id: uuid::Uuid,
    /// The milestone.
    pub milestone_id: MilestoneId,
    /// The date before; none when the milestone had no date.
    pub old: Option<VagueDate>,
    /// The date after.
    pub new: Option<VagueDate>,
    /// Why, as a code.
    pub reason_code: RebaselineReason,
    /// Why, in words.
    pub reason: String,
    /// Who changed it.
    pub actor: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Stores a new milestone.
///
/// # Errors
/// As [`Fault`].
pub fn insert(connection: &mut AnyConnection, milestone: &Milestone) -> Result<(), Fault> {
    diesel::insert_into(milestones::table).values(Row::try_from(milestone)?).execute(connection)?;
    Ok(())
}

/// Replaces a stored milestone.
///
/// # Errors
/// As [`Fault`].
pub fn replace(connection: &mut AnyConnection, milestone: &Milestone) -> Result<(), Fault> {
    diesel::update(milestones::table.filter(milestones::id.eq(milestone.id.to_string())))
        .set(Row::try_from(milestone)?)
        .execute(connection)?;
    Ok(())
}

/// Adds an entry to the ledger of due dates.
///
/// # Errors
/// As [`Fault`].
pub fn insert_rebaseline(connection: &mut AnyConnection, entry: &Rebaseline) -> Result<(), Fault> {
    let (old_due_on, old_precision) = date_columns(entry.old);
    let (new_due_on, new_precision) = date_columns(entry.new);
    diesel::insert_into(rebaselines::table)
        .values((
            rebaselines::id.eq(entry.id.to_string()),
            rebaselines::milestone_id.eq(entry.milestone_id.to_string()),
            rebaselines::old_due_on.eq(old_due_on),
            rebaselines::old_due_on_precision.eq(old_precision),
            rebaselines::new_due_on.eq(new_due_on),
            rebaselines::new_due_on_precision.eq(new_precision),
            rebaselines::reason_code.eq(entry.reason_code.as_str()),
            rebaselines::reason.eq(&entry.reason),
            rebaselines::actor.eq(&entry.actor),
            rebaselines::created_at.eq(instant(entry.created_at)),
        ))
        .execute(connection)?;
    Ok(())
}

impl TryFrom<&Milestone> for Row {
    type Error = Fault;

    fn try_from(milestone: &Milestone) -> Result<Self, Fault> {
        let (original_due_on, original_due_on_precision) = date_columns(milestone.original_due_on);
        let (due_on, due_on_precision) = date_columns(milestone.due_on);
        let (met_on, met_on_precision) = date_columns(milestone.met_on);
        let provenance = milestone.provenance.as_ref();
        let description = milestone.description.as_ref();
        Ok(Self {
            id: milestone.id.to_string(),
            version: milestone.version,
            initiative_code: milestone.initiative_code.to_string(),
            title: to_json("milestone title", &milestone.title)?,
            description: description
                .map(|text| to_json("milestone description", text))
                .transpose()?,
            status: milestone.status.to_string(),
            completion: milestone.completion.map(|completion| i32::from(completion.get())),
            weight: i32::from(milestone.weight.get()),
            original_due_on,
            original_due_on_precision,
            due_on,
            due_on_precision,
            met_on,
            met_on_precision,
            met_first_on: milestone.met_on.map(VagueDate::first_day),
            verification: provenance.map(|provenance| provenance.verification.as_str().to_owned()),
            source: provenance.and_then(|provenance| provenance.source.clone()),
            note: provenance.and_then(|provenance| provenance.note.clone()),
            created_at: instant(milestone.created_at),
            updated_at: instant(milestone.updated_at),
        })
    }
}
