//! Both trees of migrations, what they make of a database, and `src/store/schema`: three descriptions of the same tables.

mod described;
mod postgres;
mod sqlite;

use std::collections::BTreeSet;
use std::path::Path;

use rstest::rstest;
use smartcity::store::{AnyConnection, migrate};

use self::described::{Schema, declared, same};
use crate::support::engine::Engine;
use crate::support::rows;

/// The tables as they are in the database.
fn schema(connection: &mut AnyConnection) -> Schema {
    match connection {
        AnyConnection::Sqlite(_) => sqlite::schema(connection),
        AnyConnection::Postgres(_) => postgres::schema(connection),
    }
}

/// Takes everything back; gives how many migrations there were.
fn all_down(connection: &mut AnyConnection) -> usize {
    let mut reverted = 0;
    while migrate::down(connection, |_| true).unwrap().is_some() {
        reverted += 1;
    }
    reverted
}

fn folders(tree: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(tree);
    let entries = std::fs::read_dir(path).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn both_trees_have_the_same_migrations_each_with_a_way_up_and_a_way_down() {
    let names = folders("sqlite");
    assert_eq!(names, folders("postgres"));
    assert!(!names.is_empty());
    for name in &names {
        let (stamp, words) = name.split_once('_').unwrap();
        assert!(stamp.len() == 14 && stamp.bytes().all(|byte| byte.is_ascii_digit()), "{name}");
        assert!(words.contains('_'), "{name} names a verb and a noun");
        for tree in ["sqlite", "postgres"] {
            for file in ["up.sql", "down.sql"] {
                let path =
                    format!("{}/migrations/{tree}/{name}/{file}", env!("CARGO_MANIFEST_DIR"));
                assert!(!std::fs::read_to_string(&path).unwrap().trim().is_empty(), "{path}");
            }
        }
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn up_down_and_up_again_makes_the_same_tables(#[case] engine: Engine) {
    let database = engine.empty();
    let mut connection = database.connect();
    let applied = migrate::up(&mut connection).unwrap();
    let first = schema(&mut connection);
    let seeded = rows::contents(&mut connection);
    assert_eq!(migrate::up(&mut connection).unwrap(), Vec::<String>::new());

    assert_eq!(all_down(&mut connection), applied.len());
    assert_eq!(rows::tables(&mut connection), Vec::<String>::new(), "nothing is left behind");
    assert_eq!(schema(&mut connection), Schema::default());

    assert_eq!(migrate::up(&mut connection).unwrap(), applied);
    same(&schema(&mut connection).lines(), &first.lines());
    assert_eq!(rows::contents(&mut connection), seeded);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn each_migration_is_taken_back_exactly_by_its_own_way_down(#[case] engine: Engine) {
    let tree = match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    let (growing, database) = (engine.empty(), engine.migrated());
    let mut connection = growing.connect();
    // What the tables were before each of them.
    let mut before = Vec::new();
    for name in folders(tree) {
        before.push(schema(&mut connection));
        let path = format!("{}/migrations/{tree}/{name}/up.sql", env!("CARGO_MANIFEST_DIR"));
        rows::run(&mut connection, &std::fs::read_to_string(path).unwrap());
    }
    let mut connection = database.connect();
    while migrate::down(&mut connection, |_| true).unwrap().is_some() {
        let expected = before.pop().unwrap();
        same(&schema(&mut connection).lines(), &expected.lines());
    }
    assert!(before.is_empty(), "each was taken back");
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn the_status_tells_what_is_applied_and_what_is_missing(#[case] engine: Engine) {
    let database = engine.empty();
    let mut connection = database.connect();
    let known = |connection: &mut AnyConnection| migrate::status(connection).unwrap();
    assert!(known(&mut connection).known.iter().all(|(_, applied)| !applied));
    migrate::up(&mut connection).unwrap();
    assert!(known(&mut connection).is_current());
    let names: BTreeSet<String> =
        known(&mut connection).known.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, folders("sqlite"));
    migrate::down(&mut connection, |_| true).unwrap();
    let status = known(&mut connection);
    assert!(!status.is_current() && status.unknown.is_empty());
    assert_eq!(status.known.iter().filter(|(_, applied)| !applied).count(), 1);
    assert!(!status.known.last().unwrap().1, "the newest is the one that is missing");
}

#[test]
fn both_databases_have_the_same_tables_columns_keys_and_indexes() {
    let sqlite = Engine::Sqlite.migrated();
    let postgres = Engine::Postgres.migrated();
    let of_sqlite = schema(&mut sqlite.connect());
    assert!(of_sqlite.tables.len() > 10);
    same(&of_sqlite.lines(), &schema(&mut postgres.connect()).lines());
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn the_tables_in_the_code_are_the_tables_of_the_database(#[case] engine: Engine) {
    let database = engine.migrated();
    let found = schema(&mut database.connect());
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/schema");
    let files = std::fs::read_dir(folder).unwrap();
    let code: Vec<String> =
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    same(&declared(&code.concat(), engine), &found.columns());
}

#[test]
fn every_text_on_postgresql_sorts_by_its_bytes() {
    let database = Engine::Postgres.migrated();
    let mut connection = database.connect();
    let others = rows::lines(
        &mut connection,
        "SELECT table_name || '.' || column_name || ': ' || coalesce(collation_name, 'default') AS line \
         FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name NOT LIKE '~_~_diesel%' ESCAPE '~' \
         AND data_type NOT IN ('bigint', 'integer', 'boolean', 'date', 'timestamp without time zone', 'double precision') \
         AND (data_type <> 'text' OR collation_name IS DISTINCT FROM 'C')",
    );
    assert_eq!(
        others,
        Vec::<String>::new(),
        "columns that are not of the agreed types and collation"
    );
    let indexes = rows::lines(
        &mut connection,
        "SELECT CAST(i.indexrelid::regclass AS TEXT) AS line FROM pg_index i \
         JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         CROSS JOIN LATERAL unnest(i.indcollation::oid[]) AS used(collation_oid) \
         JOIN pg_collation l ON l.oid = used.collation_oid \
         WHERE n.nspname = 'public' AND c.relname NOT LIKE '~_~_diesel%' ESCAPE '~' AND l.collname <> 'C'",
    );
    assert_eq!(indexes, Vec::<String>::new(), "indexes of another collation");
}

#[test]
fn every_table_on_sqlite_is_strict() {
    let database = Engine::Sqlite.migrated();
    let loose = rows::lines(
        &mut database.connect(),
        "SELECT name AS line FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict \
         AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name NOT LIKE '~_~_diesel%' ESCAPE '~'",
    );
    assert_eq!(loose, Vec::<String>::new());
}
