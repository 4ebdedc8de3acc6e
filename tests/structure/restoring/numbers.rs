//! Versions, changes and audit entries are numbered on behind everything that was ever given.

use chrono::{DateTime, Utc};
use rstest::rstest;
use serde_json::{Value, json};
use smartcity::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};

use super::{said, save};
use crate::support::engine::{Engine, TestDatabase};
use crate::support::program::{end, on, run};
use crate::support::{catalogue, rows};

fn load(database: &TestDatabase, catalogue: &Value) {
    let file = catalogue::write(database.folder(), "catalogue.json", catalogue);
    run(database, &["load", &file]).succeeded();
}

fn titled(title: &str) -> Value {
    let mut catalogue = catalogue::small();
    catalogue["initiatives"][0]["title"]["en"] = json!(title);
    catalogue
}

fn log_in_fails(database: &TestDatabase, seconds: i64) {
    let at: DateTime<Utc> = DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap();
    let new = NewAuditEntry {
        at,
        reason: Some(format!("at {seconds}")),
        ..NewAuditEntry::new(AuditAction::LoginFailed, AuditOutcome::Failed)
    };
    audit::append_or_count(&mut database.connect(), &new).unwrap();
}

const HEAD: &str = "SELECT seq AS number FROM change_head";

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_version_is_never_given_twice_and_the_history_says_so(#[case] engine: Engine) {
    let live = engine.empty();
    load(&live, &catalogue::small());
    let saved = rows::number(&mut live.connect(), HEAD);
    let backup = save(&live);
    load(&live, &titled("Second"));
    load(&live, &titled("Third"));
    let version = "SELECT version AS number FROM initiatives WHERE code = 'tolls'";
    assert_eq!(rows::number(&mut live.connect(), version), 3);
    let newest = rows::number(&mut live.connect(), HEAD);
    let ended = backup.restore(&live);
    assert_eq!(said(&ended, "versions that go on"), 1);

    let mut restored = backup.connect(&live);
    assert_eq!(rows::number(&mut restored, version), 4, "a tag of 2 or 3 fits nothing");
    let history = "SELECT CAST(version AS TEXT) || ' ' || event AS line FROM stored_versions
                   WHERE kind = 'initiative' AND key = 'tolls' ORDER BY version";
    assert_eq!(rows::lines(&mut restored, history), ["1 loaded", "4 restored"]);
    let others = "SELECT count(*) AS number FROM initiatives WHERE version > 1";
    assert_eq!(rows::number(&mut restored, others), 1);
    let loaded =
        "SELECT version AS number FROM loaded_records WHERE kind = 'initiative' AND key = 'tolls'";
    assert_eq!(rows::number(&mut restored, loaded), 4, "a load goes on over it");

    let lost = "SELECT CAST(seq AS TEXT) || ' ' || CAST(lost_from AS TEXT) || ' ' || CAST(lost_to AS TEXT) AS line
                FROM restores";
    let lost = rows::line(&mut restored, lost);
    assert_eq!(lost, format!("{} {} {newest}", newest + 1, saved + 1));
    assert_eq!(rows::number(&mut restored, HEAD), newest + 1);
    assert_eq!(rows::number(&mut restored, "SELECT floor AS number FROM change_head"), newest + 1);
    assert_eq!(rows::count(&mut restored, "changes", ""), 0);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_thing_that_was_deleted_since_goes_on_behind_its_last_version(#[case] engine: Engine) {
    let live = engine.empty();
    load(&live, &catalogue::small());
    let backup = save(&live);
    let key = "SELECT id AS line FROM milestones ORDER BY id LIMIT 1";
    let key = rows::line(&mut live.connect(), key);
    let gone = format!(
        "INSERT INTO stored_versions SELECT kind, key, 2, parent, at, body, 'deleted', origin, department_code, reason, changed, ordinal + 1
             FROM stored_versions WHERE key = '{key}';
         DELETE FROM milestones WHERE id = '{key}';"
    );
    rows::run(&mut live.connect(), &gone);
    backup.restore(&live);
    let version = format!("SELECT version AS number FROM milestones WHERE id = '{key}'");
    assert_eq!(rows::number(&mut backup.connect(&live), &version), 3);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_thing_that_was_made_since_is_made_again_behind_the_version_it_had(#[case] engine: Engine) {
    let live = engine.empty();
    let mut before = catalogue::small();
    let initiatives = before["initiatives"].as_array_mut().unwrap();
    initiatives.retain(|initiative| initiative["code"] != "tolls");
    load(&live, &before);
    let backup = save(&live);
    load(&live, &catalogue::small());
    load(&live, &titled("Second"));
    let ended = backup.restore(&live);
    assert_eq!(said(&ended, "things made since"), 3, "an initiative and two milestones");
    let mut restored = backup.connect(&live);
    assert_eq!(rows::count(&mut restored, "initiatives", "WHERE code = 'tolls'"), 0);
    let again = catalogue::write(live.folder(), "again.json", &catalogue::small());
    let again = ["load", again.as_str()];
    match &backup {
        super::Backup::File(_) => run(&live, &again),
        super::Backup::Copy(copy) => run(copy, &again),
    }
    .succeeded();
    let version = "SELECT version AS number FROM initiatives WHERE code = 'tolls'";
    assert_eq!(
        rows::number(&mut restored, version),
        4,
        "1 and 2 were given, and 3 says that it was gone"
    );
    let milestones =
        "SELECT count(*) AS number FROM milestones WHERE initiative_code = 'tolls' AND version = 3";
    assert_eq!(rows::number(&mut restored, milestones), 2);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn the_audit_log_goes_on_with_what_was_done_since_and_the_restore_itself(#[case] engine: Engine) {
    let live = engine.migrated();
    log_in_fails(&live, 0);
    let backup = save(&live);
    for seconds in [1, 2, 100, 200] {
        log_in_fails(&live, seconds);
    }
    let ended = backup.restore(&live);
    assert_eq!(said(&ended, "audit entries"), 2);
    let mut restored = backup.connect(&live);
    let log = "SELECT CAST(seq AS TEXT) || ' ' || action AS line FROM audit_entries ORDER BY seq";
    let expected = ["1 login.failed", "2 login.failed", "3 login.failed", "4 database.restored"];
    assert_eq!(rows::lines(&mut restored, log), expected);
    let repeats = "SELECT count AS line FROM (SELECT CAST(count AS TEXT) AS count FROM audit_repeats ORDER BY entry_seq) AS c";
    assert_eq!(rows::lines(&mut restored, repeats), ["2", "0", "0"]);
    let entry = "SELECT actor_kind || ': ' || reason AS line FROM audit_entries WHERE seq = 4";
    let entry = rows::line(&mut restored, entry);
    assert!(entry.starts_with("operator: ") && entry.contains("lost"), "{entry}");
    assert_eq!(rows::number(&mut restored, "SELECT seq AS number FROM audit_head"), 4);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn the_log_of_another_origin_is_left_out_but_no_number_is_given_twice(#[case] engine: Engine) {
    let full = engine.migrated();
    log_in_fails(&full, 0);
    let backup = save(&full);
    let other = engine.migrated();
    for minute in 5..10 {
        log_in_fails(&other, minute * 60);
    }
    let ended = backup.restore(&other);
    assert_eq!(said(&ended, "audit entries"), 0);
    let log = "SELECT CAST(seq AS TEXT) || ' ' || action AS line FROM audit_entries ORDER BY seq";
    let log = rows::lines(&mut backup.connect(&other), log);
    // The database that went on from the backup is not there: nobody knows what it gave.
    assert_eq!(log, ["1 login.failed", "1000006 database.restored"]);
    assert!(ended.out.contains("had not gone on from this backup"), "{ended:?}");
    assert!(ended.out.contains("erased"), "what may return is said: {ended:?}");
}

#[test]
fn carry_over_refuses_one_database_under_two_names_other_tables_and_sqlite() {
    let live = Engine::Postgres.migrated();
    let refused = |from: &str| {
        let mut command = on(&live, &["carry-over"]);
        command.env("SMARTCITY_CARRY_OVER_FROM", from);
        end(&mut command).refused()
    };
    let separator = if live.address().contains('?') { '&' } else { '?' };
    let other_name = format!("{}{separator}application_name=other", live.address());
    assert!(refused(&other_name).contains("same database"));
    let empty = Engine::Postgres.empty();
    assert!(refused(empty.address()).contains("tables"));
    let said = refused("postgres://nobody:s3cret@127.0.0.1:9/nothing");
    assert!(!said.contains("s3cret"), "{said}");
    assert!(run(&live, &["carry-over"]).refused().contains("SMARTCITY_CARRY_OVER_FROM"));
    let embedded = Engine::Sqlite.migrated();
    let refused = run(&embedded, &["carry-over", "--from", "sqlite:other.db"]).refused();
    assert!(refused.contains("restore"), "{refused}");
}

#[test]
fn without_the_live_database_the_numbers_leap_far_ahead() {
    let restored = Engine::Postgres.empty();
    load(&restored, &catalogue::small());
    let before = rows::number(&mut restored.connect(), HEAD);
    let ended = run(&restored, &["carry-over", "--without-live"]).succeeded();
    assert!(ended.out.contains("may be again"), "{ended:#?}");
    assert!(rows::number(&mut restored.connect(), HEAD) > before + 100_000);
    assert!(
        rows::number(&mut restored.connect(), "SELECT seq AS number FROM audit_head") > 100_000
    );
}
