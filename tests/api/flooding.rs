//! What happens a thousand times is told a handful of times.

use std::fs::File;

use futures_util::future::join_all;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::client::Client;
use crate::support::engine::TestDatabase;
use crate::support::held::Held;
use crate::support::program::{Program, serving};

#[rstest]
#[tokio::test]
async fn a_thousand_requests_that_are_turned_away_write_a_handful_of_lines(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let database = TestDatabase::loaded(engine);
    let path = database.folder.path().join("stderr.log");
    let mut command = serving(&database, &[]);
    for (name, value) in [
        ("SMARTCITY_POOL_ACQUIRE_TIMEOUT_MS", "50"),
        ("SMARTCITY_LIMITS_WRITES_PER_MINUTE", "none"),
        ("SMARTCITY_LIMITS_LOGINS_PER_MINUTE", "none"),
    ] {
        command.env(name, value);
    }
    let program = Program::of(command.stderr(File::create(&path).unwrap()));
    let client = Client::of(program.address).await;
    let held = Held::over(&database, engine);
    let body = json!({ "email": "nobody@city.example", "password": "plum lantern orbit" });
    let mut shed = 0;
    for _ in 0..5 {
        let login = |_| client.call(Method::POST, "/api/v1/auth/login").json(&body).send();
        let answers = join_all((0..200).map(login)).await;
        shed += answers.iter().filter(|answer| answer.status == 503).count();
    }
    held.end();
    assert!(shed > 800, "{shed}");
    let log = std::fs::read_to_string(&path).unwrap();
    // Jobs that write fail as well, each with a line of its own.
    let told = log.lines().filter(|line| line.contains("WARN") || line.contains("ERROR")).count();
    assert!((1..=8).contains(&told), "{told} lines: {log}");
    assert!(log.contains("the database was not available"), "{log}");
}
