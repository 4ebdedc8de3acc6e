//! Restoring a backup without going back in what must only go forward: what was erased, hidden, withdrawn, revoked or
//! used up since, and every number that was given since. Written once, over two connections: the database that is to be
//! replaced, and the restored one that takes its place.
//!
//! A thing that the live database does not have is left as the backup has it: a live database of another origin, such as
//! one that a server has just made, takes nothing away.

mod accounts;
mod audit;
mod between;
mod copying;
mod embedded;
mod keys;
mod proofs;
mod recipients;
mod sequence;
mod submissions;
mod versions;

use chrono::{DateTime, Utc};

use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;

pub use between::{BetweenError, carry_over_from, go_on_without};
pub use embedded::{RestoreError, Restored, restore};

/// Rows read at once.
const PAGE: i64 = 500;

/// How much was carried over, by what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CarriedOver {
    /// Submissions that were erased.
    pub erased: usize,
    /// Submissions that were hidden.
    pub hidden: usize,
    /// Submissions that their authors took back.
    pub withdrawn: usize,
    /// Texts that moderators covered.
    pub covered: usize,
    /// Contact details that were erased.
    pub contacts: usize,
    /// Letters that were sent or given up.
    pub letters: usize,
    /// Mailboxes whose owners have refused letters.
    pub refusals: usize,
    /// Accounts of people and machines that were disabled.
    pub disabled: usize,
    /// Passwords that were changed.
    pub passwords: usize,
    /// Roles that were taken away.
    pub roles: usize,
    /// Keys of machines that were revoked.
    pub api_keys: usize,
    /// Sessions, as they are.
    pub sessions: usize,
    /// One-time links that were used or made void.
    pub links: usize,
    /// Challenges that were used.
    pub challenges: usize,
    /// Keys that sign and seal.
    pub keys: usize,
    /// Things whose versions go on behind those given since.
    pub versions: usize,
    /// Entries of the catalogue that were made since and are gone.
    pub lost: usize,
    /// Entries of the audit log.
    pub audit_entries: usize,
    /// Whether the live database had gone on from the backup; another one tells little of what must only go forward.
    pub is_continuation: bool,
}

impl CarriedOver {
    /// What to call each number, and the number.
    #[must_use]
    pub const fn lines(&self) -> [(&'static str, usize); 18] {
        [
            ("submissions erased", self.erased),
            ("submissions hidden", self.hidden),
            ("submissions withdrawn", self.withdrawn),
            ("submissions covered", self.covered),
            ("contact details erased", self.contacts),
            ("letters sent or given up", self.letters),
            ("addresses that refuse letters", self.refusals),
            ("accounts disabled", self.disabled),
            ("passwords changed", self.passwords),
            ("roles taken away", self.roles),
            ("API keys revoked", self.api_keys),
            ("sessions as they are", self.sessions),
            ("one-time links used", self.links),
            ("challenges used", self.challenges),
            ("signing and data keys", self.keys),
            ("versions that go on", self.versions),
            ("things made since, gone", self.lost),
            ("audit entries", self.audit_entries),
        ]
    }
}

/// What may be again as it was at the backup, when nothing is carried over.
pub const MAY_RETURN: [&str; 6] = [
    "submissions that were erased, hidden, withdrawn or covered since the backup, with their contact details",
    "accounts, roles, passwords and API keys that were disabled, taken away, changed or revoked since",
    "sessions that were ended, one-time links and challenges that were used since",
    "letters that were sent since and wait again",
    "letters to addresses whose owners have refused them since",
    "versions that were given since, when the database that gave them cannot be read: an old If-Match may pass",
];

/// Carries over into `restored` what must only go forward, out of `live`; all numbers go on behind the newest of both, and the
/// restore is recorded. Both are in a transaction, and nobody else writes to either.
///
/// # Errors
/// As [`Fault`]; the transaction of `restored` must then be rolled back.
pub fn carry_over(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    at: DateTime<Utc>,
) -> Result<CarriedOver, Fault> {
    let mut carried = CarriedOver::default();
    accounts::carry_over(live, restored, at, &mut carried)?;
    proofs::carry_over(live, restored, &mut carried)?;
    carried.keys = keys::carry_over(live, restored)?;
    submissions::carry_over(live, restored, at, &mut carried)?;
    recipients::carry_over(live, restored, &mut carried)?;
    carried.versions += versions::go_on(live, restored, at)?;
    carried.lost = versions::tell_lost(live, restored, at)?;
    let entries = audit::carry_over(live, restored)?;
    carried.audit_entries = entries.unwrap_or(0);
    carried.is_continuation = entries.is_some();
    if carried.is_continuation {
        let newest = sequence::newest(live)?;
        record(restored, newest, true, at)?;
    } else {
        // The database that went on from the backup is gone: nobody knows which numbers it gave.
        leap(restored, sequence::newest(live)?, at)?;
    }
    Ok(carried)
}

/// Carries nothing over, but lets all numbers go on behind those that `live` has given.
///
/// # Errors
/// As [`carry_over`].
fn go_on(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    versions::go_on(live, restored, at)?;
    versions::tell_lost(live, restored, at)?;
    audit::go_on(live, restored)?;
    let newest = sequence::newest(live)?;
    record(restored, newest, false, at)
}

/// Lets numbers go on although nobody knows the newest that were given: far behind those of the backup, and behind `known`.
///
/// # Errors
/// As [`carry_over`].
fn leap(restored: &mut AnyConnection, known: i64, at: DateTime<Utc>) -> Result<(), Fault> {
    /// More changes and entries than any installation makes between two backups.
    const FAR: i64 = 1_000_000;
    audit::leap(restored, FAR)?;
    let newest = sequence::newest(restored)? + FAR;
    record(restored, newest.max(known), false, at)
}

fn record(
    restored: &mut AnyConnection,
    newest: i64,
    carried_over: bool,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    let lost = sequence::go_on(restored, newest, carried_over, at)?;
    audit::record(restored, lost, carried_over, at)
}
