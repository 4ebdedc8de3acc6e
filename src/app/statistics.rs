//! The catalogue in numbers: initiatives by area, department, lifecycle and health, and how their milestones fare; and
//! what the public has sent.

pub mod submissions;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::app::AppError;
use crate::app::lifecycle_counts::LifecycleCounts;
use crate::app::statistics::submissions::SubmissionNumbers;
use crate::domain::lifecycle::Lifecycle;
use crate::store::statistics::{self, Counted, InitiativeCell, MilestoneCell};
use crate::store::{Fault, Reading};

/// How milestones fare.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MilestoneCounts {
    /// Those that are not cancelled.
    pub total: i64,
    /// Met.
    pub met: i64,
    /// Open past their due date.
    pub overdue: i64,
    /// Open and due within [`statistics::UPCOMING_DAYS`] days.
    pub upcoming: i64,
    /// Met, with both the promised and the actual date known.
    pub measured: i64,
    /// Of those, met in or before the period first promised.
    pub on_time: i64,
}

impl MilestoneCounts {
    /// The share of the measured milestones that were on time, 0 to 1; none when nothing can be measured.
    #[must_use]
    pub fn on_time_share(&self) -> Option<f64> {
        let on_time = i32::try_from(self.on_time).ok()?;
        let measured = i32::try_from(self.measured).ok().filter(|measured| *measured > 0)?;
        Some(f64::from(on_time) / f64::from(measured))
    }

    fn add(&mut self, counted: Counted, count: i64) {
        let member = match counted {
            Counted::All => &mut self.total,
            Counted::Met => &mut self.met,
            Counted::Overdue => &mut self.overdue,
            Counted::Upcoming => &mut self.upcoming,
            Counted::Measured => &mut self.measured,
            Counted::OnTime => &mut self.on_time,
        };
        *member += count;
    }
}

/// The numbers of one group of initiatives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// By lifecycle.
    pub lifecycles: LifecycleCounts,
    /// By health.
    pub healths: BTreeMap<String, i64>,
    /// Its milestones.
    pub milestones: MilestoneCounts,
}

/// The numbers of the whole catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// The day they hold for.
    pub as_of: NaiveDate,
    /// Everything.
    pub all: Group,
    /// By smart area code.
    pub by_smart_area: BTreeMap<String, Group>,
    /// By lead department code; departments that lead nothing are left out.
    pub by_department: BTreeMap<String, Group>,
    /// What the public has sent.
    pub submissions: SubmissionNumbers,
}

/// Counts the catalogue as it stands `today`.
///
/// # Errors
/// [`AppError::Store`].
pub fn compute(reading: &mut Reading<'_>, today: NaiveDate) -> Result<Statistics, AppError> {
    let mut statistics = Statistics {
        as_of: today,
        all: Group::default(),
        by_smart_area: BTreeMap::new(),
        by_department: BTreeMap::new(),
        submissions: submissions::compute(reading.connection)?,
    };
    for cell in statistics::initiatives(reading.connection, today)? {
        statistics.add_initiatives(&cell)?;
    }
    for counted in [
        Counted::All,
        Counted::Met,
        Counted::Overdue,
        Counted::Upcoming,
        Counted::Measured,
        Counted::OnTime,
    ] {
        for cell in statistics::milestones(reading.connection, counted, today)? {
            statistics.add_milestones(counted, &cell);
        }
    }
    Ok(statistics)
}

impl Statistics {
    fn groups(&mut self, smart_area: &str, department: &str) -> [&mut Group; 3] {
        [
            &mut self.all,
            self.by_smart_area.entry(smart_area.to_owned()).or_default(),
            self.by_department.entry(department.to_owned()).or_default(),
        ]
    }

    fn add_initiatives(&mut self, cell: &InitiativeCell) -> Result<(), Fault> {
        let lifecycle: Lifecycle =
            cell.lifecycle.parse().map_err(|error| Fault::corrupt("lifecycle", error))?;
        for group in self.groups(&cell.smart_area, &cell.department) {
            group.lifecycles.add(lifecycle, cell.count);
            *group.healths.entry(cell.health.clone()).or_default() += cell.count;
        }
        Ok(())
    }

    fn add_milestones(&mut self, counted: Counted, cell: &MilestoneCell) {
        for group in self.groups(&cell.smart_area, &cell.department) {
            group.milestones.add(counted, cell.count);
        }
    }
}
