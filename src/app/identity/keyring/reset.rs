//! Beginning anew with keys when the master key is lost: what was sealed under it opens nowhere any more.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::stored;
use crate::app::contact_keys;
use crate::authn::rotation::KeyPurpose;
use crate::authz::Actor;
use crate::entropy::Entropy;
use crate::sealing::SealingKey;
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::signing_key::{self, StoredKey};
use crate::store::{self, AnyConnection, Database, Fault, Reading, Writing};

/// What a reset did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ResetReport {
    /// Keys that signed access tokens and do so no more.
    pub access_tokens: usize,
    /// Keys of receipts that sign no more; their public halves stay published, so that their receipts stay good.
    pub receipts: usize,
    /// Keys of contact details that open nothing any more.
    pub contacts: usize,
    /// Contact details that were sealed with those and that nobody can read, unless the lost master key is found.
    pub contact_details: usize,
    /// Letters that wait, likewise.
    pub letters: usize,
}

/// Whether the database holds keys that a master key must open.
///
/// # Errors
/// As [`Fault`].
pub fn holds_keys(database: &Database) -> Result<bool, Fault> {
    database.read_blocking(|reading: &mut Reading<'_>| {
        for purpose in KeyPurpose::ALL {
            if !signing_key::list(reading.connection, purpose.as_str())?.is_empty() {
                return Ok(true);
            }
        }
        contact_keys::are_stored(reading.connection)
    })
}

/// Replaces every key that does not open under this master key. Keys that open stay as they are, so that a reset with the
/// right master key does nothing.
///
/// # Errors
/// As [`Fault`]; nothing was changed then.
pub fn reset(
    database: &Database,
    signing: SealingKey,
    contacts: SealingKey,
    now: DateTime<Utc>,
    entropy: Arc<dyn Entropy>,
) -> Result<ResetReport, Fault> {
    database.write_blocking(now, move |writing: &mut Writing<'_>| {
        store::lock_out_other_writers(writing.connection)?;
        let (connection, entropy) = (&mut *writing.connection, entropy.as_ref());
        let mut report = ResetReport {
            access_tokens: replace(connection, &signing, entropy, KeyPurpose::AccessTokens, now)?,
            receipts: replace(connection, &signing, entropy, KeyPurpose::Receipts, now)?,
            ..ResetReport::default()
        };
        let lost = contact_keys::retire_lost(connection, &contacts, entropy, now)?;
        report.contacts = lost.keys;
        report.contact_details = lost.contact_details;
        report.letters = lost.letters;
        if report != ResetReport::default() {
            audit::append(connection, &entry(&report, now))?;
        }
        Ok(report)
    })
}

/// Replaces the signing keys of one purpose that do not open; gives how many there were.
fn replace(
    connection: &mut AnyConnection,
    wrapping: &SealingKey,
    entropy: &dyn Entropy,
    purpose: KeyPurpose,
    now: DateTime<Utc>,
) -> Result<usize, Fault> {
    let keys = signing_key::list(connection, purpose.as_str())?;
    let does_not_open = |key: &StoredKey| stored::unwrap(key, wrapping, purpose).is_err();
    let lost: Vec<StoredKey> = keys.into_iter().filter(does_not_open).collect();
    for key in &lost {
        // A key of receipts that has signed nothing yet is worth as little as one of tokens that nobody can renew.
        if purpose == KeyPurpose::AccessTokens || key.active_from > now {
            signing_key::delete(connection, &key.kid)?;
        } else {
            stored::destroy_secret(connection, wrapping, entropy, &key.kid)?;
        }
    }
    if !lost.is_empty() {
        let first = (AuditAction::KeysCreated, now, now);
        stored::add(connection, wrapping, entropy, purpose, first)?;
    }
    Ok(lost.len())
}

fn entry(report: &ResetReport, at: DateTime<Utc>) -> NewAuditEntry {
    let ResetReport { access_tokens, receipts, contacts, contact_details, letters } = report;
    NewAuditEntry {
        at,
        actor: Some(Actor::operator()),
        target_kind: "master_key".into(),
        reason: Some(format!(
            "lost keys: {access_tokens} of access tokens, {receipts} of receipts, {contacts} of contact details; \
             unreadable: {contact_details} contact details, {letters} letters"
        )),
        ..NewAuditEntry::new(AuditAction::KeysReset, AuditOutcome::Done)
    }
}
