//! Random lists, walked page by page, against a plain evaluation of the same rules over everything there is.

mod initiatives;
mod milestones;
mod order;

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestRunner};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::catalogue::{file, initiative_of};
use crate::support::client::key;
use crate::support::{Client, TestApp};

const CASES: u32 = 48;

/// A list to be asked for, and what it ought to hold.
trait Ask: Debug {
    /// The path of the list.
    const LIST: &'static str;

    /// Its filters and sort, as names and values.
    fn parameters(&self) -> Vec<(&'static str, String)>;

    /// The page size.
    fn limit(&self) -> usize;

    /// The keys of the items that pass, in their order.
    fn expected(&self, all: &[Value]) -> Vec<String>;
}

/// The page sizes that are tried: most walks have several pages.
fn limits() -> impl Strategy<Value = usize> {
    proptest::prop_oneof![4 => 1_usize..12, 3 => 12_usize..60, 1 => 60_usize..=100]
}

/// Runs random cases against one server, whose rows were not all written at once.
fn run<A: Ask>(engine: Engine, everything: &str, asks: impl Strategy<Value = A>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (app, all) = runtime.block_on(async {
        let app = TestApp::start(engine).await;
        for (day, code) in
            [(21, "smart-customs"), (22, "trade-single-window"), (23, "virtual-banks")]
        {
            let mut changed = file().clone();
            let own = initiative_of(&mut changed, code);
            own["note"] = json!("looked at");
            for milestone in own["milestones"].as_array_mut().unwrap() {
                milestone["note"] = json!("looked at");
            }
            app.load_and_see(&changed, format!("2026-11-{day}T00:00:00Z").parse().unwrap()).await;
        }
        let all = app.client.walk(everything).await;
        (app, all)
    });
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&asks, |ask| {
        runtime.block_on(assert_walk(&app.client, &ask, &all));
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}

/// Walks the list and holds it against what it ought to hold.
async fn assert_walk<A: Ask>(client: &Client, ask: &A, all: &[Value]) {
    let mut address = reqwest::Url::parse(&format!("http://any{}", A::LIST)).unwrap();
    for (name, value) in ask.parameters() {
        address.query_pairs_mut().append_pair(name, &value);
    }
    let pairs = format!("limit={}&include_total=true", ask.limit());
    let query = address.query().map_or(pairs.clone(), |query| format!("{query}&{pairs}"));
    let target = format!("{}?{query}", A::LIST);
    let expected = ask.expected(all);
    let first = client.json(&target).await;
    assert_eq!(first["meta"]["total"], expected.len(), "{target}");
    assert_eq!(
        first["data"].as_array().unwrap().len(),
        expected.len().min(ask.limit()),
        "{target}"
    );
    let walked: Vec<String> = client.walk(&target).await.iter().map(key).collect();
    assert_eq!(walked, expected, "{target}");
}

#[rstest]
fn random_lists_of_initiatives_hold_what_they_ought_to(#[values(Sqlite, Postgres)] engine: Engine) {
    run(engine, "/api/v1/initiatives?limit=25&include=milestones", initiatives::asks());
}

#[rstest]
fn random_lists_of_milestones_hold_what_they_ought_to(#[values(Sqlite, Postgres)] engine: Engine) {
    run(engine, "/api/v1/milestones?limit=100", milestones::asks());
}
