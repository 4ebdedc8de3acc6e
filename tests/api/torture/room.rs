//! A disk that takes nothing more, and room again.

use std::process::Command;

use super::load::{Acknowledged, Load, assert_kept, sign_in};
use super::{assert_whole, file, patience, serve};
use crate::support::Engine::Sqlite;
use crate::support::engine::TestDatabase;
use crate::support::program::Program;

#[test]
fn without_room_writes_are_refused_and_what_was_acknowledged_stays() {
    let database = TestDatabase::loaded(Sqlite);
    // No file of the server may grow past this: the kernel answers its writes as a full disk does.
    let blocks = std::fs::metadata(file(&database)).unwrap().len() / 1024 + 256;
    let unlimited = serve(&database);
    let mut limited = Command::new("bash");
    limited.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""));
    limited
        .arg(unlimited.get_program())
        .args(unlimited.get_args())
        .current_dir(database.folder.path());
    limited.env_clear().envs(unlimited.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let program = Program::of(&mut limited);
    let acknowledged = Acknowledged::default();
    let load = Load::start(program.address, &sign_in(&program), &acknowledged);
    std::thread::sleep(patience());
    drop(program);
    load.stop();
    assert_kept(&database, &acknowledged);
    assert_whole(&file(&database));

    let program = Program::of(&mut serve(&database));
    let before = acknowledged.lock().unwrap().len();
    let load = Load::start(program.address, &sign_in(&program), &acknowledged);
    while acknowledged.lock().unwrap().len() == before {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    load.stop();
    assert_kept(&database, &acknowledged);
}
