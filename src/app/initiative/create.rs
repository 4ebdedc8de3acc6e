//! Making an initiative: administrators keep the catalogue's structure.

use serde_json::json;

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, Conflict};
use crate::app::initiative::edit::{Named, check};
use crate::app::initiative::held::resource;
use crate::app::initiative::{Include, InitiativeView, view_of};
use crate::app::maintained;
use crate::app::publication::Publication;
use crate::app::snapshot;
use crate::app::versions::differing;
use crate::authz::act;
use crate::domain::code::{BlueprintCode, DepartmentCode, InitiativeCode, SmartAreaCode, Tag};
use crate::domain::date::VagueDate;
use crate::domain::history::Event;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::provenance::{BlueprintEvidence, Evidence};
use crate::domain::text::Localized;
use crate::store::change::ChangeKind;
use crate::store::initiative::parts::{Parts, Supporter};
use crate::store::initiative::{self, Initiative, InitiativeProvenance, Maintained};
use crate::store::version;

/// The states in which an initiative can begin.
pub const BEGINNINGS: [Lifecycle; 3] =
    [Lifecycle::Planned, Lifecycle::InProgress, Lifecycle::Ongoing];

/// An initiative to be made.
#[derive(Debug, Clone)]
pub struct NewInitiative {
    /// Its code, which never changes.
    pub code: InitiativeCode,
    /// Its title in each language.
    pub title: Localized,
    /// Its summary in each language.
    pub summary: Localized,
    /// The area it belongs to.
    pub smart_area_code: SmartAreaCode,
    /// The department that answers for it.
    pub lead_department_code: DepartmentCode,
    /// All departments that help.
    pub supporting_department_codes: Vec<DepartmentCode>,
    /// Those of them that may report on it.
    pub reporting_department_codes: Vec<DepartmentCode>,
    /// All blueprint editions that contain it.
    pub blueprint_codes: Vec<BlueprintCode>,
    /// Where it begins: one of [`BEGINNINGS`].
    pub lifecycle: Lifecycle,
    /// When it starts.
    pub starts_on: Option<VagueDate>,
    /// When it ends.
    pub ends_on: Option<VagueDate>,
    /// How often its department reports, in days.
    pub update_cadence_days: Option<u16>,
    /// All tags.
    pub tags: Vec<Tag>,
    /// Where it comes from.
    pub sources: Vec<String>,
}

/// Makes an initiative.
///
/// # Errors
/// [`AppError::Conflict`] when the code is taken, [`AppError::Invalid`] for members that name what does not exist; refusals
/// of the policy.
pub fn create(
    acting: &mut Acting<'_, '_, act::CreateInitiative>,
    new: &NewInitiative,
) -> Result<Effect<InitiativeView>, AppError> {
    let (at, zone, today) =
        (acting.circumstances.at, acting.circumstances.zone, acting.circumstances.today());
    let (mut made, parts) = made(new, at);
    let proof = acting.authority.on(&resource(&made, &parts))?;
    let connection = &mut *acting.writing.connection;
    if initiative::find(connection, &new.code)?.is_some() {
        return Err(AppError::Conflict(Conflict::CodeTaken));
    }
    let named = Named {
        smart_area_code: Some(&new.smart_area_code),
        lead_department_code: Some(&new.lead_department_code),
        supporting_department_codes: Some(&new.supporting_department_codes),
        reporting_department_codes: Some(&new.reporting_department_codes),
        blueprint_codes: Some(&new.blueprint_codes),
    };
    check(connection, &named, &made, &parts)?;
    made.version = version::first(connection, ChangeKind::Initiative, new.code.as_str())?;
    made.maintained = maintained::summary(&made, &[], None, zone)?;
    initiative::write::insert(connection, &proof, &made, &parts)
        .map_err(|fault| AppError::where_taken(fault, Conflict::CodeTaken))?;
    let body = snapshot::initiative(&made, &parts);
    let recorded =
        Recorded::of(&proof).versions(None, made.version).changed(differing(&json!({}), &body));
    let what = (ChangeKind::Initiative, &new.code, made.version);
    let publication = Publication::of(&proof, Event::Created, what, body);
    acting.publish(publication.within(&new.code).having_been(&json!({})))?;
    let view = view_of(acting.writing.connection, made, Include::default(), today)?;
    Ok(Effect::Changed(view, recorded))
}

fn made(new: &NewInitiative, at: chrono::DateTime<chrono::Utc>) -> (Initiative, Parts) {
    let supporting = new.supporting_department_codes.iter().map(|code| Supporter {
        department_code: code.clone(),
        reporting: new.reporting_department_codes.contains(code),
    });
    let mut blueprints = new.blueprint_codes.clone();
    blueprints.sort();
    let tags = new.tags.clone();
    let parts = Parts { supporting: supporting.collect(), blueprints, tags, overdue: 0 };
    let made = Initiative {
        code: new.code.clone(),
        version: 1,
        title: new.title.clone(),
        summary: new.summary.clone(),
        smart_area_code: new.smart_area_code.clone(),
        lead_department_code: new.lead_department_code.clone(),
        lifecycle: new.lifecycle,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        update_cadence_days: new.update_cadence_days,
        superseded_by: None,
        provenance: InitiativeProvenance {
            evidence: Evidence::Stated,
            blueprint_evidence: BlueprintEvidence::Stated,
            sources: new.sources.clone(),
            note: None,
        },
        maintained: Maintained::default(),
        progress_override: None,
        created_at: at,
        updated_at: at,
    };
    (made, parts)
}
