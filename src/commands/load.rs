//! `smartcity load FILE [--dry-run]`.

use std::fs;
use std::process::ExitCode;
use std::sync::Arc;

use crate::app::load::{self, LoadOptions, LoadReport, Progress};
use crate::cli::LoadArgs;
use crate::clock::{Clock, SystemClock};
use crate::commands::{Failure, failure, terminal};
use crate::config::Settings;
use crate::data_dir;
use crate::domain::catalogue::{self, Catalogue, Citizens, RecordFault};
use crate::store::{Database, migrate};

/// What a file holds, checked.
enum Loadable {
    /// A catalogue.
    Catalogue(Arc<Catalogue>),
    /// Subjects, privacy notices and public holidays.
    Citizens(Arc<Citizens>),
}

/// Loads a file.
pub fn run(settings: &Settings, args: &LoadArgs) -> Result<ExitCode, Failure> {
    let loadable = read(settings, args)?;
    data_dir::prepare(settings).map_err(failure)?;
    let mut connection = migrate::open(&settings.database).map_err(failure)?;
    migrate::up(&mut connection).map_err(failure)?;
    drop(connection);
    let database = Database::open(&settings.database, &settings.pool).map_err(failure)?;

    let total = loadable.records();
    terminal::line(&format!("loading {total} records from {}", args.file.display()));
    let bar = terminal::bar(total, "loading");
    let stepping = bar.clone();
    let progress: Progress = Arc::new(move |_| stepping.inc(1));
    let options = LoadOptions {
        at: SystemClock.now(),
        zone: settings.locale.time_zone,
        dry_run: args.dry_run,
    };
    let report = match &loadable {
        Loadable::Catalogue(catalogue) => load::load(&database, catalogue, options, &progress),
        Loadable::Citizens(citizens) => {
            load::load_citizens(&database, citizens, options, &progress)
        }
    };
    let report = report.map_err(failure)?;
    bar.finish_and_clear();
    print(&report, args.dry_run);
    Ok(ExitCode::SUCCESS)
}

/// Reads and checks the file; every faulty record is told by its place.
fn read(settings: &Settings, args: &LoadArgs) -> Result<Loadable, Failure> {
    let name = args.file.display();
    let text = fs::read_to_string(&args.file)
        .map_err(|error| failure(format!("cannot read {name}: {error}")))?;
    let value = serde_json::from_str(&text)
        .map_err(|error| failure(format!("{name} is not JSON: {error}")))?;
    let languages = &settings.locale.languages;
    let checked = if catalogue::are_citizens(&value) {
        catalogue::validate_citizens(&value, languages).map(Arc::new).map(Loadable::Citizens)
    } else {
        catalogue::validate(&value, languages).map(Arc::new).map(Loadable::Catalogue)
    };
    checked.map_err(|faults: Vec<RecordFault>| {
        let mut sentences: Failure = faults
            .iter()
            .map(|fault| format!("{name}: {}: {}", fault.pointer, fault.message))
            .collect();
        sentences.push(format!("{} faults; nothing was written", faults.len()));
        sentences
    })
}

impl Loadable {
    /// How many records there are.
    fn records(&self) -> u64 {
        let count = match self {
            Self::Catalogue(catalogue) => {
                let milestones: usize = catalogue
                    .initiatives
                    .iter()
                    .map(|initiative| initiative.milestones.len())
                    .sum();
                catalogue.areas.len()
                    + catalogue.departments.len()
                    + catalogue.blueprints.len()
                    + catalogue.initiatives.len()
                    + milestones
            }
            Self::Citizens(citizens) => {
                citizens.subjects.len() + citizens.notices.len() + citizens.holidays.len()
            }
        };
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}

fn print(report: &LoadReport, dry_run: bool) {
    terminal::say(&format!(
        "{:<12} {:>8} {:>8} {:>10} {:>6}",
        "", "created", "updated", "unchanged", "kept"
    ));
    for (name, tally) in report.tallies() {
        terminal::say(&format!(
            "{name:<12} {:>8} {:>8} {:>10} {:>6}",
            tally.created,
            tally.updated,
            tally.unchanged,
            tally.kept.len()
        ));
    }
    for (name, tally) in report.tallies() {
        for key in &tally.kept {
            terminal::say(&format!(
                "kept {name} {key}: it was changed through the API since it was loaded"
            ));
        }
    }
    match (dry_run, report.written(), report.changes) {
        (true, _, changes) => {
            terminal::say(&format!("dry run: nothing was written; {changes} changes would be"));
        }
        (false, 0, _) => terminal::say("nothing changed"),
        (false, _, changes) => terminal::say(&format!("{changes} changes written")),
    }
}
