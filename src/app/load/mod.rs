//! Loading a catalogue file: all of it in one transaction, or nothing. Loading the same file again changes nothing,
//! and what people have changed since is kept.

mod entities;
mod keep;
mod milestones;
mod report;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::app::load::keep::Keeper;
use crate::authz::Actor;
use crate::domain::catalogue::Catalogue;
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::change::ChangeKind;
use crate::store::{self, Collides, Database, Fault, Writing, initiative};

pub use report::{LoadReport, Tally};

/// Told of each record as it is done.
pub type Progress = Arc<dyn Fn(ChangeKind) + Send + Sync>;

/// Why a load wrote nothing.
#[derive(Debug, thiserror::Error)]
enum LoadEnd {
    /// It was only tried; this is what it would have done.
    #[error("dry run")]
    DryRun(LoadReport),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Fault),
}

impl Collides for LoadEnd {
    fn collides(&self) -> bool {
        matches!(self, Self::Store(fault) if fault.collides())
    }
}

/// When and how a load runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadOptions {
    /// The instant of the load.
    pub at: DateTime<Utc>,
    /// The zone of local dates.
    pub zone: Tz,
    /// Do everything, report it, and take it back.
    pub dry_run: bool,
}

/// Writes what the catalogue says. With `dry_run` everything is done and then taken back.
///
/// # Errors
/// As [`Fault`]; nothing was written then.
pub fn load(
    database: &Database,
    catalogue: &Arc<Catalogue>,
    options: LoadOptions,
    progress: &Progress,
) -> Result<LoadReport, Fault> {
    let (catalogue, progress) = (Arc::clone(catalogue), Arc::clone(progress));
    let result = database.write_blocking(options.at, move |writing| {
        let report = write(writing, &catalogue, options, &progress)?;
        if options.dry_run { Err(LoadEnd::DryRun(report)) } else { Ok(report) }
    });
    match result {
        Ok(report) => {
            if report.changes > 0 {
                database.write_blocking(options.at, |writing| {
                    store::refresh_statistics(writing.connection)
                })?;
            }
            Ok(report)
        }
        Err(LoadEnd::DryRun(report)) => Ok(report),
        Err(LoadEnd::Store(fault)) => Err(fault),
    }
}

fn write(
    writing: &mut Writing<'_>,
    catalogue: &Catalogue,
    options: LoadOptions,
    progress: &Progress,
) -> Result<LoadReport, Fault> {
    store::lock_out_other_writers(writing.connection)?;
    // Departments write beside a load: what is read of their initiatives from here on stays so until the end.
    let codes: Vec<_> = catalogue.initiatives.iter().map(|one| one.code.clone()).collect();
    initiative::hold_all(writing.connection, &codes)?;
    let mut keeper = Keeper::start(writing, options.at, options.zone, progress)?;
    entities::areas(&mut keeper, &catalogue.areas)?;
    entities::departments(&mut keeper, &catalogue.departments)?;
    entities::blueprints(&mut keeper, &catalogue.blueprints)?;
    let changed = entities::initiatives(&mut keeper, &catalogue.initiatives)?;
    milestones::load(&mut keeper, &catalogue.initiatives, &changed)?;
    let report = keeper.finish();
    if report.changes > 0 {
        record(writing, &report, options.at)?;
    }
    Ok(report)
}

/// Records the load as one thing that the operator did.
fn record(writing: &mut Writing<'_>, report: &LoadReport, at: DateTime<Utc>) -> Result<(), Fault> {
    let sum = |count: fn(&Tally) -> usize| -> usize { report.kinds.values().map(count).sum() };
    let reason = format!(
        "{} created, {} updated, {} kept",
        sum(|kind| kind.created),
        sum(|kind| kind.updated),
        sum(|kind| kind.kept.len()),
    );
    let entry = NewAuditEntry {
        at,
        actor: Some(Actor::operator()),
        target_kind: "catalogue".into(),
        reason: Some(reason),
        ..NewAuditEntry::new(AuditAction::CatalogueLoaded, AuditOutcome::Done)
    };
    audit::append(writing.connection, &entry).map(drop)
}
