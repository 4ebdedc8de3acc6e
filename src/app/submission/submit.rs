//! Taking in what somebody sends: checked as a whole, stored with its receipt, its secret and nothing that is not needed.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use zeroize::Zeroizing;

use crate::app::acting::open::{Noted, Open, Version};
use crate::app::contact_keys::ContactKeys;
use crate::app::error::{AppError, MemberFault, MemberFaultKind};
use crate::app::identity::Identity;
use crate::app::notice::{Notice, Notices};
use crate::app::snapshot;
use crate::app::submission::due;
use crate::app::versions::differing;
use crate::authn::challenge::{ChallengeFault, Solved};
use crate::authn::opaque::{OpaqueKind, TokenHash, mint};
use crate::authn::receipt::{ReceiptClaims, text_digest};
use crate::domain::account::{EmailAddress, PersonName};
use crate::domain::history::Event;
use crate::domain::language::LanguageTag;
use crate::domain::submission::{
    Place, Reference, SubmissionKind, SubmissionState, SubmissionText, Visibility,
};
use crate::entropy::{self, Entropy};
use crate::store::audit::AuditAction;
use crate::store::change::ChangeKind;
use crate::store::submission::contact::{self, Contact};
use crate::store::submission::{self, Submission};
use crate::store::{AnyConnection, Fault, challenge, initiative, notice, smart_area, subject};

/// What a submission is called in the audit log.
pub(super) const TARGET: &str = "submission";

/// So often a reference is drawn again that is taken already.
const DRAWS: usize = 8;

/// A submission as it was sent.
#[derive(Debug)]
pub struct NewSubmission {
    /// What it is about.
    pub place: Place,
    /// What it is.
    pub kind: SubmissionKind,
    /// The language that it is written in.
    pub language: LanguageTag,
    /// What it says, cleaned.
    pub text: SubmissionText,
    /// What it says, exactly as it came: the receipt is of that.
    pub sent: SecretString,
    /// Where an answer may be sent.
    pub contact: Option<NewContact>,
    /// The version of the privacy notice that was shown.
    pub notice_version: i32,
    /// Whether it may be published.
    pub may_publish: bool,
    /// Whether its author may be written to.
    pub may_contact: bool,
    /// What was done for it.
    pub work: Work,
}

/// Where an answer may be sent.
#[derive(Clone)]
pub struct NewContact {
    /// The name.
    pub name: Option<PersonName>,
    /// The address.
    pub email: EmailAddress,
}

impl std::fmt::Debug for NewContact {
    /// Nothing of what it holds.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewContact").finish_non_exhaustive()
    }
}

/// The work that whoever sends something without an account has to do first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// A machine that is known passes it on: none is asked for.
    NotAsked,
    /// It was done.
    Done(Solved),
    /// It was not done, or too late, or not enough of it.
    Refused(MemberFaultKind),
}

impl From<Result<Solved, ChallengeFault>> for Work {
    fn from(verified: Result<Solved, ChallengeFault>) -> Self {
        match verified {
            Ok(solved) => Self::Done(solved),
            Err(ChallengeFault::Expired) => Self::Refused(MemberFaultKind::ChallengeExpired),
            Err(ChallengeFault::TooEasy) => Self::Refused(MemberFaultKind::ChallengeTooEasy),
            Err(ChallengeFault::Malformed | ChallengeFault::Wrong) => {
                Self::Refused(MemberFaultKind::ChallengeUnsolved)
            }
        }
    }
}

/// What was taken in, and what its author alone is given.
#[derive(Debug)]
pub struct Received {
    /// The submission.
    pub submission: Submission,
    /// The signed receipt.
    pub receipt: String,
    /// The secret.
    pub secret: SecretString,
}

/// What taking something in needs beside the database.
#[derive(Debug, Clone)]
pub struct Intake {
    /// Signs receipts.
    pub identity: Identity,
    /// Seals contact details.
    pub contact_keys: Arc<ContactKeys>,
    /// Writes to authors.
    pub notices: Notices,
}

/// Takes a submission in.
///
/// # Errors
/// [`AppError::Invalid`] with everything that does not fit what is stored, the challenge among it.
pub fn submit(
    open: &mut Open<'_, '_>,
    intake: &Intake,
    new: &NewSubmission,
) -> Result<(Received, Noted), AppError> {
    check(open, new)?;
    let circumstances = open.circumstances;
    let (at, entropy) = (circumstances.at, circumstances.entropy.as_ref());
    let secret = mint(OpaqueKind::Submission, entropy).map_err(broken)?;
    // An id of version 7 would tell when to the millisecond somebody wrote.
    let id = entropy::uuid_v4(entropy).map_err(broken)?.into();
    let connection = &mut *open.writing.connection;
    let submission = Submission {
        id,
        version: 1,
        reference: reference(connection, entropy)?,
        place: new.place.clone(),
        kind: new.kind,
        language: new.language.clone(),
        text: new.text.as_str().to_owned(),
        original_text: new.sent.expose_secret().to_owned(),
        state: SubmissionState::Received,
        visibility: Visibility::Pending,
        hide_reason: None,
        department_code: None,
        outcome: None,
        replied_on: None,
        duplicate_of: None,
        notice_version: new.notice_version,
        may_publish: new.may_publish,
        may_contact: new.may_contact,
        secret_hash: TokenHash::of(secret.expose_secret()).as_str().to_owned(),
        text_sha256: text_digest(new.sent.expose_secret()),
        received_at: at,
        received_on: circumstances.today(),
        reply_due_on: due::of_new(connection, circumstances)?,
        paused_since: None,
        paused_days: 0,
        closed_at: None,
        erased_at: None,
        created_at: at,
        updated_at: at,
    };
    submission::insert(connection, &submission)?;
    if let Some(given) = &new.contact {
        let contact = sealed(intake, &submission, given, entropy)?;
        contact::insert(connection, &contact)?;
    }
    intake.notices.queue(connection, circumstances, &submission, Notice::Receipt)?;
    let receipt = receipt(intake, &submission, at)?;
    let noted = keep(open, &submission)?;
    Ok((Received { submission, receipt, secret }, noted))
}

/// Everything that only the database can tell: all faults at once.
fn check(open: &mut Open<'_, '_>, new: &NewSubmission) -> Result<(), AppError> {
    let today = open.circumstances.today();
    let connection = &mut *open.writing.connection;
    let mut faults = Vec::new();
    let mut refuse = |pointer: &str, kind| {
        faults.push(MemberFault { pointer: pointer.to_owned(), kind });
    };
    let (pointer, is_known) = place(connection, &new.place)?;
    if !is_known {
        refuse(pointer, MemberFaultKind::UnknownReference);
    }
    let in_force =
        notice::newest(connection, today)?.map(|notice| notice.version).ok_or_else(|| {
            Fault::Unavailable("no privacy notice is in force: load data/citizens.json".to_owned())
        })?;
    if in_force != new.notice_version {
        refuse("/consents/notice_version", MemberFaultKind::NotInForce(in_force));
    }
    match &new.work {
        Work::NotAsked => {}
        Work::Refused(kind) => refuse("/challenge", *kind),
        Work::Done(solved) => {
            if !challenge::spend(connection, &solved.signature, solved.expires_at)? {
                refuse("/challenge", MemberFaultKind::ChallengeSpent);
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

/// Which member names the place, and whether there is such a place.
fn place(connection: &mut AnyConnection, place: &Place) -> Result<(&'static str, bool), AppError> {
    Ok(match place {
        Place::Initiative(code) => {
            ("/initiative_code", initiative::find(connection, code)?.is_some())
        }
        Place::SmartArea(code) => {
            let found = smart_area::find_all(connection, std::slice::from_ref(code))?;
            ("/smart_area_code", !found.is_empty())
        }
        Place::Subject(code) => {
            let found = subject::find_all(connection, std::slice::from_ref(code))?;
            ("/subject", !found.is_empty())
        }
    })
}

/// A reference that no submission has.
fn reference(connection: &mut AnyConnection, entropy: &dyn Entropy) -> Result<Reference, AppError> {
    for _ in 0..DRAWS {
        let reference = Reference::of_random(entropy::bytes(entropy).map_err(broken)?);
        if submission::find_by_reference(connection, reference)?.is_none() {
            return Ok(reference);
        }
    }
    Err(AppError::Defect("no reference is free"))
}

fn sealed(
    intake: &Intake,
    submission: &Submission,
    given: &NewContact,
    entropy: &dyn Entropy,
) -> Result<Contact, AppError> {
    let name = given.name.as_ref().map(PersonName::as_str);
    let plain = json!({ "name": name, "email": given.email.as_str() }).to_string();
    let plain = Zeroizing::new(plain);
    let context = submission.id.to_string();
    let (key_id, sealed) =
        intake.contact_keys.seal(plain.as_bytes(), &context, entropy).map_err(broken)?;
    let (submission_id, created_at) = (submission.id, submission.created_at);
    Ok(Contact { submission_id, key_id, sealed, created_at })
}

fn receipt(
    intake: &Intake,
    submission: &Submission,
    at: DateTime<Utc>,
) -> Result<String, AppError> {
    let claims = ReceiptClaims {
        reference: submission.reference.to_string(),
        text_sha256: submission.text_sha256.clone(),
        received_at: at,
    };
    Ok(intake.identity.keyring().receipt(&claims, at)?)
}

fn keep(open: &mut Open<'_, '_>, submission: &Submission) -> Result<Noted, AppError> {
    let (key, nothing) = (submission.id.to_string(), json!({}));
    let body = snapshot::submission(submission);
    let changed = differing(&nothing, &body);
    open.keep(Version {
        of: (ChangeKind::Submission, &key, 1),
        event: Event::Created,
        before: &nothing,
        body,
        is_told: false,
    })?;
    let action = AuditAction::SubmissionReceived;
    Ok(Noted { action, kind: TARGET, key, versions: (None, 1), changed })
}

fn broken(error: impl std::fmt::Display) -> Fault {
    Fault::corrupt("new submission", error)
}
