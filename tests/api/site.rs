//! What is served beside the API: the page at the root, the document, the reference, health, metrics, security.txt.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

/// Addresses of other hosts that a text would make a browser ask: those in tags, style sheets and scripts that load.
fn outside(text: &str) -> Vec<String> {
    let loads = ["src=\"", "href=\"", "url(", "@import \"", "fetch(\"", "importScripts(\""];
    let mut found = Vec::new();
    for load in loads {
        for (start, _) in text.match_indices(load) {
            let address = text[start + load.len()..].trim_start_matches(['"', '\'']);
            if ["http:", "https:", "//"].iter().any(|scheme| address.starts_with(scheme)) {
                found.push(address.chars().take(60).collect());
            }
        }
    }
    found
}

/// The addresses that a page loads itself.
fn loaded(html: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (tag, attribute) in [("<script", "src=\""), ("<link", "href=\"")] {
        for (start, _) in html.match_indices(tag) {
            let element = &html[start..start + html[start..].find('>').unwrap()];
            if let Some((_, rest)) = element.split_once(attribute) {
                all.push(rest.split('"').next().unwrap().to_owned());
            }
        }
    }
    all
}

#[tokio::test]
async fn the_reference_asks_nobody_else_for_anything() {
    let app = TestApp::start(Sqlite).await;
    let entry = app.client.get("/docs").await;
    assert_eq!(entry.status, 308);
    assert_eq!(entry.must("location"), "/docs/");
    let page = app.client.get("/docs/").await;
    assert_eq!(page.status, 200);
    let html = page.text();
    assert!(outside(&html).is_empty(), "{:?}", outside(&html));
    // The policy would stop what this test has not seen.
    let policy = page.must("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("http"), "{policy}");
    let base = reqwest::Url::parse(&format!("{}/docs/", app.client.base())).unwrap();
    let assets = loaded(&html);
    assert!(assets.len() >= 3, "{assets:?}");
    let mut scripts = String::new();
    for asset in assets {
        let url = base.join(&asset).unwrap();
        assert!(url.as_str().starts_with(app.client.base()), "{url}");
        let file = app.client.get(url.path()).await;
        assert_eq!(file.status, 200, "{url}");
        if file.media_type() == Some("text/css") {
            assert!(outside(&file.text()).is_empty(), "{asset}");
        }
        if asset.ends_with("initializer.js") {
            scripts = file.text();
        }
    }
    assert!(scripts.contains("/openapi.json"), "{scripts}");
    assert!(!scripts.contains("http:") && !scripts.contains("https:"), "{scripts}");
}

#[tokio::test]
async fn the_root_says_what_this_is_and_where_things_are() {
    let app = TestApp::start(Sqlite).await;
    let page = app.client.get("/").await;
    assert_eq!((page.status, page.media_type()), (200, Some("text/html")));
    let html = page.text();
    assert!(outside(&html).is_empty() && html.contains("<html lang=\"en\">"));
    for link in ["/docs", "/openapi.json", "/openapi.yaml", "/api/v1/initiatives", "/problems"] {
        assert!(html.contains(&format!("href=\"{link}\"")), "{link}");
        assert!([200, 308].contains(&app.client.get(link).await.status), "{link}");
    }
}

#[tokio::test]
async fn the_document_is_one_in_two_forms() {
    let app = TestApp::start(Sqlite).await;
    let json_form = app.client.get("/openapi.json").await;
    assert_eq!(json_form.media_type(), Some("application/json"));
    let yaml_form = app.client.get("/openapi.yaml").await;
    assert_eq!(yaml_form.media_type(), Some("application/yaml"));
    let text = yaml_form.text();
    let document = json_form.json();
    assert!(
        text.contains("openapi: 3.1")
            || text.contains("openapi: '3.1")
            || text.contains("openapi: \"3.1")
    );
    for (path, item) in document["paths"].as_object().unwrap() {
        assert!(text.contains(&format!("{path}:")), "{path}");
        for operation in item.as_object().unwrap().values() {
            if let Some(id) = operation.get("operationId").and_then(Value::as_str) {
                assert!(text.contains(&format!("operationId: {id}")), "{id}");
            }
        }
    }
    let tag = json_form.tag();
    let call = app.client.call(Method::GET, "/openapi.json").header("If-None-Match", &tag);
    assert_eq!(call.send().await.status, 304);
}

#[tokio::test]
async fn pages_and_files_come_small_and_only_once() {
    let app = TestApp::start(Sqlite).await;
    let html = app.client.get("/docs/").await.text();
    let script = loaded(&html).into_iter().find(|file| file.ends_with("bundle.js")).unwrap();
    let script = format!("/docs/{}", script.trim_start_matches("./"));
    for target in ["/openapi.json", "/openapi.yaml", "/docs/", &script] {
        let plain = app.client.get(target).await;
        assert_eq!((plain.status, plain.header("content-encoding")), (200, None), "{target}");
        let mut tags = vec![plain.tag()];
        for encoding in ["br", "gzip", "zstd"] {
            let get = || app.client.call(Method::GET, target).header("Accept-Encoding", encoding);
            let small = get().send().await;
            assert_eq!(small.status, 200, "{target}");
            assert_eq!(small.header("content-encoding"), Some(encoding), "{target}");
            assert!(small.bytes.len() < plain.bytes.len() * 2 / 3, "{target} as {encoding}");
            assert_eq!(small.decoded(), plain.bytes, "{target} as {encoding}");
            assert!(small.must("vary").to_lowercase().contains("accept-encoding"), "{target}");
            let known = get().header("If-None-Match", &small.tag()).send().await;
            assert_eq!((known.status, known.tag()), (304, small.tag()), "{target}");
            let others = get().header("If-None-Match", "\"other\"").send().await;
            assert_eq!(others.status, 200, "{target}");
            tags.push(small.tag());
        }
        tags.sort();
        tags.dedup();
        assert_eq!(tags.len(), 4, "{target}: {tags:?}");
    }
}

#[tokio::test]
async fn every_operation_is_described_whole() {
    let app = TestApp::start(Sqlite).await;
    let document = app.client.document().root().clone();
    let mut ids = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let at = format!("{method} {path}");
            ids.push(operation["operationId"].as_str().unwrap().to_owned());
            for member in ["summary", "description"] {
                assert!(
                    !operation[member].as_str().unwrap_or_default().is_empty(),
                    "{at}: {member}"
                );
            }
            assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{at}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{at}");
            for status in ["400", "401", "406", "413", "429", "500", "503"] {
                assert!(responses.contains_key(status), "{at}: {status}");
            }
            let is_public = operation["security"][0] == json!({});
            assert_eq!(responses.contains_key("403"), !is_public, "{at}");
            let has_body = operation.get("requestBody").is_some();
            assert_eq!(responses.contains_key("415"), has_body, "{at}");
            let is_repeatable = operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .any(|parameter| parameter["$ref"] == "#/components/parameters/IdempotencyKey");
            assert!(!is_repeatable || responses.contains_key("409"), "{at}: 409 is missing");
            // What changes a thing that exists asks which version is known; a report of a department too.
            let is_conditional = operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .any(|parameter| parameter["$ref"] == "#/components/parameters/IfMatch");
            assert!(is_conditional || method != "patch", "{at}: a change that asks for no version");
            assert_eq!(responses.contains_key("412"), is_conditional, "{at}");
            assert_eq!(responses.contains_key("428"), is_conditional, "{at}");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let parameter = app.client.document().resolved(parameter);
                let text = parameter["description"].as_str().unwrap_or_default();
                assert!(!text.is_empty(), "{at}: {}", parameter["name"]);
            }
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id names two operations");
}

#[rstest]
#[tokio::test]
async fn a_server_lives_and_is_ready(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    assert_eq!(app.client.json("/livez").await, json!({"status": "live"}));
    assert_eq!(app.client.json("/readyz").await["status"], "ready");
    for target in ["/livez", "/readyz"] {
        assert_eq!(app.client.get(target).await.must("cache-control"), "no-store", "{target}");
    }
}

#[tokio::test]
async fn security_txt_names_a_contact_and_expires_within_a_year() {
    let app = TestApp::configured(
        Sqlite,
        &[
            ("SMARTCITY_SECURITY_CONTACT", "mailto:reports@city.example"),
            ("SMARTCITY_PUBLIC_URL", "https://tracker.city.example"),
        ],
    )
    .await;
    let answer = app.client.get("/.well-known/security.txt").await;
    assert_eq!((answer.status, answer.media_type()), (200, Some("text/plain")));
    let text = answer.text();
    let field = |name: &str| {
        let prefix = format!("{name}: ");
        text.lines()
            .find_map(|line| line.strip_prefix(&prefix))
            .unwrap_or_else(|| panic!("{name}: {text}"))
    };
    assert_eq!(field("Contact"), "mailto:reports@city.example");
    assert_eq!(field("Canonical"), "https://tracker.city.example/.well-known/security.txt");
    let expires: chrono::DateTime<chrono::Utc> = field("Expires").parse().unwrap();
    let now = smartcity::clock::Clock::now(&*app.clock);
    assert!(expires > now && expires < now + chrono::Days::new(366), "{expires}");
}

#[rstest]
#[tokio::test]
async fn metrics_are_on_their_own_listener_only(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.client.get("/metrics").await.problem(404, "unknown-route");
    for _ in 0..3 {
        app.client.get("/api/v1/initiatives?limit=1").await;
    }
    app.client.get("/api/v1/initiatives?limit=0").await;
    app.client.get("/api/v1/initiatives/smart-prison").await;
    let answer = app.client.elsewhere(&format!("http://{}/metrics", app.metrics)).await;
    assert_eq!((answer.status, answer.media_type()), (200, Some("text/plain")));
    let text = answer.text();
    for name in [
        "smartcity_responses_total",
        "smartcity_cache_hits_total",
        "smartcity_cache_misses_total",
        "smartcity_database_reads_total",
        "smartcity_made_seconds_bucket",
    ] {
        assert!(text.lines().any(|line| line.starts_with(name)), "{name}:\n{text}");
    }
    assert!(text.contains("smartcity_responses_total{class=\"4xx\"}"), "{text}");
    // Routes are told by their patterns, never by what was asked for.
    for secret in ["limit=", "smart-prison", "127.0.0.1"] {
        assert!(!text.contains(secret), "{secret}:\n{text}");
    }
    let other = app.client.elsewhere(&format!("http://{}/api/v1/initiatives", app.metrics)).await;
    assert_eq!(other.status, 404);
}
