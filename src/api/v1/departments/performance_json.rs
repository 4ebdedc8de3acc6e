//! The performance of a department on the wire.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::performance::DepartmentPerformance as Measured;
use crate::domain::performance::{Figures, MINIMUM_N};

/// How the milestones of a department came that were due in a window.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentPerformance {
    /// The department that leads the milestones' initiatives.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD")]
    pub department_code: String,
    /// The first day of the window. A vague date lies in it when the last day of its period does.
    pub due_after: NaiveDate,
    /// The first day behind the window.
    pub due_before: NaiveDate,
    /// Of how many milestones the slip is known: what the figures are made of.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub n: i64,
    /// How many milestones were first promised for a day in the window, without the cancelled ones.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub total: i64,
    /// Of how many of them the slip cannot be told: `total` less `n`.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub unknown: i64,
    /// Whether the figures are kept back because `n` is less than `minimum_n`.
    pub suppressed: bool,
    /// The fewest known slips that figures are made of.
    #[schema(format = Int32, minimum = 1, maximum = 1000, example = 5)]
    pub minimum_n: i32,
    /// The figures against the dates promised first; null when suppressed.
    pub against_original: Option<SlipFigures>,
    /// The figures against the dates promised now; null when suppressed.
    pub against_current: Option<SlipFigures>,
}

/// What can be said of the slips of some milestones.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlipFigures {
    /// The share of the milestones that did not slip, or were early.
    #[schema(format = Double, minimum = 0, maximum = 1)]
    pub on_time_share: f64,
    /// The slip in the middle, or the mean of the two in the middle, in days; negative when early.
    #[schema(format = Double, minimum = -9_007_199_254_740_991_i64, maximum = 9_007_199_254_740_991_i64)]
    pub median_slip_days: f64,
    /// The smallest slip that at least nine in ten of the milestones do not exceed, in days; negative when early.
    #[schema(format = Int64, minimum = -9_007_199_254_740_991_i64, maximum = 9_007_199_254_740_991_i64)]
    pub p90_slip_days: i64,
}

impl From<Measured> for DepartmentPerformance {
    fn from(measured: Measured) -> Self {
        let Measured { department_code, window, performance } = measured;
        let figures = performance.figures;
        Self {
            department_code: department_code.into_string(),
            due_after: window.after,
            due_before: window.before,
            n: count(performance.measured),
            total: count(performance.total),
            unknown: count(performance.unknown()),
            suppressed: figures.is_none(),
            minimum_n: i32::try_from(MINIMUM_N).unwrap_or(i32::MAX),
            against_original: figures.map(|both| both.against_original.into()),
            against_current: figures.map(|both| both.against_current.into()),
        }
    }
}

impl From<Figures> for SlipFigures {
    fn from(figures: Figures) -> Self {
        Self {
            on_time_share: figures.on_time_share,
            median_slip_days: figures.median_slip_days,
            p90_slip_days: figures.p90_slip_days,
        }
    }
}

fn count(milestones: usize) -> i64 {
    i64::try_from(milestones).unwrap_or(i64::MAX)
}
