//! Changing what is public: initiatives by their departments, the catalogue's structure by administrators.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::answer::Answer;

/// TD leads it; CEDD and EMSD support it.
const TOLLING: &str = "/api/v1/initiatives/hketoll-free-flow-tolling";

async fn patch(app: &TestApp, token: &str, target: &str, tag: &str, body: Value) -> Answer {
    let call = app.client.call(Method::PATCH, target).bearer(token).header("if-match", tag);
    call.header("content-type", "application/merge-patch+json").body(body.to_string()).send().await
}

#[rstest]
#[tokio::test]
async fn an_edit_is_seen_at_once_with_its_version_its_change_and_its_one_entry(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("td@city.example", &["contributor:TD"]).await.access;
    let before = app.client.get(TOLLING).await;
    let (head, entries) = (app.client.head().await, app.audit().len());
    let body = json!({ "title": { "en": "Free flow" }, "tags": ["tolls"] });
    let answer = patch(&app, &token, TOLLING, &before.tag(), body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let after = app.client.get(TOLLING).await;
    assert_eq!(after.tag(), answer.tag(), "the answer of a write is the thing as it is read");
    assert_eq!(after.json(), answer.json());
    assert_eq!(
        (&after.json()["version"], &after.json()["title"]),
        (&json!(2), &json!("Free flow"))
    );
    let found = app.client.keys("/api/v1/initiatives?tag=tolls").await;
    assert_eq!(found, ["hketoll-free-flow-tolling"]);
    let found = app.client.keys("/api/v1/initiatives?q=free%20flow&limit=1").await;
    assert_eq!(found, ["hketoll-free-flow-tolling"], "and it is found by its new title");
    let changes = app.client.json(&format!("/api/v1/changes?cursor={head}")).await;
    let changes = changes["data"].as_array().unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(
        (&changes[0]["type"], &changes[0]["key"], &changes[0]["version"], &changes[0]["derived"]),
        (&json!("initiative"), &json!("hketoll-free-flow-tolling"), &json!(2), &json!(false))
    );
    let all = app.audit();
    assert_eq!(all.len(), entries + 1);
    let entry = &all[0];
    assert_eq!((entry.version_before, entry.version_after), (Some(1), Some(2)));
    assert_eq!(entry.changed_members, ["/tags", "/title"]);
    assert_eq!(entry.request_id.as_deref(), Some(answer.must("x-request-id")));
    assert_eq!((entry.on_behalf_of.as_deref(), entry.actor_name.as_str()), (None, "td"));
}

#[rstest]
#[tokio::test]
async fn whoever_says_no_version_or_an_old_one_changes_nothing_and_is_told_what_changed(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("td@city.example", &["publisher:TD"]).await.access;
    let old = app.client.get(&format!("{TOLLING}?lang=zh-Hant")).await.tag();
    let call = || app.client.call(Method::PATCH, TOLLING).bearer(&token);
    let body = json!({ "summary": { "en": "Mine." } });
    call().json(&body).send().await.problem(428, "precondition-required");
    call().header("if-match", "*").json(&body).send().await.problem(428, "precondition-required");
    let first = json!({ "title": { "en": "Theirs" }, "update_cadence_days": 7 });
    let first = patch(&app, &token, TOLLING, &format!("W/{old}"), first).await;
    assert_eq!(first.status, 200, "a tag of any language will do, weak or not");
    let entries = app.audit().len();
    let stale =
        patch(&app, &token, TOLLING, &old, body.clone()).await.problem(412, "stale-version");
    let told = json!({
        "current_version": 2,
        "changed_members": ["/title", "/update_cadence_days"],
        "overlapping_members": [],
    });
    assert_eq!(stale["stale"], told);
    let both = json!({ "title": { "zh-Hant": "我的" }, "tags": [] });
    let stale = patch(&app, &token, TOLLING, &old, both).await.problem(412, "stale-version");
    assert_eq!(stale["stale"]["overlapping_members"], json!(["/title"]));
    // Of a version that never was nobody knows what changed since: it is never safe to send again unseen.
    for never in ["\"abc\"", "\"99\""] {
        let stale =
            patch(&app, &token, TOLLING, never, body.clone()).await.problem(412, "stale-version");
        assert_eq!(stale["stale"]["overlapping_members"], json!(["/summary"]), "{never}");
    }
    assert_eq!(app.audit().len(), entries, "none of them leaves an entry");
    let merged = patch(&app, &token, TOLLING, &first.tag(), body).await.json();
    assert_eq!((&merged["title"], &merged["summary"]), (&json!("Theirs"), &json!("Mine.")));
}

#[rstest]
#[tokio::test]
async fn what_is_left_out_stays_what_is_null_goes_and_a_value_is_put_in_place(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("td@city.example", &["contributor:TD"]).await.access;
    let before = app.client.json(&format!("{TOLLING}?include=translations")).await;
    let body = json!({
        "title": { "en": "Free flow", "zh-Hans": null },
        "starts_on": "2022-05-10", "starts_on_precision": "month",
        "ends_on": null,
        "update_cadence_days": 30,
        "progress_override": { "value": 12.5, "reason": "So we say." },
    });
    let after = patch(&app, &token, TOLLING, "\"1\"", body).await.json();
    assert_eq!(
        (&after["starts_on"], &after["starts_on_precision"]),
        (&json!("2022-05-01"), &json!("month"))
    );
    assert_eq!((&after["ends_on"], &after["ends_on_precision"]), (&json!(null), &json!(null)));
    assert_eq!(after["update_cadence_days"], 30);
    let stated = &after["progress"]["override"];
    assert_eq!((&stated["value"], &stated["department_code"]), (&json!(12.5), &json!("TD")));
    for name in ["summary", "smart_area_code", "lead_department_code", "tags", "lifecycle"] {
        assert_eq!(after[name], before[name], "{name} stays");
    }
    let texts = app.client.json(&format!("{TOLLING}?include=translations")).await;
    let titles = texts["translations"]["title"].as_object().unwrap();
    assert_eq!(titles.keys().collect::<Vec<_>>(), ["en", "zh-Hant"]);
    let again =
        json!({ "progress_override": null, "update_cadence_days": null, "ends_on": "2030-03-31" });
    let after = patch(&app, &token, TOLLING, "\"2\"", again).await.json();
    assert_eq!(after["progress"]["override"], json!(null));
    assert_eq!(
        (&after["ends_on"], &after["ends_on_precision"]),
        (&json!("2030-03-31"), &json!("day"))
    );
}

#[rstest]
#[tokio::test]
async fn a_patch_that_changes_nothing_leaves_nothing(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("td@city.example", &["contributor:TD"]).await.access;
    let before = app.client.get(TOLLING).await;
    let (head, entries) = (app.client.head().await, app.audit().len());
    let title = before.json()["title"].clone();
    for body in
        [json!({}), json!({ "title": { "en": title } }), json!({ "lead_department_code": "TD" })]
    {
        let answer = patch(&app, &token, TOLLING, &before.tag(), body).await;
        assert_eq!((answer.status, answer.tag()), (200, before.tag()));
    }
    assert_eq!((app.client.head().await, app.audit().len()), (head, entries));
}

#[rstest]
#[tokio::test]
async fn members_that_need_more_are_refused_by_name_of_the_rule(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let contributor = app.signed_in("c@city.example", &["contributor:TD"]).await.access;
    let publisher = app.signed_in("p@city.example", &["publisher:TD"]).await.access;
    let supporter = app.signed_in("s@city.example", &["publisher:EMSD"]).await.access;
    let administrator = app.signed_in("a@city.example", &["administrator"]).await.access;
    let rule = async |token: &str, body: Value| {
        let answer = patch(&app, token, TOLLING, "\"1\"", body).await;
        answer.problem(403, "forbidden")["rule"].as_str().unwrap().to_owned()
    };
    let reporting = || json!({ "reporting_department_codes": ["EMSD"] });
    assert_eq!(rule(&contributor, reporting()).await, "delegation-needs-publisher");
    for structure in [
        json!({ "lead_department_code": "HyD" }),
        json!({ "smart_area_code": "living" }),
        json!({ "blueprint_codes": [] }),
        json!({ "supporting_department_codes": [] }),
    ] {
        assert_eq!(rule(&publisher, structure).await, "catalogue-needs-administrator");
    }
    let answer = patch(&app, &publisher, TOLLING, "\"1\"", reporting()).await;
    assert_eq!(answer.json()["reporting_department_codes"], json!(["EMSD"]));
    let title = json!({ "title": { "en": "Ours" } });
    let refused = patch(&app, &supporter, TOLLING, "\"2\"", title).await.problem(403, "forbidden");
    assert_eq!(refused["rule"], "reporting-department-reports-only");
    let moved = json!({ "lead_department_code": "HyD", "title": { "en": "Moved" } });
    let moved = patch(&app, &administrator, TOLLING, "\"2\"", moved).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(app.audit()[0].on_behalf_of.as_deref(), Some("TD"), "whose it was");
    assert_eq!(rule(&publisher, reporting()).await, "own-department-only");
}

#[rstest]
#[tokio::test]
async fn members_that_name_what_does_not_exist_are_all_told(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("a@city.example", &["administrator"]).await.access;
    let (head, entries) = (app.client.head().await, app.audit().len());
    let body = json!({
        "smart_area_code": "none", "lead_department_code": "NONE",
        "supporting_department_codes": ["EMSD", "NOBODY"],
        "reporting_department_codes": ["EMSD", "HyD"],
        "blueprint_codes": ["v2", "v9"],
        "starts_on": "2030-01-01", "ends_on": "2029-01-01",
        "title": { "en": null, "zh-Hant": null, "zh-Hans": null },
    });
    let mut faults = patch(&app, &token, TOLLING, "\"1\"", body).await.faults(422, "validation");
    faults.sort();
    let wanted = [
        ("/blueprint_codes/1", "unknown_reference"),
        ("/ends_on", "conflicting"),
        ("/lead_department_code", "unknown_reference"),
        ("/reporting_department_codes/1", "unknown_reference"),
        ("/smart_area_code", "unknown_reference"),
        ("/supporting_department_codes/1", "unknown_reference"),
        ("/title", "required"),
    ];
    assert_eq!(faults, wanted.map(|(place, code)| (place.to_owned(), code.to_owned())));
    let alone = json!({ "reporting_department_codes": ["HyD"] });
    let faults = patch(&app, &token, TOLLING, "\"1\"", alone).await.faults(422, "validation");
    let wanted = [("/reporting_department_codes/0", "unknown_reference")];
    assert_eq!(faults, wanted.map(|(place, code)| (place.to_owned(), code.to_owned())));
    let body = json!({
        "version": 7, "lifecycle": "completed", "nothing": 1, "title": { "fr": "a", "en": "" },
        "tags": ["a", "a"], "update_cadence_days": 0, "progress_override": { "value": 101 },
        "starts_on_precision": "week", "smart_area_code": null,
    });
    let faults = patch(&app, &token, TOLLING, "\"1\"", body).await.faults(422, "validation");
    let wanted = [
        ("/version", "read_only"),
        ("/lifecycle", "read_only"),
        ("/nothing", "unknown_member"),
        ("/title/fr", "unknown_language"),
        ("/title/en", "empty"),
        ("/smart_area_code", "not_null"),
        ("/starts_on_precision", "unknown_value"),
        ("/update_cadence_days", "too_small"),
        ("/tags/1", "duplicate"),
        ("/progress_override/value", "too_large"),
    ];
    assert_eq!(faults, wanted.map(|(place, code)| (place.to_owned(), code.to_owned())));
    assert_eq!((app.client.head().await, app.audit().len()), (head, entries));
}

#[rstest]
#[tokio::test]
async fn of_writers_at_once_one_succeeds_and_nobodys_edit_is_lost(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[("SMARTCITY_WORKERS", "2")]).await;
    let token = app.signed_in("td@city.example", &["contributor:TD"]).await.access;
    let writes = (0..16).map(|number| {
        patch(&app, &token, TOLLING, "\"1\"", json!({ "tags": [format!("t{number}")] }))
    });
    let answers = futures_util::future::join_all(writes).await;
    let done: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(done.len(), 1);
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        let stale = lost.problem(412, "stale-version");
        assert_eq!(stale["stale"]["overlapping_members"], json!(["/tags"]));
    }
    assert_eq!(app.client.json(TOLLING).await["tags"], done[0].json()["tags"]);
}

#[rstest]
#[tokio::test]
async fn a_loaded_file_does_not_take_back_what_people_have_changed(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("td@city.example", &["contributor:TD"]).await.access;
    patch(&app, &token, TOLLING, "\"1\"", json!({ "title": { "en": "Ours" } })).await;
    let mut file = crate::support::catalogue::file().clone();
    for initiative in file["initiatives"].as_array_mut().unwrap() {
        if initiative["code"] == "hketoll-free-flow-tolling" {
            initiative["title"]["en"] = json!("Theirs");
        }
    }
    let report = app.load_and_see(&file, crate::support::catalogue::loaded_at()).await;
    let kept: Vec<&String> = report.kinds.values().flat_map(|kind| &kind.kept).collect();
    assert_eq!(kept, ["hketoll-free-flow-tolling"]);
    assert_eq!(app.client.json(TOLLING).await["title"], "Ours");
}

#[rstest]
#[tokio::test]
async fn administrators_keep_departments_and_smart_areas(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("a@city.example", &["administrator"]).await.access;
    let post = async |target: &str, body: Value| {
        app.client.call(Method::POST, target).bearer(&token).json(&body).send().await
    };
    let new = json!({ "code": "R&D", "name": { "en": "Research" }, "kind": "body" });
    let made = post("/api/v1/departments", new.clone()).await;
    assert_eq!((made.status, made.must("location")), (201, "/api/v1/departments/R&D"));
    let read = app.client.get(made.must("location")).await;
    assert_eq!((read.json(), read.tag()), (made.json(), made.tag()));
    post("/api/v1/departments", new).await.problem(409, "conflict");
    let target = "/api/v1/departments/R&D";
    for (body, place, code) in [
        (json!({ "bureau_code": "R&D" }), "/bureau_code", "conflicting"),
        (json!({ "superseded_by": "NONE" }), "/superseded_by", "unknown_reference"),
        (json!({ "name": { "en": null } }), "/name", "required"),
        (json!({ "code": "RD" }), "/code", "read_only"),
        (json!({ "kind": null }), "/kind", "not_null"),
    ] {
        let faults = patch(&app, &token, target, "\"1\"", body).await.faults(422, "validation");
        assert_eq!(faults, [(place.to_owned(), code.to_owned())]);
    }
    let edited = patch(&app, &token, target, "\"1\"", json!({ "superseded_by": "TD" })).await;
    assert_eq!(edited.json()["superseded_by"], "TD");
    patch(&app, &token, target, "\"1\"", json!({ "kind": "bureau" }))
        .await
        .problem(412, "stale-version");
    let new = json!({ "code": "sea", "name": { "en": "Sea" }, "summary": { "en": "Waves." } });
    let made = post("/api/v1/smart-areas", new).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let kinds: Vec<Value> =
        app.client.json("/api/v1/changes?type=department,smart_area&cursor=416").await["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|change| change["url"].clone())
            .collect();
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    app.client.get("/api/v1/departments/NONE").await.problem(404, "not-found");
    app.client.get("/api/v1/smart-areas/none").await.problem(404, "not-found");
}
