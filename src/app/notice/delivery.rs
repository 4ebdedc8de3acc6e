//! Sending what waits in the outbox. A letter is taken for a while before it is handed over, so that of several nodes one
//! sends it; whoever is gone before it could note the end leaves it to be sent again.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Opened, Recipients, open};
use crate::app::contact_keys::ContactKeys;
use crate::domain::ids::MailId;
use crate::mail::{Failure, Letter};
use crate::store::outbox::{self, Mail};
use crate::store::submission::contact;
use crate::store::{AnyConnection, Database, Fault, Writing};

/// The wait after the first failure; it doubles with each further one.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);

/// The longest wait between two attempts.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(4);

/// A letter that could not be sent for so long is given up.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::days(1);

/// What became of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// It was taken.
    Sent,
    /// It was not, and will be tried again.
    Postponed(String),
    /// It was not, and is deleted.
    GivenUp(String),
}

/// Sends the letter that has waited longest, if one is due, and says what became of it.
///
/// # Errors
/// As [`Fault`]; the letter stays, to be tried again.
pub fn deliver_next(
    database: &Database,
    (keys, recipients): (&ContactKeys, &Recipients),
    now: DateTime<Utc>,
    send: impl FnOnce(MailId, &Letter) -> Result<(), Failure>,
) -> Result<Option<Delivery>, Fault> {
    let claim = move |writing: &mut Writing<'_>| outbox::claim_due(writing.connection, now, 1);
    let claimed: Vec<Mail> = database.write_blocking(now, claim)?;
    let Some(mail) = claimed.into_iter().next() else { return Ok(None) };
    let found =
        database.read_blocking(|reading| read(reading.connection, (keys, recipients), &mail));
    let delivery = match found {
        Ok(Some(Opened::Letter(letter))) => after(&mail, now, send(mail.id, &letter)),
        Ok(Some(Opened::Lost)) => {
            let lost = "its key was lost with a master key".to_owned();
            after(&mail, now, Err(Failure::NotNow(lost)))
        }
        Ok(Some(Opened::Spoilt(reason))) => Delivery::GivenUp(reason.to_owned()),
        Ok(None) => Delivery::GivenUp("its addressee wants no letters any more".to_owned()),
        Err(fault @ Fault::Broken(_)) => Delivery::GivenUp(fault.to_string()),
        // The letter is not at fault.
        Err(fault) => return Err(fault),
    };
    note(database, &mail, now, &delivery)?;
    Ok(Some(delivery))
}

/// The letter of a mail; none when nothing more is to be sent there: the address was erased since, or its owner has refused
/// letters.
fn read(
    connection: &mut AnyConnection,
    (keys, recipients): (&ContactKeys, &Recipients),
    mail: &Mail,
) -> Result<Option<Opened>, Fault> {
    if let Some(id) = mail.submission_id
        && !contact::exists(connection, id)?
    {
        return Ok(None);
    }
    let opened = open(keys, connection, mail.id, &mail.sealed)?;
    if let Opened::Letter(letter) = &opened
        && recipients.has_refused(connection, &letter.to)?
    {
        return Ok(None);
    }
    Ok(Some(opened))
}

/// What follows from one attempt.
fn after(mail: &Mail, now: DateTime<Utc>, attempt: Result<(), Failure>) -> Delivery {
    match attempt {
        Ok(()) => Delivery::Sent,
        Err(failure @ Failure::Refused(_)) => Delivery::GivenUp(failure.to_string()),
        Err(failure @ Failure::NotNow(_)) => {
            if now + wait_after(mail) < mail.created_at + GIVEN_UP_AFTER {
                Delivery::Postponed(failure.to_string())
            } else {
                Delivery::GivenUp(failure.to_string())
            }
        }
    }
}

/// How long a letter waits that has just failed; that attempt is counted already.
fn wait_after(mail: &Mail) -> TimeDelta {
    let doublings = u32::try_from(mail.attempts - 1).unwrap_or(0).min(16);
    let wait = FIRST_WAIT.checked_mul(1 << doublings).unwrap_or(LONGEST_WAIT);
    wait.min(LONGEST_WAIT)
}

/// What a letter said is kept neither when it was sent nor when it was given up.
fn note(
    database: &Database,
    mail: &Mail,
    now: DateTime<Utc>,
    delivery: &Delivery,
) -> Result<(), Fault> {
    let (id, next, delivery) = (mail.id, now + wait_after(mail), delivery.clone());
    database.write_blocking(now, move |writing: &mut Writing<'_>| match delivery {
        Delivery::Sent => outbox::done(writing.connection, id, now),
        Delivery::Postponed(_) => outbox::failed(writing.connection, id, next),
        Delivery::GivenUp(_) => outbox::give_up(writing.connection, id),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::MailId;
    use crate::domain::language::LanguageTag;

    const NOON: &str = "2026-11-24T04:00:00Z";

    fn mail(attempts: i32) -> Mail {
        let at: DateTime<Utc> = NOON.parse().unwrap();
        Mail {
            id: MailId::from(uuid::Uuid::nil()),
            submission_id: None,
            kind: "receipt".to_owned(),
            language: LanguageTag::EN,
            sealed: String::new(),
            attempts,
            next_attempt_at: at,
            sent_at: None,
            created_at: at,
        }
    }

    #[test]
    fn waits_double_from_a_minute_to_four_hours() {
        let minutes: Vec<i64> =
            (1..11).map(|attempts| wait_after(&mail(attempts)).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 240, 240]);
        assert_eq!(wait_after(&mail(i32::MAX)), LONGEST_WAIT);
    }

    #[test]
    fn a_letter_is_tried_for_a_day_and_a_refused_one_not_again() {
        let start: DateTime<Utc> = NOON.parse().unwrap();
        let not_now = || Err(Failure::NotNow("reply 451".to_owned()));
        let (mut now, mut attempts) = (start, 1);
        while let Delivery::Postponed(_) = after(&mail(attempts), now, not_now()) {
            now += wait_after(&mail(attempts));
            attempts += 1;
        }
        assert!((10..20).contains(&attempts), "{attempts}");
        assert!(now - start > TimeDelta::hours(18) && now - start < GIVEN_UP_AFTER);
        let refused = after(&mail(1), start, Err(Failure::Refused("reply 550".to_owned())));
        assert_eq!(refused, Delivery::GivenUp("not accepted: reply 550".to_owned()));
        assert_eq!(after(&mail(3), start, Ok(())), Delivery::Sent);
    }
}
