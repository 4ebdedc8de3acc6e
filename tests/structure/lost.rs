//! What is gone and what follows: a database without its key, a key without its database, and beginning anew with keys.

use std::fs;

use rstest::rstest;
use smartcity::store::{AnyConnection, migrate};

use crate::support::engine::{Engine, TestDatabase};
use crate::support::http::get;
use crate::support::program::{Ended, MASTER_KEY, Server, end, end_soon, on, run};
use crate::support::rows;

/// 32 other bytes in base64.
const OTHER_KEY: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";

fn key(database: &TestDatabase) -> std::path::PathBuf {
    database.folder().join("data/master.key")
}

#[track_caller]
fn refused(database: &TestDatabase) -> String {
    let mut serve = on(database, &["serve", "--listen", "127.0.0.1:0"]);
    serve.env("SMARTCITY_LOG_FILTER", "error");
    end_soon(&mut serve).refused()
}

/// A server that was started once, so that its database holds keys, and stopped.
fn served_once(engine: Engine) -> TestDatabase {
    let database = engine.empty();
    drop(Server::start(&database));
    database
}

#[test]
fn a_database_that_is_missing_beside_its_key_is_not_begun_anew() {
    let database = served_once(Engine::Sqlite);
    let path = database.folder().join("smartcity.db");
    for end in ["", "-wal", "-shm"] {
        drop(fs::remove_file(format!("{}{end}", path.display())));
    }
    for command in [&["migrate", "up"][..], &["load", "nothing.json"], &["keys", "list"]] {
        let ended = run(&database, command);
        assert!(ended.code != Some(0), "{command:?}: {ended:?}");
        assert!(!path.exists(), "{command:?}");
    }
    let sentence = refused(&database);
    for word in ["smartcity.db", "missing", "master.key", "restore"] {
        assert!(sentence.contains(word), "{sentence}");
    }
    assert!(!path.exists());
    // Whoever means it moves the key away.
    fs::rename(key(&database), database.folder().join("kept.key")).unwrap();
    drop(Server::start(&database));
}

#[test]
fn a_log_without_its_database_is_not_thrown_away() {
    let database = Engine::Sqlite.empty();
    let log = database.folder().join("smartcity.db-wal");
    fs::write(&log, "what was not yet in the file").unwrap();
    let sentence = refused(&database);
    assert!(sentence.contains("smartcity.db-wal"), "{sentence}");
    assert_eq!(fs::read_to_string(&log).unwrap(), "what was not yet in the file");
}

#[test]
fn a_key_that_is_missing_beside_its_database_is_not_made_anew() {
    let database = served_once(Engine::Sqlite);
    let kept = database.folder().join("kept.key");
    fs::rename(key(&database), &kept).unwrap();
    for sentence in [refused(&database), run(&database, &["keys", "list"]).refused()] {
        for word in ["master.key", "missing", "keys reset"] {
            assert!(sentence.contains(word), "{sentence}");
        }
        assert!(!key(&database).exists(), "none was made");
    }
    // With its key everything is as it was.
    fs::rename(&kept, key(&database)).unwrap();
    drop(Server::start(&database));
}

/// `keys reset` with the master key that the test says is in force now.
fn reset(database: &TestDatabase) -> Ended {
    let mut command = on(database, &["keys", "reset"]);
    if database.engine == Engine::Postgres {
        command.env("SMARTCITY_MASTER_KEY", OTHER_KEY);
    }
    end(&mut command)
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn after_a_reset_everything_works_and_receipts_can_still_be_verified(#[case] engine: Engine) {
    let database = engine.empty();
    let server = Server::start(&database);
    let before = get(server.address(), "/.well-known/jwks.json").json();
    drop(server);
    let unchanged = run(&database, &["keys", "reset"]).succeeded();
    assert!(unchanged.out.contains("nothing to reset"), "{unchanged:?}");
    plant_contact(&database);

    if engine == Engine::Sqlite {
        fs::remove_file(key(&database)).unwrap();
    }
    let told = reset(&database).succeeded();
    assert!(told.out.contains("receipts stay good"), "{told:?}");
    assert!(told.out.contains("1 contact details and 1 letters"), "{told:?}");
    assert_eq!(
        rows::count(&mut database.connect(), "submission_contacts", ""),
        1,
        "it may be found"
    );
    assert_eq!(rows::count(&mut database.connect(), "outbox", ""), 1);
    assert!(reset(&database).succeeded().out.contains("nothing to reset"), "once is enough");
    let entries = "WHERE action = 'keys.reset' AND actor_name <> ''";
    assert_eq!(rows::count(&mut database.connect(), "audit_entries", entries), 1);

    let mut serve = on(&database, &["serve", "--listen", "127.0.0.1:0"]);
    if engine == Engine::Postgres {
        serve.env("SMARTCITY_MASTER_KEY", OTHER_KEY);
    }
    let server = Server::of(&mut serve);
    let after = get(server.address(), "/.well-known/jwks.json").json();
    let ids = |keys: &serde_json::Value| -> Vec<String> {
        let keys = keys["keys"].as_array().unwrap();
        keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    };
    let (before, after) = (ids(&before), ids(&after));
    assert_eq!(before.len(), 2, "one of tokens, one of receipts");
    assert_eq!(after.len(), 3, "the new ones, and the old one of receipts");
    assert_eq!(before.iter().filter(|kid| after.contains(kid)).count(), 1);
    // The old key of PostgreSQL's nodes is refused now, with the way out.
    if engine == Engine::Postgres {
        let sentence = refused(&database);
        assert!(sentence.contains("keys reset") && !sentence.contains(MASTER_KEY), "{sentence}");
    }
}

/// A contact and a letter that the key for contact details has sealed.
fn plant_contact(database: &TestDatabase) {
    let mut connection = database.connect();
    let key = rows::line(&mut connection, "SELECT key_id AS line FROM data_keys");
    let (yes, zero) = match &connection {
        AnyConnection::Sqlite(_) => ("1", "0"),
        AnyConnection::Postgres(_) => ("TRUE", "FALSE"),
    };
    let at = "'2026-11-24 04:00:00.000000'";
    rows::run(
        &mut connection,
        &format!(
            "INSERT INTO subjects (code, version, title, created_at, updated_at) \
                 VALUES ('parks', 1, '{{\"en\":\"Parks\"}}', {at}, {at});\
             INSERT INTO notices (version, text, effective_on) VALUES (1, '{{\"en\":\"-\"}}', '2026-01-01');\
             INSERT INTO submissions (id, version, reference, subject_code, kind, language, text, \
                 original_text, state, visibility, notice_version, may_publish, may_contact, secret_hash, \
                 text_sha256, received_at, received_on, reply_due_on, paused_days, created_at, updated_at) \
                 VALUES ('00000000-0000-4000-8000-000000000001', 1, 'SC-1', 'parks', 'view', 'en', 'x', 'x', \
                 'received', 'pending', 1, {yes}, {zero}, '-', '-', {at}, '2026-11-24', '2026-12-24', 0, {at}, {at});\
             INSERT INTO submission_contacts (submission_id, key_id, sealed, created_at) \
                 VALUES ('00000000-0000-4000-8000-000000000001', '{key}', 'sealed', {at});\
             INSERT INTO outbox (id, submission_id, kind, language, sealed, attempts, next_attempt_at, \
                 created_at) VALUES ('00000000-0000-7000-8000-000000000002', \
                 '00000000-0000-4000-8000-000000000001', 'receipt', 'en', '{key}.sealed', 0, {at}, {at});"
        ),
    );
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn whoever_cannot_listen_leaves_an_old_database_as_it_is(#[case] engine: Engine) {
    let database = engine.migrated();
    drop(migrate::down(&mut database.connect(), |_| true).unwrap());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut serve = on(&database, &["serve", "--listen", &address]);
    serve.env("SMARTCITY_LOG_FILTER", "error");
    end_soon(&mut serve).refused();
    assert!(!migrate::status(&mut database.connect()).unwrap().is_current());
}
