//! What became of submissions since the backup stays so.

use chrono::TimeDelta;
use rstest::rstest;
use smartcity::domain::history::{Event, Origin};
use smartcity::domain::submission::{HideReason, SubmissionState, Visibility};
use smartcity::store::change::ChangeKind;
use smartcity::store::submission::contact::{self, Contact};
use smartcity::store::submission::{self, Submission, count, erase};
use smartcity::store::version::{self, StoredVersion, Told, VersionKind};
use smartcity::store::{AnyConnection, Fault, outbox};

use super::{said, save};
use crate::submissions::{PLANTED, mail, now, nth, read, with, write};
use crate::support::engine::Engine;
use crate::support::rows;

fn keep_version(connection: &mut AnyConnection, one: &Submission) -> Result<(), Fault> {
    let (event, origin) = (Event::Created, Origin::Citizen);
    let told = Told { event, origin, department: None, reason: None, changed: Vec::new() };
    let body = serde_json::json!({
        "id": one.id, "state": one.state, "visibility": one.visibility, "hide_reason": one.hide_reason,
    });
    let (kind, key, version) =
        (VersionKind::Of(ChangeKind::Submission), one.id.to_string(), one.version);
    let stored = StoredVersion { kind, key, version, parent: None, at: now(), body, told };
    version::insert(connection, &stored)
}

fn give_contact(connection: &mut AnyConnection, number: u8) -> Result<(), Fault> {
    let submission_id = nth(number).id;
    let (key_id, sealed, created_at) = ("key".to_owned(), PLANTED[2].to_owned(), now());
    contact::insert(connection, &Contact { submission_id, key_id, sealed, created_at })?;
    outbox::insert(connection, &mail(number.into(), Some(submission_id)))
}

/// How many public submissions the statistics count.
fn counted(connection: &mut AnyConnection) -> Result<i64, Fault> {
    Ok(count::all(connection)?.iter().map(|cell| cell.count).sum())
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_was_erased_hidden_withdrawn_or_covered_stays_so(#[case] engine: Engine) {
    let (live, database) = with(engine, 7);
    write(&database, |connection| {
        (0..7).try_for_each(|number| keep_version(connection, &nth(number)))?;
        (0..2).chain(4..6).try_for_each(|number| give_contact(connection, number))
    });
    let backup = save(&live);

    write(&database, |connection| {
        let (later, hidden) = (now() + TimeDelta::days(1), Visibility::Hidden);
        let erased = Submission {
            version: 2,
            erased_at: Some(later),
            visibility: hidden,
            hide_reason: Some(HideReason::AuthorRequest),
            state: SubmissionState::Withdrawn,
            closed_at: Some(later),
            may_publish: false,
            may_contact: false,
            ..nth(0)
        };
        erase::erase(connection, &erased)?;
        let reason = Some(HideReason::OffTopic);
        let next = Submission { version: 2, visibility: hidden, hide_reason: reason, ..nth(1) };
        submission::replace_by_author(connection, &next)?;
        let (state, closed_at) = (SubmissionState::Withdrawn, Some(later));
        let next = Submission { version: 2, state, closed_at, ..nth(2) };
        submission::replace_by_author(connection, &next)?;
        let next = Submission { version: 2, text: "The bus is late, says N.".to_owned(), ..nth(3) };
        submission::replace_by_author(connection, &next)?;
        contact::delete(connection, nth(4).id)?;
        outbox::forget_about(connection, nth(4).id)?;
        // Three moves since the backup: none of them comes with it, and none of their numbers is given again.
        for version in 2..=4 {
            let next = Submission { version, state: SubmissionState::Triaged, ..nth(5) };
            submission::replace_by_author(connection, &next)?;
        }
        Ok(())
    });

    let ended = backup.restore(&live);
    let told = [("submissions erased", 1), ("submissions hidden", 2), ("submissions withdrawn", 2)];
    for (what, count) in
        told.into_iter().chain([("submissions covered", 1), ("contact details", 2)])
    {
        assert_eq!(said(&ended, what), count, "{what}: {ended:#?}");
    }

    let restored = backup.open(&live);
    let found: Vec<Submission> = (0..7)
        .map(|number| read(&restored, |one| submission::find(one, nth(number).id)).unwrap())
        .collect();
    let erased = &found[0];
    assert!(erased.text.is_empty() && erased.original_text.is_empty());
    assert_eq!((erased.visibility, erased.may_publish), (Visibility::Hidden, false));
    assert_eq!((erased.version, erased.state), (3, SubmissionState::Withdrawn));
    assert_eq!(found[1].visibility, Visibility::Hidden);
    assert_eq!(found[1].hide_reason, Some(HideReason::OffTopic));
    assert_eq!((found[2].state, found[2].version), (SubmissionState::Withdrawn, 3));
    assert!(found[2].closed_at.is_some());
    assert_eq!(found[3].text, "The bus is late, says N.");
    assert_eq!((found[5].state, found[5].version), (SubmissionState::Received, 5));
    assert_eq!(found[6], nth(6), "what nobody touched is as it was");

    let mut connection = backup.connect(&live);
    let contacts = "SELECT submission_id AS line FROM submission_contacts ORDER BY submission_id";
    let expected = [1, 5].map(|number| nth(number).id.to_string());
    assert_eq!(rows::lines(&mut connection, contacts), expected);
    let letters = "SELECT submission_id AS line FROM outbox ORDER BY submission_id";
    assert_eq!(rows::lines(&mut connection, letters), expected);
    let key = nth(0).id;
    let told = format!(
        "SELECT event || ' ' || body AS line FROM stored_versions WHERE key = '{key}' AND version = 3"
    );
    let told = rows::line(&mut connection, &told);
    assert!(told.starts_with("restored ") && told.contains("author_request"), "{told}");
    let terms = format!("WHERE submission_id = '{key}'");
    assert_eq!(rows::count(&mut connection, "submission_terms", &terms), 0);
    // What is not shown is not counted.
    assert_eq!(read(&restored, counted), 5);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_letter_that_was_sent_since_is_not_sent_again(#[case] engine: Engine) {
    let (live, database) = with(engine, 2);
    write(&database, |one| (0..2).try_for_each(|number| give_contact(one, number)));
    let backup = save(&live);
    write(&database, |connection| outbox::done(connection, mail(0, None).id, now()));
    let ended = backup.restore(&live);
    assert_eq!(said(&ended, "letters"), 1);
    let waiting = "SELECT id AS line FROM outbox WHERE sent_at IS NULL";
    let waiting = rows::lines(&mut backup.connect(&live), waiting);
    assert_eq!(waiting, [mail(1, None).id.to_string()]);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_live_database_of_another_origin_takes_nothing_away(#[case] engine: Engine) {
    let (full, database) = with(engine, 3);
    write(&database, |one| (0..3).try_for_each(|number| give_contact(one, number)));
    let mut connection = full.connect();
    rows::run(
        &mut connection,
        "INSERT INTO signing_keys VALUES
            ('own', 'receipts', 's', 'p', '2026-01-01 00:00:00', '2026-01-01 00:00:00', NULL)",
    );
    drop(connection);
    let before = rows::contents(&mut full.connect());
    let backup = save(&full);
    // What a server makes that finds no database.
    let fresh = engine.migrated();
    rows::run(
        &mut fresh.connect(),
        "INSERT INTO signing_keys VALUES
            ('new', 'receipts', 's', 'p', '2026-02-01 00:00:00', '2026-02-01 00:00:00', NULL)",
    );
    backup.restore(&fresh);
    let after = rows::contents(&mut backup.connect(&fresh));
    for table in ["submissions", "submission_contacts", "outbox", "signing_keys", "subjects"] {
        assert_eq!(after[table], before[table], "{table}");
    }
}
