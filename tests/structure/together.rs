//! Several processes at once on one fresh folder, as when a machine starts everything at the same time.

use std::collections::BTreeSet;
use std::thread;

use crate::support::engine::{Engine, TestDatabase};
use crate::support::http::get;
use crate::support::program::{Server, end, on, run};
use crate::support::wait::until;
use crate::support::{catalogue, rows};

const PROCESSES: usize = 4;
const ROUNDS: usize = 4;

/// Starts as many servers as there may be, all at once.
#[track_caller]
fn servers(database: &TestDatabase) -> Vec<Server> {
    thread::scope(|scope| {
        let starts: Vec<_> =
            (0..PROCESSES).map(|_| scope.spawn(|| Server::start(database))).collect();
        starts.into_iter().map(|start| start.join().expect("every server starts")).collect()
    })
}

/// The cursor after the first of the two initiatives; it is signed with the master key.
fn cursor(server: &Server) -> String {
    let page = get(server.address(), "/api/v1/initiatives?limit=1").json();
    page["page"]["next_cursor"].as_str().unwrap().to_owned()
}

#[test]
fn servers_that_start_at_once_on_a_fresh_folder_all_serve_with_one_master_key() {
    for round in 0..ROUNDS {
        let database = Engine::Sqlite.empty();
        let servers = servers(&database);
        let file = catalogue::write(database.folder(), "catalogue.json", &catalogue::small());
        run(&database, &["load", &file]).succeeded();
        // A server that has prepared its answer before the load may say the old for a moment.
        for one in &servers {
            until("the server shows what was loaded", || {
                let page = get(one.address(), "/api/v1/initiatives?limit=1").json();
                !page["page"]["next_cursor"].is_null()
            });
        }
        for one in &servers {
            let cursor = cursor(one);
            for other in &servers {
                let path = format!("/api/v1/initiatives?limit=1&cursor={cursor}");
                let next = get(other.address(), &path);
                assert_eq!(next.status, 200, "round {round}: another master key");
            }
        }
        let names: BTreeSet<String> = std::fs::read_dir(database.folder().join("data"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(names, BTreeSet::from(["master.key".to_owned()]), "and no draft is left");
    }
}

#[test]
fn loads_that_start_at_once_on_a_fresh_folder_all_succeed_and_load_once() {
    for round in 0..ROUNDS {
        let database = Engine::Sqlite.empty();
        let file = catalogue::write(database.folder(), "catalogue.json", &catalogue::small());
        let ended: Vec<_> = thread::scope(|scope| {
            let loads: Vec<_> = (0..PROCESSES)
                .map(|_| scope.spawn(|| end(&mut on(&database, &["load", &file]))))
                .collect();
            loads.into_iter().map(|load| load.join().unwrap()).collect()
        });
        let wrote = ended
            .into_iter()
            .map(|ended| ended.succeeded().out)
            .filter(|said| said.contains("9 changes written"))
            .count();
        assert_eq!(wrote, 1, "round {round}: one loads, the others find nothing to do");
        let mut connection = database.connect();
        assert_eq!(rows::count(&mut connection, "changes", ""), 9);
        assert_eq!(rows::count(&mut connection, "milestones", ""), 3);
    }
}
