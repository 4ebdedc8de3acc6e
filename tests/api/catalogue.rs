//! What was loaded is what is served: every record of the file, member by member.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::{
    end_of, lifecycle, loaded_at, milestone_id, milestone_status, milestones, records,
    sorted_codes, start_of,
};
use crate::support::client::key;

const LIFECYCLES: [&str; 8] = [
    "planned",
    "in_progress",
    "ongoing",
    "completed_in_stages",
    "completed",
    "on_hold",
    "cancelled",
    "superseded",
];

/// Asserts that `item` has the members of `expected` with their values.
fn assert_members(item: &Value, expected: &Value) {
    for (member, value) in expected.as_object().unwrap() {
        assert_eq!(&item[member], value, "{member} of {}", key(item));
    }
}

/// How many initiatives of the file belong to a thing, by lifecycle.
fn counts(belongs: impl Fn(&Value) -> bool) -> Value {
    let all: Vec<&str> =
        records("initiatives").iter().filter(|one| belongs(one)).map(lifecycle).collect();
    let mut counts = json!({"total": all.len()});
    for word in LIFECYCLES {
        counts[word] = json!(all.iter().filter(|lifecycle| **lifecycle == word).count());
    }
    counts
}

fn has(list: &Value, entry: &Value) -> bool {
    list.as_array().unwrap().contains(entry)
}

/// The text of a record's member in English.
fn english(record: &Value, member: &str) -> Value {
    record[member]["en"].clone()
}

fn or_null(record: &Value, member: &str) -> Value {
    record.get(member).cloned().unwrap_or(Value::Null)
}

fn underscored(words: &Value) -> Value {
    match words.as_str().unwrap() {
        "not a blueprint item as far as known" => json!("not_a_blueprint_item"),
        words => json!(words.replace(' ', "_")),
    }
}

#[rstest]
#[tokio::test]
async fn the_whole_catalogue_is_served(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for (list, count) in [
        ("smart-areas", 6),
        ("departments", 75),
        ("blueprints", 2),
        ("initiatives", 207),
        ("milestones", 126),
    ] {
        let target = format!("/api/v1/{list}?limit=100&include_total=true");
        assert_eq!(app.client.json(&target).await["meta"]["total"], count, "{list}");
        assert_eq!(app.client.walk(&target).await.len(), count, "{list}");
    }
}

#[rstest]
#[tokio::test]
async fn smart_areas_are_served_as_the_file_says(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let areas = app.client.data("/api/v1/smart-areas").await;
    assert_eq!(areas.iter().map(key).collect::<Vec<_>>(), sorted_codes("smart_areas"));
    for area in &areas {
        let record = records("smart_areas").iter().find(|one| one["code"] == area["code"]).unwrap();
        let expected = json!({
            "version": 1,
            "name": english(record, "name"),
            "summary": english(record, "summary"),
            "initiative_counts": counts(|one| one["smart_area"] == area["code"]),
            "language_fallbacks": [],
        });
        assert_members(area, &expected);
    }
}

#[rstest]
#[tokio::test]
async fn departments_are_served_as_the_file_says(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let departments = app.client.data("/api/v1/departments?limit=100").await;
    assert_eq!(departments.iter().map(key).collect::<Vec<_>>(), sorted_codes("departments"));
    for department in &departments {
        let code = &department["code"];
        let record = records("departments").iter().find(|one| one["code"] == *code).unwrap();
        let expected = json!({
            "version": 1,
            "name": english(record, "name"),
            "kind": record["kind"],
            "bureau_code": or_null(record, "bureau"),
            "superseded_by": or_null(record, "superseded_by"),
            "note": or_null(record, "note"),
            "initiative_counts": counts(|one| one["lead_department"] == *code),
            "language_fallbacks": [],
        });
        assert_members(department, &expected);
    }
}

#[rstest]
#[tokio::test]
async fn blueprints_are_served_as_the_file_says(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let blueprints = app.client.data("/api/v1/blueprints").await;
    assert_eq!(blueprints.iter().map(key).collect::<Vec<_>>(), ["v1", "v2"]);
    for blueprint in &blueprints {
        let code = &blueprint["code"];
        let record = records("blueprints").iter().find(|one| one["code"] == *code).unwrap();
        let expected = json!({
            "version": 1,
            "title": english(record, "title"),
            "published_on": record["published_on"],
            "announced_initiative_count": or_null(record, "initiative_count"),
            "source": or_null(record, "source"),
            "note": or_null(record, "initiative_count_note"),
            "initiative_counts": counts(|one| has(&one["blueprints"], code)),
        });
        assert_members(blueprint, &expected);
    }
}

#[rstest]
#[tokio::test]
async fn initiatives_are_served_as_the_file_says(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let initiatives = app.client.walk("/api/v1/initiatives?limit=100").await;
    assert_eq!(initiatives.iter().map(key).collect::<Vec<_>>(), sorted_codes("initiatives"));
    for initiative in &initiatives {
        let code = &initiative["code"];
        let record = records("initiatives").iter().find(|one| one["code"] == *code).unwrap();
        let (starts_on, starts_on_precision) = start_of(&record["starts_on"]);
        let (ends_on, ends_on_precision) = end_of(&record["ends_on"]);
        let mut blueprints: Vec<Value> = record["blueprints"].as_array().unwrap().clone();
        blueprints.sort_by_key(Value::to_string);
        let expected = json!({
            "version": 1,
            "title": english(record, "title"),
            "summary": english(record, "summary"),
            "smart_area_code": record["smart_area"],
            "lead_department_code": record["lead_department"],
            "supporting_department_codes": record["supporting_departments"],
            "reporting_department_codes": [],
            "blueprint_codes": blueprints,
            "lifecycle": lifecycle(record),
            "starts_on": starts_on,
            "starts_on_precision": starts_on_precision,
            "ends_on": ends_on,
            "ends_on_precision": ends_on_precision,
            "update_cadence_days": null,
            "tags": record["tags"],
            "provenance": {
                "evidence": underscored(&record["evidence"]),
                "blueprint_evidence": underscored(&record["blueprint_evidence"]),
                "sources": record["sources"],
                "note": or_null(record, "note"),
            },
            "superseded_by": null,
            "language_fallbacks": [],
            "created_at": initiative["updated_at"],
        });
        assert_members(initiative, &expected);
        let made: chrono::DateTime<chrono::Utc> =
            serde_json::from_value(initiative["created_at"].clone()).unwrap();
        assert_eq!(made, loaded_at());
        assert!(initiative["created_at"].as_str().unwrap().ends_with('Z'));
    }
}

#[rstest]
#[tokio::test]
async fn milestones_are_served_as_the_file_says(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let served = app.client.walk("/api/v1/milestones?limit=100").await;
    for (initiative, record) in milestones() {
        let code = initiative["code"].as_str().unwrap();
        let id = milestone_id(code, record["key"].as_str().unwrap());
        let milestone = served.iter().find(|one| one["id"] == id.as_str()).unwrap();
        let (due_on, due_on_precision) = end_of(&record["due_on"]);
        let (met_on, met_on_precision) = end_of(&record["achieved_on"]);
        let expected = json!({
            "version": 1,
            "initiative_code": code,
            "title": english(record, "title"),
            "description": null,
            "status": milestone_status(initiative, record),
            "completion": null,
            "weight": 1,
            "original_due_on": due_on,
            "original_due_on_precision": due_on_precision,
            "due_on": due_on,
            "due_on_precision": due_on_precision,
            "met_on": met_on,
            "met_on_precision": met_on_precision,
            "evidence": [],
            "provenance": {
                "verification": underscored(&record["verification"]),
                "source": or_null(record, "source"),
                "note": or_null(record, "note"),
            },
            "language_fallbacks": [],
        });
        assert_members(milestone, &expected);
    }
}

#[rstest]
#[tokio::test]
async fn an_item_is_the_same_alone_and_in_a_list(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for item in app.client.data("/api/v1/initiatives?smart_area=people").await {
        let alone = app.client.json(&format!("/api/v1/initiatives/{}", key(&item))).await;
        assert_eq!(alone, item);
    }
    for item in app.client.data("/api/v1/milestones?smart_area=environment&limit=100").await {
        let alone = app.client.json(&format!("/api/v1/milestones/{}", key(&item))).await;
        assert_eq!(alone, item);
    }
}

#[rstest]
#[tokio::test]
async fn an_initiative_s_milestones_are_those_of_the_file(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for initiative in records("initiatives") {
        let code = initiative["code"].as_str().unwrap();
        let all = initiative["milestones"].as_array().unwrap();
        if all.len() < 2 {
            continue;
        }
        let mut expected: Vec<String> =
            all.iter().map(|one| milestone_id(code, one["key"].as_str().unwrap())).collect();
        expected.sort();
        let mut served = app.client.keys(&format!("/api/v1/initiatives/{code}/milestones")).await;
        served.sort();
        assert_eq!(served, expected, "{code}");
    }
    let without = app.client.json("/api/v1/initiatives/hkemobility-app/milestones").await;
    assert!(without["data"].is_array());
}

#[rstest]
#[tokio::test]
async fn what_does_not_exist_is_not_found(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for target in [
        "/api/v1/initiatives/no-such-initiative",
        "/api/v1/initiatives/no-such-initiative/progress",
        "/api/v1/initiatives/no-such-initiative/milestones",
        "/api/v1/initiatives/Not_A_Code",
        "/api/v1/initiatives/%E4%B8%AD",
        "/api/v1/milestones/00000000-0000-7000-8000-000000000000",
    ] {
        app.client.get(target).await.problem(404, "not-found");
    }
}
