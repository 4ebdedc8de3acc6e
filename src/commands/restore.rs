//! `smartcity restore FILE` and, for PostgreSQL, `smartcity carry-over`.

use std::process::ExitCode;

use crate::cli::{CarryOverArgs, RestoreArgs};
use crate::clock::{Clock, SystemClock};
use crate::commands::{Failure, failure, terminal};
use crate::config::{ConfigSources, DatabaseUrl, DatabaseUrlFault, Settings};
use crate::master_key;
use crate::store::restore::{self, CarriedOver, MAY_RETURN};

/// Replaces the database's content by that of a file.
pub fn restore(settings: &Settings, args: &RestoreArgs) -> Result<ExitCode, Failure> {
    master_key::make_folders(settings).map_err(failure)?;
    let bar = terminal::bar(0, "copying rows");
    let (from, without) = (&args.file, args.without_carry_over);
    let now = SystemClock.now();
    let restored = restore::restore(&settings.database, from, without, now, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })
    .map_err(failure)?;
    bar.finish_and_clear();
    terminal::say(&format!("restored from {}", from.display()));
    match &restored.carried_over {
        Some(carried) => print(carried),
        None => print_may_return(),
    }
    if let Some(aside) = &restored.aside {
        terminal::say(&format!(
            "the database that could not be read is now {}; it holds personal data: delete it when nobody needs it",
            aside.display()
        ));
        terminal::say("a server that is running still has it open: restart it");
    }
    Ok(ExitCode::SUCCESS)
}

/// Carries over from the database that is to be replaced into the configured one, which was restored.
pub fn carry_over(
    settings: &Settings,
    sources: &ConfigSources,
    args: &CarryOverArgs,
) -> Result<ExitCode, Failure> {
    let now = SystemClock.now();
    if args.without_live {
        restore::go_on_without(&settings.database, now).map_err(failure)?;
        terminal::say("the numbers go on far behind the backup's");
        print_may_return();
        return Ok(ExitCode::SUCCESS);
    }
    let named = args.from.as_deref().or_else(|| sources.carry_over_from());
    let from: DatabaseUrl = named
        .ok_or_else(|| {
            failure(
                "name the database to carry over from in SMARTCITY_CARRY_OVER_FROM or with --from, or say --without-live",
            )
        })?
        .parse()
        .map_err(|fault: DatabaseUrlFault| {
            failure(format!("the address to carry over from {fault}"))
        })?;
    let carried = restore::carry_over_from(&from, &settings.database, now).map_err(failure)?;
    print(&carried);
    Ok(ExitCode::SUCCESS)
}

fn print(carried: &CarriedOver) {
    terminal::say("carried over from the database that is replaced:");
    for (what, count) in carried.lines() {
        terminal::say(&format!("  {what:<26} {count:>8}"));
    }
    if !carried.is_continuation {
        terminal::say(
            "that database had not gone on from this backup; what may be again as it was at the backup:",
        );
        list_may_return();
    }
}

fn print_may_return() {
    terminal::say("nothing was carried over; what may be again as it was at the backup:");
    list_may_return();
}

fn list_may_return() {
    for what in MAY_RETURN {
        terminal::say(&format!("  {what}"));
    }
}
