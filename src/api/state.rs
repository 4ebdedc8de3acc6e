//! What every request can reach: the database, the clock, the languages, the caches and the limits of this process.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::api::cache::ResponseCache;
use crate::api::cursor::CursorKey;
use crate::api::front::limiter::ReadLimiter;
use crate::api::front::routes::RouteTable;
use crate::api::metrics::Metrics;
use crate::api::site::Site;
use crate::clock::Clock;
use crate::config::LimitSettings;
use crate::domain::date::{local_date, start_of_local_day};
use crate::domain::language::Languages;
use crate::store::Database;

/// The state that all workers share.
#[derive(Debug)]
pub struct ApiState {
    /// The database.
    pub database: Database,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The languages offered.
    pub languages: Languages,
    /// The zone of local dates.
    pub zone: Tz,
    /// Makes and reads page cursors.
    pub cursors: CursorKey,
    /// Prepared answers.
    pub cache: ResponseCache,
    /// What one request may cost.
    pub limits: LimitSettings,
    /// Counts reads per client, when they are limited.
    pub limiter: Option<ReadLimiter>,
    /// What Prometheus reads.
    pub metrics: Metrics,
    /// Which methods each path takes.
    pub routes: RouteTable,
    /// What is served beside the API.
    pub site: Site,
}

impl ApiState {
    /// Today's local date, and the instant at which it ends.
    #[must_use]
    pub fn today(&self) -> (NaiveDate, DateTime<Utc>) {
        let today = local_date(self.clock.now(), self.zone);
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
        (today, start_of_local_day(tomorrow, self.zone))
    }
}
