//! Submissions after a restore: what was erased, hidden, taken back or covered since the backup stays so, and no letter is
//! sent twice. What was published or shown again since stays as the backup has it: somebody decides anew.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::domain::ids::SubmissionId;
use crate::domain::submission::{SubmissionState, Visibility};
use crate::store::change::ChangeKind;
use crate::store::column::parse;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::outbox as letters;
use crate::store::restore::{CarriedOver, PAGE, versions};
use crate::store::schema::{outbox, submission_contacts, submissions};
use crate::store::submission::{self, Submission, contact, erase};

/// Carries over what became of submissions. Those that changed since go on at a version behind the live one.
pub(super) fn carry_over(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    at: DateTime<Utc>,
    carried: &mut CarriedOver,
) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let page: Vec<(String, i64)> = submissions::table
            .select((submissions::id, submissions::version))
            .filter(submissions::id.gt(&after))
            .order_by(submissions::id.asc())
            .limit(PAGE)
            .load(restored)?;
        let Some((last, _)) = page.last() else { break };
        last.clone_into(&mut after);
        let ids: Vec<&str> = page.iter().map(|(id, _)| id.as_str()).collect();
        let now: Vec<(String, i64)> = submissions::table
            .select((submissions::id, submissions::version))
            .filter(submissions::id.eq_any(&ids))
            .load(live)?;
        let now: HashMap<String, i64> = now.into_iter().collect();
        contacts(live, restored, &now, carried)?;
        let newer = page.iter().filter(|(id, version)| now.get(id) > Some(version));
        let newer: Result<Vec<SubmissionId>, Fault> =
            newer.map(|(id, _)| parse("submission id", id)).collect();
        let newer = newer?;
        let then = submission::find_all(restored, &newer)?.into_iter();
        let mut then: HashMap<SubmissionId, Submission> = then.map(|one| (one.id, one)).collect();
        for now in submission::find_all(live, &newer)? {
            if let Some(then) = then.remove(&now.id) {
                renew(restored, &then, &now, at, carried)?;
            }
        }
    }
    sent_letters(live, restored, carried)
}

/// Stores a submission of the backup as what became of it demands.
fn renew(
    restored: &mut AnyConnection,
    then: &Submission,
    now: &Submission,
    at: DateTime<Utc>,
    carried: &mut CarriedOver,
) -> Result<(), Fault> {
    // Storing counts on from the newest version that was given.
    diesel::update(submissions::table.filter(submissions::id.eq(then.id.to_string())))
        .set(submissions::version.eq(now.version))
        .execute(restored)?;
    let next = Submission { version: now.version + 1, updated_at: at, ..merged(then, now) };
    carried.withdrawn += usize::from(next.state != then.state);
    carried.hidden += usize::from(next.visibility != then.visibility);
    if next.erased_at == then.erased_at {
        submission::store(restored, &next)?;
        carried.covered += usize::from(next.text != then.text);
    } else {
        erase::erase(restored, &next)?;
        carried.erased += 1;
    }
    carried.versions += 1;
    let (key, of) = (then.id.to_string(), ChangeKind::Submission);
    versions::tell(restored, (of, &key), (then.version, next.version), at, |body| {
        say(body, &next);
    })
}

/// The submission as the backup has it, but for what must not come back.
fn merged(then: &Submission, now: &Submission) -> Submission {
    let mut next = Submission {
        text: now.text.clone(),
        original_text: now.original_text.clone(),
        text_sha256: now.text_sha256.clone(),
        may_publish: then.may_publish && now.may_publish,
        may_contact: then.may_contact && now.may_contact,
        erased_at: then.erased_at.or(now.erased_at),
        ..then.clone()
    };
    if now.state == SubmissionState::Withdrawn && then.state.is_open() {
        next.state = now.state;
        next.closed_at = now.closed_at;
        next.paused_since = now.paused_since;
        next.paused_days = now.paused_days;
        next.reply_due_on = now.reply_due_on;
    }
    if now.visibility == Visibility::Hidden && then.visibility != Visibility::Hidden {
        next.visibility = now.visibility;
        next.hide_reason = now.hide_reason;
    }
    next
}

/// The members of which stored versions tell and that a restore may change.
fn say(body: &mut Value, next: &Submission) {
    let Some(members) = body.as_object_mut() else { return };
    members.insert("state".to_owned(), json!(next.state));
    members.insert("visibility".to_owned(), json!(next.visibility));
    members.insert("hide_reason".to_owned(), json!(next.hide_reason));
}

/// Contact details that are erased stay so, whoever had it done.
fn contacts(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    now: &HashMap<String, i64>,
    carried: &mut CarriedOver,
) -> Result<(), Fault> {
    let ids: Vec<&str> = now.keys().map(String::as_str).collect();
    let given = submission_contacts::table
        .select(submission_contacts::submission_id)
        .filter(submission_contacts::submission_id.eq_any(&ids));
    let then: Vec<String> = given.clone().load(restored)?;
    if then.is_empty() {
        return Ok(());
    }
    let kept: Vec<String> = given.load(live)?;
    let kept: HashSet<String> = kept.into_iter().collect();
    for id in then.iter().filter(|id| !kept.contains(*id)) {
        let id: SubmissionId = parse("submission id", id)?;
        contact::delete(restored, id)?;
        letters::forget_about(restored, id)?;
        carried.contacts += 1;
    }
    Ok(())
}

#[derive(Queryable, Selectable, AsChangeset)]
#[diesel(table_name = outbox, treat_none_as_null = true)]
struct Letter {
    id: String,
    sealed: String,
    attempts: i32,
    next_attempt_at: NaiveDateTime,
    sent_at: Option<NaiveDateTime>,
}

/// Letters that wait in the backup and were sent or given up since. Those about submissions that the live database does not
/// have still wait.
fn sent_letters(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    carried: &mut CarriedOver,
) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let page: Vec<(String, Option<String>)> = outbox::table
            .select((outbox::id, outbox::submission_id))
            .filter(outbox::id.gt(&after))
            .filter(outbox::sent_at.is_null())
            .order_by(outbox::id.asc())
            .limit(PAGE)
            .load(restored)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        last.clone_into(&mut after);
        let ids: Vec<&str> = page.iter().map(|(id, _)| id.as_str()).collect();
        let now: Vec<Letter> =
            outbox::table.select(Letter::as_select()).filter(outbox::id.eq_any(ids)).load(live)?;
        let mut now: HashMap<String, Letter> =
            now.into_iter().map(|letter| (letter.id.clone(), letter)).collect();
        let about: Vec<&str> = page.iter().filter_map(|(_, about)| about.as_deref()).collect();
        let known: Vec<String> = submissions::table
            .select(submissions::id)
            .filter(submissions::id.eq_any(about))
            .load(live)?;
        let known: HashSet<String> = known.into_iter().collect();
        for (id, about) in &page {
            let row = outbox::table.filter(outbox::id.eq(id));
            if let Some(letter) = now.remove(id) {
                carried.letters += usize::from(letter.sent_at.is_some());
                diesel::update(row).set(letter).execute(restored)?;
            } else if about.as_ref().is_some_and(|about| known.contains(about)) {
                carried.letters += diesel::delete(row).execute(restored)?;
            }
        }
    }
}
