//! Holding off who guesses passwords. Attempts are counted before the password is looked at, so that a hundred at once
//! are a hundred; what is counted lies in the database, so that all nodes count together, and under MACs, so that the
//! counters tell nobody who tried to sign in from where.

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::app::identity::Identity;
use crate::app::identity::error::IdentityError;
use crate::app::quota::{self, Quota};
use crate::authn::delay::{self, Counted};
use crate::domain::subscriber::subscriber;
use crate::store::AnyConnection;
use crate::store::limit::{self, Taken};

/// Attempts per minute and address come in this bucket.
const BUCKET: &str = "login";

/// What an address has left of its attempts, for the `RateLimit` header fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginQuota {
    /// Attempts per minute.
    pub limit: u32,
    /// Attempts that may still be made at once.
    pub remaining: u32,
}

/// Who tries, as the counters know them.
#[derive(Debug, Clone)]
pub(super) struct Subjects {
    pub account: String,
    pub address: String,
}

impl Identity {
    /// Takes one attempt from the address's quota, which all nodes share; none when attempts are not limited.
    ///
    /// # Errors
    /// [`IdentityError::TooManyAttempts`].
    pub async fn admit_login(
        &self,
        address: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Option<LoginQuota>, (IdentityError, Option<LoginQuota>)> {
        let Some(per_minute) = self.logins_per_minute else { return Ok(None) };
        let quota = Quota { bucket: BUCKET, purpose: "login address", per_minute };
        let taken = quota::take(&self.database, &self.macs, quota, address, now).await;
        match taken.map_err(|error| (error, None))? {
            Taken::Admitted { remaining } => Ok(Some(LoginQuota { limit: per_minute, remaining })),
            Taken::Refused { wait } => {
                let quota = LoginQuota { limit: per_minute, remaining: 0 };
                Err((IdentityError::TooManyAttempts(wait), Some(quota)))
            }
        }
    }

    /// The subjects of an attempt on the account `name` from `address`.
    pub(super) fn subjects(&self, name: &str, address: Option<IpAddr>) -> Subjects {
        Subjects {
            account: self.macs.mac("login account", name.as_bytes()),
            address: self.address_subject(address),
        }
    }

    fn address_subject(&self, address: Option<IpAddr>) -> String {
        let address = address.map(|address| subscriber(address).to_string()).unwrap_or_default();
        self.macs.mac("login address", address.as_bytes())
    }
}

/// Counts an attempt as failed until it has succeeded.
///
/// # Errors
/// [`IdentityError::TooManyAttempts`] when account or address must wait; nothing is counted then.
pub(super) fn begin_attempt(
    connection: &mut AnyConnection,
    subjects: &Subjects,
    now: DateTime<Utc>,
) -> Result<(), IdentityError> {
    let each = [(&subjects.account, Counted::Account), (&subjects.address, Counted::Address)];
    let mut wait: Option<Duration> = None;
    for (subject, counted) in each {
        limit::lock_failures(connection, subject, now)?;
        if let Some(failures) = limit::failures(connection, subject)? {
            let needed = delay::wait_after(failures.count, failures.last_failed_at, now, counted);
            wait = wait.max(needed);
        }
    }
    if let Some(wait) = wait {
        return Err(IdentityError::TooManyAttempts(wait));
    }
    for (subject, _) in each {
        limit::add_failure(connection, subject, now, delay::forgotten_before(now))?;
    }
    Ok(())
}

/// The attempt succeeded: it was no failure, and the account's earlier ones are forgiven. The address keeps its own, or
/// else one good account would clear the way for guessing at others.
pub(super) fn end_attempt(
    connection: &mut AnyConnection,
    subjects: &Subjects,
) -> Result<(), IdentityError> {
    limit::forgive_failures(connection, &subjects.account)?;
    limit::take_back_failure(connection, &subjects.address)?;
    Ok(())
}
