//! Passwords: which ones are accepted, how they are hashed, and checking one against its hash. A check takes as long for
//! somebody unknown as for somebody known, also when the hash of the latter was cheaper to make than hashes are now.

use std::fmt;
use std::ops::RangeInclusive;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use crate::entropy::{self, Entropy, EntropyError};

/// How many characters a password may have (NIST SP 800-63B section 5.1.1.2: long ones are welcome, within reason).
pub const LENGTH: RangeInclusive<i64> = 12..=128;

/// A password that may be set. Debug shows nothing of it.
#[derive(Debug)]
pub struct NewPassword(SecretString);

/// Why a password may not be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// It has fewer than 12 characters.
    #[error("the password is too short")]
    TooShort,
    /// It has more than 128 characters.
    #[error("the password is too long")]
    TooLong,
    /// It is among those that are tried first, or made of its owner's name.
    #[error("the password is too easy to guess")]
    Common,
}

/// Whether a password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was.
    Right {
        /// Its hash is weaker than hashes are made now, and should be made anew.
        rehash: bool,
    },
    /// It was not, or there is no such account.
    Wrong,
}

/// A password could not be hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// There was no randomness for the salt.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// There was no memory for it.
    #[error("the password could not be hashed: {0}")]
    Argon2(argon2::password_hash::Error),
}

impl NewPassword {
    /// Checks a password. `inputs` are what it must not be made of: the address and the name of its owner.
    ///
    /// # Errors
    /// As [`PasswordFault`].
    pub fn check(text: &SecretString, inputs: &[&str]) -> Result<Self, PasswordFault> {
        let normal = normal(text);
        let length = i64::try_from(normal.expose_secret().chars().count()).unwrap_or(i64::MAX);
        if length < *LENGTH.start() {
            return Err(PasswordFault::TooShort);
        }
        if length > *LENGTH.end() {
            return Err(PasswordFault::TooLong);
        }
        let parts: Vec<&str> = inputs
            .iter()
            .flat_map(|input| input.split(|c: char| !c.is_alphanumeric()))
            .chain(inputs.iter().copied())
            .filter(|part| !part.is_empty())
            .collect();
        let is_own = is_made_of(normal.expose_secret(), &parts);
        if is_own || zxcvbn(normal.expose_secret(), &parts).score() < Score::Three {
            return Err(PasswordFault::Common);
        }
        Ok(Self(normal))
    }
}

/// Whether little is left of a password without what everybody knows of its owner.
fn is_made_of(password: &str, known: &[&str]) -> bool {
    let mut rest = password.to_lowercase();
    for part in known.iter().filter(|part| part.chars().count() >= SHORTEST_PART) {
        rest = rest.replace(&part.to_lowercase(), "");
    }
    rest.len() < password.len() && rest.chars().filter(|c| c.is_alphanumeric()).count() < OWN_PART
}

/// Shorter parts of a name may stand in any password.
const SHORTEST_PART: usize = 3;

/// So many letters and digits must be a password's own.
const OWN_PART: usize = 8;

/// The same password however the keyboard has put its characters together and whichever space it has sent (RFC 8265
/// section 4.2.2: other spaces are the one of ASCII, then Unicode NFC).
fn normal(text: &SecretString) -> SecretString {
    let spaced = text.expose_secret().chars().map(|c| if is_space(c) { ' ' } else { c });
    SecretString::from(spaced.nfc().collect::<String>())
}

/// A password with other spaces as it was hashed when they were kept; none when it has no such space.
fn with_its_spaces(text: &SecretString) -> Option<SecretString> {
    let text = text.expose_secret();
    text.contains(is_space).then(|| SecretString::from(text.nfc().collect::<String>()))
}

/// Whether a character is a space other than that of ASCII (general category Zs).
const fn is_space(c: char) -> bool {
    matches!(
        c,
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub iterations: u32,
}

impl HashCost {
    /// How many KiB are filled: what the time of a hash follows from.
    fn work(self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.iterations)
    }

    /// What is left to do of a hash of this cost for whoever has done one of the other, in at most two hashes: whole
    /// passes over the usual memory, and one over less of it.
    fn beyond(self, done: Self) -> impl Iterator<Item = Self> {
        let left = self.work().saturating_sub(done.work());
        let memory = u64::from(self.memory_kib).max(1);
        let of = |memory: u64, passes: u64| Self {
            memory_kib: u32::try_from(memory).unwrap_or(u32::MAX),
            iterations: u32::try_from(passes).unwrap_or(u32::MAX),
        };
        let parts = [of(memory, left / memory), of(left % memory, 1)];
        parts.into_iter().filter(|part| {
            part.memory_kib >= Params::MIN_M_COST && part.iterations >= Params::MIN_T_COST
        })
    }
}

impl From<&Params> for HashCost {
    fn from(params: &Params) -> Self {
        Self { memory_kib: params.m_cost(), iterations: params.t_cost() }
    }
}

/// Hashes passwords with Argon2id (RFC 9106), as PHC strings.
pub struct Hasher {
    cost: HashCost,
    argon2: Argon2<'static>,
    /// The hash that somebody unknown is checked against.
    nobody: Option<String>,
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").field("cost", &self.cost).finish_non_exhaustive()
    }
}

impl Hasher {
    /// A hasher of that cost.
    #[must_use]
    pub fn new(cost: HashCost) -> Self {
        let argon2 = argon2id(cost);
        let nobody = argon2.hash_password_with_salt(b"nobody", NOBODYS_SALT).ok();
        Self { cost, argon2, nobody: nobody.map(|hash| hash.to_string()) }
    }

    /// Hashes a password that may be set.
    ///
    /// # Errors
    /// As [`HashError`].
    pub fn hash(&self, password: &NewPassword, entropy: &dyn Entropy) -> Result<String, HashError> {
        self.hash_again(&password.0, entropy)
    }

    /// Hashes a password that is in use.
    ///
    /// # Errors
    /// As [`HashError`].
    pub fn hash_again(
        &self,
        password: &SecretString,
        entropy: &dyn Entropy,
    ) -> Result<String, HashError> {
        let salt: [u8; 16] = entropy::bytes(entropy)?;
        let hash = self
            .argon2
            .hash_password_with_salt(normal(password).expose_secret().as_bytes(), &salt)
            .map_err(HashError::Argon2)?;
        Ok(hash.to_string())
    }

    /// Checks a password against its hash; without one, against a hash of the same cost that nobody has.
    #[must_use]
    pub fn verify(&self, phc: Option<&str>, candidate: &SecretString) -> Verdict {
        self.weigh(phc, candidate).0
    }

    /// The verdict, and the work that it took.
    fn weigh(&self, phc: Option<&str>, candidate: &SecretString) -> (Verdict, u64) {
        let Some(hash) = phc.or(self.nobody.as_deref()) else { return (Verdict::Wrong, 0) };
        let Ok(hash) = PasswordHash::new(hash) else { return (Verdict::Wrong, 0) };
        let (is_right, mut work) = self.try_one(&hash, &normal(candidate));
        let mut was_right = false;
        // Tried whether the other one was right or not, for the same reason as what is left to do of a cheap hash.
        if let Some(before) = with_its_spaces(candidate) {
            let (is_right, more) = self.try_one(&hash, &before);
            was_right = is_right;
            work += more;
        }
        if !(is_right || was_right) || phc.is_none() {
            return (Verdict::Wrong, work);
        }
        (Verdict::Right { rehash: !is_right || self.is_dearer_than(self.cost_of(&hash)) }, work)
    }

    /// Whether a password, prepared, is the one of the hash, and the work that it took to see.
    fn try_one(&self, hash: &PasswordHash, prepared: &SecretString) -> (bool, u64) {
        let prepared = prepared.expose_secret().as_bytes();
        let is_right = self.argon2.verify_password(prepared, hash).is_ok();
        let cost = self.cost_of(hash);
        let mut work = cost.work();
        // Whether it was right or not: of a disabled account, nobody is to learn that it exists either.
        for rest in self.cost.beyond(cost) {
            let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
            if argon2id(rest).hash_password_into(prepared, NOBODYS_SALT, &mut out).is_ok() {
                work += rest.work();
            }
            std::hint::black_box(out);
        }
        (is_right, work)
    }

    /// A hash that cannot say what it cost was none of ours, and is not right either.
    fn cost_of(&self, hash: &PasswordHash) -> HashCost {
        Params::try_from(hash).map_or(self.cost, |params| HashCost::from(&params))
    }

    const fn is_dearer_than(&self, cost: HashCost) -> bool {
        cost.memory_kib < self.cost.memory_kib || cost.iterations < self.cost.iterations
    }
}

/// What nobody's password is salted with.
const NOBODYS_SALT: &[u8] = b"a salt for nobody";

fn argon2id(cost: HashCost) -> Argon2<'static> {
    let params = Params::new(cost.memory_kib, cost.iterations, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
#[path = "password_tests.rs"]
mod tests;
