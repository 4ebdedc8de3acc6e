//! Stored answers to requests with an idempotency key, as whoever has the database sees them.

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
use rstest::rstest;
use serde_json::json;
use smartcity::config::MasterKey;
use smartcity::sealing::SealingKey;
use smartcity::store::{AnyConnection, migrate};

use crate::submissions::{app, body, send_under, solved};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::app::{MASTER_KEY, entropy};

/// A key that is easily guessed.
const KEY: &str = "order-2026-0000001";

/// Who asked for what under it, as the server puts it together.
const SCOPED: &str = "anonymous\ncreate_submission\norder-2026-0000001";

const PURPOSE: &str = "idempotent answer";

#[derive(QueryableByName)]
struct Record {
    #[diesel(sql_type = Text)]
    key_mac: String,
    #[diesel(sql_type = Text)]
    sealed_answer: String,
}

fn open(app: &TestApp) -> AnyConnection {
    migrate::open(&app.database.url.parse().unwrap()).unwrap()
}

/// The one stored answer.
fn record(app: &TestApp) -> Record {
    let select = || diesel::sql_query("SELECT key_mac, sealed_answer FROM idempotency_records");
    let mut records: Vec<Record> = match open(app) {
        AnyConnection::Sqlite(mut connection) => select().load(&mut connection).unwrap(),
        AnyConnection::Postgres(mut connection) => select().load(&mut connection).unwrap(),
    };
    assert_eq!(records.len(), 1);
    records.remove(0)
}

#[rstest]
#[tokio::test]
async fn whoever_has_the_database_and_guesses_the_key_opens_no_stored_answer(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let (app, mut body) = (app(engine).await, body());
    body["challenge"] = json!(solved(&app).await);
    let sent = send_under(&app, KEY, &body).await;
    assert_eq!(sent.status, 201, "{}", sent.text());
    let Record { key_mac, sealed_answer } = record(&app);
    for guess in [KEY, SCOPED] {
        let key = SealingKey::derive(guess.as_bytes(), PURPOSE);
        assert!(key.open(&sealed_answer, &key_mac).is_err(), "{guess}");
    }
    // Who has the master key as well opens it.
    let master = MasterKey::parse(MASTER_KEY).unwrap();
    let own = SealingKey::derive(master.expose(), "idempotent requests");
    let key = SealingKey::derive(own.mac(PURPOSE, SCOPED.as_bytes()).as_bytes(), PURPOSE);
    let opened = key.open(&sealed_answer, &key_mac).unwrap();
    let secret = sent.json()["secret"].as_str().unwrap().to_owned();
    assert!(String::from_utf8_lossy(&opened).contains(&secret));
}

/// Puts another answer in the place of the stored one.
fn replace(app: &TestApp, sealed: &str) {
    let update = format!("UPDATE idempotency_records SET sealed_answer = '{sealed}'");
    diesel::sql_query(update).execute(&mut open(app)).unwrap();
}

#[rstest]
#[tokio::test]
async fn what_was_sealed_before_our_own_key_was_part_of_it_is_answered_again(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let (app, mut body) = (app(engine).await, body());
    body["challenge"] = json!(solved(&app).await);
    let first = send_under(&app, KEY, &body).await;
    let Record { key_mac, sealed_answer } = record(&app);
    let master = MasterKey::parse(MASTER_KEY).unwrap();
    let own = SealingKey::derive(master.expose(), "idempotent requests");
    let key = SealingKey::derive(own.mac(PURPOSE, SCOPED.as_bytes()).as_bytes(), PURPOSE);
    let plain = key.open(&sealed_answer, &key_mac).unwrap();
    let former = SealingKey::derive(KEY.as_bytes(), PURPOSE);
    replace(&app, &former.seal(&plain, &key_mac, entropy().as_ref()).unwrap());
    let again = send_under(&app, KEY, &body).await;
    assert_eq!((again.status, again.must("idempotency-replayed")), (201, "true"));
    assert_eq!(again.json(), first.json());
}

#[rstest]
#[tokio::test]
async fn a_stored_answer_that_does_not_open_is_no_reason_to_do_it_again(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let (app, mut body) = (app(engine).await, body());
    body["challenge"] = json!(solved(&app).await);
    let send = async || send_under(&app, KEY, &body).await;
    assert_eq!(send().await.status, 201);
    assert_eq!(send().await.must("idempotency-replayed"), "true");
    let Record { key_mac, .. } = record(&app);
    let foreign = SealingKey::derive(b"another key", PURPOSE);
    replace(&app, &foreign.seal(b"{}", &key_mac, entropy().as_ref()).unwrap());
    let before = app.audit().len();
    send().await.problem(500, "internal");
    assert_eq!(app.audit().len(), before, "it was not done again");
}
