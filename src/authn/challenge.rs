//! Challenges: whoever sends something without an account first does a little work, which costs a person nothing they
//! notice and a flood a great deal. In the form of ALTCHA's proof of work, version 1, which its widget solves: find the
//! number that, put behind the salt, has this SHA-256.

use std::fmt::Write as _;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::entropy::{self, Entropy, EntropyError};
use crate::sealing::SealingKey;

/// The hash, as challenges name it.
pub const ALGORITHM: &str = "SHA-256";

/// Longer solutions are not looked at; ours have about 400 characters.
pub const LONGEST: usize = 1024;

/// What the signature is for, so that no other MAC of the same key is one.
const PURPOSE: &str = "challenge";

/// What the signed salt says its end after; the widget reads it too.
const EXPIRES: &str = "expires";

/// What the signed salt says its difficulty after: that a challenge was an easy one is not to be denied later.
const DIFFICULTY: &str = "difficulty";

/// A challenge as it is given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// The hash of the salt and the number to be found, in hexadecimal.
    pub hash: String,
    /// The number is no larger than this.
    pub maxnumber: u32,
    /// What stands before the number; the end of the challenge's life is in it.
    pub salt: String,
    /// That the challenge is ours.
    pub signature: String,
}

/// A challenge that was solved in time. It counts once: its signature is to be spent in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solved {
    /// The signature, by which it is known again.
    pub signature: String,
    /// When the challenge expires; until then the signature has to be remembered.
    pub expires_at: DateTime<Utc>,
    /// How many hashes it took at most.
    pub difficulty: u32,
}

/// Why a solution is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeFault {
    /// It is not the base64 of a solution.
    #[error("it is not the base64 of a solution")]
    Malformed,
    /// The challenge is not ours, or the number is not the one.
    #[error("it does not solve a challenge of ours")]
    Wrong,
    /// The challenge was ours and has expired.
    #[error("the challenge has expired")]
    Expired,
    /// The challenge was made when less work was due than is now.
    #[error("the challenge asked for less work than is due now")]
    TooEasy,
}

/// A solution as the widget sends it. What else it tells, such as the time it took, means nothing here.
#[derive(Deserialize)]
struct Payload {
    algorithm: String,
    challenge: String,
    number: u64,
    salt: String,
    signature: String,
}

/// A new challenge that is good until `expires_at`; solving it takes up to `difficulty` hashes, half of it on average.
///
/// # Errors
/// As [`EntropyError`].
pub fn issue(
    key: &SealingKey,
    difficulty: u32,
    expires_at: DateTime<Utc>,
    entropy: &dyn Entropy,
) -> Result<Challenge, EntropyError> {
    let random: [u8; 12] = entropy::bytes(entropy)?;
    // The last `&` parts the salt from the number: no digit of one can be passed off as one of the other.
    let (random, expires) = (hexadecimal(&random), expires_at.timestamp());
    let salt = format!("{random}?{EXPIRES}={expires}&{DIFFICULTY}={difficulty}&");
    let drawn = u64::from_be_bytes(entropy::bytes(entropy)?);
    let hash = hash(&salt, drawn % (u64::from(difficulty) + 1));
    let signature = key.mac(PURPOSE, &signed(&salt, &hash));
    Ok(Challenge { hash, maxnumber: difficulty, salt, signature })
}

/// What `payload` solves, when it is the base64 of the solution of a challenge that was issued with `key` and is still
/// good at `now`. Whether its difficulty is enough is for the caller to say.
///
/// # Errors
/// As [`ChallengeFault`], but never [`ChallengeFault::TooEasy`].
pub fn verify(
    key: &SealingKey,
    payload: &str,
    now: DateTime<Utc>,
) -> Result<Solved, ChallengeFault> {
    if payload.len() > LONGEST {
        return Err(ChallengeFault::Malformed);
    }
    let bytes = STANDARD.decode(payload).map_err(|_| ChallengeFault::Malformed)?;
    let payload: Payload = serde_json::from_slice(&bytes).map_err(|_| ChallengeFault::Malformed)?;
    let is_ours = payload.algorithm == ALGORITHM
        && key.is_mac(PURPOSE, &signed(&payload.salt, &payload.challenge), &payload.signature);
    if !is_ours || hash(&payload.salt, payload.number) != payload.challenge {
        return Err(ChallengeFault::Wrong);
    }
    let expires_at = parameter(&payload.salt, EXPIRES)
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .ok_or(ChallengeFault::Wrong)?;
    if expires_at <= now {
        return Err(ChallengeFault::Expired);
    }
    let difficulty = parameter(&payload.salt, DIFFICULTY).ok_or(ChallengeFault::Wrong)?;
    Ok(Solved { signature: payload.signature, expires_at, difficulty })
}

/// What is signed. The salt is part of it, so that the expiry it tells is ours whatever the hash is made of.
fn signed(salt: &str, hash: &str) -> Vec<u8> {
    format!("{hash} {salt}").into_bytes()
}

fn hash(salt: &str, number: u64) -> String {
    hexadecimal(&Sha256::digest(format!("{salt}{number}")))
}

/// What the salt says of itself after that name.
fn parameter<T: FromStr>(salt: &str, name: &str) -> Option<T> {
    let (_, parameters) = salt.split_once('?')?;
    let mut pairs = parameters.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| *known == name)?.1.parse().ok()
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::entropy::SeededEntropy;

    fn key() -> SealingKey {
        SealingKey::derive(b"master", "challenges")
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    fn solve(challenge: &Challenge) -> Value {
        let is_it = |number: &u32| hash(&challenge.salt, u64::from(*number)) == challenge.hash;
        let number = (0..=challenge.maxnumber).find(is_it).unwrap();
        json!({
            "algorithm": "SHA-256",
            "challenge": challenge.hash,
            "number": number,
            "salt": challenge.salt,
            "signature": challenge.signature,
            "took": 12
        })
    }

    fn encoded(payload: &Value) -> String {
        STANDARD.encode(payload.to_string())
    }

    fn with(payload: &Value, member: &str, value: Value) -> String {
        let mut payload = payload.clone();
        payload[member] = value;
        encoded(&payload)
    }

    #[test]
    fn a_solved_challenge_is_good_until_it_expires() {
        let challenge = issue(&key(), 500, at(60), &SeededEntropy::new(1)).unwrap();
        let payload = encoded(&solve(&challenge));
        assert!(payload.len() < LONGEST / 2);
        let signature = challenge.signature.clone();
        let solved = Solved { signature, expires_at: at(60), difficulty: 500 };
        assert_eq!(verify(&key(), &payload, at(59)), Ok(solved));
        assert_eq!(verify(&key(), &payload, at(60)), Err(ChallengeFault::Expired));
        let other = SealingKey::derive(b"other", "challenges");
        assert_eq!(verify(&other, &payload, at(0)), Err(ChallengeFault::Wrong));
    }

    #[test]
    fn nothing_of_a_solution_can_be_changed() {
        let challenge = issue(&key(), 500, at(60), &SeededEntropy::new(2)).unwrap();
        let good = solve(&challenge);
        let number = good["number"].as_u64().unwrap();
        let later = challenge.salt.replace(&at(60).timestamp().to_string(), "9999999999");
        let harder = challenge.salt.replace("difficulty=500", "difficulty=900");
        let spliced = format!("{}{number}&", challenge.salt.trim_end_matches('&'));
        let bad = [
            with(&good, "number", json!(number + 1)),
            with(&good, "salt", json!(later)),
            with(&good, "salt", json!(harder)),
            with(&good, "salt", json!(spliced)),
            with(&good, "challenge", json!("00")),
            with(&good, "signature", json!("AAAA")),
            with(&good, "algorithm", json!("SHA-1")),
        ];
        for payload in bad {
            assert_eq!(verify(&key(), &payload, at(0)), Err(ChallengeFault::Wrong), "{payload}");
        }
        let malformed = ["", "%", "e30=", "AAAA", &"A".repeat(LONGEST + 4)];
        for payload in malformed.into_iter().chain([with(&good, "number", json!(-1)).as_str()]) {
            assert_eq!(verify(&key(), payload, at(0)), Err(ChallengeFault::Malformed), "{payload}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_refused_without_harm(text in ".{0,200}") {
            prop_assert!(verify(&key(), &text, at(0)).is_err());
            prop_assert!(verify(&key(), &STANDARD.encode(&text), at(0)).is_err());
        }

        #[test]
        fn the_number_is_never_larger_than_was_said(seed in any::<u64>(), difficulty in 0_u32..50) {
            let challenge = issue(&key(), difficulty, at(60), &SeededEntropy::new(seed)).unwrap();
            prop_assert!(verify(&key(), &encoded(&solve(&challenge)), at(0)).is_ok());
        }
    }
}
