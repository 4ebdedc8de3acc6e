//! Holding off who guesses passwords, and nobody else. What is counted lies in the database, so that all nodes count
//! together, and under MACs, so that the counters tell nobody who tried to sign in from where.

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use crate::app::identity::Identity;
use crate::app::identity::error::IdentityError;
use crate::app::quota::{self, Quota};
use crate::authn::delay::{self, Counted, Failures};
use crate::authn::password::Verdict;
use crate::bounded;
use crate::domain::subscriber::subscriber;
use crate::store::limit::Taken;
use crate::store::{AnyConnection, Fault, Writing, login};

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
    /// The account, wherever the attempt comes from.
    account: String,
    /// The account and the address together.
    account_at_address: String,
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
        let account = self.macs.mac("login account", name.as_bytes());
        let both = format!("{account} {}", subscriber_of(address));
        let account_at_address = self.macs.mac("login account at address", both.as_bytes());
        Subjects { account, account_at_address }
    }

    /// Looks whether a password is right. The attempt counts as failed from before the password is looked at, so that a
    /// hundred at once are a hundred; one whose password nobody looked at is taken back, also when whoever asked has gone.
    ///
    /// # Errors
    /// [`IdentityError::TooManyAttempts`], and nothing is counted; a failure of the store.
    pub(super) async fn attempt(
        &self,
        subjects: &Subjects,
        phc: Option<String>,
        password: SecretString,
        now: DateTime<Utc>,
    ) -> Result<Verdict, IdentityError> {
        let (identity, subjects) = (self.clone(), subjects.clone());
        let attempt = async move {
            let counted = subjects.clone();
            let begin = move |writing: &mut Writing<'_>| begin(writing.connection, &counted, now);
            let before = identity.database.write(now, begin).await?;
            let verdict = identity.verify(phc, password).await;
            if verdict.is_err() {
                identity.undo(subjects, before, now).await;
            }
            verdict
        };
        bounded::to_its_end(attempt).await.map_err(IdentityError::busy)?
    }

    async fn undo(&self, subjects: Subjects, before: Before, now: DateTime<Utc>) {
        let undo =
            move |writing: &mut Writing<'_>| undo(writing.connection, &subjects, &before, now);
        if let Err(error) = self.database.write(now, undo).await {
            tracing::warn!(%error, "an attempt whose password nobody looked at stays counted");
        }
    }
}

fn subscriber_of(address: Option<IpAddr>) -> String {
    address.map(|address| subscriber(address).to_string()).unwrap_or_default()
}

/// Whether an attempt may be made now. It only looks: who must wait writes nothing.
///
/// # Errors
/// [`IdentityError::TooManyAttempts`]; as [`Fault`].
pub(super) fn check(
    connection: &mut AnyConnection,
    subjects: &Subjects,
    now: DateTime<Utc>,
) -> Result<(), IdentityError> {
    let Subjects { account, account_at_address } = subjects;
    let here = wait(connection, account_at_address, Counted::AccountAtAddress, now)?;
    let anywhere = wait(connection, account, Counted::Account, now)?;
    let is_bound = anywhere.is_some()
        && !login::is_known(connection, account, account_at_address, delay::unknown_before(now))?;
    match here.max(anywhere.filter(|_| is_bound)) {
        Some(wait) => Err(IdentityError::TooManyAttempts(wait)),
        None => Ok(()),
    }
}

fn wait(
    connection: &mut AnyConnection,
    subject: &str,
    counted: Counted,
    now: DateTime<Utc>,
) -> Result<Option<Duration>, Fault> {
    let failures = login::failures(connection, subject)?;
    Ok(failures.and_then(|failures| counted.wait(&failures, now)))
}

/// What was remembered before an attempt was counted.
#[derive(Debug, Clone)]
struct Before {
    here: Option<Failures>,
    anywhere: Option<Failures>,
}

/// Counts an attempt as failed.
fn begin(
    connection: &mut AnyConnection,
    subjects: &Subjects,
    now: DateTime<Utc>,
) -> Result<Before, IdentityError> {
    let Subjects { account, account_at_address } = subjects;
    hold(connection, subjects, now)?;
    // Others may have been counted since it was looked at.
    check(connection, subjects, now)?;
    let here = login::failures(connection, account_at_address)?;
    let anywhere = login::failures(connection, account)?;
    login::add_failure(connection, account_at_address, Counted::AccountAtAddress, now)?;
    login::add_failure(connection, account, Counted::Account, now)?;
    Ok(Before { here, anywhere })
}

/// The attempt was none.
fn undo(
    connection: &mut AnyConnection,
    subjects: &Subjects,
    before: &Before,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    hold(connection, subjects, now)?;
    login::undo(connection, &subjects.account_at_address, before.here.as_ref())?;
    login::undo(connection, &subjects.account, before.anywhere.as_ref())
}

/// Holds what is counted of an attempt, always in one order, so that two attempts never wait for each other.
fn hold(
    connection: &mut AnyConnection,
    subjects: &Subjects,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    login::hold(connection, &subjects.account_at_address, now)?;
    login::hold(connection, &subjects.account, now)
}

/// The attempt succeeded: it was no failure, and the account's earlier ones from this address are forgiven. Those from
/// elsewhere are not, or each time that the owner signs in would let somebody guess a hundred times more.
pub(super) fn succeed(
    connection: &mut AnyConnection,
    subjects: &Subjects,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let Subjects { account, account_at_address } = subjects;
    login::forgive(connection, account_at_address)?;
    login::take_back(connection, account)?;
    login::remember(connection, account, account_at_address, now, delay::KNOWN_ADDRESSES)
}
