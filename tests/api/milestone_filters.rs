//! Each filter of the milestones, across initiatives and within one, held against the same condition over the whole
//! list.

use std::collections::HashMap;

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::{file, initiative_of, milestone_id};
use crate::support::client::{key, with};

/// All milestones, their initiatives by code, and a server to filter them.
struct Filters {
    app: TestApp,
    all: Vec<Value>,
    initiatives: HashMap<String, Value>,
}

impl Filters {
    async fn start(engine: Engine) -> Self {
        let app = TestApp::start(engine).await;
        let all = app.client.walk("/api/v1/milestones?limit=100").await;
        let initiatives = app.client.walk("/api/v1/initiatives?limit=100").await;
        let initiatives = initiatives.into_iter().map(|one| (key(&one), one)).collect();
        Self { app, all, initiatives }
    }

    fn initiative(&self, milestone: &Value) -> &Value {
        &self.initiatives[milestone["initiative_code"].as_str().unwrap()]
    }

    /// Asserts that the filter gives exactly the milestones that `passes`, some of them and not all.
    async fn gives(&self, query: &str, passes: impl Fn(&Value) -> bool) {
        let expected: Vec<String> = self.all.iter().filter(|one| passes(one)).map(key).collect();
        assert!(!expected.is_empty() && expected.len() < self.all.len(), "{query} shows nothing");
        let target = format!("/api/v1/milestones?limit=100&{query}");
        let given: Vec<String> = self.app.client.walk(&target).await.iter().map(key).collect();
        assert_eq!(given, expected, "{query}");
        let counted = self.app.client.json(&with(&target, "include_total", "true")).await;
        assert_eq!(counted["meta"]["total"], expected.len(), "{query}");
    }
}

fn text<'a>(item: &'a Value, member: &str) -> &'a str {
    item[member].as_str().unwrap()
}

#[rstest]
#[tokio::test]
async fn milestones_are_found_by_what_their_initiative_is(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let filters = Filters::start(engine).await;
    let of = |one: &Value, member: &str| filters.initiative(one)[member].clone();
    filters
        .gives("smart_area=people,economy", |one| {
            [json!("people"), json!("economy")].contains(&of(one, "smart_area_code"))
        })
        .await;
    filters.gives("department=TD", |one| of(one, "lead_department_code") == "TD").await;
    filters
        .gives("blueprint=v1", |one| {
            of(one, "blueprint_codes").as_array().unwrap().contains(&json!("v1"))
        })
        .await;
    filters
        .gives("initiative=trade-single-window", |one| {
            text(one, "initiative_code") == "trade-single-window"
        })
        .await;
}

#[rstest]
#[tokio::test]
async fn milestones_are_found_by_their_own_state(#[values(Sqlite, Postgres)] engine: Engine) {
    let filters = Filters::start(engine).await;
    filters.gives("status=met", |one| text(one, "status") == "met").await;
    let two = ["scheduled", "not_met"];
    filters.gives("status=scheduled,not_met", |one| two.contains(&text(one, "status"))).await;
    filters.gives("overdue=true", |one| one["overdue"] == true).await;
    filters.gives("overdue=false", |one| one["overdue"] == false).await;
    filters
        .gives("overdue=false&status=scheduled&department=EPD,EEB,ITIB,CEDB,TD", |one| {
            let leads = ["EPD", "EEB", "ITIB", "CEDB", "TD"];
            one["overdue"] == false
                && text(one, "status") == "scheduled"
                && leads.contains(&text(filters.initiative(one), "lead_department_code"))
        })
        .await;
}

#[rstest]
#[tokio::test]
async fn due_before_leaves_out_its_day_and_due_after_takes_it_in(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let filters = Filters::start(engine).await;
    let due = |one: &Value| one["due_on"].as_str().map(str::to_owned);
    let before = |one: &Value, day: &str| due(one).is_some_and(|due| *due < *day);
    let after = |one: &Value, day: &str| due(one).is_some_and(|due| *due >= *day);
    filters.gives("due_before=2022-12-31", |one| before(one, "2022-12-31")).await;
    filters.gives("due_before=2023-01-01", |one| before(one, "2023-01-01")).await;
    filters.gives("due_after=2026-12-31", |one| after(one, "2026-12-31")).await;
    filters.gives("due_after=2027-01-01", |one| after(one, "2027-01-01")).await;
    filters
        .gives("due_after=2022-12-31&due_before=2023-12-31", |one| {
            after(one, "2022-12-31") && before(one, "2023-12-31")
        })
        .await;
}

#[rstest]
#[tokio::test]
async fn updated_since_takes_in_its_instant(#[values(Sqlite, Postgres)] engine: Engine) {
    let filters = Filters::start(engine).await;
    let mut changed = file().clone();
    initiative_of(&mut changed, "etradeconnect")["milestones"][0]["note"] = json!("checked again");
    filters.app.load_and_see(&changed, "2026-11-23T00:00:00Z".parse().unwrap()).await;
    filters
        .gives("updated_since=2026-11-23T00:00:00Z", |one| {
            key(one) == milestone_id("etradeconnect", "platform-launched")
        })
        .await;
}

#[rstest]
#[tokio::test]
async fn the_milestones_of_an_initiative_take_the_same_filters(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let filters = Filters::start(engine).await;
    let list = "/api/v1/initiatives/trade-single-window/milestones";
    let own: Vec<&Value> = filters
        .all
        .iter()
        .filter(|one| text(one, "initiative_code") == "trade-single-window")
        .collect();
    assert_eq!(own.len(), 5);
    for (query, count) in [
        ("limit=100", 5),
        ("status=met", 3),
        ("overdue=true", 1),
        ("overdue=false", 4),
        ("due_after=2026-01-01", 1),
        ("due_before=2026-01-01", 3),
        ("updated_since=2026-11-21T00:00:00Z", 0),
    ] {
        let page = filters.app.client.json(&format!("{list}?include_total=true&{query}")).await;
        assert_eq!(page["meta"]["total"], count, "{query}");
        assert_eq!(page["data"].as_array().unwrap().len(), count, "{query}");
    }
    let given = filters.app.client.keys(list).await;
    assert_eq!(given, own.into_iter().map(key).collect::<Vec<_>>());
    for refused in
        ["smart_area=economy", "department=TD", "blueprint=v1", "initiative=virtual-banks"]
    {
        let answer = filters.app.client.get(&format!("{list}?{refused}")).await;
        let name = refused.split_once('=').unwrap().0.to_owned();
        let faults = answer.faults(400, "unknown-parameter");
        assert_eq!(faults, [(name, "unknown_parameter".to_owned())]);
    }
}
