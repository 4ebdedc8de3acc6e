//! Mailboxes that letters go to, each known by a MAC alone: what their owners have said, and how many letters they were
//! written of late. This file cannot tell whose they are.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authn::opaque::TokenHash;
use crate::store::column::instant;
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::schema::{letter_recipients, recipient_letters};

/// A mailbox as it is made known.
#[derive(Debug, Clone)]
pub struct NewRecipient {
    /// Its MAC.
    pub recipient: String,
    /// What the token of its letters follows from.
    pub salt: String,
    /// The hash of that token.
    pub token: TokenHash,
    /// How long it is remembered.
    pub kept_until: DateTime<Utc>,
}

/// A mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Its MAC.
    pub mac: String,
    /// What the token of its letters follows from.
    pub salt: String,
    /// What its owner has said.
    pub standing: Standing,
}

/// What the owner of a mailbox has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    Unasked,
    /// Letters are welcome until then.
    Confirmed {
        /// When it has to be confirmed again.
        until: DateTime<Utc>,
    },
    /// No letter is.
    Refused {
        /// Since when.
        at: DateTime<Utc>,
    },
}

/// A letter that was written to a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = recipient_letters)]
pub struct CountedLetter {
    /// Its id in the outbox, where it is no longer once it is erased.
    pub mail_id: String,
    /// The MAC of the mailbox.
    pub recipient: String,
    /// Whether it asks for confirmation.
    pub asks: bool,
    /// When it was written.
    pub created_at: NaiveDateTime,
}

/// What a [`Row`] is read from.
const COLUMNS: (
    letter_recipients::recipient,
    letter_recipients::salt,
    letter_recipients::confirmed_until,
    letter_recipients::refused_at,
) = (
    letter_recipients::recipient,
    letter_recipients::salt,
    letter_recipients::confirmed_until,
    letter_recipients::refused_at,
);

#[derive(Queryable)]
struct Row {
    recipient: String,
    salt: String,
    confirmed_until: Option<NaiveDateTime>,
    refused_at: Option<NaiveDateTime>,
}

/// The mailbox of that MAC, made known when it is not yet, and held until the transaction ends: letters to one mailbox are
/// counted one after the other.
///
/// # Errors
/// As [`Fault`].
pub fn hold(connection: &mut AnyConnection, new: &NewRecipient) -> Result<Recipient, Fault> {
    let made_of = (new.salt.as_str(), new.token.as_str());
    let kept_until = instant(new.kept_until);
    dialect::insert_letter_recipient(connection, &new.recipient, made_of, kept_until)?;
    let row: Option<Row> = diesel::update(letter_recipients::table.find(&new.recipient))
        .set(letter_recipients::salt.eq(letter_recipients::salt))
        .returning(COLUMNS)
        .get_result(connection)
        .optional()?;
    // One whose time is over may be forgotten at any time until it is held.
    row.map(Recipient::from).ok_or_else(|| Fault::Collision("the mailbox was forgotten".to_owned()))
}

/// The mailbox whose letters carry that token, held until the transaction ends.
///
/// # Errors
/// As [`Fault`].
pub fn hold_owner(
    connection: &mut AnyConnection,
    token: &TokenHash,
) -> Result<Option<Recipient>, Fault> {
    let own = letter_recipients::table.filter(letter_recipients::token_hash.eq(token.as_str()));
    let row: Option<Row> = diesel::update(own)
        .set(letter_recipients::salt.eq(letter_recipients::salt))
        .returning(COLUMNS)
        .get_result(connection)
        .optional()?;
    Ok(row.map(Recipient::from))
}

/// Whether the owner of a mailbox has refused letters.
///
/// # Errors
/// As [`Fault`].
pub fn has_refused(connection: &mut AnyConnection, recipient: &str) -> Result<bool, Fault> {
    let refusal = letter_recipients::table
        .find(recipient)
        .filter(letter_recipients::refused_at.is_not_null());
    Ok(diesel::select(diesel::dsl::exists(refusal)).get_result(connection)?)
}

/// Stores what the owner of a mailbox has said. One that refused is never forgotten, another one after `kept_until`.
///
/// # Errors
/// As [`Fault`].
pub fn set_standing(
    connection: &mut AnyConnection,
    recipient: &str,
    standing: Standing,
    kept_until: DateTime<Utc>,
) -> Result<(), Fault> {
    let (confirmed_until, refused_at, kept_until) = match standing {
        Standing::Unasked => (None, None, Some(kept_until)),
        Standing::Confirmed { until } => (Some(until), None, Some(kept_until.max(until))),
        Standing::Refused { at } => (None, Some(at), None),
    };
    let set = diesel::update(letter_recipients::table.find(recipient))
        .set((
            letter_recipients::confirmed_until.eq(confirmed_until.map(instant)),
            letter_recipients::refused_at.eq(refused_at.map(instant)),
            letter_recipients::kept_until.eq(kept_until.map(instant)),
        ))
        .execute(connection)?;
    Fault::unless_one(set)
}

/// Counts a letter.
///
/// # Errors
/// As [`Fault`].
pub fn add_letter(connection: &mut AnyConnection, letter: &CountedLetter) -> Result<(), Fault> {
    diesel::insert_into(recipient_letters::table).values(letter).execute(connection)?;
    Ok(())
}

/// How many letters of a kind, those that ask for confirmation or the others, a mailbox was written after that.
///
/// # Errors
/// As [`Fault`].
pub fn count_letters(
    connection: &mut AnyConnection,
    recipient: &str,
    asks: bool,
    after: DateTime<Utc>,
) -> Result<i64, Fault> {
    let letters = recipient_letters::table
        .filter(recipient_letters::recipient.eq(recipient))
        .filter(recipient_letters::asks.eq(asks))
        .filter(recipient_letters::created_at.gt(instant(after)));
    Ok(letters.count().get_result(connection)?)
}

/// Forgets at most `limit` letters that were written before that, and as many mailboxes whose time is over; gives how many
/// there were.
///
/// # Errors
/// As [`Fault`].
pub fn forget(
    connection: &mut AnyConnection,
    written_before: DateTime<Utc>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<usize, Fault> {
    let letters: Vec<String> = recipient_letters::table
        .select(recipient_letters::mail_id)
        .filter(recipient_letters::created_at.lt(instant(written_before)))
        .order_by((recipient_letters::created_at.asc(), recipient_letters::mail_id.asc()))
        .limit(limit)
        .load(connection)?;
    let letters = recipient_letters::table.filter(recipient_letters::mail_id.eq_any(letters));
    let forgotten = diesel::delete(letters).execute(connection)?;
    let over = letter_recipients::kept_until.lt(instant(now));
    let recipients: Vec<String> = letter_recipients::table
        .select(letter_recipients::recipient)
        .filter(over)
        .order_by((letter_recipients::kept_until.asc(), letter_recipients::recipient.asc()))
        .limit(limit)
        .load(connection)?;
    // Somebody may have written to one of them since it was looked up.
    let recipients = letter_recipients::table
        .filter(letter_recipients::recipient.eq_any(recipients))
        .filter(over);
    Ok(forgotten + diesel::delete(recipients).execute(connection)?)
}

impl From<Row> for Recipient {
    fn from(row: Row) -> Self {
        let standing = match (row.refused_at, row.confirmed_until) {
            (Some(at), _) => Standing::Refused { at: at.and_utc() },
            (None, Some(until)) => Standing::Confirmed { until: until.and_utc() },
            (None, None) => Standing::Unasked,
        };
        Self { mac: row.recipient, salt: row.salt, standing }
    }
}
