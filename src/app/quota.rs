//! What one address may do in a minute, counted in the database, so that all nodes count together, and under MACs, so that
//! the counters tell nobody who did something.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::domain::subscriber::{Network, networks};
use crate::sealing::SealingKey;
use crate::store::limit::{self, Share, Taken};
use crate::store::{Database, StoreError, Writing};

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    /// The bucket it comes in.
    pub bucket: &'static str,
    /// What the MACs of addresses are made for.
    pub purpose: &'static str,
    /// How often one subscriber may do it in a minute.
    pub per_minute: u32,
}

/// Takes one from the quotas of every network that may be one subscriber's and has the address. Whoever has nothing left is
/// refused for the price of a read.
///
/// # Errors
/// What the store fails with.
pub async fn take<E>(
    database: &Database,
    macs: &SealingKey,
    quota: Quota,
    address: Option<IpAddr>,
    now: DateTime<Utc>,
) -> Result<Taken, E>
where
    E: StoreError + Send + 'static,
{
    let bucket = quota.bucket;
    let shares = shares(macs, quota, address);
    let known = shares.clone();
    let looked = database
        .read(move |reading| Ok::<_, E>(limit::look(reading.connection, bucket, &known, now)?))
        .await?;
    if matches!(looked, Taken::Refused { .. }) {
        return Ok(looked);
    }
    let take = move |writing: &mut Writing<'_>| -> Result<Taken, E> {
        Ok(limit::take(writing.connection, bucket, &shares, now)?)
    };
    database.write(now, take).await
}

/// The shares of an address, narrowest network first; those without an address have one together.
fn shares(macs: &SealingKey, quota: Quota, address: Option<IpAddr>) -> Vec<Share> {
    let Quota { purpose, per_minute, .. } = quota;
    let Some(address) = address else {
        return vec![Share { subject: macs.mac(purpose, b""), per_minute }];
    };
    let share = |network: Network| Share {
        subject: macs.mac(purpose, network.to_string().as_bytes()),
        per_minute: per_minute.saturating_mul(network.quotas),
    };
    networks(address).map(share).collect()
}
