//! Stored search terms follow the folding: a database of before finds what it should, and every step is one of many.

use rstest::rstest;
use serde_json::json;
use smartcity::app::search_terms::{Followed, follow, step};
use smartcity::domain::search::{FOLDING, query_terms};
use smartcity::domain::submission::{Reference, Visibility};
use smartcity::store::initiative::filter::InitiativeFilter;
use smartcity::store::page::{Direction, Window};
use smartcity::store::search_folding::{self, SearchFolding};
use smartcity::store::submission::{self, PublicFilter, Submission, SubmissionSort};
use smartcity::store::{Database, Fault, Writing, initiative, migrate};

use crate::submissions::{now, nth, read, with, write};
use crate::support::engine::{Engine, TestDatabase};
use crate::support::program::run;
use crate::support::{catalogue, rows};

/// As many as take three steps.
const MANY: u8 = 203;

/// One of many that speak of a platform, in the writing of Taiwan; every second is public.
fn one(number: u8) -> Submission {
    Submission {
        text: "平臺上的Café".to_owned(),
        reference: Reference::of_random([2, 0, 0, 0, number]),
        visibility: if number.is_multiple_of(2) { Visibility::Public } else { Visibility::Pending },
        ..nth(number)
    }
}

/// Brings the terms back to what a version without folding has stored, and takes back what says so.
fn aged(database: &TestDatabase) {
    let mut connection = database.connect();
    while rows::tables(&mut connection).contains(&"search_folding".to_owned()) {
        migrate::down(&mut connection, |_| true).unwrap();
    }
    rows::run(
        &mut connection,
        "DELETE FROM submission_terms;
         INSERT INTO submission_terms (term, submission_id) SELECT '平臺', id FROM submissions;
         INSERT INTO submission_terms (term, submission_id) SELECT 'café', id FROM submissions;
         DELETE FROM search_terms;
         INSERT INTO search_terms (term, initiative_code, in_title) SELECT '平臺', code, TRUE FROM initiatives;",
    );
    migrate::up(&mut connection).unwrap();
}

fn found(database: &Database, text: &str) -> i64 {
    let filter = PublicFilter { terms: Some(query_terms(text)), ..PublicFilter::default() };
    read(database, |connection| submission::count_public(connection, &filter))
}

fn initiatives_found(database: &Database, text: &str) -> i64 {
    let filter = InitiativeFilter { terms: Some(query_terms(text)), ..InitiativeFilter::default() };
    read(database, |connection| initiative::count(connection, &filter, now().date_naive()))
}

fn stored(database: &Database) -> SearchFolding {
    read(database, search_folding::find)
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_database_of_before_finds_what_it_should_in_bounded_steps(#[case] engine: Engine) {
    let (kept, database) = with(engine, 0);
    let mut small = catalogue::small();
    small["initiatives"][0]["title"]["zh-Hant"] = json!("車站平臺");
    let file = catalogue::write(kept.folder(), "catalogue.json", &small);
    run(&kept, &["load", &file]).succeeded();
    write(&database, |connection| {
        (0..MANY).try_for_each(|number| submission::insert(connection, &one(number)))
    });
    drop(database);
    aged(&kept);
    let database = kept.open(2);
    assert_eq!(stored(&database), SearchFolding::all(0));
    assert_eq!((found(&database, "平台"), initiatives_found(&database, "平台")), (0, 0));
    let changes = rows::count(&mut kept.connect(), "changes", "");
    assert_eq!(follow(&database, now()).unwrap(), Followed::InPart);
    assert_eq!(initiatives_found(&database, "车站平台"), 1, "the catalogue comes first");
    assert_eq!(found(&database, "平台"), 50, "of a hundred");
    assert_eq!(stored(&database).under_way, Some(FOLDING));
    assert_eq!(follow(&database, now()).unwrap(), Followed::InPart);
    assert_eq!(follow(&database, now()).unwrap(), Followed::Wholly);
    assert_eq!(stored(&database), SearchFolding::all(FOLDING));
    let public = i64::from(MANY.div_ceil(2));
    for text in ["平台", "平臺", "cafe", "CAFÉ", "平台上的"] {
        assert_eq!(found(&database, text), public, "{text}");
    }
    let left = rows::count(&mut kept.connect(), "submission_terms", "WHERE term = '平臺'");
    assert_eq!(left, 0, "nothing is left of what was");
    // Kept answers are told once for each step and each kind.
    assert_eq!(rows::count(&mut kept.connect(), "changes", ""), changes + 4);
    assert_eq!(follow(&database, now()).unwrap(), Followed::Wholly);
    assert_eq!(rows::count(&mut kept.connect(), "changes", ""), changes + 4);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_comes_in_or_changes_meanwhile_is_found_once(#[case] engine: Engine) {
    let (kept, database) = with(engine, 0);
    write(&database, |connection| {
        (0..MANY).try_for_each(|number| submission::insert(connection, &one(number)))
    });
    drop(database);
    aged(&kept);
    let database = kept.open(2);
    assert_eq!(follow(&database, now()).unwrap(), Followed::InPart);
    write(&database, |connection| {
        let changed = |number| Submission { version: 2, text: "車站".to_owned(), ..one(number) };
        submission::replace_by_author(connection, &changed(0))?;
        submission::replace_by_author(connection, &changed(200))?;
        submission::insert(connection, &one(MANY + 1))
    });
    while follow(&database, now()).unwrap() == Followed::InPart {}
    assert_eq!(found(&database, "车站"), 2);
    assert_eq!(found(&database, "平台"), i64::from(MANY.div_ceil(2)) - 2 + 1);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_new_database_has_nothing_to_follow_with(#[case] engine: Engine) {
    let database = engine.empty();
    let file = catalogue::write(database.folder(), "catalogue.json", &catalogue::small());
    run(&database, &["load", &file]).succeeded();
    let opened = database.open(2);
    assert_eq!(stored(&opened), SearchFolding::all(FOLDING));
    assert_eq!(initiatives_found(&opened, "智慧出行"), 2);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_a_later_version_has_made_is_left_alone(#[case] engine: Engine) {
    let (_kept, database) = with(engine, 3);
    for later in [
        SearchFolding::all(FOLDING + 1),
        SearchFolding { under_way: Some(FOLDING + 1), ..SearchFolding::all(0) },
    ] {
        let set = later.clone();
        write(&database, move |connection| search_folding::set(connection, &set));
        assert_eq!(follow(&database, now()).unwrap(), Followed::Wholly);
        assert_eq!(stored(&database), later);
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_step_that_is_taken_back_is_done_again(#[case] engine: Engine) {
    let (_kept, database) = with(engine, 2);
    let undone: Result<(), Fault> = database.write_blocking(now(), |writing: &mut Writing<'_>| {
        step(writing)?;
        Err(Fault::corrupt("test", "taken back"))
    });
    assert!(undone.is_err());
    assert_eq!(stored(&database), SearchFolding::all(0));
    assert_eq!(follow(&database, now()).unwrap(), Followed::Wholly);
    assert_eq!(stored(&database), SearchFolding::all(FOLDING));
    let order = SubmissionSort::by_received(Direction::Ascending);
    let filter = PublicFilter { terms: Some(query_terms("ＢＵＳ")), ..PublicFilter::default() };
    let window = Window { order, after: None, limit: 9 };
    let page = read(&database, |one| submission::list_public(one, &filter, &window));
    assert_eq!(page.len(), 2);
}
