//! The program is killed at any moment, and started again.

use std::time::Instant;

use rstest::rstest;

use super::load::{Acknowledged, Load, assert_kept, sign_in};
use super::{Moments, assert_whole, file, patience, python, serve};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::engine::TestDatabase;
use crate::support::program::Program;

#[rstest]
fn killed_under_load_with_other_programs_beside_it_nothing_acknowledged_is_lost(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let database = TestDatabase::loaded(engine);
    let acknowledged = Acknowledged::default();
    let mut moments = Moments(1);
    let deadline = Instant::now() + patience();
    let mut rounds = 0;
    while rounds < 3 || Instant::now() < deadline {
        let program = Program::of(&mut serve(&database));
        let load = Load::start(program.address, &sign_in(&program), &acknowledged);
        std::thread::sleep(moments.next(50..400));
        if engine == Sqlite {
            // It reads and goes; with the server's locks gone it would take the log with it.
            let foreign =
                python(&file(&database), "c.execute('select count(*) from users').fetchone()");
            assert!(foreign.status.success(), "{foreign:?}");
            std::thread::sleep(moments.next(10..200));
        }
        // Dropping it kills it.
        drop(program);
        load.stop();
        assert_kept(&database, &acknowledged);
        if engine == Sqlite {
            assert_whole(&file(&database));
        }
        rounds += 1;
    }
    assert!(!acknowledged.lock().unwrap().is_empty(), "something was acknowledged");
}
