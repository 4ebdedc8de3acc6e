//! Moving a milestone from one status to the next, with what shows it.

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, IllegalMove, MemberFault, MemberFaultKind};
use crate::app::milestone::MilestoneView;
use crate::app::milestone::held::{Held, view_of};
use crate::app::publication::{Publication, origin};
use crate::app::snapshot;
use crate::app::versions::{Expected, differing};
use crate::authz::act;
use crate::domain::date::VagueDate;
use crate::domain::history::Event;
use crate::domain::ids::MilestoneId;
use crate::domain::milestone::MilestoneStatus;
use crate::domain::transition::{
    Transition, TransitionFault, faults, is_reopening, states_completion,
};
use crate::store::change::ChangeKind;
use crate::store::milestone::transition::{self, MilestoneTransition};
use crate::store::milestone::{Milestone, write};

/// The members that a transition changes.
const TOUCHED: [&str; 4] = ["/status", "/completion", "/met_on", "/evidence"];

/// A transition that was made, and the milestone as it is since.
#[derive(Debug, Clone, PartialEq)]
pub struct Transitioned {
    /// The asked.
    pub transition: MilestoneTransition,
    /// The milestone.
    pub milestone: MilestoneView,
}

/// Moves the milestone of that id.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Gone`], [`AppError::Stale`], [`AppError::IllegalMove`] with the statuses that may
/// follow, [`AppError::Invalid`] for what it lacks; refusals of the policy.
pub fn make(
    acting: &mut Acting<'_, '_, act::TransitionMilestone>,
    id: MilestoneId,
    expected: &Expected,
    asked: &Transition,
) -> Result<Effect<Transitioned>, AppError> {
    let (at, today) = (acting.circumstances.at, acting.circumstances.today());
    let transition_id = acting.new_id()?;
    let connection = &mut *acting.writing.connection;
    let held = Held::take(connection, id, today)?;
    let stored = &held.milestone;
    let proof = acting.authority.on(&held.resource)?;
    if is_reopening(stored.status, asked.to) {
        acting.authority.also::<act::ReopenMilestone>(&held.resource)?;
    }
    held.known_at(connection, expected, &TOUCHED)?;
    if !stored.status.allowed().contains(&asked.to) {
        return Err(AppError::IllegalMove(IllegalMove::of_milestone(stored.status)));
    }
    let found = faults(stored.status, asked, today);
    if !found.is_empty() {
        return Err(AppError::Invalid(found.into_iter().map(fault).collect()));
    }

    let transition = MilestoneTransition {
        id: transition_id,
        milestone_id: id,
        from: stored.status,
        to: asked.to,
        effective_on: asked.effective_on.unwrap_or(today),
        completion: asked.completion,
        reason: asked.reason.clone(),
        evidence: asked.evidence.clone(),
        origin: origin(&proof),
        department_code: proof.department().cloned(),
        created_at: at,
    };
    let next = Milestone { updated_at: at, ..moved(stored, &transition) };
    write::replace(connection, &proof, &next)?;
    write::replace_evidence(connection, &proof, id, &asked.evidence)?;
    transition::insert(connection, &proof, &transition)?;

    let after = snapshot::milestone(&next, &asked.evidence);
    let recorded = Recorded::of(&proof)
        .versions(Some(stored.version), next.version)
        .changed(differing(&held.before, &after))
        .because(asked.reason.clone());
    let what = (ChangeKind::Milestone, &id, next.version);
    let publication = Publication::of(&proof, Event::Transitioned, what, after)
        .within(&next.initiative_code)
        .because(asked.reason.clone())
        .having_been(&held.before);
    acting.publish(publication)?;
    acting.renew(&held.initiative, true)?;
    let milestone = view_of(acting.writing.connection, id, today)?;
    Ok(Effect::Changed(Transitioned { transition, milestone }, recorded))
}

/// The milestone after the asked. Its evidence is what the newest transition brought; earlier ones keep theirs.
fn moved(stored: &Milestone, transition: &MilestoneTransition) -> Milestone {
    let is_met = transition.to == MilestoneStatus::Met;
    let completion = transition.completion.filter(|_| states_completion(transition.to));
    Milestone {
        version: stored.version + 1,
        status: transition.to,
        completion,
        met_on: is_met.then(|| VagueDate::day(transition.effective_on)),
        ..stored.clone()
    }
}

fn fault(fault: TransitionFault) -> MemberFault {
    let (pointer, kind) = match fault {
        TransitionFault::ReasonMissing => ("/reason", MemberFaultKind::Required),
        TransitionFault::EvidenceMissing => ("/evidence", MemberFaultKind::Required),
        TransitionFault::DateMissing => ("/effective_on", MemberFaultKind::Required),
        TransitionFault::DateInFuture => ("/effective_on", MemberFaultKind::InFuture),
        TransitionFault::CompletionMissing => ("/completion", MemberFaultKind::Required),
        TransitionFault::CompletionOutOfPlace => ("/completion", MemberFaultKind::Conflicting),
    };
    MemberFault { pointer: pointer.to_owned(), kind }
}
