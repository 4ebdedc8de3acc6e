//! Changing the due date of a milestone: on record, with a reason, and never the date that it was first promised for.

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, Conflict, IllegalMove, MemberFault, MemberFaultKind};
use crate::app::milestone::MilestoneView;
use crate::app::milestone::held::{Held, view_of};
use crate::app::publication::{Publication, origin};
use crate::app::snapshot;
use crate::app::versions::{Expected, differing};
use crate::authz::act;
use crate::domain::date::VagueDate;
use crate::domain::history::Event;
use crate::domain::ids::MilestoneId;
use crate::domain::milestone::{MilestoneStatus, RebaselineReason};
use crate::store::change::ChangeKind;
use crate::store::milestone::rebaseline::{self, Rebaseline};
use crate::store::milestone::{Milestone, write};

/// The members that a change of the date touches.
const TOUCHED: [&str; 2] = ["/due_on", "/original_due_on"];

/// A change of a due date to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRebaseline {
    /// The date from now on.
    pub due_on: VagueDate,
    /// Why, as a code.
    pub reason_code: RebaselineReason,
    /// Why, in words.
    pub reason: String,
}

/// A change that was made, and the milestone as it is since.
#[derive(Debug, Clone, PartialEq)]
pub struct Rebaselined {
    /// The change.
    pub rebaseline: Rebaseline,
    /// The milestone.
    pub milestone: MilestoneView,
}

/// Changes the due date of the milestone of that id. The first date that it gets is its original one too.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Gone`], [`AppError::Stale`], [`AppError::Invalid`] when it is the same date,
/// [`AppError::IllegalMove`] when the milestone is met or cancelled; refusals of the policy.
pub fn make(
    acting: &mut Acting<'_, '_, act::RebaselineMilestone>,
    id: MilestoneId,
    expected: &Expected,
    new: &NewRebaseline,
) -> Result<Effect<Rebaselined>, AppError> {
    let (at, today) = (acting.circumstances.at, acting.circumstances.today());
    let rebaseline_id = acting.new_id()?;
    let connection = &mut *acting.writing.connection;
    let held = Held::take(connection, id, today)?;
    let stored = &held.milestone;
    let proof = acting.authority.on(&held.resource)?;
    held.known_at(connection, expected, &TOUCHED)?;
    // A promise that was kept or given up has no date to move; one that was missed may still get another.
    if matches!(stored.status, MilestoneStatus::Met | MilestoneStatus::Cancelled) {
        let allowed = stored.status.allowed().iter().map(|status| status.as_str()).collect();
        return Err(AppError::IllegalMove(IllegalMove { why: Conflict::DateIsSettled, allowed }));
    }
    if stored.due_on == Some(new.due_on) {
        let (pointer, kind) = ("/due_on".to_owned(), MemberFaultKind::Unchanged);
        return Err(AppError::Invalid(vec![MemberFault { pointer, kind }]));
    }

    let next = Milestone {
        version: stored.version + 1,
        original_due_on: stored.original_due_on.or(Some(new.due_on)),
        due_on: Some(new.due_on),
        updated_at: at,
        ..stored.clone()
    };
    write::replace(connection, &proof, &next)?;
    let rebaseline = Rebaseline {
        id: rebaseline_id,
        milestone_id: id,
        old: stored.due_on,
        new: Some(new.due_on),
        reason_code: new.reason_code,
        reason: new.reason.clone(),
        origin: origin(&proof),
        department_code: proof.department().cloned(),
        created_at: at,
    };
    rebaseline::insert(connection, &proof, &rebaseline)?;

    let after = snapshot::milestone(&next, &held.evidence);
    let recorded = Recorded::of(&proof)
        .versions(Some(stored.version), next.version)
        .changed(differing(&held.before, &after))
        .because(Some(new.reason.clone()));
    let what = (ChangeKind::Milestone, &id, next.version);
    let publication = Publication::of(&proof, Event::Rebaselined, what, after)
        .within(&next.initiative_code)
        .because(Some(new.reason.clone()))
        .having_been(&held.before);
    acting.publish(publication)?;
    acting.renew(&held.initiative, false)?;
    let milestone = view_of(acting.writing.connection, id, today)?;
    Ok(Effect::Changed(Rebaselined { rebaseline, milestone }, recorded))
}
