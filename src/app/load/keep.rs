//! The decision that every record of the file goes through: new, changed by the file, unchanged, or changed by
//! people since. And what every stored record leaves behind: a version, a change, and what the file said.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::app::load::Progress;
use crate::app::load::report::LoadReport;
use crate::app::submission::due;
use crate::app::versions::changes;
use crate::domain::history::{ChangedMember, Event, Origin};
use crate::store::change::{ChangeKind, ChangeOp, NewChange};
use crate::store::version::{self, LoadedRecord, StoredVersion, Told, VersionKind};
use crate::store::{AnyConnection, Fault, Writing};

/// What to do with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Store it as this first version.
    Create(i64),
    /// Store it as this version.
    Update(i64),
    /// Leave the row alone.
    Leave,
}

/// A record as it is decided on.
pub(super) struct Record<'a> {
    /// What it is.
    pub kind: ChangeKind,
    /// Its code or id.
    pub key: &'a str,
    /// What the file says of it, in a form that is equal exactly when it says the same.
    pub says: &'a Value,
    /// The version that is stored; none when the record is new.
    pub stored: Option<i64>,
}

/// Decides on records and remembers what was done.
pub(super) struct Keeper<'a, 'b> {
    writing: &'a mut Writing<'b>,
    at: DateTime<Utc>,
    zone: Tz,
    progress: &'a Progress,
    loaded: HashMap<ChangeKind, HashMap<String, LoadedRecord>>,
    report: LoadReport,
}

impl<'a, 'b> Keeper<'a, 'b> {
    /// Reads what the last load said.
    pub(super) fn start(
        writing: &'a mut Writing<'b>,
        at: DateTime<Utc>,
        zone: Tz,
        progress: &'a Progress,
    ) -> Result<Self, Fault> {
        let mut loaded = HashMap::new();
        for kind in ChangeKind::ALL {
            loaded.insert(kind, version::loaded(writing.connection, kind)?);
        }
        Ok(Self { writing, at, zone, progress, loaded, report: LoadReport::default() })
    }

    /// The connection to store with.
    pub(super) fn connection(&mut self) -> &mut AnyConnection {
        self.writing.connection
    }

    /// The instant of the load.
    pub(super) fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The zone of local dates.
    pub(super) fn zone(&self) -> Tz {
        self.zone
    }

    /// Decides what to do with a record and counts it.
    ///
    /// # Errors
    /// As [`Fault`].
    pub(super) fn decide(&mut self, record: &Record<'_>) -> Result<Verdict, Fault> {
        (self.progress)(record.kind);
        let before = self.loaded.get(&record.kind).and_then(|kind| kind.get(record.key));
        let tally = self.report.kinds.entry(record.kind).or_default();
        let Some(stored) = record.stored else {
            if before.is_some() {
                // It was loaded once and is gone: people have deleted it.
                tally.kept.push(record.key.to_owned());
                return Ok(Verdict::Leave);
            }
            tally.created += 1;
            let first = version::first(self.writing.connection, record.kind, record.key)?;
            return Ok(Verdict::Create(first));
        };
        if before.is_some_and(|before| before.digest == digest(record.says)) {
            tally.unchanged += 1;
            return Ok(Verdict::Leave);
        }
        if before.is_none_or(|before| before.version != stored) {
            tally.kept.push(record.key.to_owned());
            return Ok(Verdict::Leave);
        }
        tally.updated += 1;
        Ok(Verdict::Update(stored + 1))
    }

    /// Leaves behind what every stored record leaves: its version, its change and what the file said.
    pub(super) fn stored(
        &mut self,
        record: &Record<'_>,
        version: i64,
        parent: Option<&str>,
        body: Value,
    ) -> Result<(), Fault> {
        let (kind, key) = (record.kind, record.key);
        let changed = match self.before(record)? {
            Some(before) => changes(&before, &body),
            None => Vec::new(),
        };
        self.leave((kind, key, version), parent, body, changed)?;
        let said = LoadedRecord { digest: digest(record.says), version };
        version::remember_loaded(self.writing.connection, kind, key, &said)
    }

    /// Leaves behind a version and its change.
    fn leave(
        &mut self,
        (kind, key, version): (ChangeKind, &str, i64),
        parent: Option<&str>,
        body: Value,
        changed: Vec<ChangedMember>,
    ) -> Result<(), Fault> {
        let told = Told {
            event: Event::Loaded,
            origin: Origin::Catalogue,
            department: None,
            reason: None,
            changed,
        };
        let stored = StoredVersion {
            kind: VersionKind::Of(kind),
            key: key.to_owned(),
            version,
            parent: parent.map(str::to_owned),
            at: self.at,
            body,
            told,
        };
        version::insert(self.writing.connection, &stored)?;
        self.append(kind, key, version, false);
        Ok(())
    }

    /// What the stored thing was until now, if it was.
    fn before(&mut self, record: &Record<'_>) -> Result<Option<Value>, Fault> {
        let Some(version) = record.stored else { return Ok(None) };
        version::find(self.writing.connection, record.kind, record.key, version)
    }

    /// Counts something of a kind that never changes, which is stored already.
    pub(super) fn known(&mut self, kind: ChangeKind) {
        (self.progress)(kind);
        self.report.kinds.entry(kind).or_default().unchanged += 1;
    }

    /// Counts something of a kind that never changes, which was just stored, and leaves its version and its change behind.
    pub(super) fn made(&mut self, kind: ChangeKind, key: &str, body: Value) -> Result<(), Fault> {
        (self.progress)(kind);
        self.report.kinds.entry(kind).or_default().created += 1;
        self.leave((kind, key, 1), None, body, Vec::new())
    }

    /// Renews the days on which replies are due, after holidays were stored.
    pub(super) fn renew_reply_dates(&mut self) -> Result<(), Fault> {
        let before = self.writing.changes.len();
        due::renew(self.writing, self.zone, None)?;
        self.report.changes += self.writing.changes.len() - before;
        Ok(())
    }

    /// Appends the change of something computed, whose own version did not move.
    pub(super) fn derived(&mut self, kind: ChangeKind, key: &str, version: i64) {
        self.append(kind, key, version, true);
    }

    fn append(&mut self, kind: ChangeKind, key: &str, version: i64, derived: bool) {
        let key = key.to_owned();
        let change = NewChange { kind, op: ChangeOp::Upsert, key, version, derived };
        self.writing.changes.push(change);
        self.report.changes += 1;
    }

    /// What was done.
    pub(super) fn finish(self) -> LoadReport {
        self.report
    }
}

/// A digest that does not depend on the order in which the members were written down.
fn digest(says: &Value) -> String {
    let mut says = says.clone();
    says.sort_all_objects();
    URL_SAFE_NO_PAD.encode(Sha256::digest(says.to_string().as_bytes()))
}
