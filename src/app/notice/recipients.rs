//! Whom letters may go to. Anybody can give anybody's address, so that of a mailbox that nobody has confirmed a letter asks
//! first, and what else would go there is not written. Mailboxes are known by a MAC alone.

use std::str::FromStr;

use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};

use crate::app::acting::Circumstances;
use crate::app::error::AppError;
use crate::authn::opaque::{self, OpaqueKind, TokenHash};
use crate::authz::Actor;
use crate::config::LetterSettings;
use crate::domain::account::EmailAddress;
use crate::domain::ids::MailId;
use crate::domain::word::{self, UnknownWord};
use crate::entropy;
use crate::sealing::SealingKey;
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::recipient::{self, CountedLetter, NewRecipient, Recipient, Standing};
use crate::store::{AnyConnection, Database, Fault, Writing};

/// Within this time a mailbox is asked once, and written to as often as is configured.
const DAY: TimeDelta = TimeDelta::days(1);

/// Within this time a mailbox is asked as often as is configured. As long is remembered that it was written to.
pub const MONTH: TimeDelta = TimeDelta::days(30);

/// Knows mailboxes and what their owners have said.
#[derive(Debug, Clone)]
pub struct Recipients {
    key: SealingKey,
    settings: LetterSettings,
}

/// Whether a letter may be written.
#[derive(Debug)]
pub(super) enum Admission {
    /// It may, and has been counted.
    Admitted {
        /// What the owner of the mailbox answers with.
        token: SecretString,
        /// Whether it is one that asks for confirmation.
        asks: bool,
    },
    /// It may not.
    Withheld(Reason),
}

/// Why a letter is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The mailbox was asked of late, and nobody has confirmed it.
    Unconfirmed,
    /// Its owner wants no letters.
    Refused,
    /// It got as many as it may get in a day.
    Enough,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unconfirmed, Self::Refused, Self::Enough];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unconfirmed => "unconfirmed",
            Self::Refused => "refused",
            Self::Enough => "enough",
        }
    }
}

/// What the owner of a mailbox says of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They are welcome.
    Confirm,
    /// None is ever to come again.
    Refuse,
}

impl Answer {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Confirm, Self::Refuse];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Refuse => "refuse",
        }
    }
}

impl FromStr for Answer {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("answer", &Self::ALL, Self::as_str, text)
    }
}

impl Recipients {
    /// Mailboxes as they are known under `key`, on all nodes the same.
    #[must_use]
    pub const fn new(key: SealingKey, settings: LetterSettings) -> Self {
        Self { key, settings }
    }

    /// Decides whether a letter may be written to an address now, and counts it when it may.
    pub(super) fn admit(
        &self,
        connection: &mut AnyConnection,
        circumstances: &Circumstances,
        address: &str,
        letter: MailId,
    ) -> Result<Admission, Fault> {
        let at = circumstances.at;
        let new = self.unknown(circumstances, address)?;
        let Recipient { mac: recipient, salt, standing } = recipient::hold(connection, &new)?;
        let asks = match standing {
            Standing::Refused { .. } => return Ok(Admission::Withheld(Reason::Refused)),
            Standing::Confirmed { until } => until <= at,
            Standing::Unasked => true,
        };
        let of_day = recipient::count_letters(connection, &recipient, asks, at - DAY)?;
        let LetterSettings { per_day, confirmations_per_month, .. } = self.settings;
        if asks {
            let of_month = recipient::count_letters(connection, &recipient, asks, at - MONTH)?;
            if of_day > 0 || of_month >= i64::from(confirmations_per_month) {
                return Ok(Admission::Withheld(Reason::Unconfirmed));
            }
        } else if of_day >= i64::from(per_day) {
            return Ok(Admission::Withheld(Reason::Enough));
        }
        let mail_id = letter.to_string();
        let created_at = at.naive_utc();
        let counted = CountedLetter { mail_id, recipient, asks, created_at };
        recipient::add_letter(connection, &counted)?;
        recipient::set_standing(connection, &counted.recipient, standing, at + MONTH)?;
        Ok(Admission::Admitted { token: self.token(&salt), asks })
    }

    /// Whether whoever owns that address wants no letters.
    pub(super) fn has_refused(
        &self,
        connection: &mut AnyConnection,
        address: &str,
    ) -> Result<bool, Fault> {
        recipient::has_refused(connection, &self.mac(address))
    }

    /// Notes what the owner of a mailbox says, who shows the token of a letter; `frontend` is the machine that passed it on,
    /// when one did. Saying the same again changes nothing. The audit entry tells no mailbox.
    ///
    /// # Errors
    /// [`AppError::Gone`] when no letter carries the token, or it was long ago; [`AppError::Store`].
    pub async fn answer(
        &self,
        database: &Database,
        token: &str,
        answer: Answer,
        frontend: Option<Actor>,
        told: Circumstances,
    ) -> Result<(), AppError> {
        let token = opaque::parse(OpaqueKind::Letters, token).ok_or(AppError::Gone)?;
        let token = TokenHash::of(token.expose_secret());
        let (at, until) = (told.at, told.at + self.settings.confirmed_for());
        let note = move |writing: &mut Writing<'_>| -> Result<(), AppError> {
            let connection = &mut *writing.connection;
            let owned = recipient::hold_owner(connection, &token)?.ok_or(AppError::Gone)?;
            let (standing, action) = match (answer, owned.standing) {
                (Answer::Confirm, Standing::Confirmed { until }) if until > at => return Ok(()),
                (Answer::Refuse, Standing::Refused { .. }) => return Ok(()),
                (Answer::Confirm, _) => {
                    (Standing::Confirmed { until }, AuditAction::LettersConfirmed)
                }
                (Answer::Refuse, _) => (Standing::Refused { at }, AuditAction::LettersRefused),
            };
            recipient::set_standing(connection, &owned.mac, standing, at + MONTH)?;
            let entry = NewAuditEntry {
                at,
                actor: frontend.clone(),
                target_kind: "mailbox".to_owned(),
                request_id: told.request_id.clone(),
                ..NewAuditEntry::new(action, AuditOutcome::Done)
            };
            // Whoever says the one and the other again and again does not make the log grow.
            audit::append_or_count(connection, &entry)?;
            Ok(())
        };
        database.write(at, note).await
    }

    /// The mailbox of an address as it is made known when it is not yet.
    fn unknown(&self, circumstances: &Circumstances, address: &str) -> Result<NewRecipient, Fault> {
        let drawn: [u8; 16] = entropy::bytes(circumstances.entropy.as_ref())
            .map_err(|error| Fault::corrupt("new mailbox", error))?;
        let salt = self.key.mac("salt", &drawn);
        let token = TokenHash::of(self.token(&salt).expose_secret());
        let kept_until = circumstances.at + MONTH;
        Ok(NewRecipient { recipient: self.mac(address), salt, token, kept_until })
    }

    fn mac(&self, address: &str) -> String {
        self.key.mac("mailbox", mailbox(address).as_bytes())
    }

    /// The token of all letters to the mailbox with that salt: it is made again for each of them and kept nowhere.
    fn token(&self, salt: &str) -> SecretString {
        opaque::of_random(OpaqueKind::Letters, &self.key.mac("token", salt.as_bytes()))
    }
}

/// What the addresses of one mailbox have in common: neither the case of letters nor what stands behind a `+`, which is for
/// its owner to sort by (RFC 5233), makes it another one.
fn mailbox(address: &str) -> String {
    let address = EmailAddress::kept(address).common_key();
    let Some((local, domain)) = address.rsplit_once('@') else { return address };
    match local.split_once('+') {
        Some((own, _)) if !own.is_empty() => format!("{own}@{domain}"),
        _ => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_mailbox_are_one() {
        for address in
            ["A.Citizen@Home.example", "a.citizen+city@home.example", "a.citizen+1+2@HOME.example"]
        {
            assert_eq!(mailbox(address), "a.citizen@home.example");
        }
        assert_eq!(mailbox("a@b\u{FC}cher.example"), mailbox("A@xn--bcher-kva.example"));
        for address in ["+city@home.example", "citizen@home.example", "a.citizen@other.example"] {
            assert_eq!(mailbox(address), address);
        }
    }

    #[test]
    fn a_mailbox_and_its_token_depend_on_the_key() {
        let settings = LetterSettings { per_day: 1, confirmations_per_month: 1, confirmed_days: 1 };
        let under =
            |master: &[u8]| Recipients::new(SealingKey::derive(master, "mailboxes"), settings);
        let (one, other) = (under(b"one"), under(b"other"));
        assert_ne!(one.mac("a@home.example"), other.mac("a@home.example"));
        assert_ne!(one.mac("a@home.example"), one.mac("b@home.example"));
        let token = one.token("salt");
        assert!(opaque::parse(OpaqueKind::Letters, token.expose_secret()).is_some());
        assert_ne!(token.expose_secret(), other.token("salt").expose_secret());
        assert_ne!(token.expose_secret(), one.token("other salt").expose_secret());
    }
}
