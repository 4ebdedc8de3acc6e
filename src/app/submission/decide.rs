//! What moderators decide about a submission. A decision may come with a note that staff alone see.

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, Conflict, MemberFault, MemberFaultKind};
use crate::app::notice::{Notice, Notices};
use crate::app::submission::due::timed;
use crate::app::submission::held::Held;
use crate::app::submission::note;
use crate::app::versions::Expected;
use crate::authz::act;
use crate::domain::code::DepartmentCode;
use crate::domain::ids::SubmissionId;
use crate::domain::submission::personal_data;
use crate::domain::submission::{HideReason, SubmissionState, SubmissionText, Visibility};
use crate::mail::Decision as Told;
use crate::store::AnyConnection;
use crate::store::change::ChangeKind;
use crate::store::submission::message::{self, Author, Message};
use crate::store::submission::{self, Submission};
use crate::store::{department, version};

/// A decision about one submission.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which one.
    pub id: SubmissionId,
    /// The version that the moderator knows.
    pub version: i64,
    /// What.
    pub decision: Decision,
    /// For staff alone.
    pub note: Option<String>,
}

/// What can be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Somebody has looked at it.
    Triage,
    /// A department is to answer it, or another one than before.
    Assign(DepartmentCode),
    /// Everybody may see it, covered where a text is given.
    Publish(Option<String>),
    /// The public is not to see it, or no longer.
    Hide(HideReason),
    /// The public may see it again; what it never saw, or its author keeps from it, waits as before.
    Unhide,
    /// Nobody answers it; its author is told why.
    Decline(String),
    /// Another one says the same, and is answered in its place.
    Duplicate(SubmissionId),
}

impl Decision {
    /// The members of a submission that it changes.
    const fn touched(&self) -> &'static [&'static str] {
        match self {
            Self::Triage | Self::Decline(_) => &["/state"],
            Self::Assign(_) => &["/state", "/department_code"],
            Self::Publish(_) => &["/visibility", "/hide_reason", "/text"],
            Self::Hide(_) | Self::Unhide => &["/visibility", "/hide_reason"],
            Self::Duplicate(_) => &["/state", "/duplicate_of"],
        }
    }
}

/// Decides about the submission that is named.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Gone`] when it was erased, [`AppError::Stale`], [`AppError::IllegalMove`] with the
/// states that may follow, [`AppError::Conflict`], [`AppError::Invalid`]; refusals of the policy.
pub fn decide(
    acting: &mut Acting<'_, '_, act::DecideSubmission>,
    notices: &Notices,
    asked: &Asked,
) -> Result<Effect<Submission>, AppError> {
    let held = Held::take(acting.writing.connection, asked.id)?;
    let proof = held.permitted(&acting.authority)?;
    let touched = asked.decision.touched();
    held.check_version(acting.writing.connection, &Expected(vec![asked.version]), touched)?;
    let next = decided(acting, &held, asked)?;
    if next == held.submission {
        return match &asked.note {
            None => Ok(Effect::Unchanged(next)),
            Some(text) => {
                let proof = acting.authority.also::<act::NoteSubmission>(&held.resource)?;
                note::write(acting, &proof, next.id, text)?;
                Ok(Effect::Changed(next, Recorded::of(&proof)))
            }
        };
    }
    let (next, recorded) = held.store(acting, &proof, next)?;
    if let Decision::Decline(reason) = &asked.decision {
        let message = Message {
            id: acting.new_id()?,
            author: Author::Department,
            department_code: next.department_code.clone(),
            text: reason.clone(),
            created_at: acting.circumstances.at,
        };
        message::explain(acting.writing.connection, &proof, next.id, &message)?;
    }
    if let Some(text) = &asked.note {
        let proof = acting.authority.also::<act::NoteSubmission>(&held.resource)?;
        note::write(acting, &proof, next.id, text)?;
    }
    if let Some(decision) = told(&held.submission, &next) {
        let circumstances = acting.circumstances;
        let notice = Notice::Decision(decision);
        notices.queue(acting.writing.connection, circumstances, &next, notice)?;
    }
    Ok(Effect::Changed(next, recorded))
}

/// The submission as it is once that is decided.
fn decided(
    acting: &mut Acting<'_, '_, act::DecideSubmission>,
    held: &Held,
    asked: &Asked,
) -> Result<Submission, AppError> {
    let stored = &held.submission;
    match &asked.decision {
        Decision::Triage => held.moved(acting, SubmissionState::Triaged),
        Decision::Assign(department) => assigned(acting, held, department),
        Decision::Publish(Some(text)) => published(stored, text),
        Decision::Publish(None) => uncovered(stored),
        Decision::Hide(reason) => Ok(Submission {
            visibility: Visibility::Hidden,
            hide_reason: Some(*reason),
            ..stored.clone()
        }),
        Decision::Unhide if stored.visibility != Visibility::Hidden => Ok(stored.clone()),
        Decision::Unhide if was_shown(acting, stored)? => uncovered(stored),
        Decision::Unhide => {
            Ok(Submission { visibility: Visibility::Pending, hide_reason: None, ..stored.clone() })
        }
        Decision::Decline(_) => held.moved(acting, SubmissionState::Declined),
        Decision::Duplicate(original) => {
            let next = held.moved(acting, SubmissionState::Duplicate)?;
            check_original(acting.writing.connection, stored, *original)?;
            Ok(Submission { duplicate_of: Some(*original), ..next })
        }
    }
}

/// Giving it to another department is no move. By when it is to be answered is the department's to say, or else the
/// installation's; the clock goes on from receipt.
fn assigned(
    acting: &mut Acting<'_, '_, act::DecideSubmission>,
    held: &Held,
    department: &DepartmentCode,
) -> Result<Submission, AppError> {
    let next = if held.submission.state == SubmissionState::Assigned {
        held.submission.clone()
    } else {
        held.moved(acting, SubmissionState::Assigned)?
    };
    let connection = &mut *acting.writing.connection;
    // Its standard stays as it is meanwhile: whoever changes it then renews the day of this submission too.
    department::share(connection, department)?
        .ok_or_else(|| AppError::unknown_reference("/department_code"))?;
    let next = Submission { department_code: Some(department.clone()), ..next };
    Ok(timed(connection, acting.circumstances, next)?)
}

/// What nobody has looked over is not shown with what tells who wrote it.
fn uncovered(stored: &Submission) -> Result<Submission, AppError> {
    let sent = SubmissionText::parse(&stored.original_text);
    // What was taken in before a text like this was refused is looked over as it is.
    let is_as_sent = sent.ok().is_none_or(|sent| sent.as_str() == stored.text);
    if is_as_sent && !personal_data::find(&stored.text).is_empty() {
        return Err(lacking("/text"));
    }
    published(stored, &stored.text)
}

/// Whether it was public before, and its author still lets it be.
fn was_shown<A>(acting: &mut Acting<'_, '_, A>, stored: &Submission) -> Result<bool, AppError> {
    let connection = &mut *acting.writing.connection;
    let key = stored.id.to_string();
    Ok(stored.may_publish && version::was_published(connection, ChangeKind::Submission, &key)?)
}

/// Only what its author lets be seen, and has not taken back, is shown.
fn published(stored: &Submission, text: &str) -> Result<Submission, AppError> {
    if !stored.may_publish || stored.state == SubmissionState::Withdrawn {
        return Err(AppError::Conflict(Conflict::NotToBePublished));
    }
    Ok(Submission {
        visibility: Visibility::Public,
        hide_reason: None,
        text: text.to_owned(),
        ..stored.clone()
    })
}

/// An original is another submission, and no duplicate itself; nor has a duplicate any of its own. So whoever follows a link
/// arrives.
fn check_original(
    connection: &mut AnyConnection,
    stored: &Submission,
    original: SubmissionId,
) -> Result<(), AppError> {
    let kind = match submission::hold(connection, original)? {
        None => MemberFaultKind::UnknownReference,
        Some(found) if found.id == stored.id || found.duplicate_of.is_some() => {
            MemberFaultKind::Conflicting
        }
        Some(_) if submission::has_duplicates(connection, stored.id)? => {
            MemberFaultKind::Conflicting
        }
        Some(_) => return Ok(()),
    };
    Err(AppError::Invalid(vec![MemberFault { pointer: "/duplicate_of".to_owned(), kind }]))
}

fn lacking(pointer: &str) -> AppError {
    let (pointer, kind) = (pointer.to_owned(), MemberFaultKind::Required);
    AppError::Invalid(vec![MemberFault { pointer, kind }])
}

/// What the author is told of a decision.
fn told(before: &Submission, after: &Submission) -> Option<Told> {
    if after.state != before.state {
        match after.state {
            SubmissionState::Declined => return Some(Told::Declined),
            SubmissionState::Duplicate => return Some(Told::Duplicate),
            _ => {}
        }
    }
    match (before.visibility == after.visibility, after.visibility) {
        (false, Visibility::Public) => Some(Told::Published),
        (false, Visibility::Hidden) => Some(Told::Hidden),
        _ => None,
    }
}
