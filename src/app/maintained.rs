//! Keeping an initiative's summary true: whoever writes a milestone or reports on the initiative renews it in the same
//! transaction.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::app::acting::Acting;
use crate::domain::code::InitiativeCode;
use crate::domain::date::{VagueDate, local_date};
use crate::domain::health::stale_from;
use crate::domain::summary::{MilestoneFacts, summarise};
use crate::store::change::{ChangeKind, ChangeOp, NewChange};
use crate::store::initiative::{self, Initiative, Maintained};
use crate::store::milestone::{self, Milestone};
use crate::store::{AnyConnection, Fault};

/// What the summary needs to know of a milestone.
pub(in crate::app) fn facts(milestone: &Milestone) -> MilestoneFacts {
    MilestoneFacts {
        status: milestone.status,
        completion: milestone.completion,
        weight: milestone.weight,
        due_on: milestone.due_on.map(VagueDate::last_day),
    }
}

/// The summary of an initiative with these milestones, last reported on at that instant.
pub(in crate::app) fn summary(
    initiative: &Initiative,
    milestones: &[MilestoneFacts],
    last_report_at: Option<DateTime<Utc>>,
    zone: Tz,
) -> Result<Maintained, Fault> {
    let newest: NaiveDate = local_date(last_report_at.unwrap_or(initiative.created_at), zone);
    Ok(Maintained {
        last_report_at,
        stale_from: stale_from(newest, initiative.update_cadence_days),
        ..Maintained::try_from(summarise(initiative.lifecycle, milestones))?
    })
}

/// The summary as the stored milestones make it at this instant, whether that is one of a report or not.
pub(in crate::app) fn computed(
    connection: &mut AnyConnection,
    initiative: &Initiative,
    (at, is_report): (DateTime<Utc>, bool),
    zone: Tz,
) -> Result<Maintained, Fault> {
    let found = milestone::of_initiatives(connection, std::slice::from_ref(&initiative.code))?;
    let facts: Vec<_> = found.iter().map(|found| facts(&found.milestone)).collect();
    // What a clock that was ahead put down as later than now counts as now: nothing is fresh for as long as it was ahead.
    let last = initiative.maintained.last_report_at.map(|last| last.min(at));
    summary(initiative, &facts, if is_report { Some(at) } else { last }, zone)
}

impl<A> Acting<'_, '_, A> {
    /// Tells of the open milestones of an initiative: whether they are overdue depends on its state, which has changed.
    pub(in crate::app) fn tell_of_open_milestones(
        &mut self,
        code: &InitiativeCode,
    ) -> Result<(), Fault> {
        let found = milestone::of_initiatives(self.writing.connection, std::slice::from_ref(code))?;
        let open = found
            .into_iter()
            .map(|found| found.milestone)
            .filter(|milestone| milestone.status.is_open() && milestone.due_on.is_some());
        self.writing.changes.extend(open.map(|milestone| NewChange {
            kind: ChangeKind::Milestone,
            op: ChangeOp::Upsert,
            key: milestone.id.to_string(),
            version: milestone.version,
            derived: true,
        }));
        Ok(())
    }

    /// Renews the summary of an initiative whose milestones have changed, or that was reported on now, and tells of it.
    pub(in crate::app) fn renew(
        &mut self,
        initiative: &Initiative,
        is_report: bool,
    ) -> Result<(), Fault> {
        let (at, zone) = (self.circumstances.at, self.circumstances.zone);
        let connection = &mut *self.writing.connection;
        let maintained = computed(connection, initiative, (at, is_report), zone)?;
        initiative::write::renew_maintained(connection, &initiative.code, &maintained)?;
        self.writing.changes.push(NewChange {
            kind: ChangeKind::Initiative,
            op: ChangeOp::Upsert,
            key: initiative.code.to_string(),
            version: initiative.version,
            derived: true,
        });
        Ok(())
    }
}
