//! Confirming that an initiative is still as published: a report that changes nothing but when it was last heard of.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::AppError;
use crate::app::initiative::held::HeldInitiative;
use crate::app::publication::told;
use crate::authz::act;
use crate::domain::code::{DepartmentCode, InitiativeCode};
use crate::domain::history::Event;
use crate::domain::ids::ConfirmationId;
use crate::store::version::{self, StoredVersion, Told, VersionKind};

/// A confirmation that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// Its id.
    pub id: ConfirmationId,
    /// The initiative.
    pub initiative_code: InitiativeCode,
    /// What was said besides.
    pub note: Option<String>,
    /// In the name of which department.
    pub department_code: Option<DepartmentCode>,
    /// When.
    pub at: DateTime<Utc>,
    /// The version of the initiative that was confirmed.
    pub initiative_version: i64,
}

/// Confirms the initiative of that code.
///
/// # Errors
/// [`AppError::NotFound`]; refusals of the policy.
pub fn confirm(
    acting: &mut Acting<'_, '_, act::ConfirmInitiative>,
    code: &InitiativeCode,
    note: Option<&str>,
) -> Result<Effect<Confirmation>, AppError> {
    let (at, today) = (acting.circumstances.at, acting.circumstances.today());
    let id: ConfirmationId = acting.new_id()?;
    let connection = &mut *acting.writing.connection;
    let held = HeldInitiative::take(connection, code, today)?;
    let proof = acting.authority.on(&held.resource)?;
    let note = note.map(str::to_owned);
    let version = StoredVersion {
        kind: VersionKind::Confirmation,
        key: id.to_string(),
        version: 1,
        parent: Some(code.to_string()),
        at,
        body: json!({ "id": id, "initiative_code": code, "note": note }),
        told: Told { reason: note.clone(), ..told(&proof, Event::Confirmed) },
    };
    version::insert(connection, &version)?;
    acting.renew(&held.initiative, true)?;
    let recorded = Recorded::of(&proof).because(note.clone());
    let department_code = proof.department().cloned();
    let confirmation = Confirmation {
        id,
        initiative_code: code.clone(),
        note,
        department_code,
        at,
        initiative_version: held.initiative.version,
    };
    Ok(Effect::Changed(confirmation, recorded))
}
