//! How long things live that prove who somebody is: access tokens, sessions, and the keys that sign.

use chrono::{DateTime, TimeDelta, Utc};

/// An access token is good for so long.
#[must_use]
pub const fn access_token_lifetime() -> TimeDelta {
    TimeDelta::minutes(10)
}

/// Clocks may differ by so much.
#[must_use]
pub const fn leeway() -> TimeDelta {
    TimeDelta::seconds(30)
}

/// An instant that was noted and lies further ahead than this was noted by a clock that has been put back since. Less says
/// nothing: requests overtake each other, and the clocks of nodes differ by seconds.
pub const PUT_BACK: TimeDelta = TimeDelta::minutes(1);

/// A session ends after so long in any case.
#[must_use]
pub const fn session_lifetime() -> TimeDelta {
    TimeDelta::days(7)
}

/// A session ends when it is not renewed for so long.
#[must_use]
pub const fn idle_lifetime() -> TimeDelta {
    TimeDelta::hours(12)
}

/// A spent refresh token brings the same successor again for so long.
#[must_use]
pub const fn grace() -> TimeDelta {
    TimeDelta::seconds(10)
}

/// A new signing key is published so long before it signs: longer than anybody keeps the published keys.
#[must_use]
pub const fn publish_before_use() -> TimeDelta {
    TimeDelta::minutes(10)
}

/// What signing keys sign. No key signs two kinds of things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPurpose {
    /// Access tokens, which live for minutes.
    AccessTokens,
    /// Receipts, which are for ever.
    Receipts,
}

impl KeyPurpose {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::AccessTokens, Self::Receipts];

    /// The purpose as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessTokens => "access tokens",
            Self::Receipts => "receipts",
        }
    }
}

/// The times of a signing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyTimes {
    /// When it was made, and published.
    pub created_at: DateTime<Utc>,
    /// From when on it signs.
    pub active_from: DateTime<Utc>,
    /// When it was withdrawn, if it was: nothing that it signed counts any more.
    pub retired_at: Option<DateTime<Utc>>,
}

/// The place in `keys` of the one that signs at `now`: the latest that may. When every key is younger than the clock says it
/// is, as after the clock was put back, the oldest signs: it was in use before.
#[must_use]
pub fn signing_key_at(keys: &[KeyTimes], now: DateTime<Utc>) -> Option<usize> {
    let candidates = || keys.iter().enumerate().filter(|(_, key)| key.retired_at.is_none());
    candidates()
        .filter(|(_, key)| key.active_from <= now)
        .max_by_key(|(_, key)| key.active_from)
        .or_else(|| candidates().min_by_key(|(_, key)| key.active_from))
        .map(|(place, _)| place)
}

/// Whether what `key` signed is honoured at `now`, and the key is therefore published. A receipt is for ever; a token until
/// it expires, the last one a token's life after the next of `all` began to sign.
#[must_use]
pub fn is_honoured(
    purpose: KeyPurpose,
    key: &KeyTimes,
    all: &[KeyTimes],
    now: DateTime<Utc>,
) -> bool {
    if key.retired_at.is_some() {
        return false;
    }
    match purpose {
        KeyPurpose::Receipts => true,
        KeyPurpose::AccessTokens => {
            next_after(key, all).is_none_or(|next| now < next + access_token_lifetime() + leeway())
        }
    }
}

/// Whether `key` will certainly sign nothing any more, also on a node whose clock is late: its secret half can go.
#[must_use]
pub fn is_spent(key: &KeyTimes, all: &[KeyTimes], now: DateTime<Utc>) -> bool {
    next_after(key, all).is_some_and(|next| next + publish_before_use() <= now)
}

/// From when on the next of `all` after `key` signs.
fn next_after(key: &KeyTimes, all: &[KeyTimes]) -> Option<DateTime<Utc>> {
    let followers = all.iter().filter(|other| other.retired_at.is_none());
    followers.map(|other| other.active_from).filter(|from| *from > key.active_from).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: KeyPurpose = KeyPurpose::AccessTokens;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    fn key(created: i64, active: i64) -> KeyTimes {
        KeyTimes { created_at: at(created), active_from: at(active), retired_at: None }
    }

    #[test]
    fn a_new_key_is_published_before_it_signs_and_the_old_one_is_honoured_until_its_last_token_expired()
     {
        let keys = [key(0, 0), key(100, 110)];
        assert_eq!(signing_key_at(&keys, at(109)), Some(0));
        assert_eq!(signing_key_at(&keys, at(110)), Some(1));
        assert!(is_honoured(TOKENS, &keys[1], &keys, at(100)), "published at once");
        assert!(is_honoured(TOKENS, &keys[0], &keys, at(120)));
        assert!(!is_honoured(TOKENS, &keys[0], &keys, at(121)));
    }

    #[test]
    fn after_the_clock_was_put_back_the_oldest_key_signs_and_is_honoured() {
        let keys = [key(100, 110), key(200, 210)];
        for minute in [0, 99, 110] {
            assert_eq!(signing_key_at(&keys, at(minute)), Some(0), "{minute}");
            assert!(is_honoured(TOKENS, &keys[0], &keys, at(minute)), "{minute}");
        }
    }

    #[test]
    fn a_withdrawn_key_neither_signs_nor_counts() {
        let withdrawn = KeyTimes { retired_at: Some(at(5)), ..key(0, 0) };
        let keys = [withdrawn, key(5, 5)];
        assert!(!is_honoured(TOKENS, &keys[0], &keys, at(5)));
        assert_eq!(signing_key_at(&keys, at(5)), Some(1));
        assert_eq!(signing_key_at(&[], at(5)), None);
    }

    #[test]
    fn a_receipt_is_honoured_for_ever_unless_its_key_was_withdrawn() {
        let keys = [key(0, 0), key(100, 110)];
        assert!(is_honoured(KeyPurpose::Receipts, &keys[0], &keys, at(50_000_000)));
        let withdrawn = KeyTimes { retired_at: Some(at(5)), ..key(0, 0) };
        assert!(!is_honoured(KeyPurpose::Receipts, &withdrawn, &keys, at(5)));
        assert!(!is_spent(&keys[0], &keys, at(119)));
        assert!(is_spent(&keys[0], &keys, at(120)));
        assert!(!is_spent(&keys[1], &keys, at(50_000_000)));
    }
}
