//! A database server that falls silent, is cut off, and comes back.

use std::net::ToSocketAddrs;
use std::time::{Duration, Instant};

use super::load::{Acknowledged, Load, assert_kept, sign_in};
use super::proxy::{Line, Proxy};
use super::{Moments, patience};
use crate::support::Engine::Postgres;
use crate::support::engine::TestDatabase;
use crate::support::program::{Program, command};

#[test]
fn a_database_that_falls_silent_or_is_cut_off_loses_nothing_and_service_resumes() {
    let database = TestDatabase::loaded(Postgres);
    let (credentials, place) = database.url.rsplit_once('@').unwrap();
    let (server, name) = place.split_once('/').unwrap();
    let proxy = Proxy::to(server.to_socket_addrs().unwrap().next().unwrap());
    let url = format!("{credentials}@{}/{name}", proxy.address);
    let serve = ["serve", "--demo", "--listen", "127.0.0.1:0", "--database-url", &url];
    let mut serve = command(database.folder.path(), &serve);
    let program = Program::of(serve.env("SMARTCITY_LIMITS_WRITES_PER_MINUTE", "none"));
    let acknowledged = Acknowledged::default();
    let load = Load::start(program.address, &sign_in(&program), &acknowledged);
    let (mut moments, deadline) = (Moments(3), Instant::now() + patience());
    let mut rounds: u32 = 0;
    while rounds < 2 || Instant::now() < deadline {
        std::thread::sleep(moments.next(100..500));
        proxy.set(if rounds.is_multiple_of(2) { Line::Held } else { Line::Cut });
        std::thread::sleep(moments.next(100..1500));
        proxy.set(Line::Open);
        let before = acknowledged.lock().unwrap().len();
        let resumed = Instant::now() + Duration::from_secs(30);
        while acknowledged.lock().unwrap().len() == before {
            assert!(Instant::now() < resumed, "round {rounds}: nothing is acknowledged any more");
            std::thread::sleep(Duration::from_millis(10));
        }
        rounds += 1;
    }
    load.stop();
    assert_kept(&database, &acknowledged);
}
