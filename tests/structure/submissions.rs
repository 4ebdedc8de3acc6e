//! Submissions in the store: what is written is read back, what is erased is nowhere, and what serves once serves once.

use chrono::{DateTime, Days, TimeDelta, Utc};
use rstest::rstest;
use smartcity::domain::ids::{MailId, MessageId, SubmissionId};
use smartcity::domain::language::LanguageTag;
use smartcity::domain::submission::{
    Place, Reference, SubmissionKind, SubmissionState, Visibility,
};
use smartcity::domain::text::Localized;
use smartcity::store::notice::{self, Notice};
use smartcity::store::outbox::{self, Mail};
use smartcity::store::page::{Direction, Window};
use smartcity::store::subject::{self, Subject};
use smartcity::store::submission::contact::{self, Contact};
use smartcity::store::submission::message::{self, Author, Message};
use smartcity::store::submission::{self, PublicFilter, Submission, SubmissionSort, erase};
use smartcity::store::{AnyConnection, Database, Fault, Reading, Writing, challenge};
use uuid::Uuid;

use crate::support::engine::{Engine, TestDatabase};
use crate::support::rows;

/// What must be nowhere after it was erased.
pub const PLANTED: [&str; 3] =
    ["planted-text-5512", "planted-message-5512", "planted-contact-5512"];

pub fn now() -> DateTime<Utc> {
    "2026-11-25T04:00:00.123456Z".parse().unwrap()
}

fn english(text: &str) -> Localized {
    std::iter::once((LanguageTag::EN, text.to_owned())).collect()
}

/// The nth submission: public, an hour after the one before.
pub fn nth(number: u8) -> Submission {
    let at = now() + TimeDelta::hours(i64::from(number));
    Submission {
        id: SubmissionId::from(Uuid::from_u128(0x7000 + u128::from(number))),
        version: 1,
        reference: Reference::of_random([0, 0, 0, 0, number]),
        place: Place::Subject("transport".parse().unwrap()),
        kind: if number.is_multiple_of(2) { SubmissionKind::View } else { SubmissionKind::Praise },
        language: LanguageTag::EN,
        text: "The bus is late".to_owned(),
        original_text: format!("The bus is late {}", PLANTED[0]),
        state: SubmissionState::Received,
        visibility: Visibility::Public,
        hide_reason: None,
        department_code: None,
        outcome: None,
        replied_on: None,
        duplicate_of: None,
        notice_version: 1,
        may_publish: true,
        may_contact: true,
        secret_hash: "hash".to_owned(),
        text_sha256: "digest".to_owned(),
        received_at: at,
        received_on: at.date_naive(),
        reply_due_on: at.date_naive() + Days::new(10),
        paused_since: None,
        paused_days: 0,
        closed_at: None,
        erased_at: None,
        created_at: at,
        updated_at: at,
    }
}

pub fn write<T: Send + 'static>(
    database: &Database,
    write: impl Fn(&mut AnyConnection) -> Result<T, Fault> + Send + 'static,
) -> T {
    let written =
        database.write_blocking(now(), move |writing: &mut Writing<'_>| write(writing.connection));
    written.unwrap()
}

pub fn read<T>(
    database: &Database,
    read: impl FnOnce(&mut AnyConnection) -> Result<T, Fault>,
) -> T {
    database.read_blocking(|reading: &mut Reading<'_>| read(reading.connection)).unwrap()
}

/// A database with a subject, a notice and that many submissions.
pub fn with(engine: Engine, count: u8) -> (TestDatabase, Database) {
    let kept = engine.migrated();
    let database = kept.open(2);
    write(&database, move |connection| {
        let code = "transport".parse().map_err(|error| Fault::corrupt("code", error))?;
        let (created_at, updated_at) = (now(), now());
        let title = english("Transport");
        subject::insert(connection, &Subject { code, version: 1, title, created_at, updated_at })?;
        let effective_on = now().date_naive();
        notice::insert(connection, &Notice { version: 1, text: english("Text"), effective_on })?;
        (0..count).try_for_each(|number| submission::insert(connection, &nth(number)))
    });
    (kept, database)
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_is_written_is_read_back_by_id_and_by_reference(#[case] engine: Engine) {
    let (_kept, database) = with(engine, 1);
    let written = nth(0);
    let found = read(&database, |connection| submission::find(connection, nth(0).id));
    assert_eq!(found.as_ref(), Some(&written));
    let found =
        read(&database, |connection| submission::find_by_reference(connection, nth(0).reference));
    assert_eq!(found.as_ref(), Some(&written));
    let other = Reference::of_random([9; 5]);
    assert_eq!(read(&database, |one| submission::find_by_reference(one, other)), None);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn pages_of_several_alternatives_are_one_list(#[case] engine: Engine) {
    let (_kept, database) = with(engine, 9);
    let filter = PublicFilter {
        kinds: vec![SubmissionKind::Praise, SubmissionKind::View],
        ..PublicFilter::default()
    };
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let order = SubmissionSort::by_received(Direction::Descending);
        let window = Window { order: order.clone(), after, limit: 4 };
        let page = read(&database, |one| submission::list_public(one, &filter, &window));
        let Some(last) = page.last() else { break };
        after = Some(order.iter().map(|sort| sort.key.value(last)).collect());
        seen.extend(page.into_iter().map(|one| one.reference));
    }
    let expected: Vec<_> = (0..9).rev().map(|number| nth(number).reference).collect();
    assert_eq!(seen, expected);
    assert_eq!(read(&database, |one| submission::count_public(one, &filter)), 9);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_is_replaced_is_found_by_its_new_words_alone(#[case] engine: Engine) {
    let (kept, database) = with(engine, 1);
    let next = Submission { version: 2, text: "The tram is late".to_owned(), ..nth(0) };
    write(&database, move |connection| submission::replace_by_author(connection, &next));
    let stale = Submission { version: 2, ..nth(0) };
    let refused = database.write_blocking(now(), move |writing: &mut Writing<'_>| {
        submission::replace_by_author(writing.connection, &stale)
    });
    assert!(matches!(refused, Err(Fault::Collision(_))), "{refused:?}");
    let mut terms = rows::lines(&mut kept.connect(), "SELECT term AS line FROM submission_terms");
    terms.sort();
    assert_eq!(terms, ["is", "late", "the", "tram"]);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_is_erased_is_nowhere_and_the_rest_stays(#[case] engine: Engine) {
    let (kept, database) = with(engine, 2);
    write(&database, |connection| {
        let (submission_id, created_at) = (nth(0).id, now());
        let message = Message {
            id: MessageId::from(Uuid::from_u128(1)),
            author: Author::Citizen,
            department_code: None,
            text: PLANTED[1].to_owned(),
            created_at,
        };
        message::insert(connection, submission_id, &message)?;
        let (key_id, sealed) = ("key".to_owned(), PLANTED[2].to_owned());
        contact::insert(connection, &Contact { submission_id, key_id, sealed, created_at })?;
        outbox::insert(connection, &mail(1, Some(submission_id)))
    });
    write(&database, |connection| {
        let next = Submission { version: 2, erased_at: Some(now()), ..nth(0) };
        erase::erase(connection, &next)?;
        let other = Submission { version: 2, original_text: String::new(), ..nth(1) };
        submission::replace_by_author(connection, &other)
    });
    let found = read(&database, |one| submission::find(one, nth(0).id)).unwrap();
    assert_eq!((found.text.as_str(), found.text_sha256.as_str()), ("", ""));
    assert_eq!((found.reference, found.place), (nth(0).reference, nth(0).place));
    let all = format!("{:?}", rows::contents(&mut kept.connect()));
    for planted in PLANTED {
        assert!(!all.contains(planted), "{planted} is in a table");
    }
    assert!(database.empty_log().unwrap());
    for file in std::fs::read_dir(kept.folder()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        for planted in PLANTED {
            let is_there = bytes.windows(planted.len()).any(|part| part == planted.as_bytes());
            assert!(!is_there, "{planted} is in {}", path.display());
        }
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn contact_details_are_erased_once_a_submission_was_closed_for_long(#[case] engine: Engine) {
    let (kept, database) = with(engine, 3);
    let (before, closed) = (now() + TimeDelta::days(2), now() + TimeDelta::days(1));
    write(&database, move |connection| {
        for number in 0..3 {
            let contact = Contact {
                submission_id: nth(number).id,
                key_id: "key".to_owned(),
                sealed: "sealed".to_owned(),
                created_at: now(),
            };
            contact::insert(connection, &contact)?;
        }
        // One stays open, one was closed too lately.
        for (number, closed_at) in [(1, closed), (2, closed + TimeDelta::days(1))] {
            let next = Submission { version: 2, closed_at: Some(closed_at), ..nth(number) };
            submission::replace_by_author(connection, &next)?;
        }
        Ok(())
    });
    assert_eq!(write(&database, move |one| contact::forget_closed(one, before, 9)), 1);
    assert_eq!(write(&database, move |one| contact::forget_closed(one, before, 9)), 0);
    let left = rows::count(&mut kept.connect(), "submission_contacts", "");
    assert_eq!(left, 2);
    assert!(!read(&database, |one| contact::exists(one, nth(1).id)));
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_challenge_serves_once_until_it_is_forgotten(#[case] engine: Engine) {
    let (_kept, database) = with(engine, 0);
    let expires_at = now() + TimeDelta::minutes(5);
    let spend = move |one: &mut AnyConnection| challenge::spend(one, "signature", expires_at);
    assert!(write(&database, spend));
    assert!(!write(&database, spend));
    assert_eq!(write(&database, |one| challenge::forget_expired(one, now(), 9)), 0);
    let later = expires_at + TimeDelta::seconds(1);
    assert_eq!(write(&database, move |one| challenge::forget_expired(one, later, 9)), 1);
    assert!(write(&database, spend));
}

pub fn mail(number: u128, submission_id: Option<SubmissionId>) -> Mail {
    Mail {
        id: MailId::from(Uuid::from_u128(number)),
        submission_id,
        kind: "receipt".to_owned(),
        language: LanguageTag::EN,
        sealed: PLANTED[2].to_owned(),
        attempts: 0,
        next_attempt_at: now(),
        sent_at: None,
        created_at: now(),
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_letter_is_claimed_by_one_and_again_after_a_while(#[case] engine: Engine) {
    let (_kept, database) = with(engine, 0);
    write(&database, |one| (1..=3).try_for_each(|number| outbox::insert(one, &mail(number, None))));
    let claim = |at: DateTime<Utc>, limit: i64| -> Vec<Mail> {
        write(&database, move |one| outbox::claim_due(one, at, limit))
    };
    let first = claim(now(), 2);
    assert_eq!(first.iter().map(|mail| mail.attempts).collect::<Vec<_>>(), [1, 1]);
    let second = claim(now(), 9);
    assert_eq!(second.iter().map(|mail| mail.id).collect::<Vec<_>>(), [mail(3, None).id]);
    assert_eq!(claim(now(), 9), []);
    let (sent, failed) = (first[0].id, first[1].id);
    write(&database, move |one| {
        outbox::done(one, sent, now())?;
        outbox::failed(one, failed, now() + TimeDelta::minutes(1))
    });
    let again = claim(now() + TimeDelta::minutes(2), 9);
    assert_eq!(
        again.iter().map(|mail| (mail.id, mail.attempts)).collect::<Vec<_>>(),
        [(failed, 2)]
    );
    // Whoever claimed the third never came back.
    assert_eq!(claim(now() + TimeDelta::minutes(60), 9).len(), 2);
    let late = now() + TimeDelta::days(1);
    assert_eq!(write(&database, move |one| outbox::forget_written(one, now(), 9)), 0);
    assert_eq!(
        write(&database, move |one| outbox::forget_written(one, late, 9)),
        3,
        "all go in the end"
    );
}
