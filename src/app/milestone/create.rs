//! Making a milestone of an initiative.

use serde_json::json;

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, Conflict};
use crate::app::initiative::held::HeldInitiative;
use crate::app::milestone::MilestoneView;
use crate::app::milestone::held::view_of;
use crate::app::publication::Publication;
use crate::app::snapshot;
use crate::app::versions::differing;
use crate::authz::{ResourceKind, act};
use crate::domain::code::InitiativeCode;
use crate::domain::date::VagueDate;
use crate::domain::history::Event;
use crate::domain::ids::MilestoneId;
use crate::domain::milestone::{MilestoneStatus, Weight};
use crate::domain::text::Localized;
use crate::store::change::ChangeKind;
use crate::store::milestone::{self, Milestone, write};

/// The most milestones of one initiative: its progress is made of all of them, and shown with all of them.
const MOST: i64 = 500;

/// A milestone to be made.
#[derive(Debug, Clone)]
pub struct NewMilestone {
    /// Its title in each language.
    pub title: Localized,
    /// What it is about, in each language.
    pub description: Option<Localized>,
    /// What it counts for among its initiative's milestones.
    pub weight: Weight,
    /// The date that it is promised for; the first one it ever has.
    pub due_on: Option<VagueDate>,
}

/// Makes a milestone of the initiative of that code.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Conflict`] when the initiative has too many already; refusals of the policy.
pub fn create(
    acting: &mut Acting<'_, '_, act::CreateMilestone>,
    code: &InitiativeCode,
    new: &NewMilestone,
) -> Result<Effect<MilestoneView>, AppError> {
    let (at, today) = (acting.circumstances.at, acting.circumstances.today());
    let id: MilestoneId = acting.new_id()?;
    let connection = &mut *acting.writing.connection;
    let held = HeldInitiative::take(connection, code, today)?;
    let proof = acting.authority.on(&held.resource.part(ResourceKind::Milestone, &id))?;
    if milestone::count_of(connection, code)? >= MOST {
        return Err(AppError::Conflict(Conflict::TooManyMilestones));
    }
    let milestone = Milestone {
        id,
        version: 1,
        initiative_code: code.clone(),
        title: new.title.clone(),
        description: new.description.clone(),
        status: MilestoneStatus::Scheduled,
        completion: None,
        weight: new.weight,
        original_due_on: new.due_on,
        due_on: new.due_on,
        met_on: None,
        provenance: None,
        created_at: at,
        updated_at: at,
    };
    write::insert(connection, &proof, &milestone)?;
    let body = snapshot::milestone(&milestone, &[]);
    let recorded = Recorded::of(&proof).versions(None, 1).changed(differing(&json!({}), &body));
    let what = (ChangeKind::Milestone, &id, 1);
    let publication = Publication::of(&proof, Event::Created, what, body);
    acting.publish(publication.within(code).having_been(&json!({})))?;
    acting.renew(&held.initiative, false)?;
    Ok(Effect::Changed(view_of(acting.writing.connection, id, today)?, recorded))
}
