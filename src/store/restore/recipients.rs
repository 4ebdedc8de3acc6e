//! Mailboxes after a restore: what their owners have said since the backup holds, and letters that were written since count.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::recipient::CountedLetter;
use crate::store::restore::{CarriedOver, PAGE};
use crate::store::schema::{letter_recipients, recipient_letters};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = letter_recipients)]
struct Mailbox {
    recipient: String,
    salt: String,
    token_hash: String,
    confirmed_until: Option<NaiveDateTime>,
    refused_at: Option<NaiveDateTime>,
    kept_until: Option<NaiveDateTime>,
}

/// Carries both over. What only the backup knows stays: it is forgotten in its time.
pub(super) fn carry_over(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    carried: &mut CarriedOver,
) -> Result<(), Fault> {
    carried.refusals = mailboxes(live, restored)?;
    letters(live, restored)
}

/// Mailboxes as they are; gives how many of them have refused letters.
fn mailboxes(live: &mut AnyConnection, restored: &mut AnyConnection) -> Result<usize, Fault> {
    let (mut after, mut refusals) = (String::new(), 0);
    loop {
        let page: Vec<Mailbox> = letter_recipients::table
            .select(Mailbox::as_select())
            .filter(letter_recipients::recipient.gt(&after))
            .order_by(letter_recipients::recipient.asc())
            .limit(PAGE)
            .load(live)?;
        let Some(last) = page.last() else { return Ok(refusals) };
        last.recipient.clone_into(&mut after);
        let known: Vec<&str> = page.iter().map(|mailbox| mailbox.recipient.as_str()).collect();
        let then = letter_recipients::table.filter(letter_recipients::recipient.eq_any(known));
        diesel::delete(then).execute(restored)?;
        for mailbox in page {
            refusals += usize::from(mailbox.refused_at.is_some());
            diesel::insert_into(letter_recipients::table).values(mailbox).execute(restored)?;
        }
    }
}

fn letters(live: &mut AnyConnection, restored: &mut AnyConnection) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let page: Vec<CountedLetter> = recipient_letters::table
            .select(CountedLetter::as_select())
            .filter(recipient_letters::mail_id.gt(&after))
            .order_by(recipient_letters::mail_id.asc())
            .limit(PAGE)
            .load(live)?;
        let Some(last) = page.last() else { return Ok(()) };
        last.mail_id.clone_into(&mut after);
        let known: Vec<&str> = page.iter().map(|letter| letter.mail_id.as_str()).collect();
        let then = recipient_letters::table.filter(recipient_letters::mail_id.eq_any(known));
        diesel::delete(then).execute(restored)?;
        for letter in page {
            diesel::insert_into(recipient_letters::table).values(letter).execute(restored)?;
        }
    }
}
