//! Taking a milestone away that was made by mistake. What the catalogue brought, what was reported on, and what is older
//! than a day, stays on record.

use chrono::TimeDelta;

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, Conflict, IllegalMove};
use crate::app::milestone::held::Held;
use crate::app::publication::Publication;
use crate::app::versions::Expected;
use crate::authz::act;
use crate::domain::history::Event;
use crate::domain::ids::MilestoneId;
use crate::domain::milestone::MilestoneStatus;
use crate::store::AnyConnection;
use crate::store::change::ChangeKind;
use crate::store::milestone::{rebaseline, transition, write};

/// Whatever somebody has changed meanwhile was meant to stay.
const OWN: [&str; 8] = [
    "/title",
    "/description",
    "/status",
    "/completion",
    "/weight",
    "/due_on",
    "/met_on",
    "/evidence",
];

/// For how long after its making a milestone can be taken away.
const GRACE: TimeDelta = TimeDelta::hours(24);

/// Takes the milestone of that id away; its history stays.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Gone`], [`AppError::Stale`]; [`AppError::IllegalMove`] when it stays on record,
/// with the states it can be given instead; refusals of the policy.
pub fn delete(
    acting: &mut Acting<'_, '_, act::DeleteMilestone>,
    id: MilestoneId,
    expected: &Expected,
) -> Result<Effect<()>, AppError> {
    let (at, today) = (acting.circumstances.at, acting.circumstances.today());
    let connection = &mut *acting.writing.connection;
    let held = Held::take(connection, id, today)?;
    let proof = acting.authority.on(&held.resource)?;
    held.known_at(connection, expected, &OWN)?;
    let is_published = held.milestone.provenance.is_some();
    let is_old = at - held.milestone.created_at > GRACE;
    if is_published || is_old || is_on_record(connection, id)? {
        let can_be_cancelled =
            held.milestone.status.allowed().contains(&MilestoneStatus::Cancelled);
        return Err(AppError::IllegalMove(IllegalMove {
            why: Conflict::OnRecord,
            allowed: can_be_cancelled
                .then_some(MilestoneStatus::Cancelled.as_str())
                .into_iter()
                .collect(),
        }));
    }
    write::delete(connection, &proof, &held.milestone)?;
    let version = held.milestone.version + 1;
    let recorded = Recorded::of(&proof).versions(Some(held.milestone.version), version);
    let what = (ChangeKind::Milestone, &id, version);
    let publication = Publication::of(&proof, Event::Deleted, what, held.before)
        .within(&held.milestone.initiative_code)
        .having_gone();
    acting.publish(publication)?;
    acting.renew(&held.initiative, false)?;
    Ok(Effect::Changed((), recorded))
}

fn is_on_record(connection: &mut AnyConnection, id: MilestoneId) -> Result<bool, AppError> {
    Ok(transition::count(connection, id)? > 0 || rebaseline::count(connection, id)? > 0)
}
