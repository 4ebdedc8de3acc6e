//! Loading a file, a catalogue or what citizens' submissions need: all of it in one transaction, or nothing. Loading the same file again changes nothing,
//! and what people have changed since is kept.

mod citizens;
mod entities;
mod keep;
mod milestones;
mod report;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::app::load::keep::Keeper;
use crate::app::search_terms;
use crate::authz::Actor;
use crate::domain::catalogue::{Catalogue, Citizens};
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::change::ChangeKind;
use crate::store::{self, Database, Fault, StoreError, Writing, initiative};

pub use report::{LoadReport, Tally};

/// Told of each record as it is done.
pub type Progress = Arc<dyn Fn(ChangeKind) + Send + Sync>;

/// Why a load wrote nothing.
#[derive(Debug, thiserror::Error)]
enum LoadEnd {
    /// It was only tried; this is what it would have done.
    #[error("dry run")]
    DryRun(LoadReport),
    /// The file says something else of a notice that is stored.
    #[error("notice {0} says something else")]
    NoticeChanged(i32),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Fault),
}

/// Why a load failed.
#[derive(Debug, thiserror::Error)]
pub enum LoadFault {
    /// The file says something else of a notice that is stored.
    #[error(
        "notice {0} is stored with another text or day, and people may have consented to it: \
         give what the file says a version of its own"
    )]
    NoticeChanged(i32),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Fault),
}

impl StoreError for LoadEnd {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Store(fault) => Some(fault),
            Self::DryRun(_) | Self::NoticeChanged(_) => None,
        }
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
) -> Result<LoadReport, LoadFault> {
    let (catalogue, progress) = (Arc::clone(catalogue), Arc::clone(progress));
    run(database, options, move |writing| write(writing, &catalogue, options, &progress))
}

/// Writes what a file says of subjects, privacy notices and public holidays, in the same way.
///
/// # Errors
/// As [`LoadFault`]; nothing was written then.
pub fn load_citizens(
    database: &Database,
    citizens: &Arc<Citizens>,
    options: LoadOptions,
    progress: &Progress,
) -> Result<LoadReport, LoadFault> {
    let (citizens, progress) = (Arc::clone(citizens), Arc::clone(progress));
    run(database, options, move |writing| {
        store::lock_out_other_writers(writing.connection)?;
        let keeper = Keeper::start(writing, options.at, options.zone, &progress)?;
        let report = citizens::load(keeper, &citizens)?;
        if report.written() > 0 {
            record(writing, "citizens", &report, options.at)?;
        }
        Ok(report)
    })
}

fn run(
    database: &Database,
    options: LoadOptions,
    write: impl Fn(&mut Writing<'_>) -> Result<LoadReport, LoadEnd> + Send + 'static,
) -> Result<LoadReport, LoadFault> {
    let result = database.write_blocking(options.at, move |writing| {
        let report = write(writing)?;
        if options.dry_run { Err(LoadEnd::DryRun(report)) } else { Ok(report) }
    });
    match result {
        Ok(report) => {
            if report.written() > 0 {
                database.write_blocking(options.at, |writing| {
                    store::refresh_statistics(writing.connection)
                })?;
            }
            Ok(report)
        }
        Err(LoadEnd::DryRun(report)) => Ok(report),
        Err(LoadEnd::NoticeChanged(version)) => Err(LoadFault::NoticeChanged(version)),
        Err(LoadEnd::Store(fault)) => Err(LoadFault::Store(fault)),
    }
}

fn write(
    writing: &mut Writing<'_>,
    catalogue: &Catalogue,
    options: LoadOptions,
    progress: &Progress,
) -> Result<LoadReport, LoadEnd> {
    store::lock_out_other_writers(writing.connection)?;
    // A new database has nothing to follow with: whatever comes in has the terms of this version.
    search_terms::step(writing)?;
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
        record(writing, "catalogue", &report, options.at)?;
    }
    Ok(report)
}

/// Records the load as one thing that the operator did.
fn record(
    writing: &mut Writing<'_>,
    what: &str,
    report: &LoadReport,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    let sum = |count: fn(&Tally) -> usize| -> usize {
        report.tallies().map(|(_, tally)| count(tally)).sum()
    };
    let reason = format!(
        "{} created, {} updated, {} kept",
        sum(|kind| kind.created),
        sum(|kind| kind.updated),
        sum(|kind| kind.kept.len()),
    );
    let entry = NewAuditEntry {
        at,
        actor: Some(Actor::operator()),
        target_kind: what.to_owned(),
        reason: Some(reason),
        ..NewAuditEntry::new(AuditAction::CatalogueLoaded, AuditOutcome::Done)
    };
    audit::append(writing.connection, &entry).map(drop)
}
