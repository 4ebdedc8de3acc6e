//! Changing what a milestone says. Its status and its date are changed elsewhere, each on its own record.

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, MemberFault, MemberFaultKind};
use crate::app::milestone::MilestoneView;
use crate::app::milestone::held::{Held, view_of};
use crate::app::publication::Publication;
use crate::app::snapshot;
use crate::app::versions::{Expected, differing};
use crate::authz::act;
use crate::domain::history::Event;
use crate::domain::ids::MilestoneId;
use crate::domain::milestone::{MilestoneStatus, Percent, Weight};
use crate::domain::patch::{LocalizedPatch, Patch};
use crate::domain::text::Localized;
use crate::domain::transition::states_completion;
use crate::store::change::ChangeKind;
use crate::store::milestone::{Milestone, write};

/// What is to be different about a milestone; what is none or absent stays.
#[derive(Debug, Clone, Default)]
pub struct MilestonePatch {
    /// Titles by language.
    pub title: Option<LocalizedPatch>,
    /// Descriptions by language; null takes them all away.
    pub description: Patch<LocalizedPatch>,
    /// What it counts for.
    pub weight: Option<Weight>,
    /// How much of it is done.
    pub completion: Patch<Percent>,
    /// Why: needed when its weight or completion changes, because the progress of the initiative moves with them.
    pub reason: Option<String>,
}

/// Changes the milestone of that id.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Gone`], [`AppError::Stale`], [`AppError::Invalid`]; refusals of the policy.
pub fn edit(
    acting: &mut Acting<'_, '_, act::EditMilestone>,
    id: MilestoneId,
    expected: &Expected,
    patch: &MilestonePatch,
) -> Result<Effect<MilestoneView>, AppError> {
    let (at, today) = (acting.circumstances.at, acting.circumstances.today());
    let connection = &mut *acting.writing.connection;
    let held = Held::take(connection, id, today)?;
    let proof = acting.authority.on(&held.resource)?;
    held.known_at(connection, expected, &touched(patch))?;
    let mut next = patched(&held.milestone, patch);
    let after = snapshot::milestone(&next, &held.evidence);
    let members = differing(&held.before, &after);
    if members.is_empty() {
        return Ok(Effect::Unchanged(view_of(connection, id, today)?));
    }
    check(&held.milestone, &next, patch)?;
    next.version = held.milestone.version + 1;
    next.updated_at = at;
    write::replace(connection, &proof, &next)?;
    let recorded = Recorded::of(&proof)
        .versions(Some(held.milestone.version), next.version)
        .changed(members)
        .because(patch.reason.clone());
    let what = (ChangeKind::Milestone, &id, next.version);
    let publication = Publication::of(&proof, Event::Edited, what, after)
        .within(&next.initiative_code)
        .because(patch.reason.clone())
        .having_been(&held.before);
    acting.publish(publication)?;
    acting.renew(&held.initiative, false)?;
    Ok(Effect::Changed(view_of(acting.writing.connection, id, today)?, recorded))
}

fn touched(patch: &MilestonePatch) -> Vec<&'static str> {
    let MilestonePatch { title, description, weight, completion, reason: _ } = patch;
    let named = [
        ("/title", title.is_some()),
        ("/description", description.is_named()),
        ("/weight", weight.is_some()),
        ("/completion", completion.is_named()),
    ];
    named.iter().filter(|(_, is)| *is).map(|(pointer, _)| *pointer).collect()
}

fn patched(stored: &Milestone, patch: &MilestonePatch) -> Milestone {
    let mut next = stored.clone();
    if let Some(title) = &patch.title {
        next.title = title.apply(&stored.title);
    }
    next.description = match &patch.description {
        Patch::Absent => stored.description.clone(),
        Patch::Null => None,
        Patch::Value(texts) => {
            let known = stored.description.clone().unwrap_or_default();
            Some(texts.apply(&known)).filter(|texts: &Localized| !texts.is_empty())
        }
    };
    if let Some(weight) = patch.weight {
        next.weight = weight;
    }
    next.completion = patch.completion.apply(stored.completion);
    next
}

/// What must hold of the milestone as it would be: all faults at once.
fn check(stored: &Milestone, next: &Milestone, patch: &MilestonePatch) -> Result<(), AppError> {
    let moves_progress = stored.weight != next.weight || stored.completion != next.completion;
    let rules = [
        ("/title", MemberFaultKind::Required, next.title.is_empty()),
        (
            "/completion",
            MemberFaultKind::Conflicting,
            stored.completion != next.completion
                && next.completion.is_some()
                && !states_completion(next.status),
        ),
        (
            "/completion",
            MemberFaultKind::Required,
            next.status == MilestoneStatus::PartiallyMet && next.completion.is_none(),
        ),
        ("/reason", MemberFaultKind::Required, moves_progress && patch.reason.is_none()),
    ];
    let faults: Vec<_> = rules
        .into_iter()
        .filter(|(.., is_broken)| *is_broken)
        .map(|(pointer, kind, _)| MemberFault { pointer: pointer.to_owned(), kind })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}
