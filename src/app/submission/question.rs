//! Asking the author of a submission something, and going on without waiting any longer.

use crate::app::acting::{Acting, Effect};
use crate::app::error::AppError;
use crate::app::notice::{Notice, Notices};
use crate::app::submission::held::Held;
use crate::app::versions::Expected;
use crate::authz::act;
use crate::domain::ids::SubmissionId;
use crate::domain::submission::SubmissionState;
use crate::mail::Decision;
use crate::store::submission::Submission;
use crate::store::submission::message::{self, Author, Message};

/// The members that asking and going on change.
const TOUCHED: [&str; 3] = ["/state", "/reply_due_on", "/paused_since"];

/// What a department does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It asks this, and the clock stands still.
    Ask(String),
    /// It goes on without an answer, and the clock with it.
    Resume,
}

/// Takes the step on the submission of that id.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Gone`] when it was erased, [`AppError::Stale`], [`AppError::IllegalMove`] with the
/// states that may follow; refusals of the policy.
pub fn step(
    acting: &mut Acting<'_, '_, act::AwaitCitizen>,
    notices: &Notices,
    id: SubmissionId,
    expected: &Expected,
    step: &Step,
) -> Result<Effect<Submission>, AppError> {
    let held = Held::take(acting.writing.connection, id)?;
    let proof = held.permitted(&acting.authority)?;
    held.check_version(acting.writing.connection, expected, &TOUCHED)?;
    let to = match step {
        Step::Ask(_) => SubmissionState::AwaitingCitizen,
        Step::Resume => SubmissionState::Assigned,
    };
    // Only a moderator assigns; a department takes up again what was assigned to it before.
    let is_resumable = held.submission.state == SubmissionState::AwaitingCitizen;
    if *step == Step::Resume && !is_resumable {
        return Err(held.illegal());
    }
    let next = held.moved(acting, to)?;
    let (next, recorded) = held.store(acting, &proof, next)?;
    if let Step::Ask(text) = step {
        let question = Message {
            id: acting.new_id()?,
            author: Author::Department,
            department_code: next.department_code.clone(),
            text: text.clone(),
            created_at: acting.circumstances.at,
        };
        let circumstances = acting.circumstances;
        let connection = &mut *acting.writing.connection;
        message::ask(connection, &proof, id, &question)?;
        let notice = Notice::Decision(Decision::AwaitingCitizen);
        notices.queue(connection, circumstances, &next, notice)?;
    }
    Ok(Effect::Changed(next, recorded))
}
