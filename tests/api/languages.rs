//! One language per answer, chosen by parameter or header; what is missing falls back and says so.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::{record, with_initiative};
use crate::support::client::key;

const ITEM: &str = "/api/v1/initiatives/trade-single-window";

async fn in_header(app: &TestApp, target: &str, header: &str) -> (String, Value) {
    let answer =
        app.client.call(Method::GET, target).header("Accept-Language", header).send().await;
    assert_eq!(answer.status, 200, "{header}");
    (answer.must("content-language").to_owned(), answer.json())
}

#[rstest]
#[tokio::test]
async fn the_parameter_chooses_the_language_of_every_text(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for lang in ["en", "zh-Hant", "zh-Hans"] {
        for (list, kind, members) in [
            ("smart-areas", "smart_areas", &["name", "summary"][..]),
            ("departments", "departments", &["name"]),
            ("blueprints", "blueprints", &["title"]),
            ("initiatives", "initiatives", &["title", "summary"]),
        ] {
            let target = format!("/api/v1/{list}?limit=100&lang={lang}");
            assert_eq!(app.client.get(&target).await.must("content-language"), lang);
            for item in app.client.walk(&target).await {
                let mut fallbacks = Vec::new();
                for member in members {
                    let texts = &record(kind, &key(&item))[member];
                    if texts.get(lang).is_none() {
                        fallbacks.push(format!("/{member}"));
                    }
                    let text = texts.get(lang).unwrap_or(&texts["en"]);
                    assert_eq!(&item[member], text, "{member} of {} in {lang}", key(&item));
                }
                assert_eq!(item["language_fallbacks"], json!(fallbacks), "{}", key(&item));
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_summary_without_chinese_is_given_in_english_and_says_so(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let english = app.client.json(ITEM).await;
    let chinese = app.client.json(&format!("{ITEM}?lang=zh-Hant")).await;
    assert_ne!(chinese["title"], english["title"]);
    assert_eq!(chinese["summary"], english["summary"]);
    assert_eq!(chinese["language_fallbacks"], json!(["/summary"]));
    assert_eq!(english["language_fallbacks"], json!([]));
}

#[rstest]
#[tokio::test]
async fn simplified_chinese_falls_back_to_traditional_before_english(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let titles = json!({"en": "Customs", "zh-Hant": "智慧海關"});
    let changed = with_initiative("smart-customs", "title", titles);
    app.load_and_see(&changed, "2026-11-21T00:00:00Z".parse().unwrap()).await;
    let item = app.client.json("/api/v1/initiatives/smart-customs?lang=zh-Hans").await;
    assert_eq!(item["title"], "智慧海關");
    assert_eq!(item["language_fallbacks"], json!(["/title", "/summary"]));
}

#[rstest]
#[tokio::test]
async fn the_header_is_looked_up_by_region_and_weight(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for (header, language) in [
        ("zh-HK", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-Hant-HK", "zh-Hant"),
        ("fr", "en"),
        ("*", "en"),
        ("en;q=0.5, zh-HK;q=0.9", "zh-Hant"),
        ("zh-HK;q=0.2, zh-CN;q=0.3, en;q=0.1", "zh-Hans"),
        ("en;q=0, zh-HK;q=0.1", "zh-Hant"),
        ("de-DE, de;q=0.9", "en"),
    ] {
        let (given, item) = in_header(&app, ITEM, header).await;
        assert_eq!(given, language, "{header}");
        let titles = &record("initiatives", "trade-single-window")["title"];
        assert_eq!(item["title"], titles[language], "{header}");
    }
}

#[rstest]
#[tokio::test]
async fn the_parameter_wins_over_the_header(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let (given, _) = in_header(&app, &format!("{ITEM}?lang=zh-Hant"), "zh-CN, en;q=0.5").await;
    assert_eq!(given, "zh-Hant");
    let (given, _) = in_header(&app, &format!("{ITEM}?lang=ZH-hans"), "en").await;
    assert_eq!(given, "zh-Hans", "a tag has no case");
}

#[rstest]
#[tokio::test]
async fn what_can_be_cached_says_what_it_depends_on(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let (english, chinese) =
        (app.client.get(ITEM).await, app.client.get(&format!("{ITEM}?lang=zh-Hant")).await);
    assert_ne!(english.tag(), chinese.tag());
    for answer in [english, chinese] {
        let vary = answer.must("vary").to_lowercase();
        for header in ["accept-encoding", "accept-language", "authorization"] {
            assert!(vary.contains(header), "{vary}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn problems_are_told_in_the_language_asked_for(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut titles = Vec::new();
    for (suffix, language) in
        [("", "en"), ("?lang=zh-Hant", "zh-Hant"), ("?lang=zh-Hans", "zh-Hans")]
    {
        let answer = app.client.get(&format!("/api/v1/initiatives/none{suffix}")).await;
        let problem = answer.problem(404, "not-found");
        assert_eq!(answer.must("content-language"), language);
        titles.push(problem["title"].as_str().unwrap().to_owned());
    }
    assert!(titles[0].is_ascii() && !titles[1].is_ascii() && !titles[2].is_ascii(), "{titles:?}");
    let call = app.client.call(Method::GET, "/api/v1/initiatives?limit=0");
    let answer = call.header("Accept-Language", "zh-HK").send().await;
    let problem = answer.problem(400, "invalid-parameter");
    assert_eq!(answer.must("content-language"), "zh-Hant");
    assert!(!problem["errors"][0]["message"].as_str().unwrap().is_ascii());
}
