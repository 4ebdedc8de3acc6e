//! Writing milestones with their evidence.

use diesel::prelude::*;

use crate::authz::act::ChangesMilestone;
use crate::authz::{Permitted, act};
use crate::domain::date::VagueDate;
use crate::domain::evidence::Evidence;
use crate::domain::ids::MilestoneId;
use crate::store::column::{date_columns, instant, integer, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::milestone::{Milestone, Row};
use crate::store::schema::{milestone_evidence, milestones};

/// Stores a new milestone.
///
/// # Errors
/// As [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::CreateMilestone>,
    milestone: &Milestone,
) -> Result<(), Fault> {
    diesel::insert_into(milestones::table).values(Row::try_from(milestone)?).execute(connection)?;
    Ok(())
}

/// Replaces a stored milestone.
///
/// # Errors
/// [`Fault::Collision`] when the stored version is not the one before; as [`Fault`].
pub fn replace<A: ChangesMilestone>(
    connection: &mut AnyConnection,
    _proof: &Permitted<A>,
    milestone: &Milestone,
) -> Result<(), Fault> {
    let stored = milestones::table
        .filter(milestones::id.eq(milestone.id.to_string()))
        .filter(milestones::version.eq(milestone.version - 1));
    let updated = diesel::update(stored).set(Row::try_from(milestone)?).execute(connection)?;
    Fault::unless_one(updated)
}

/// Puts evidence in the place of what the milestone showed before.
///
/// # Errors
/// As [`Fault`].
pub fn replace_evidence(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::TransitionMilestone>,
    id: MilestoneId,
    evidence: &[Evidence],
) -> Result<(), Fault> {
    let id = id.to_string();
    diesel::delete(milestone_evidence::table.filter(milestone_evidence::milestone_id.eq(&id)))
        .execute(connection)?;
    for (position, piece) in evidence.iter().enumerate() {
        diesel::insert_into(milestone_evidence::table)
            .values((
                milestone_evidence::milestone_id.eq(&id),
                milestone_evidence::position.eq(integer("position", position)?),
                milestone_evidence::url.eq(&piece.url),
                milestone_evidence::title.eq(&piece.title),
                milestone_evidence::sha256.eq(piece.sha256.as_deref()),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Takes a milestone away that nothing was reported of.
///
/// # Errors
/// [`Fault::Collision`] when the stored version is another one; as [`Fault`].
pub fn delete(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::DeleteMilestone>,
    milestone: &Milestone,
) -> Result<(), Fault> {
    let stored = milestones::table
        .filter(milestones::id.eq(milestone.id.to_string()))
        .filter(milestones::version.eq(milestone.version));
    Fault::unless_one(diesel::delete(stored).execute(connection)?)
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
