//! Progress updates: a draft is its department's own, what is published is everybody's.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{PARKING, Staff, change, changes_after, places};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

fn text(title: &str) -> Value {
    json!({ "title": { "en": title }, "body": { "en": "Four of five sites are open." }, "dated_on": "2026-11-20" })
}

async fn draft(staff: &Staff<'_>, title: &str) -> (String, String) {
    let made = staff.post(&format!("{PARKING}/updates"), text(title)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(made.must("location"), format!("/api/v1/staff/updates/{id}"));
    (format!("/api/v1/updates/{id}"), format!("/api/v1/staff/updates/{id}"))
}

async fn read(staff: &Staff<'_>, path: &str) -> crate::support::Answer {
    staff.send(Method::GET, path, None, None).await
}

#[rstest]
#[tokio::test]
async fn a_draft_is_nobody_elses_to_see_until_a_publisher_publishes_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let contributor = Staff::with(&app, &["contributor:TD"]).await;
    let publisher = Staff::with(&app, &["publisher:TD"]).await;
    let other = Staff::with(&app, &["publisher:DPO"]).await;
    let (head, past) =
        (app.client.head().await, app.client.walk(&format!("{PARKING}/history")).await);
    let (public, own) = draft(&contributor, "A secret so far").await;
    let edited = contributor.patch(&public, 1, json!({ "title": { "zh-Hant": "秘密" } })).await;
    assert_eq!((edited.status, &edited.json()["state"]), (200, &json!("draft")));
    // Nobody learns of it.
    assert_eq!(app.client.head().await, head, "the changes do not tell of it");
    assert_eq!(app.client.walk(&format!("{PARKING}/history")).await, past);
    assert_eq!(app.client.data(&format!("{PARKING}/updates")).await.len(), 0);
    app.client.get(&public).await.problem(404, "not-found");
    read(&other, &own).await.problem(404, "not-found");
    let entries = app.audit().len();
    other.patch(&public, 2, json!({ "title": { "en": "x" } })).await.problem(404, "not-found");
    let path = format!("{public}/publish");
    other.post_at(&path, 2, json!({})).await.problem(404, "not-found");
    assert_eq!(app.audit().len(), entries + 2, "but that they tried is on record");
    assert_eq!(app.audit()[0].rule.as_deref(), Some("reporting-departments-only"));
    // Its own department does.
    assert_eq!(read(&publisher, &own).await.json()["title"], "A secret so far");
    let refused = contributor.post_at(&path, 2, json!({})).await.problem(403, "forbidden");
    assert_eq!(refused["rule"], "publisher-needed");
    let published = publisher.send(Method::POST, &path, Some("\"2\""), None).await;
    assert_eq!(published.status, 200, "{}", published.text());
    let seen = app.client.get(&public).await;
    assert_eq!((seen.json(), seen.tag()), (published.json(), published.tag()));
    assert_eq!(app.client.data(&format!("{PARKING}/updates")).await, [seen.json()]);
    assert_eq!(
        changes_after(&app, head).await,
        [change("update", "upsert", 3, false), change("initiative", "upsert", 1, true)]
    );
    let history = app.client.walk(&format!("{PARKING}/history")).await;
    assert_eq!(history.len(), past.len() + 1, "its drafts stay unknown");
    let told = history.iter().find(|entry| entry["type"] == "update").unwrap();
    assert_eq!((&told["event"], &told["changes"]), (&json!("published"), &json!([])));
    publisher.post_at(&path, 3, json!({})).await.problem(409, "conflict");
}

#[rstest]
#[tokio::test]
async fn what_is_public_is_corrected_by_a_publisher_and_the_history_shows_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let contributor = Staff::with(&app, &["contributor:TD"]).await;
    let publisher = Staff::with(&app, &["publisher:TD"]).await;
    let (public, _) = draft(&publisher, "Four sites").await;
    assert_eq!(publisher.post_at(&format!("{public}/publish"), 1, json!({})).await.status, 200);
    let body = || json!({ "title": { "en": "Five sites" } });
    let refused = contributor.patch(&public, 2, body()).await.problem(403, "forbidden");
    assert_eq!(refused["rule"], "publisher-needed");
    let stale = publisher.patch(&public, 1, body()).await.problem(412, "stale-version");
    assert_eq!(stale["stale"]["changed_members"], json!(["/published_at", "/state"]));
    assert_eq!(publisher.patch(&public, 2, body()).await.json()["version"], 3);
    let history = app.client.json(&format!("{PARKING}/history?limit=5")).await;
    let edited =
        history["data"].as_array().unwrap().iter().find(|entry| entry["event"] == "edited");
    let changes = json!([{ "member": "/title", "old": { "en": "Four sites" }, "new": { "en": "Five sites" } }]);
    assert_eq!(edited.unwrap()["changes"], changes);
}

#[rstest]
#[tokio::test]
async fn staff_list_the_updates_of_their_own_departments_and_auditors_all(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let td = Staff::with(&app, &["publisher:TD"]).await;
    let dpo = Staff::with(&app, &["contributor:DPO"]).await;
    let auditor = Staff::with(&app, &["auditor"]).await;
    let moderator = Staff::with(&app, &["moderator"]).await;
    for title in ["One", "Two", "Three"] {
        draft(&td, title).await;
    }
    let dpos = dpo.post("/api/v1/initiatives/city-dashboards/updates", text("Four")).await;
    assert_eq!(dpos.status, 201, "{}", dpos.text());
    let titles = async |staff: &Staff<'_>, query: &str| -> Vec<String> {
        let list = read(staff, &format!("/api/v1/staff/updates?{query}")).await.json();
        let items = list["data"].as_array().unwrap().iter();
        items.map(|one| one["title"].as_str().unwrap().to_owned()).collect()
    };
    let mut all = titles(&td, "include_total=true").await;
    all.sort();
    assert_eq!(all, ["One", "Three", "Two"]);
    assert_eq!(titles(&dpo, "").await, ["Four"]);
    assert_eq!(titles(&dpo, "department=TD").await, Vec::<String>::new());
    assert_eq!(titles(&auditor, "").await.len(), 4);
    assert_eq!(titles(&auditor, "department=DPO&state=draft").await, ["Four"]);
    assert_eq!(
        titles(&auditor, "initiative=automated-parking-systems,city-dashboards").await.len(),
        4
    );
    assert_eq!(titles(&auditor, "state=published").await, Vec::<String>::new());
    let first = read(&td, "/api/v1/staff/updates?limit=2").await.json();
    let cursor = first["page"]["next_cursor"].as_str().unwrap();
    let rest = read(&td, &format!("/api/v1/staff/updates?limit=2&cursor={cursor}")).await.json();
    assert_eq!(rest["data"].as_array().unwrap().len(), 1);
    let answer = read(&td, "/api/v1/staff/updates").await;
    assert_eq!(answer.must("cache-control"), "no-store");
    let refused = read(&moderator, "/api/v1/staff/updates").await.problem(403, "forbidden");
    assert_eq!(refused["rule"], "progress-needs-department-role");
    let faults =
        read(&td, "/api/v1/staff/updates?state=open").await.faults(400, "invalid-parameter");
    assert_eq!(faults, places(&[("state", "unknown_value")]));
}

#[rstest]
#[tokio::test]
async fn the_lead_sees_what_others_write_on_its_initiatives_and_they_while_they_report(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let lead = Staff::with(&app, &["publisher:TD"]).await;
    let helper = Staff::with(&app, &["publisher:EMSD"]).await;
    let listed = |codes: Value| json!({ "reporting_department_codes": codes });
    assert_eq!(lead.patch(PARKING, 1, listed(json!(["EMSD"]))).await.status, 200);
    let (public, own) = draft(&helper, "Lifts inspected").await;
    let (leads, leads_own) = draft(&lead, "Sites open").await;
    let seen = async |staff: &Staff<'_>| {
        let list = read(staff, "/api/v1/staff/updates").await.json();
        list["data"].as_array().unwrap().len()
    };
    assert_eq!((seen(&lead).await, seen(&helper).await), (2, 1));
    assert_eq!((read(&lead, &own).await.status, read(&helper, &own).await.status), (200, 200));
    // What the lead writes is not the helper's.
    read(&helper, &leads_own).await.problem(404, "not-found");
    let title = json!({ "title": { "en": "Ours" } });
    helper.patch(&leads, 1, title).await.problem(404, "not-found");
    // Nor is what one helper writes another's, though both report.
    let both = listed(json!(["EMSD", "ArchSD"]));
    assert_eq!(lead.patch(PARKING, 2, both).await.status, 200);
    let second = Staff::with(&app, &["publisher:ArchSD"]).await;
    read(&second, &own).await.problem(404, "not-found");
    second.post_at(&format!("{public}/publish"), 1, json!({})).await.problem(404, "not-found");
    let (_, seconds) = draft(&second, "Plans drawn").await;
    assert_eq!((seen(&second).await, read(&second, &seconds).await.status), (1, 200));
    read(&helper, &seconds).await.problem(404, "not-found");
    // Who reports no more has no say in what it wrote, and the lead still has.
    assert_eq!(lead.patch(PARKING, 3, listed(json!([]))).await.status, 200);
    assert_eq!((seen(&lead).await, seen(&helper).await, seen(&second).await), (3, 0, 0));
    read(&helper, &own).await.problem(404, "not-found");
    let path = format!("{public}/publish");
    helper.post_at(&path, 1, json!({})).await.problem(404, "not-found");
    let published = lead.post_at(&path, 1, json!({})).await;
    assert_eq!(published.json()["department_code"], "EMSD", "who wrote it stays its author");
}

#[rstest]
#[tokio::test]
async fn the_public_reads_updates_by_their_day_in_its_language_and_page_by_page(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["publisher:TD"]).await;
    for (day, title) in
        [("2026-11-02", "b"), ("2026-11-03", "c"), ("2026-11-01", "a"), ("2026-11-03", "d")]
    {
        let mut body = text(title);
        body["dated_on"] = json!(day);
        body["title"]["zh-Hant"] = json!(format!("{title}中"));
        let made = staff.post(&format!("{PARKING}/updates"), body).await.json();
        let path = format!("/api/v1/updates/{}/publish", made["id"].as_str().unwrap());
        assert_eq!(staff.post_at(&path, 1, json!({})).await.status, 200);
    }
    let path = format!("{PARKING}/updates?limit=1&lang=zh-Hant");
    let walked = app.client.walk(&path).await;
    let days: Vec<_> = walked.iter().map(|one| one["dated_on"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-11-03", "2026-11-03", "2026-11-02", "2026-11-01"]);
    assert_eq!(walked[3]["title"], "a中");
    assert_eq!(walked[3]["language_fallbacks"], json!(["/body"]));
    let counted = app
        .client
        .json(&format!("{PARKING}/updates?include_total=true&include=translations"))
        .await;
    assert_eq!(counted["meta"]["total"], 4);
    assert_eq!(counted["data"][3]["translations"]["title"]["en"], "a");
    let faults =
        staff.post(&format!("{PARKING}/updates"), json!({ "dated_on": "2026-11-25" })).await;
    let wanted = [("/title", "required"), ("/body", "required")];
    assert_eq!(faults.faults(422, "validation"), places(&wanted));
    let mut early = text("x");
    early["dated_on"] = json!("2026-11-25");
    let faults = staff.post(&format!("{PARKING}/updates"), early).await.faults(422, "validation");
    assert_eq!(faults, places(&[("/dated_on", "in_future")]));
}
