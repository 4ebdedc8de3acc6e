//! The explanations of the problem codes, for people and for programs.

use reqwest::Method;

use crate::support::Engine::Sqlite;
use crate::support::{Answer, TestApp};

/// Every code with its status: the closed table of the API.
const CODES: [(&str, u16); 31] = [
    ("malformed-request", 400),
    ("invalid-parameter", 400),
    ("unknown-parameter", 400),
    ("invalid-cursor", 400),
    ("invalid-utf8", 400),
    ("invalid-identifier", 400),
    ("unauthenticated", 401),
    ("invalid-token", 401),
    ("invalid-credentials", 401),
    ("token-stale", 401),
    ("idempotency-in-flight", 409),
    ("idempotency-key-reused", 422),
    ("forbidden", 403),
    ("not-found", 404),
    ("unknown-route", 404),
    ("method-not-allowed", 405),
    ("not-acceptable", 406),
    ("request-timeout", 408),
    ("conflict", 409),
    ("gone", 410),
    ("expired-cursor", 410),
    ("stale-version", 412),
    ("body-too-large", 413),
    ("uri-too-long", 414),
    ("unsupported-media-type", 415),
    ("validation", 422),
    ("precondition-required", 428),
    ("rate-limited", 429),
    ("headers-too-large", 431),
    ("internal", 500),
    ("unavailable", 503),
];

async fn page(app: &TestApp, target: &str, accept: &str) -> Answer {
    app.client.call(Method::GET, target).header("Accept", accept).send().await
}

#[tokio::test]
async fn every_code_is_explained_to_people_and_to_programs() {
    let app = TestApp::start(Sqlite).await;
    for (code, status) in CODES {
        for (lang, tag) in [("", "en"), ("?lang=zh-Hant", "zh-Hant"), ("?lang=zh-Hans", "zh-Hans")]
        {
            let target = format!("/problems/{code}{lang}");
            let program = page(&app, &target, "application/json").await;
            assert_eq!(program.status, 200, "{target}");
            assert_eq!(program.must("content-language"), tag, "{target}");
            let explained = program.json();
            assert_eq!(explained["code"], code);
            assert_eq!(explained["status"], status);
            assert_eq!(explained["type"], format!("/problems/{code}"));
            let people = page(&app, &target, "text/html,application/xhtml+xml,*/*;q=0.8").await;
            assert_eq!(people.media_type(), Some("text/html"), "{target}");
            assert_eq!(people.must("content-language"), tag, "{target}");
            let html = people.text();
            assert!(html.contains(&format!("<html lang=\"{tag}\">")), "{target}");
            for member in ["title", "meaning", "remedy"] {
                let text = explained[member].as_str().unwrap();
                assert!(!text.is_empty(), "{target}: {member}");
                assert_eq!(text.is_ascii(), lang.is_empty(), "{target}: {text}");
                let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                assert!(html.contains(text) || html.contains(&escaped), "{target}: {member}");
            }
            assert!(html.contains(code) && html.contains(&status.to_string()), "{target}");
            assert!(!html.contains("<script") && !html.contains("http://"), "{target}");
        }
    }
}

#[tokio::test]
async fn the_table_lists_every_code_and_no_other() {
    let app = TestApp::start(Sqlite).await;
    let table = page(&app, "/problems", "application/json").await.json();
    let mut listed: Vec<(String, u64)> = table["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["code"].as_str().unwrap().to_owned(), one["status"].as_u64().unwrap()))
        .collect();
    listed.sort();
    let mut all: Vec<(String, u64)> =
        CODES.iter().map(|(code, status)| ((*code).to_owned(), u64::from(*status))).collect();
    all.sort();
    assert_eq!(listed, all);
    let html = page(&app, "/problems", "text/html").await.text();
    assert!(CODES.iter().all(|(code, _)| html.contains(&format!("/problems/{code}"))));
    // The document names the same codes.
    let document = app.client.document().root().to_string();
    assert!(CODES.iter().all(|(code, _)| document.contains(&format!("\"{code}\""))));
}

#[tokio::test]
async fn a_code_or_a_form_that_is_not_there_is_a_problem() {
    let app = TestApp::start(Sqlite).await;
    page(&app, "/problems/no-such-code", "text/html").await.problem(404, "not-found");
    page(&app, "/problems/not-found", "image/png").await.problem(406, "not-acceptable");
}

#[tokio::test]
async fn the_type_of_a_problem_leads_to_its_explanation() {
    let app = TestApp::start(Sqlite).await;
    let problem = app.client.get("/api/v1/initiatives?limit=0").await.json();
    let explained = page(&app, problem["type"].as_str().unwrap(), "application/json").await;
    assert_eq!(explained.json()["title"], problem["title"]);
}
