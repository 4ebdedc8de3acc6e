//! Who somebody is: signing in and staying signed in, passwords, invitations, and the verification of every token that
//! a request brings. It decides nothing about what anybody may do.
//!
//! | file | holds |
//! | --- | --- |
//! | `keyring` | the signing keys of this installation as this process knows them |
//! | `authenticate` | from the token of a request to the actor |
//! | `login`, `throttle` | signing in, and holding off who guesses |
//! | `refresh`, `session` | staying signed in, and ending it |
//! | `password`, `invitation`, `setup` | choosing a password: again, for the first time, for the first administrator |
//! | `error` | why it was refused |

mod authenticate;
mod error;
mod invitation;
mod keyring;
mod login;
mod password;
mod refresh;
mod session;
mod setup;
mod throttle;

use std::sync::Arc;
use std::time::Duration;

use prometheus::core::Collector;
use secrecy::SecretString;

use crate::authn::password::{HashCost, Hasher, NewPassword, Verdict};
use crate::bounded::Bounded;
use crate::config::AuthSettings;
use crate::entropy::Entropy;
use crate::sealing::SealingKey;
use crate::store::{Database, Fault};

pub use authenticate::Authenticated;
pub use error::IdentityError;
pub use invitation::{Invited, invite};
pub use keyring::{KeyPurpose, KeyRing, KeyStatus, ResetReport, Rotation, holds_keys, reset};
pub use login::{Login, Tokens};
pub use password::PasswordChange;
pub use session::{LISTED as SESSIONS_LISTED, SessionView};
pub use setup::{NewAdministrator, open_setup};
pub use throttle::LoginQuota;

/// How long somebody waits for their turn when every thread that may hash is busy.
const HASHING_PATIENCE: Duration = Duration::from_secs(5);

/// What every use case of this module works with.
#[derive(Debug, Clone)]
pub struct Identity {
    database: Database,
    entropy: Arc<dyn Entropy>,
    hasher: Arc<Hasher>,
    hashing: Bounded,
    keyring: Arc<KeyRing>,
    macs: Arc<SealingKey>,
    settings: AuthSettings,
    logins_per_minute: Option<u32>,
}

impl Identity {
    /// The identities of the installation whose keys are in `keyring`; `macs` is the key under which addresses and
    /// account names are counted, so that the counters reveal neither.
    ///
    /// # Errors
    /// When a metric has no proper name: a defect.
    pub fn new(
        database: Database,
        entropy: Arc<dyn Entropy>,
        keyring: Arc<KeyRing>,
        macs: Arc<SealingKey>,
        settings: AuthSettings,
        logins_per_minute: Option<u32>,
    ) -> Result<Self, prometheus::Error> {
        let cost = HashCost {
            memory_kib: settings.password_memory_kib,
            iterations: settings.password_iterations,
        };
        let hasher = Arc::new(Hasher::new(cost));
        let hashing = Bounded::new("password", settings.hash_threads, HASHING_PATIENCE)?;
        Ok(Self { database, entropy, hasher, hashing, keyring, macs, settings, logins_per_minute })
    }

    /// How busy hashing is, for Prometheus.
    #[must_use]
    pub fn collectors(&self) -> Vec<Box<dyn Collector>> {
        self.hashing.collectors()
    }

    /// The signing keys as this process knows them.
    #[must_use]
    pub fn keyring(&self) -> &KeyRing {
        &self.keyring
    }

    /// Checks a password off the request threads. Nobody's password takes as long as anybody's.
    async fn verify(
        &self,
        phc: Option<String>,
        candidate: SecretString,
    ) -> Result<Verdict, IdentityError> {
        let hasher = Arc::clone(&self.hasher);
        let verify = move || hasher.verify(phc.as_deref(), &candidate);
        self.hashing.run(verify).await.map_err(IdentityError::busy)
    }

    /// Checks a new password against the policy and hashes it, off the request threads. `inputs` are what it must not
    /// be made of: the address and the name of its owner.
    async fn hash(
        &self,
        password: SecretString,
        inputs: Vec<String>,
        pointer: &'static str,
    ) -> Result<String, IdentityError> {
        let (hasher, entropy) = (Arc::clone(&self.hasher), Arc::clone(&self.entropy));
        let hash = move || {
            let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
            let checked = NewPassword::check(&password, &inputs)
                .map_err(|fault| IdentityError::Password { pointer, fault })?;
            hasher
                .hash(&checked, entropy.as_ref())
                .map_err(|error| Fault::corrupt("password hash", error).into())
        };
        self.hashing.run(hash).await.map_err(IdentityError::busy)?
    }
}
