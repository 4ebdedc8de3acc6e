//! What was erased is in no byte of the data directory after a restore, although the backup still had it.

use std::path::Path;

use smartcity::domain::ids::SubmissionId;
use smartcity::domain::submission::Reference;
use smartcity::store::submission::{self, Submission, erase};
use uuid::Uuid;

use super::save;
use crate::submissions::{now, nth, with, write};
use crate::support::engine::Engine;
use crate::support::program::{Server, on};

const MANY: u16 = 600;

fn planted(number: u16) -> String {
    format!("planted-{number:04}-text")
}

fn numbered(number: u16) -> Submission {
    let [high, low] = number.to_be_bytes();
    Submission {
        id: SubmissionId::from(Uuid::from_u128(0x9000 + u128::from(number))),
        reference: Reference::of_random([1, 0, 0, high, low]),
        text: format!("The bus {} is late", planted(number)),
        original_text: format!("The bus {} is late. {}", planted(number), "Why? ".repeat(40)),
        ..nth(0)
    }
}

/// Every third is erased.
fn erased() -> impl Iterator<Item = u16> {
    (0..MANY).step_by(3)
}

#[track_caller]
fn none_left(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_file() {
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        for number in erased() {
            assert!(!text.contains(&planted(number)), "{number} is in {}", path.display());
        }
    }
}

fn restored(is_served: bool) {
    let (live, database) = with(Engine::Sqlite, 0);
    write(&database, |one| {
        (0..MANY).try_for_each(|number| submission::insert(one, &numbered(number)))
    });
    let backup = save(&live);
    let kept = tempfile::tempdir().unwrap();
    let super::Backup::File(file) = &backup else { panic!("not a file") };
    let elsewhere = kept.path().join("saved.db");
    std::fs::rename(file, &elsewhere).unwrap();
    let backup = super::Backup::File(elsewhere);
    write(&database, |one| {
        erased().try_for_each(|number| {
            let next = Submission { version: 2, erased_at: Some(now()), ..numbered(number) };
            erase::erase(one, &next)
        })
    });
    drop(database);
    let server =
        is_served.then(|| Server::of(&mut on(&live, &["serve", "--listen", "127.0.0.1:0"])));
    backup.restore(&live);
    if let Some(server) = server {
        server.stop();
    }
    none_left(live.folder());
    let text = std::fs::read(live.folder().join("smartcity.db")).unwrap();
    let text = String::from_utf8_lossy(&text);
    assert!(text.contains(&planted(1)), "what nobody erased is there");
}

#[test]
fn nothing_erased_is_left_in_a_byte_after_a_restore() {
    restored(false);
}

#[test]
fn nothing_erased_is_left_in_a_byte_after_a_restore_beside_a_server_that_stops() {
    restored(true);
}
