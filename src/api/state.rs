//! What every request can reach: the database, the clock, the languages, the caches and the limits of this process.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::api::cache::ResponseCache;
use crate::api::cursor::CursorKey;
use crate::api::front::limiter::Limiters;
use crate::api::front::routes::RouteTable;
use crate::api::metrics::Metrics;
use crate::api::site::Site;
use crate::app::challenges::Challenges;
use crate::app::contact_keys::ContactKeys;
use crate::app::holidays::HolidayWatch;
use crate::app::identity::Identity;
use crate::app::in_flight::InFlight;
use crate::app::notice::Notices;
use crate::clock::Clock;
use crate::config::LimitSettings;
use crate::domain::date::{local_date, start_of_local_day};
use crate::domain::language::Languages;
use crate::entropy::Entropy;
use crate::sealing::SealingKey;
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
    /// Counts requests per client, when they are limited.
    pub limiters: Limiters,
    /// Gives out the work that comes before a submission, and verifies that it was done.
    pub challenges: Challenges,
    /// Seal contact details and open them.
    pub contact_keys: Arc<ContactKeys>,
    /// How far the calendar of public holidays reaches.
    pub holidays: HolidayWatch,
    /// Puts notices to citizens into the outbox.
    pub notices: Notices,
    /// Who somebody is.
    pub identity: Identity,
    /// What new ids and secrets are made from.
    pub entropy: Arc<dyn Entropy>,
    /// The key under which requests with an idempotency key are looked up.
    pub request_macs: SealingKey,
    /// How long a one-time link is good for.
    pub invitations_valid: TimeDelta,
    /// How long the answers to such requests are kept.
    pub idempotency: TimeDelta,
    /// The requests with an idempotency key that are being done.
    pub in_flight: InFlight,
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
