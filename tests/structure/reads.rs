//! Reads that go wrong: a database that does not answer in time is not available, which is no defect.

use std::thread;
use std::time::Duration;

use crate::support::engine::Engine;
use crate::support::http::get;
use crate::support::program::Server;
use crate::support::rows;

#[test]
fn a_read_whose_statement_the_database_gives_up_is_not_available_rather_than_broken() {
    let database = Engine::Postgres.migrated();
    let server = Server::start(&database);
    let mut other = database.connect();
    rows::run(&mut other, "BEGIN; LOCK TABLE initiatives IN ACCESS EXCLUSIVE MODE");
    let address = server.address().to_owned();
    let asked = thread::spawn(move || get(&address, "/api/v1/initiatives"));
    // What a lock that is held for too long does to the statement, without the wait.
    let cancel = "SELECT count(pg_cancel_backend(pid)) AS number FROM pg_stat_activity \
                  WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let mut third = database.connect();
    let cancelled = (0..500).any(|_| {
        thread::sleep(Duration::from_millis(20));
        rows::number(&mut third, cancel) > 0
    });
    assert!(cancelled, "the read waits for the lock");
    let answer = asked.join().unwrap();
    assert_eq!(answer.status, 503, "{answer:?}");
    rows::run(&mut other, "ROLLBACK");
    assert_eq!(get(server.address(), "/api/v1/initiatives").status, 200);
}
