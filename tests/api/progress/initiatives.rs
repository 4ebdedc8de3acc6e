//! Making initiatives, and confirming that they are as published.

use rstest::rstest;
use serde_json::{Value, json};

use super::{PARKING, Staff, change, changes_after, places};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

fn new() -> Value {
    json!({
        "code": "loading-bays",
        "title": { "en": "Loading bays", "zh-Hant": "上落貨區" },
        "summary": { "en": "Where a bay is free." },
        "smart_area_code": "mobility",
        "lead_department_code": "TD",
        "supporting_department_codes": ["HyD", "EMSD"],
        "reporting_department_codes": ["HyD"],
        "blueprint_codes": ["v2"],
        "lifecycle": "in_progress",
        "starts_on": "2026-02-14", "starts_on_precision": "quarter",
        "ends_on": "2027-02-14", "ends_on_precision": "year",
        "update_cadence_days": 30,
        "tags": ["parking"],
        "sources": ["Policy Address 2026"],
    })
}

#[rstest]
#[tokio::test]
async fn a_new_initiative_is_there_at_once_in_every_list_it_belongs_to(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = Staff::with(&app, &["administrator"]).await;
    let head = app.client.head().await;
    let made = admin.post("/api/v1/initiatives", new()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let address = made.must("location").to_owned();
    assert_eq!(address, "/api/v1/initiatives/loading-bays");
    let read = app.client.get(&address).await;
    assert_eq!((read.json(), read.tag()), (made.json(), made.tag()));
    let initiative = read.json();
    assert_eq!(initiative["provenance"]["evidence"], "stated");
    assert_eq!(
        (&initiative["starts_on"], &initiative["ends_on"]),
        (&json!("2026-01-01"), &json!("2027-12-31"))
    );
    assert_eq!(initiative["health"], "unknown", "nothing was ever reported of it");
    for filter in
        ["tag=parking&smart_area=mobility", "supporting_department=HyD", "q=bay", "q=上落貨區"]
    {
        let found = app.client.walk(&format!("/api/v1/initiatives?{filter}")).await;
        assert!(found.iter().any(|one| one["code"] == "loading-bays"), "{filter}");
    }
    assert_eq!(changes_after(&app, head).await, [change("initiative", "upsert", 1, false)]);
    assert_eq!(app.client.data(&format!("{address}/history")).await[0]["event"], "created");
    admin.post("/api/v1/initiatives", new()).await.problem(409, "conflict");
    // Its department takes it from there.
    let helper = Staff::with(&app, &["contributor:HyD"]).await;
    helper.milestone(&address, Some("2026-12-31")).await;
    assert_eq!(app.client.json(&address).await["progress"]["value"], 0.0);
}

#[rstest]
#[tokio::test]
async fn all_faults_of_a_new_initiative_are_told(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = Staff::with(&app, &["administrator"]).await;
    let post =
        async |body: Value| admin.post("/api/v1/initiatives", body).await.faults(422, "validation");
    let wanted = ["code", "title", "summary", "smart_area_code", "lead_department_code"]
        .map(|name| (format!("/{name}"), "required".to_owned()));
    assert_eq!(post(json!({})).await, wanted);
    let mut body = new();
    for (name, value) in [
        ("code", json!("Loading Bays")),
        ("lifecycle", json!("completed")),
        ("sources", json!(["a", "", 3])),
        ("version", json!(1)),
        ("tags", json!(["a", "a"])),
    ] {
        body[name] = value;
    }
    let wanted = [
        ("/version", "unknown_member"),
        ("/code", "invalid_code"),
        ("/lifecycle", "unknown_value"),
        ("/tags/1", "duplicate"),
        ("/sources/1", "empty"),
        ("/sources/2", "not_a_text"),
    ];
    assert_eq!(post(body).await, places(&wanted));
    let mut body = new();
    for (name, value) in [
        ("smart_area_code", json!("none")),
        ("lead_department_code", json!("NONE")),
        ("supporting_department_codes", json!(["EMSD", "NOBODY"])),
        ("reporting_department_codes", json!(["HyD"])),
        ("blueprint_codes", json!(["v9"])),
        ("ends_on", json!("2020-01-01")),
    ] {
        body[name] = value;
    }
    let mut faults = post(body).await;
    faults.sort();
    let wanted = [
        ("/blueprint_codes/0", "unknown_reference"),
        ("/ends_on", "conflicting"),
        ("/lead_department_code", "unknown_reference"),
        ("/reporting_department_codes/0", "unknown_reference"),
        ("/smart_area_code", "unknown_reference"),
        ("/supporting_department_codes/1", "unknown_reference"),
    ];
    assert_eq!(faults, places(&wanted));
}

#[rstest]
#[tokio::test]
async fn a_confirmation_says_that_nothing_changed_and_ends_silence(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // By hand: a new day is told of when its job has a turn, which would be a change of its own.
    let app = TestApp::by_hand(engine, &[]).await;
    let staff = Staff::with(&app, &["contributor:TD"]).await;
    assert_eq!(staff.patch(PARKING, 1, json!({ "update_cadence_days": 7 })).await.status, 200);
    app.set_clock("2026-12-02T04:00:00Z");
    let health = async || app.client.json(PARKING).await["health"].clone();
    assert_eq!(health().await, "stale");
    let staff = Staff { app: &app, token: app.login("contributor.TD@city.example").await.access };
    let (before, head) = (app.client.json(PARKING).await, app.client.head().await);
    let path = format!("{PARKING}/confirmations");
    let tried = staff.post(&format!("{path}?dry_run=true"), json!({})).await;
    assert_eq!((tried.status, app.client.head().await), (201, head));
    let given = staff.post(&path, json!({ "note": "As it was." })).await;
    assert_eq!(given.status, 201, "{}", given.text());
    assert_eq!(given.json()["department_code"], "TD");
    let after = app.client.json(PARKING).await;
    assert_ne!(after["health"], "stale");
    assert_eq!(
        (&after["version"], &after["updated_at"]),
        (&before["version"], &before["updated_at"])
    );
    assert_eq!(changes_after(&app, head).await, [change("initiative", "upsert", 2, true)]);
    let entry = &app.client.json(&format!("{PARKING}/history?limit=1")).await["data"][0];
    assert_eq!((&entry["type"], &entry["event"]), (&json!("confirmation"), &json!("confirmed")));
    assert_eq!(entry["reason"], "As it was.");
    assert_eq!(app.audit()[0].action, "initiatives.confirm");
    let other = Staff::with(&app, &["publisher:DPO"]).await;
    other.post(&path, json!({})).await.problem(403, "forbidden");
    let faults = staff.post(&path, json!({ "note": "", "why": 1 })).await.faults(422, "validation");
    assert_eq!(faults, places(&[("/why", "unknown_member"), ("/note", "empty")]));
}
