//! The days on which replies are due: what they follow from, and renewing them when that changes. Which days a receipt or a
//! letter has named stays as it was said; see the decision page on reply dates.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::app::acting::Circumstances;
use crate::authz::Actor;
use crate::domain::code::DepartmentCode;
use crate::domain::date::local_date;
use crate::domain::submission::clock::{self, Pause, ReplyStandard};
use crate::domain::submission::{SubmissionState, Visibility};
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::change::{ChangeKind, ChangeOp, NewChange};
use crate::store::submission::Submission;
use crate::store::submission::due::{self, Moved, Waiting};
use crate::store::{
    AnyConnection, Database, Fault, Reading, Writing, department, holiday, reply_standard, version,
};

/// How many submissions are looked at at a time.
const PAGE: i64 = 500;

/// What the days follow from beside each submission.
struct Rule {
    standard: ReplyStandard,
    own: HashMap<DepartmentCode, ReplyStandard>,
    holidays: BTreeSet<NaiveDate>,
    zone: Tz,
}

impl Rule {
    fn read(
        connection: &mut AnyConnection,
        standard: ReplyStandard,
        zone: Tz,
    ) -> Result<Self, Fault> {
        let own = department::reply_standards(connection)?;
        Ok(Self { standard, own, holidays: holiday::all(connection)?, zone })
    }

    /// The day on which a reply is due, and on how many working days the clock stood still.
    fn days(
        &self,
        received_at: DateTime<Utc>,
        department: Option<&DepartmentCode>,
        pauses: &[Pause],
    ) -> (NaiveDate, i32) {
        let received_on = local_date(received_at, self.zone);
        let own = department.and_then(|code| self.own.get(code));
        let standard = *own.unwrap_or(&self.standard);
        let due_on = clock::reply_due_on(received_on, standard, pauses, &self.holidays);
        (due_on, clock::paused_days(received_on, pauses, &self.holidays))
    }
}

/// The day on which a reply to something that arrives now is due.
///
/// # Errors
/// As [`Fault`].
pub(super) fn of_new(
    connection: &mut AnyConnection,
    circumstances: &Circumstances,
) -> Result<NaiveDate, Fault> {
    // Nobody knows of it yet: whoever renews all days must wait until it is stored, or it computes from what is new.
    let standard = stored(reply_standard::share(connection)?)?;
    let rule = Rule::read(connection, standard, circumstances.zone)?;
    Ok(rule.days(circumstances.at, None, &[]).0)
}

/// The submission with its clock going again, if it stood still.
///
/// # Errors
/// As [`Fault`].
pub(super) fn resumed(
    connection: &mut AnyConnection,
    circumstances: &Circumstances,
    submission: Submission,
) -> Result<Submission, Fault> {
    if submission.paused_since.is_none() {
        return Ok(submission);
    }
    timed(connection, circumstances, Submission { paused_since: None, ..submission })
}

/// The submission, which the transaction holds and whose clock runs from now on, with the day that follows from its department,
/// its pauses and the calendar.
///
/// # Errors
/// As [`Fault`].
pub(super) fn timed(
    connection: &mut AnyConnection,
    circumstances: &Circumstances,
    submission: Submission,
) -> Result<Submission, Fault> {
    // The transaction holds the submission: whoever renews all days waits for it, and then renews this one too.
    let standard = stored(reply_standard::find(connection)?)?;
    let rule = Rule::read(connection, standard, circumstances.zone)?;
    let moves = due::moves_of(connection, &[submission.id])?.remove(&submission.id);
    let today = Some(circumstances.today());
    let pauses = pauses(&moves.unwrap_or_default(), rule.zone, today);
    let department = submission.department_code.as_ref();
    let (reply_due_on, paused_days) = rule.days(submission.received_at, department, &pauses);
    Ok(Submission { reply_due_on, paused_days, ..submission })
}

fn stored(standard: Option<ReplyStandard>) -> Result<ReplyStandard, Fault> {
    standard.ok_or_else(|| {
        Fault::Unavailable(
            "no reply standard is stored yet: a serving node stores it soon".to_owned(),
        )
    })
}

/// When the clock stood still. A pause that has not ended ends on `until`; without that it is none yet.
fn pauses(moves: &[Moved], zone: Tz, until: Option<NaiveDate>) -> Vec<Pause> {
    let mut pauses = Vec::new();
    let mut since = None;
    for (at, state) in moves {
        let day = local_date(*at, zone);
        if *state == SubmissionState::AwaitingCitizen {
            since = Some(day);
        } else if let Some(since) = since.take() {
            pauses.push(since..=day);
        }
    }
    pauses.extend(since.zip(until).map(|(since, until)| since..=until));
    pauses
}

/// Renews the days of all open submissions, or of those of one department, in the transaction that changed what they follow
/// from, and tells of each that the public sees or saw. Gives how many have another day now. Before the first start there is
/// nothing to renew.
///
/// # Errors
/// As [`Fault`].
pub(in crate::app) fn renew(
    writing: &mut Writing<'_>,
    zone: Tz,
    department: Option<&DepartmentCode>,
) -> Result<usize, Fault> {
    // Held first: of two renewals the later one reads what the earlier one has changed.
    let Some(standard) = reply_standard::hold(writing.connection)? else { return Ok(0) };
    let rule = Rule::read(writing.connection, standard, zone)?;
    let mut all = 0;
    loop {
        // A submission that moves to a state which has been looked through is found by looking again.
        let renewed = renew_open(writing, &rule, department)?;
        all += renewed;
        if renewed == 0 {
            return Ok(all);
        }
    }
}

fn renew_open(
    writing: &mut Writing<'_>,
    rule: &Rule,
    department: Option<&DepartmentCode>,
) -> Result<usize, Fault> {
    let mut renewed = 0;
    for state in SubmissionState::ALL.into_iter().filter(|state| state.is_open()) {
        let mut after = None;
        loop {
            let connection = &mut *writing.connection;
            let page = due::hold_page(connection, state, department, after.as_ref(), PAGE)?;
            renewed += renew_page(writing, rule, &page.items)?;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(renewed)
}

fn renew_page(writing: &mut Writing<'_>, rule: &Rule, page: &[Waiting]) -> Result<usize, Fault> {
    let ids: Vec<_> = page.iter().map(|waiting| waiting.id).collect();
    let moves = due::moves_of(writing.connection, &ids)?;
    let mut renewed = 0;
    for waiting in page.iter().filter(|waiting| waiting.state.is_open()) {
        let moves = moves.get(&waiting.id).map_or(&[][..], Vec::as_slice);
        let pauses = pauses(moves, rule.zone, None);
        let department = waiting.department_code.as_ref();
        let (due_on, paused_days) = rule.days(waiting.received_at, department, &pauses);
        if (due_on, paused_days) == (waiting.reply_due_on, waiting.paused_days) {
            continue;
        }
        due::renew(writing.connection, waiting.id, due_on, paused_days)?;
        renewed += 1;
        if due_on != waiting.reply_due_on && is_told(writing.connection, waiting)? {
            writing.changes.push(NewChange {
                kind: ChangeKind::Submission,
                op: ChangeOp::Upsert,
                key: waiting.id.to_string(),
                version: waiting.version,
                derived: true,
            });
        }
    }
    Ok(renewed)
}

/// Whether the public sees it, or saw it before and sees that it was hidden.
fn is_told(connection: &mut AnyConnection, waiting: &Waiting) -> Result<bool, Fault> {
    match waiting.visibility {
        Visibility::Public => Ok(true),
        Visibility::Pending | Visibility::Hidden => {
            version::was_published(connection, ChangeKind::Submission, &waiting.id.to_string())
        }
    }
}

/// As [`set_standard`], when none is stored: the database was restored under a running server.
///
/// # Errors
/// As [`Fault`].
pub fn set_missing_standard(
    database: &Database,
    standard: ReplyStandard,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<usize, Fault> {
    let stored = database
        .read_blocking(|reading: &mut Reading<'_>| reply_standard::find(reading.connection))?;
    if stored.is_some() { Ok(0) } else { set_standard(database, standard, zone, now) }
}

/// Puts down the standard that the configuration says, and renews what follows from it when it was another. Gives how many
/// submissions have another day now.
///
/// # Errors
/// As [`Fault`].
pub fn set_standard(
    database: &Database,
    standard: ReplyStandard,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<usize, Fault> {
    database.write_blocking(now, move |writing: &mut Writing<'_>| {
        let before = reply_standard::hold(writing.connection)?;
        if before == Some(standard) {
            return Ok(0);
        }
        reply_standard::set(writing.connection, standard)?;
        let renewed = renew(writing, zone, None)?;
        // A new installation has promised nothing yet.
        if before.is_some() || renewed > 0 {
            let entry = NewAuditEntry {
                at: now,
                actor: Some(Actor::operator()),
                target_kind: "reply_standard".to_owned(),
                reason: Some(format!("{} working days, {renewed} renewed", standard.get())),
                ..NewAuditEntry::new(AuditAction::ReplyStandardSet, AuditOutcome::Done)
            };
            audit::append(writing.connection, &entry)?;
        }
        Ok(renewed)
    })
}
