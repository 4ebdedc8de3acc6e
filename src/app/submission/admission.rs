//! Holding off floods of submissions: what one address may send in a minute.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::app::error::AppError;
use crate::app::quota::{self, Quota};
use crate::sealing::SealingKey;
use crate::store::Database;

pub use crate::store::limit::Taken as Admission;

/// Takes one sending from the address's quota of `per_minute`.
///
/// # Errors
/// [`AppError::Store`].
pub async fn admit(
    database: &Database,
    macs: &SealingKey,
    per_minute: u32,
    address: Option<IpAddr>,
    now: DateTime<Utc>,
) -> Result<Admission, AppError> {
    let quota = Quota { bucket: "submissions", purpose: "submission address", per_minute };
    quota::take(database, macs, quota, address, now).await
}
