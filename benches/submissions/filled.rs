//! A database with as many submissions as asked for: nine in ten are answered, eight in ten public.

use std::io::IsTerminal as _;
use std::process::Command;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use indicatif::ProgressBar;
use smartcity::domain::ids::SubmissionId;
use smartcity::domain::language::LanguageTag;
use smartcity::domain::submission::{
    HideReason, Place, Reference, ReplyOutcome, SubmissionKind, SubmissionState, Visibility,
};
use smartcity::store::submission::{self, Submission};
use smartcity::store::{Database, Fault};

use crate::Failure;

/// So many go in one transaction.
const BATCH: u32 = 5_000;

/// Makes the database and loads what submissions need.
pub fn load(url: &str) -> Result<(), Failure> {
    for file in ["data/catalogue.json", "data/citizens.json"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_smartcity"));
        command.args(["load", file, "--database-url", url]).env_clear();
        let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
    }
    Ok(())
}

/// Fills it from `from` submissions up to `to`.
pub fn fill(database: &Database, from: u32, to: u32) -> Result<(), Failure> {
    let progress = ProgressBar::new(u64::from(to - from));
    if !std::io::stderr().is_terminal() {
        progress.set_draw_target(indicatif::ProgressDrawTarget::hidden());
    }
    let mut next = from;
    while next < to {
        let end = to.min(next + BATCH);
        let rows: Vec<Submission> = (next..end).map(submission).collect::<Result<_, Failure>>()?;
        database
            .write_blocking(began(), move |writing| {
                rows.iter().try_for_each(|row| submission::insert(writing.connection, row))
            })
            .map_err(|fault: Fault| fault.to_string())?;
        progress.inc(u64::from(end - next));
        next = end;
    }
    progress.finish_and_clear();
    Ok(())
}

/// When the first one arrived.
pub fn began() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap_or_default()
}

/// The one of that number; no two are alike.
pub fn submission(number: u32) -> Result<Submission, Failure> {
    let at = began() + TimeDelta::seconds(i64::from(number));
    let is_open = number % 100 < 10;
    let is_public = number % 10 < 8;
    let state = match number % 100 {
        0..3 => SubmissionState::Received,
        3..5 => SubmissionState::Triaged,
        5..10 => SubmissionState::Assigned,
        _ => SubmissionState::Answered,
    };
    let text = format!("Please show in the app how many bays are free at place {number}.");
    let due: NaiveDate = (at + TimeDelta::days(14)).date_naive();
    Ok(Submission {
        id: SubmissionId::from(id(number)),
        version: 1,
        reference: reference(number),
        place: place(number)?,
        kind: SubmissionKind::Suggestion,
        language: LanguageTag::EN,
        original_text: text.clone(),
        text,
        state,
        visibility: if is_public { Visibility::Public } else { Visibility::Hidden },
        hide_reason: (!is_public).then_some(HideReason::Spam),
        department_code: (number % 100 >= 5).then(|| "TD".parse()).transpose()?,
        outcome: (!is_open).then_some(ReplyOutcome::Noted),
        replied_on: (!is_open).then(|| (at + TimeDelta::days(3)).date_naive()),
        duplicate_of: None,
        notice_version: 1,
        may_publish: true,
        may_contact: false,
        secret_hash: format!("{number:064}"),
        text_sha256: format!("{number:064}"),
        received_at: at,
        received_on: at.date_naive(),
        reply_due_on: due,
        paused_since: None,
        paused_days: 0,
        closed_at: (!is_open).then(|| at + TimeDelta::days(3)),
        erased_at: None,
        created_at: at,
        updated_at: at,
    })
}

fn place(number: u32) -> Result<Place, Failure> {
    Ok(match number % 3 {
        0 => Place::Initiative("automated-parking-systems".parse()?),
        1 => Place::SmartArea("mobility".parse()?),
        _ => Place::Subject("transport".parse()?),
    })
}

/// In no order of time, as those of the service: an odd factor leaves no two alike.
fn id(number: u32) -> uuid::Uuid {
    let scattered = (number + 1).wrapping_mul(2_654_435_769);
    uuid::Uuid::from_u128(u128::from(scattered) << 80)
}

fn reference(number: u32) -> Reference {
    let [a, b, c, d] = number.to_be_bytes();
    Reference::of_random([0, a, b, c, d])
}
