//! What a request costs the database: no list walks through a whole table that grows, no list asks once per row.

mod captured;
mod explained;
mod filled;
mod filled_submissions;
mod requests;

use rstest::rstest;
use smartcity::app::statistics;
use smartcity::store::change::{self, ChangeKind, Head};
use smartcity::store::feed::Topics;
use smartcity::store::{Database, Fault, Reading, watch};
use smartcity::ticker::Pace;

use self::captured::Statement;
use self::explained::{Plan, Wish};
use self::requests::{Case, Run};
use crate::support::engine::{Engine, TestDatabase};

/// A database with many rows, and everything that is asked of it, with the statements that were run for it.
struct Asked {
    database: TestDatabase,
}

impl Asked {
    fn on(engine: Engine) -> Self {
        captured::start();
        let database = engine.migrated();
        filled::fill(&mut database.connect());
        Self { database }
    }

    /// The statements of each case.
    fn statements(&self, cases: Vec<Case>) -> Vec<(String, Vec<Statement>)> {
        let handle = self.database.open(2);
        let run = |case: Case| {
            let statements = captured::during(|| read(&handle, case.run));
            assert!(!statements.is_empty(), "{} asks nothing", case.name);
            (case.name, statements)
        };
        cases.into_iter().map(run).collect()
    }
}

fn read(handle: &Database, run: Run) {
    let read = handle.read_blocking(|reading: &mut Reading<'_>| {
        run(reading);
        Ok::<_, Fault>(())
    });
    read.unwrap();
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn no_list_and_no_item_scans_a_table_that_grows(#[case] engine: Engine) {
    let asked = Asked::on(engine);
    let mut connection = asked.database.connect();
    let mut scans = Vec::new();
    for (name, statements) in asked.statements(requests::all()) {
        for statement in statements.into_iter().filter(|statement| !is_total_of_most(statement)) {
            let plan = Plan::of(&mut connection, &statement, Wish::NoScan);
            scans.extend(plan.scans().map(|step| format!("{name}: {step}\n    in {statement}")));
        }
    }
    assert!(scans.is_empty(), "{}", scans.join("\n"));
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_list_in_any_order_is_read_in_that_order_from_an_index(#[case] engine: Engine) {
    let asked = Asked::on(engine);
    let mut connection = asked.database.connect();
    let mut sorts = Vec::new();
    for (name, statements) in asked.statements(requests::in_order()) {
        let [_head, list, ..] = &statements[..] else { panic!("{name} reads no list") };
        let plan = Plan::of(&mut connection, list, Wish::NoSort);
        sorts.extend(plan.sorts().map(|step| format!("{name}: {step}\n    in {list}")));
    }
    assert!(sorts.is_empty(), "{}", sorts.join("\n"));
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_narrow_filter_is_looked_up_in_an_index_made_for_it(#[case] engine: Engine) {
    let asked = Asked::on(engine);
    let mut connection = asked.database.connect();
    let mut walks = Vec::new();
    for (case, index) in requests::narrow() {
        for (name, statements) in asked.statements(vec![case]) {
            let list = page(&statements).unwrap_or_else(|| panic!("{name} reads no list"));
            let plan = Plan::of(&mut connection, list, Wish::Cheapest);
            if !plan.looks_up(index) {
                walks.push(format!("{name}: {index} is not looked up in\n{plan}\n    in {list}"));
            }
        }
    }
    assert!(walks.is_empty(), "{}", walks.join("\n"));
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_page_of_a_hundred_costs_as_many_queries_as_a_page_of_one(#[case] engine: Engine) {
    let asked = Asked::on(engine);
    let (one, hundred) =
        (asked.statements(requests::of_size(1)), asked.statements(requests::of_size(100)));
    for ((name, one), (_, hundred)) in one.iter().zip(&hundred) {
        assert_eq!(one.len(), hundred.len(), "{name}:\n{}", shown(hundred));
        assert!(hundred.len() <= 12, "{name} needs {} queries", hundred.len());
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn the_statistics_are_a_fixed_number_of_counts_and_load_no_row(#[case] engine: Engine) {
    let asked = Asked::on(engine);
    let case = Case::new("statistics", |reading| {
        let statistics = statistics::compute(reading, requests::today()).unwrap();
        let cells: i64 = statistics.all.healths.values().sum();
        assert_eq!(cells, filled::INITIATIVES);
    });
    let statements = asked.statements(vec![case]).remove(0).1;
    assert!(statements.len() <= 9, "{}", shown(&statements));
    for statement in &statements[1..] {
        let upper = statement.text.to_uppercase();
        let is_counted = upper.contains("COUNT(*)") && upper.contains("GROUP BY");
        assert!(is_counted || upper.contains("SUBMISSION_COUNTS"), "{statement}");
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn noticing_what_others_commit_reads_only_what_is_new(#[case] engine: Engine) {
    let asked = Asked::on(engine);
    let mut connection = asked.database.connect();
    let case = Case::new("the kinds changed after a number", |reading| {
        let kinds = change::kinds_after(reading.connection, filled::INITIATIVES - 3);
        assert!(!kinds.unwrap().is_empty());
    });
    for statement in asked.statements(vec![case]).remove(0).1 {
        let plan = Plan::of(&mut connection, &statement, Wish::NoScan);
        assert_eq!(plan.scans().next(), None, "{statement}");
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn beginning_to_notice_reads_no_change(#[case] engine: Engine) {
    let asked = Asked::on(engine);
    let handle = asked.database.open(2);
    let statements = captured::during(|| drop(watch::start(handle.clone(), Pace::ByHand).unwrap()));
    assert!(
        statements.iter().any(|one| one.text.contains("change_head")),
        "{}",
        shown(&statements)
    );
    for statement in &statements {
        let reads_changes = statement.text.replace(['`', '"'], "").contains("FROM changes");
        assert!(!reads_changes, "{statement}");
    }
    let head = Head { seq: filled::INITIATIVES, floor: 0 };
    assert!(handle.feed().is_current(Topics::ALL, head), "it knows where the sequence stands");
    let before = Head { seq: filled::INITIATIVES - 1, floor: 0 };
    for kind in ChangeKind::ALL {
        let topics = Topics::of(&[kind]);
        assert!(!handle.feed().is_current(topics, before), "{kind:?}: what was read before");
    }
}

/// The statement that reads the page: the first behind the head that reads up to some number of rows; where none does, the
/// first that is not for a single row.
fn page(statements: &[Statement]) -> Option<&Statement> {
    let is_of_one = |one: &&Statement| one.values.last().is_some_and(|limit| limit == "'1'");
    let mut lists = statements.iter().skip(1).filter(|statement| !is_of_one(statement));
    lists.clone().find(|statement| statement.text.contains(" LIMIT ")).or_else(|| lists.next())
}

/// A total that is asked for has its price: health follows from the day, so no index knows it, and what is not overdue is
/// most of what there is. A page of either is read in the order of an index and ends when it is full.
fn is_total_of_most(statement: &Statement) -> bool {
    let text = statement.text.to_uppercase();
    text.starts_with("SELECT COUNT(*)") && (text.contains("CASE WHEN") || text.contains(" NOT "))
}

fn shown(statements: &[Statement]) -> String {
    statements.iter().map(Statement::to_string).collect::<Vec<_>>().join("\n")
}
