//! A submission that staff are about to change: read while nobody else can change it.

use serde_json::Value;

use crate::app::acting::{Acting, Recorded};
use crate::app::error::{AppError, IllegalMove};
use crate::app::publication::Publication;
use crate::app::snapshot;
use crate::app::submission::due::resumed;
use crate::app::submission::submit::TARGET;
use crate::app::versions::{Expected, differing, recorded_since};
use crate::authz::act::ChangesSubmission;
use crate::authz::{ActionType, Authority, Permitted, Resource, act};
use crate::domain::history::Event;
use crate::domain::ids::SubmissionId;
use crate::domain::submission::{SubmissionState, Visibility};
use crate::store::change::{ChangeKind, ChangeOp, NewChange};
use crate::store::submission::{self, Submission, reply};
use crate::store::{AnyConnection, Fault, version};

/// The submission with what decides on it.
pub(super) struct Held {
    /// Itself.
    pub submission: Submission,
    /// As the policy sees it.
    pub resource: Resource,
    before: Value,
}

impl Held {
    /// Reads the submission and keeps other writers from it until the transaction ends.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub(super) fn take(connection: &mut AnyConnection, id: SubmissionId) -> Result<Self, AppError> {
        let submission = submission::hold(connection, id)?.ok_or(AppError::NotFound)?;
        let resource = Resource::submission(&id, submission.department_code.as_ref());
        let before = snapshot::submission(&submission);
        Ok(Self { submission, resource, before })
    }

    /// Asks the policy. Whoever sees the submission neither as staff nor in public is not told that there is one.
    ///
    /// # Errors
    /// A refusal; [`AppError::Gone`] when what it said was erased: nothing is left to work on.
    pub(super) fn permitted<A: ActionType>(
        &self,
        authority: &Authority<A>,
    ) -> Result<Permitted<A>, AppError> {
        let proof = authority.on(&self.resource).map_err(|refusal| {
            let is_seen = self.submission.visibility == Visibility::Public
                || authority.also::<act::ReadSubmissions>(&self.resource).is_ok();
            if is_seen { AppError::Refused(refusal) } else { AppError::Hidden(refusal) }
        })?;
        if self.submission.erased_at.is_some() { Err(AppError::Gone) } else { Ok(proof) }
    }

    /// Passes when the client knows the current version.
    ///
    /// # Errors
    /// [`AppError::Stale`] with the members that have changed since, and those that are about to be changed too.
    pub(super) fn check_version(
        &self,
        connection: &mut AnyConnection,
        expected: &Expected,
        touched: &[&str],
    ) -> Result<(), AppError> {
        let touched: Vec<String> = touched.iter().map(|&pointer| pointer.to_owned()).collect();
        let key = self.submission.id.to_string();
        expected.check(self.submission.version, &touched, |since| {
            recorded_since(connection, TARGET, &key, since)
        })
    }

    /// The submission as it is once staff have moved it. The clock stands still only while its author is awaited.
    ///
    /// # Errors
    /// [`AppError::IllegalMove`] with the states that may follow.
    pub(super) fn moved<A>(
        &self,
        acting: &mut Acting<'_, '_, A>,
        to: SubmissionState,
    ) -> Result<Submission, AppError> {
        if !self.submission.state.allowed_to_staff().contains(&to) {
            return Err(self.illegal());
        }
        let today = acting.circumstances.today();
        let next = if to == SubmissionState::AwaitingCitizen {
            Submission { paused_since: Some(today), ..self.submission.clone() }
        } else {
            let (connection, own) = (&mut *acting.writing.connection, self.submission.clone());
            resumed(connection, acting.circumstances, own)?
        };
        let closed_at = to.is_closed().then_some(acting.circumstances.at);
        Ok(Submission { state: to, closed_at, ..next })
    }

    /// That the state does not allow it.
    pub(super) fn illegal(&self) -> AppError {
        AppError::IllegalMove(IllegalMove::by_staff(self.submission.state))
    }

    /// Stores the submission at its next version, with all that a change of it leaves behind. Followers are told of it once
    /// it is public, and ever after.
    ///
    /// # Errors
    /// As [`Fault`].
    pub(super) fn store<A: ChangesSubmission>(
        &self,
        acting: &mut Acting<'_, '_, A>,
        proof: &Permitted<A>,
        next: Submission,
    ) -> Result<(Submission, Recorded), Fault> {
        let next = Submission {
            version: self.submission.version + 1,
            updated_at: acting.circumstances.at,
            ..next
        };
        let connection = &mut *acting.writing.connection;
        let key = next.id.to_string();
        let was_public = version::was_published(connection, ChangeKind::Submission, &key)?;
        let is_public = next.visibility == Visibility::Public;
        submission::replace(connection, proof, &next)?;
        let after = snapshot::submission(&next);
        let mut changed = differing(&self.before, &after);
        changed.extend(unsaid(&self.submission, &next).map(ToOwned::to_owned));
        let recorded = Recorded::of(proof)
            .versions(Some(self.submission.version), next.version)
            .changed(changed);
        let event = match (is_public && !was_public, self.submission.state == next.state) {
            (true, _) => Event::Published,
            (false, false) => Event::Transitioned,
            (false, true) => Event::Edited,
        };
        let what = (ChangeKind::Submission, &key, next.version);
        let publication = Publication::of(proof, event, what, after).having_been(&self.before);
        if is_public || was_public {
            acting.publish(publication)?;
        } else {
            acting.keep(publication)?;
        }
        self.tell_replies(acting, &next)?;
        Ok((next, recorded))
    }

    /// Replies are shown with what they answer: they come and go with it.
    fn tell_replies<A>(
        &self,
        acting: &mut Acting<'_, '_, A>,
        next: &Submission,
    ) -> Result<(), Fault> {
        let shown = |submission: &Submission| submission.visibility == Visibility::Public;
        let op = match (shown(&self.submission), shown(next)) {
            (false, true) => ChangeOp::Upsert,
            (true, false) => ChangeOp::Delete,
            _ => return Ok(()),
        };
        for reply in reply::of_submissions(acting.writing.connection, &[next.id])? {
            let (kind, key) = (ChangeKind::Reply, reply.id.to_string());
            let change = NewChange { kind, op, key, version: reply.version, derived: false };
            acting.writing.changes.push(change);
        }
        Ok(())
    }
}

/// The members that changed and of which no version tells.
fn unsaid(before: &Submission, after: &Submission) -> impl Iterator<Item = &'static str> {
    let all = [
        ("/text", before.text != after.text),
        ("/duplicate_of", before.duplicate_of != after.duplicate_of),
        ("/reply_due_on", before.reply_due_on != after.reply_due_on),
        ("/paused_since", before.paused_since != after.paused_since),
        ("/closed_at", before.closed_at != after.closed_at),
    ];
    all.into_iter().filter(|(_, is_other)| *is_other).map(|(member, _)| member)
}
