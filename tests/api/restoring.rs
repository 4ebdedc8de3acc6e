//! What clients of a running server see of a restore: an old tag fits nothing, and who was shut out stays out.

use reqwest::Method;
use serde_json::json;
use smartcity::app::operator;
use smartcity::domain::account::EmailAddress;

use crate::support::Engine::Sqlite;
use crate::support::TestApp;
use crate::support::answer::Answer;
use crate::support::program::run;

const TOLLING: &str = "/api/v1/initiatives/hketoll-free-flow-tolling";

async fn titled(app: &TestApp, token: &str, tag: &str, title: &str) -> Answer {
    let call = app.client.call(Method::PATCH, TOLLING).bearer(token).header("if-match", tag);
    let body = json!({ "title": { "en": title } }).to_string();
    call.header("content-type", "application/merge-patch+json").body(body).send().await
}

#[tokio::test]
async fn after_a_restore_no_old_tag_passes_and_who_was_shut_out_stays_out() {
    let app = TestApp::start(Sqlite).await;
    let folder = app.database.folder.path();
    let saved = folder.join("saved.db").display().to_string();
    let token = app.signed_in("td@city.example", &["contributor:TD"]).await.access;
    app.member("gone@city.example", &["contributor:TD"]);
    let at_backup = app.client.get(TOLLING).await;
    let backup = run(folder, &["backup", &saved, "--database-url", &app.database.url]);
    assert!(backup.status.success(), "{backup:?}");

    let since = titled(&app, &token, &at_backup.tag(), "Since the backup").await;
    assert_eq!(since.status, 200, "{}", since.text());
    let gone = EmailAddress::parse("gone@city.example").unwrap();
    operator::set_disabled(&app.installation(), &gone, true).unwrap();
    let (before, head) = (app.audit(), app.client.head().await);

    let restore = run(folder, &["restore", &saved, "--database-url", &app.database.url]);
    assert!(restore.status.success(), "{restore:?}");
    app.look();
    assert!(app.client.head().await > head, "the restore is seen");
    let restored = app.client.get(TOLLING).await;
    assert_eq!(restored.json()["title"], at_backup.json()["title"]);
    for tag in [at_backup.tag(), since.tag()] {
        titled(&app, &token, &tag, "Over another's").await.problem(412, "stale-version");
    }
    assert_ne!(
        app.try_login("gone@city.example", crate::support::staff::PASSWORD).await.status,
        200
    );
    let renewed = titled(&app, &token, &restored.tag(), "Seen before").await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());

    let after = app.audit();
    let numbers: Vec<i64> = after.iter().map(|entry| entry.seq).collect();
    assert!(numbers.is_sorted_by(|newer, older| newer > older), "{numbers:?}");
    let kept: Vec<_> = after.iter().filter(|entry| entry.seq <= before[0].seq).collect();
    assert!(kept.iter().eq(&before.iter().collect::<Vec<_>>()), "the log is as it was, and more");
    assert!(after.iter().any(|entry| entry.action == "database.restored"));
    let history = app.client.json(&format!("{TOLLING}/history")).await;
    let events: Vec<_> = history["data"].as_array().unwrap().iter().collect();
    assert!(events.iter().any(|entry| entry["event"] == "restored"), "{history}");
}
