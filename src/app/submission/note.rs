//! Notes on a submission that staff alone see.

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::AppError;
use crate::app::submission::held::Held;
use crate::authz::{Permitted, act};
use crate::domain::ids::SubmissionId;
use crate::store::Fault;
use crate::store::submission::message::{self, Author, Message};

/// Adds a note to the submission of that id, which does not change by it.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Gone`] when it was erased; refusals of the policy.
pub fn add(
    acting: &mut Acting<'_, '_, act::NoteSubmission>,
    id: SubmissionId,
    text: &str,
) -> Result<Effect<Message>, AppError> {
    let held = Held::take(acting.writing.connection, id)?;
    let proof = held.permitted(&acting.authority)?;
    let note = write(acting, &proof, id, text)?;
    Ok(Effect::Changed(note, Recorded::of(&proof)))
}

/// Stores a note in the name of the department for which it is written, if any.
pub(super) fn write<A>(
    acting: &mut Acting<'_, '_, A>,
    proof: &Permitted<act::NoteSubmission>,
    id: SubmissionId,
    text: &str,
) -> Result<Message, Fault> {
    let note = Message {
        id: acting.new_id()?,
        author: Author::Note,
        department_code: proof.department().cloned(),
        text: text.to_owned(),
        created_at: acting.circumstances.at,
    };
    message::note(acting.writing.connection, proof, id, &note)?;
    Ok(note)
}
