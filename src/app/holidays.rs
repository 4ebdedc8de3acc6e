//! How far the calendar of public holidays reaches. Beyond its end no day is known to be one, and days on which replies are
//! due come out too early; whoever runs the installation is warned long before.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use prometheus::IntGauge;

use crate::domain::date::{local_date, start_of_local_day};
use crate::domain::submission::clock::{calendar_end, reply_due_on};
use crate::store::{Database, Fault, Reading, department, holiday, reply_standard};

/// So many days before the calendar ends there is a warning: time for a government to announce its holidays, and room for
/// submissions that wait for their authors.
const WARNED_BEFORE: Days = Days::new(120);

/// The calendar against what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// The last day of which it is known whether it is a holiday; none when there are no holidays at all.
    pub ends_on: Option<NaiveDate>,
    /// Up to which day it has to reach.
    pub needed_to: NaiveDate,
}

/// Something that whoever runs the installation is to see to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Tells it from others.
    pub code: &'static str,
    /// What it is and what to do, as a sentence.
    pub message: String,
}

/// What is known of the calendar's reach. Clones share it.
#[derive(Debug, Clone)]
pub struct HolidayWatch {
    newest: Arc<RwLock<Option<Reach>>>,
    /// When the calendar ends, in seconds; 0 when there are no holidays.
    pub ends_at: IntGauge,
}

impl Reach {
    /// What is to be seen to, if anything.
    #[must_use]
    pub fn warning(self) -> Option<Warning> {
        let (code, what) = match self.ends_on {
            None => ("holidays-missing", "no public holidays are loaded".to_owned()),
            Some(ends_on) if ends_on < self.needed_to => {
                ("holidays-end", format!("public holidays are known up to {ends_on} only"))
            }
            Some(_) => return None,
        };
        let message = format!(
            "{what}, and replies may be due as late as {}: load a file with later ones",
            self.needed_to
        );
        Some(Warning { code, message })
    }
}

/// How far the calendar reaches, and how far it has to: to the day on which a reply to something that arrives today is due
/// by the longest standard, and in any case well beyond today.
///
/// # Errors
/// As [`Fault`].
fn reach(reading: &mut Reading<'_>, today: NaiveDate) -> Result<Reach, Fault> {
    let connection = &mut *reading.connection;
    let holidays = holiday::all(connection)?;
    let own = department::reply_standards(connection)?.into_values().max();
    let longest = own.max(reply_standard::find(connection)?);
    let soon = today.checked_add_days(WARNED_BEFORE).unwrap_or(today);
    let due_on = longest.map(|standard| reply_due_on(today, standard, &[], &holidays));
    Ok(Reach {
        ends_on: calendar_end(&holidays),
        needed_to: due_on.map_or(soon, |due| due.max(soon)),
    })
}

impl HolidayWatch {
    /// Nothing is known yet.
    ///
    /// # Errors
    /// When the gauge has no proper name: a defect.
    pub fn new() -> Result<Self, prometheus::Error> {
        let ends_at = IntGauge::new(
            "smartcity_holidays_end_timestamp_seconds",
            "When the calendar of public holidays ends; 0 when there is none",
        )?;
        Ok(Self { newest: Arc::default(), ends_at })
    }

    /// Looks how far the calendar reaches now.
    ///
    /// # Errors
    /// As [`Fault`]; what was known before is known still.
    pub fn look(&self, database: &Database, zone: Tz, now: DateTime<Utc>) -> Result<Reach, Fault> {
        let today = local_date(now, zone);
        let reach = database.read_blocking(|reading: &mut Reading<'_>| reach(reading, today))?;
        let after = reach.ends_on.and_then(|day| day.succ_opt());
        self.ends_at.set(after.map_or(0, |day| start_of_local_day(day, zone).timestamp()));
        *self.newest.write().unwrap_or_else(PoisonError::into_inner) = Some(reach);
        Ok(reach)
    }

    /// What is to be seen to, as far as is known.
    #[must_use]
    pub fn warning(&self) -> Option<Warning> {
        let newest = *self.newest.read().unwrap_or_else(PoisonError::into_inner);
        newest.and_then(Reach::warning)
    }
}
