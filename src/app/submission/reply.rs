//! A department's reply to a submission, with the change that it led to: you said, we did.

use serde_json::json;

use crate::app::acting::{Acting, Effect};
use crate::app::error::{AppError, MemberFault, MemberFaultKind};
use crate::app::notice::{Notice, Notices};
use crate::app::publication::Publication;
use crate::app::submission::held::Held;
use crate::app::versions::Expected;
use crate::authz::act;
use crate::domain::history::Event;
use crate::domain::ids::{MilestoneId, SubmissionId};
use crate::domain::submission::{
    Influence, InfluenceKind, ReplyOutcome, SubmissionState, Visibility,
};
use crate::domain::text::Localized;
use crate::store::change::ChangeKind;
use crate::store::submission::Submission;
use crate::store::submission::reply::{self, Reply};
use crate::store::{AnyConnection, milestone, version};

/// The members that a reply changes.
const TOUCHED: [&str; 2] = ["/state", "/closed_at"];

/// A reply to be given.
#[derive(Debug, Clone)]
pub struct NewReply {
    /// What came of the submission.
    pub outcome: ReplyOutcome,
    /// What is answered, in each language.
    pub text: Localized,
    /// What was changed because of it.
    pub influence: Option<Influence>,
}

/// A reply that was given, and the submission as it is since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replied {
    /// The reply.
    pub reply: Reply,
    /// The submission.
    pub submission: Submission,
}

/// Replies to the submission of that id, which ends its handling.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Gone`] when it was erased, [`AppError::Stale`], [`AppError::IllegalMove`] with the
/// states that may follow, [`AppError::Invalid`] for an influence that never was; refusals of the policy.
pub fn give(
    acting: &mut Acting<'_, '_, act::ReplySubmission>,
    notices: &Notices,
    id: SubmissionId,
    expected: &Expected,
    new: &NewReply,
) -> Result<Effect<Replied>, AppError> {
    let held = Held::take(acting.writing.connection, id)?;
    let proof = held.permitted(&acting.authority)?;
    held.check_version(acting.writing.connection, expected, &TOUCHED)?;
    let next = held.moved(acting, end(new.outcome))?;
    let replied_on = Some(acting.circumstances.today());
    let next = Submission { outcome: Some(new.outcome), replied_on, ..next };
    let Some(department_code) = held.submission.department_code.clone() else {
        return Err(held.illegal());
    };
    if let Some(influence) = &new.influence {
        check(acting.writing.connection, influence)?;
    }

    let at = acting.circumstances.at;
    let reply = Reply {
        id: acting.new_id()?,
        version: 1,
        submission_id: id,
        department_code,
        outcome: new.outcome,
        text: new.text.clone(),
        influence: new.influence.clone(),
        created_at: at,
        updated_at: at,
    };
    let (submission, recorded) = held.store(acting, &proof, next)?;
    reply::insert(acting.writing.connection, &proof, &reply)?;
    let what = (ChangeKind::Reply, &reply.id, 1);
    let publication = Publication::of(&proof, Event::Published, what, snapshot(&reply));
    if submission.visibility == Visibility::Public {
        acting.publish(publication)?;
    } else {
        acting.keep(publication)?;
    }
    let circumstances = acting.circumstances;
    let notice = Notice::Reply(&reply);
    notices.queue(acting.writing.connection, circumstances, &submission, notice)?;
    Ok(Effect::Changed(Replied { reply, submission }, recorded))
}

/// Where a reply leaves the submission.
const fn end(outcome: ReplyOutcome) -> SubmissionState {
    match outcome {
        ReplyOutcome::NotFeasible | ReplyOutcome::OutOfScope => SubmissionState::Declined,
        ReplyOutcome::Accepted
        | ReplyOutcome::PartlyAccepted
        | ReplyOutcome::AlreadyDone
        | ReplyOutcome::Noted => SubmissionState::Answered,
    }
}

/// What a version says of a reply. A reply may repeat what a citizen wrote, so the text is not among it.
fn snapshot(reply: &Reply) -> serde_json::Value {
    let influence = reply.influence.as_ref().map(|to| {
        json!({
            "initiative_code": to.initiative_code,
            "kind": to.kind,
            "key": to.key,
            "version": to.version,
        })
    });
    json!({
        "id": reply.id,
        "submission_id": reply.submission_id,
        "department_code": reply.department_code,
        "outcome": reply.outcome,
        "influence": influence,
    })
}

/// An influence names a version that there was, of the initiative or of a milestone of it.
fn check(connection: &mut AnyConnection, influence: &Influence) -> Result<(), AppError> {
    let unknown = |member: &str| {
        let pointer = format!("/influence/{member}");
        AppError::Invalid(vec![MemberFault { pointer, kind: MemberFaultKind::UnknownReference }])
    };
    let Influence { initiative_code, kind, key, version } = influence;
    let of = match kind {
        InfluenceKind::Initiative if key == initiative_code.as_str() => ChangeKind::Initiative,
        InfluenceKind::Milestone => {
            let id = key.parse::<MilestoneId>().ok();
            let found = id.map(|id| milestone::find(connection, id)).transpose()?.flatten();
            let is_of = found.is_some_and(|one| one.milestone.initiative_code == *initiative_code);
            if is_of { ChangeKind::Milestone } else { return Err(unknown("key")) }
        }
        InfluenceKind::Initiative => return Err(unknown("key")),
    };
    version::find(connection, of, key, *version)?.map(drop).ok_or_else(|| unknown("version"))
}
