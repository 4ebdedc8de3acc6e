//! Taking away whatever could tell who sent a submission or what it said.

use diesel::prelude::*;

use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::idempotency;
use crate::store::schema::{outbox, submission_messages, submission_replies};
use crate::store::submission::{Submission, contact, store, terms};

/// Erases a submission, given as it is to be afterwards but for what is emptied here: text, original and their hash; its
/// terms, messages, contact details, letters and kept answers go, and so does what departments replied. Its place, kind,
/// states, dates and outcome stay, and so does the hash of its random secret: who holds it still sees that all was erased.
///
/// # Errors
/// [`Fault::Collision`] when the stored version is not the one before; as [`Fault`].
pub fn erase(connection: &mut AnyConnection, submission: &Submission) -> Result<(), Fault> {
    // A hash of a short text can be guessed. A receipt proves itself by its signature and the citizen's own text.
    let empty = Submission {
        text: String::new(),
        original_text: String::new(),
        text_sha256: String::new(),
        ..submission.clone()
    };
    store(connection, &empty)?;
    terms::forget(connection, submission.id)?;
    contact::delete(connection, submission.id)?;
    let id = submission.id.to_string();
    let messages = submission_messages::table.filter(submission_messages::submission_id.eq(&id));
    diesel::delete(messages).execute(connection)?;
    // What a department answered may repeat what was written.
    let replies = submission_replies::table.filter(submission_replies::submission_id.eq(&id));
    diesel::update(replies).set(submission_replies::text.eq("{}")).execute(connection)?;
    idempotency::forget_about(connection, submission.id)?;
    diesel::delete(outbox::table.filter(outbox::submission_id.eq(&id))).execute(connection)?;
    Ok(())
}
