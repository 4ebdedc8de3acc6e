//! Writing initiatives with their lists and search terms.

use diesel::prelude::*;

use crate::authz::act::ChangesInitiative;
use crate::authz::{Permitted, act};
use crate::domain::code::InitiativeCode;
use crate::store::column::{date_columns, instant, integer, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::initiative::parts::Parts;
use crate::store::initiative::{Initiative, Maintained, Row, terms};
use crate::store::schema::{
    initiative_blueprints, initiative_departments, initiative_tags, initiatives, search_terms,
};
use crate::store::unique;

/// Stores a new initiative with its lists and search terms.
///
/// # Errors
/// [`Fault::Taken`] when another one has the code; as [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::CreateInitiative>,
    initiative: &Initiative,
    parts: &Parts,
) -> Result<(), Fault> {
    let insert = diesel::insert_into(initiatives::table).values(Row::try_from(initiative)?);
    unique::store(connection, "initiatives_pkey", |connection| insert.execute(connection))?;
    insert_parts(connection, &initiative.code, parts)?;
    terms::insert(connection, &initiative.code, &initiative.title, &initiative.summary)
}

/// Replaces a stored initiative, its lists and its search terms.
///
/// # Errors
/// [`Fault::Collision`] when the stored version is not the one before; as [`Fault`].
pub fn replace<A: ChangesInitiative>(
    connection: &mut AnyConnection,
    _proof: &Permitted<A>,
    initiative: &Initiative,
    parts: &Parts,
) -> Result<(), Fault> {
    let code = initiative.code.as_str();
    let stored = initiatives::table
        .filter(initiatives::code.eq(code))
        .filter(initiatives::version.eq(initiative.version - 1));
    let updated = diesel::update(stored).set(Row::try_from(initiative)?).execute(connection)?;
    Fault::unless_one(updated)?;
    diesel::delete(
        initiative_departments::table.filter(initiative_departments::initiative_code.eq(code)),
    )
    .execute(connection)?;
    diesel::delete(
        initiative_blueprints::table.filter(initiative_blueprints::initiative_code.eq(code)),
    )
    .execute(connection)?;
    diesel::delete(initiative_tags::table.filter(initiative_tags::initiative_code.eq(code)))
        .execute(connection)?;
    diesel::delete(search_terms::table.filter(search_terms::initiative_code.eq(code)))
        .execute(connection)?;
    insert_parts(connection, &initiative.code, parts)?;
    terms::insert(connection, &initiative.code, &initiative.title, &initiative.summary)
}

/// Renews the summary columns alone; the initiative's own version does not move.
///
/// # Errors
/// As [`Fault`].
pub fn renew_maintained(
    connection: &mut AnyConnection,
    code: &InitiativeCode,
    maintained: &Maintained,
) -> Result<(), Fault> {
    diesel::update(initiatives::table.filter(initiatives::code.eq(code.as_str())))
        .set((
            initiatives::milestone_total.eq(maintained.milestone_total),
            initiatives::milestone_met.eq(maintained.milestone_met),
            initiatives::earliest_open_due_on.eq(maintained.earliest_open_due_on),
            initiatives::earliest_open_due_on_below_half
                .eq(maintained.earliest_open_due_on_below_half),
            initiatives::last_report_at.eq(maintained.last_report_at.map(instant)),
            initiatives::stale_from.eq(maintained.stale_from),
            initiatives::progress_value.eq(maintained.progress_value),
            initiatives::progress_method.eq(maintained.progress_method.to_string()),
        ))
        .execute(connection)?;
    Ok(())
}

fn insert_parts(
    connection: &mut AnyConnection,
    code: &InitiativeCode,
    parts: &Parts,
) -> Result<(), Fault> {
    for (position, supporter) in parts.supporting.iter().enumerate() {
        diesel::insert_into(initiative_departments::table)
            .values((
                initiative_departments::initiative_code.eq(code.as_str()),
                initiative_departments::department_code.eq(supporter.department_code.as_str()),
                initiative_departments::position.eq(integer("position", position)?),
                initiative_departments::reporting.eq(supporter.reporting),
            ))
            .execute(connection)?;
    }
    for blueprint in &parts.blueprints {
        diesel::insert_into(initiative_blueprints::table)
            .values((
                initiative_blueprints::initiative_code.eq(code.as_str()),
                initiative_blueprints::blueprint_code.eq(blueprint.as_str()),
            ))
            .execute(connection)?;
    }
    for (position, tag) in parts.tags.iter().enumerate() {
        diesel::insert_into(initiative_tags::table)
            .values((
                initiative_tags::initiative_code.eq(code.as_str()),
                initiative_tags::tag.eq(tag.as_str()),
                initiative_tags::position.eq(integer("position", position)?),
            ))
            .execute(connection)?;
    }
    Ok(())
}

impl TryFrom<&Initiative> for Row {
    type Error = Fault;

    fn try_from(initiative: &Initiative) -> Result<Self, Fault> {
        let (starts_on, starts_on_precision) = date_columns(initiative.starts_on);
        let (ends_on, ends_on_precision) = date_columns(initiative.ends_on);
        let maintained = &initiative.maintained;
        let stated = initiative.progress_override.as_ref();
        Ok(Self {
            code: initiative.code.to_string(),
            version: initiative.version,
            title: to_json("initiative title", &initiative.title)?,
            summary: to_json("initiative summary", &initiative.summary)?,
            smart_area_code: initiative.smart_area_code.to_string(),
            lead_department_code: initiative.lead_department_code.to_string(),
            lifecycle: initiative.lifecycle.to_string(),
            starts_on,
            starts_on_precision,
            ends_on,
            ends_on_precision,
            update_cadence_days: initiative.update_cadence_days.map(i32::from),
            superseded_by: initiative.superseded_by.as_ref().map(ToString::to_string),
            provenance: to_json("provenance", &initiative.provenance)?,
            milestone_total: maintained.milestone_total,
            milestone_met: maintained.milestone_met,
            earliest_open_due_on: maintained.earliest_open_due_on,
            earliest_open_due_on_below_half: maintained.earliest_open_due_on_below_half,
            last_report_at: maintained.last_report_at.map(instant),
            stale_from: maintained.stale_from,
            progress_value: maintained.progress_value,
            progress_method: maintained.progress_method.to_string(),
            progress_override: stated.map(|o| to_json("progress override", o)).transpose()?,
            created_at: instant(initiative.created_at),
            updated_at: instant(initiative.updated_at),
        })
    }
}
