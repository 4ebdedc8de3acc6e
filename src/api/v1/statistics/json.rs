//! The catalogue in numbers on the wire.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::v1::common::json::InitiativeCounts;
use crate::api::v1::statistics::submissions_json::SubmissionStatistics;
use crate::app::statistics::{Group, MilestoneCounts, Statistics as Computed};
use crate::domain::health::Health;
use crate::store::statistics::UPCOMING_DAYS;

/// The catalogue in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Statistics {
    /// The local day the numbers hold for.
    pub as_of: NaiveDate,
    /// How many days ahead a milestone counts as upcoming.
    #[schema(format = Int32, minimum = 1, maximum = 366)]
    pub upcoming_days: i32,
    /// All initiatives, by lifecycle.
    pub initiatives: InitiativeCounts,
    /// All initiatives, by health.
    pub health: HealthCounts,
    /// All milestones.
    pub milestones: MilestoneStatistics,
    /// The same by smart area, by code.
    #[schema(max_items = 1000)]
    pub by_smart_area: Vec<GroupStatistics>,
    /// The same by lead department, by code; departments that lead nothing are left out.
    #[schema(max_items = 10000)]
    pub by_department: Vec<GroupStatistics>,
    /// What the public has sent: the published submissions.
    pub submissions: SubmissionStatistics,
}

/// The numbers of one smart area or department.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupStatistics {
    /// Its code.
    #[schema(max_length = 40, pattern = "^[A-Za-z0-9&-]+$", example = "mobility")]
    pub code: String,
    /// Its initiatives, by lifecycle.
    pub initiatives: InitiativeCounts,
    /// Its initiatives, by health.
    pub health: HealthCounts,
    /// Its milestones.
    pub milestones: MilestoneStatistics,
}

/// Initiatives by health today; every health is listed, also those without any.
#[derive(Debug, Serialize, ToSchema)]
pub struct HealthCounts {
    /// Complete, given up, continued elsewhere or on hold.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub not_applicable: i64,
    /// With an overdue milestone.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub delayed: i64,
    /// Without a milestone and never reported on.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub unknown: i64,
    /// Not reported on for longer than promised.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub stale: i64,
    /// With an open milestone that is due soon and less than half complete.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub at_risk: i64,
    /// None of the above.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub on_track: i64,
}

/// How milestones fare.
#[derive(Debug, Serialize, ToSchema)]
pub struct MilestoneStatistics {
    /// Those that are not cancelled.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub total: i64,
    /// Met.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub met: i64,
    /// Open past their due date.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub overdue: i64,
    /// Open and due within `upcoming_days` days.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub upcoming: i64,
    /// Met, with both the date first promised and the date met known.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub measured: i64,
    /// Of the measured ones, met in or before the period first promised.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub on_time: i64,
    /// `on_time` divided by `measured`; null when nothing is measured.
    #[schema(format = Double, minimum = 0, maximum = 1)]
    pub on_time_share: Option<f64>,
}

impl From<Computed> for Statistics {
    fn from(computed: Computed) -> Self {
        Self {
            as_of: computed.as_of,
            upcoming_days: i32::try_from(UPCOMING_DAYS).unwrap_or(i32::MAX),
            initiatives: (&computed.all.lifecycles).into(),
            health: HealthCounts::of(&computed.all.healths),
            milestones: computed.all.milestones.into(),
            by_smart_area: groups(&computed.by_smart_area),
            by_department: groups(&computed.by_department),
            submissions: (&computed.submissions).into(),
        }
    }
}

fn groups(groups: &BTreeMap<String, Group>) -> Vec<GroupStatistics> {
    groups
        .iter()
        .map(|(code, group)| GroupStatistics {
            code: code.clone(),
            initiatives: (&group.lifecycles).into(),
            health: HealthCounts::of(&group.healths),
            milestones: group.milestones.into(),
        })
        .collect()
}

impl HealthCounts {
    fn of(counts: &BTreeMap<String, i64>) -> Self {
        let of = |health: Health| counts.get(health.as_str()).copied().unwrap_or(0);
        Self {
            not_applicable: of(Health::NotApplicable),
            delayed: of(Health::Delayed),
            unknown: of(Health::Unknown),
            stale: of(Health::Stale),
            at_risk: of(Health::AtRisk),
            on_track: of(Health::OnTrack),
        }
    }
}

impl From<MilestoneCounts> for MilestoneStatistics {
    fn from(counts: MilestoneCounts) -> Self {
        Self {
            total: counts.total,
            met: counts.met,
            overdue: counts.overdue,
            upcoming: counts.upcoming,
            measured: counts.measured,
            on_time: counts.on_time,
            on_time_share: counts.on_time_share(),
        }
    }
}
