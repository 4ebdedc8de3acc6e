//! The challenges of this process: their key, and how hard they are, which follows from how many were solved of late.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::authn::challenge::{self, Challenge, ChallengeFault, Solved};
use crate::config::ChallengeSettings;
use crate::entropy::{Entropy, EntropyError};
use crate::sealing::SealingKey;

/// So many solved in a minute are quiet times; from there on, twice as many make the work twice as much.
const QUIET: u32 = 30;

/// The work is never more than this many times that of quiet times: people with old telephones take part too.
const STEEPEST: u32 = 16;

/// Requests end so many minutes later than they began at most.
const LATE: i64 = 5;

/// A challenge that was made no longer ago may ask for less work than is due by now: whoever just got it could not know.
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// Gives out challenges and verifies their solutions.
#[derive(Debug)]
pub struct Challenges {
    key: SealingKey,
    settings: ChallengeSettings,
    solved: Mutex<Minutes>,
}

/// How many were solved in the current minute and in the one before it.
#[derive(Debug, Default)]
struct Minutes {
    minute: i64,
    current: u32,
    before: u32,
}

impl Challenges {
    /// Challenges that every node with the same `key` accepts.
    #[must_use]
    pub fn new(key: SealingKey, settings: ChallengeSettings) -> Self {
        Self { key, settings, solved: Mutex::default() }
    }

    /// A new challenge, and when it expires.
    ///
    /// # Errors
    /// As [`EntropyError`].
    pub fn issue(
        &self,
        now: DateTime<Utc>,
        entropy: &dyn Entropy,
    ) -> Result<(Challenge, DateTime<Utc>), EntropyError> {
        let expires_at = now + self.settings.validity();
        Ok((challenge::issue(&self.key, self.due(now), expires_at, entropy)?, expires_at))
    }

    /// What a solution solves. The caller spends it in the transaction of what it was sent with, so that it counts once.
    /// Whoever has solved a stock of challenges in quiet times cannot use it once more work is due.
    ///
    /// # Errors
    /// As [`ChallengeFault`].
    pub fn verify(&self, payload: &str, now: DateTime<Utc>) -> Result<Solved, ChallengeFault> {
        let solved = challenge::verify(&self.key, payload, now)?;
        let made_at = solved.expires_at - self.settings.validity();
        if solved.difficulty < self.due(now) && made_at + FRESH < now {
            return Err(ChallengeFault::TooEasy);
        }
        Ok(solved)
    }

    /// How much work a challenge asks for that is made now.
    fn due(&self, now: DateTime<Utc>) -> u32 {
        let recent = self.with_minutes(now, |minutes| minutes.current.max(minutes.before));
        difficulty_after(recent, self.settings.difficulty)
    }

    /// Counts a challenge that was spent. Only work that was done makes more work: neither asking for challenges nor sending
    /// a solution again changes anything for others.
    pub fn count_spent(&self, now: DateTime<Utc>) {
        self.with_minutes(now, |minutes| minutes.current = minutes.current.saturating_add(1));
    }

    fn with_minutes<T>(&self, now: DateTime<Utc>, act: impl FnOnce(&mut Minutes) -> T) -> T {
        let mut minutes = self.solved.lock().unwrap_or_else(PoisonError::into_inner);
        minutes.turn_to(now.timestamp().div_euclid(60));
        act(&mut minutes)
    }
}

impl Minutes {
    /// A request that began a little earlier does not bring its minute back; a clock that was put back does.
    fn turn_to(&mut self, minute: i64) {
        if minute <= self.minute && self.minute - minute <= LATE {
            return;
        }
        let before = if minute == self.minute + 1 { self.current } else { 0 };
        *self = Self { minute, current: 0, before };
    }
}

fn difficulty_after(recent: u32, quiet: u32) -> u32 {
    let steps = (recent / QUIET).checked_ilog2().unwrap_or(0);
    let times = 1_u32.checked_shl(steps).unwrap_or(STEEPEST);
    quiet.saturating_mul(times.min(STEEPEST))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde_json::json;

    use super::*;
    use crate::authn::receipt::text_digest;
    use crate::entropy::SeededEntropy;

    fn solution(challenge: &Challenge) -> String {
        let is_it =
            |number: &u32| text_digest(&format!("{}{number}", challenge.salt)) == challenge.hash;
        let number = (0..=challenge.maxnumber).find(is_it).unwrap();
        STANDARD.encode(
            json!({
                "algorithm": challenge::ALGORITHM,
                "challenge": challenge.hash,
                "number": number,
                "salt": challenge.salt,
                "signature": challenge.signature,
            })
            .to_string(),
        )
    }

    #[test]
    fn the_work_grows_with_what_was_solved_and_has_an_end() {
        let grown = [0, 59, 60, 119, 120, 240, 480, 100_000, u32::MAX]
            .map(|recent| difficulty_after(recent, 10));
        assert_eq!(grown, [10, 10, 20, 20, 40, 80, 160, 160, 160]);
        assert_eq!(difficulty_after(480, u32::MAX), u32::MAX);
    }

    #[test]
    fn only_challenges_that_were_spent_in_the_last_minutes_count() {
        let settings = ChallengeSettings { difficulty: 5, valid_s: 60 };
        let challenges = Challenges::new(SealingKey::derive(b"master", "challenges"), settings);
        let entropy = SeededEntropy::new(1);
        let now: DateTime<Utc> = "2026-11-24T04:00:10Z".parse().unwrap();
        let issue = |at| challenges.issue(at, &entropy).unwrap();
        let (first, expires_at) = issue(now);
        assert_eq!(expires_at, now + TimeDelta::seconds(60));
        for _ in 0..100 {
            assert_eq!(issue(now).0.maxnumber, 5, "asking makes nothing harder");
        }
        for _ in 0..60 {
            challenges.verify(&solution(&first), now).unwrap();
        }
        assert_eq!(issue(now).0.maxnumber, 5, "nor does solving one again and again");
        for _ in 0..60 {
            challenges.count_spent(now);
        }
        assert!(challenges.verify("AAAA", now).is_err());
        assert_eq!(issue(now).0.maxnumber, 10);
        assert_eq!(issue(now + TimeDelta::seconds(60)).0.maxnumber, 10);
        assert_eq!(issue(now + TimeDelta::seconds(120)).0.maxnumber, 5);
    }

    #[test]
    fn a_request_of_the_minute_before_makes_nothing_easier() {
        let settings = ChallengeSettings { difficulty: 5, valid_s: 600 };
        let challenges = Challenges::new(SealingKey::derive(b"master", "challenges"), settings);
        let now: DateTime<Utc> = "2026-11-24T04:00:01Z".parse().unwrap();
        for _ in 0..60 {
            challenges.count_spent(now);
        }
        challenges.count_spent(now - TimeDelta::seconds(2));
        assert_eq!(challenges.due(now - TimeDelta::seconds(2)), 10);
        assert_eq!(challenges.due(now), 10);
        assert_eq!(challenges.due(now - TimeDelta::days(1)), 5, "a clock that was put back");
    }

    #[test]
    fn a_stock_of_easy_challenges_is_worth_nothing_once_more_work_is_due() {
        let settings = ChallengeSettings { difficulty: 5, valid_s: 600 };
        let challenges = Challenges::new(SealingKey::derive(b"master", "challenges"), settings);
        let entropy = SeededEntropy::new(2);
        let now: DateTime<Utc> = "2026-11-24T04:00:10Z".parse().unwrap();
        let after = |seconds| now + TimeDelta::seconds(seconds);
        let issued = |at| solution(&challenges.issue(at, &entropy).unwrap().0);
        let (stored, fresh) = (issued(now), issued(after(540)));
        assert!(challenges.verify(&stored, after(599)).is_ok(), "in quiet times all of them serve");
        for _ in 0..60 {
            challenges.count_spent(after(580));
        }
        assert_eq!(challenges.verify(&stored, after(580)), Err(ChallengeFault::TooEasy));
        assert!(challenges.verify(&fresh, after(600)).is_ok(), "who just got it could not know");
        assert_eq!(challenges.verify(&fresh, after(601)), Err(ChallengeFault::TooEasy));
        assert!(challenges.verify(&issued(after(600)), after(640)).is_ok());
        // When it is quiet again, what was made in quiet times serves again.
        assert!(challenges.verify(&fresh, after(720)).is_ok());
        assert_eq!(challenges.verify(&stored, after(720)), Err(ChallengeFault::Expired));
    }
}
