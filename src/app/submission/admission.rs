//! Holding off floods: what one address may send in a minute is counted in the database, so that all nodes count
//! together, and under a MAC, so that the counters tell nobody who sent something.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::app::error::AppError;
use crate::domain::subscriber::subscriber;
use crate::sealing::SealingKey;
use crate::store::limit::{self, Taken};
use crate::store::{Database, Writing};

pub use crate::store::limit::Taken as Admission;

/// What is sent per minute and address comes in this bucket.
const BUCKET: &str = "submissions";

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
    let address = address.map(|address| subscriber(address).to_string()).unwrap_or_default();
    let subject = macs.mac("submission address", address.as_bytes());
    let take = move |writing: &mut Writing<'_>| -> Result<Taken, AppError> {
        Ok(limit::take(writing.connection, BUCKET, &subject, per_minute, now)?)
    };
    database.write(now, take).await
}
