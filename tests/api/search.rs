//! Full text: words and Chinese, titles before summaries, nothing a user types is a wildcard.

use diesel::connection::SimpleConnection;
use rstest::rstest;
use serde_json::json;
use smartcity::clock::Clock;
use smartcity::store::migrate;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::{records, with_initiative};
use crate::support::client::{key, with};

async fn found(app: &TestApp, q: &str) -> Vec<String> {
    let mut address = reqwest::Url::parse("http://any/api/v1/initiatives?limit=100").unwrap();
    address.query_pairs_mut().append_pair("q", q);
    app.client.keys(&format!("{}?{}", address.path(), address.query().unwrap())).await
}

/// The codes of the initiatives whose title contains `text` in that language, in their order.
fn titled(language: &str, text: &str) -> Vec<String> {
    let mut codes: Vec<String> = records("initiatives")
        .iter()
        .filter(|one| one["title"][language].as_str().unwrap().to_lowercase().contains(text))
        .map(key)
        .collect();
    codes.sort();
    codes
}

#[rstest]
#[tokio::test]
async fn hits_in_the_title_come_before_hits_in_the_summary(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let expected = [
        "automated-parking-systems",
        "illegal-parking-technology-enforcement",
        "new-on-street-parking-meters",
        "non-metered-parking-sensors",
        "real-time-parking-vacancy",
        // Only their summaries speak of parking.
        "bicycle-friendly-new-towns",
        "e-fixed-penalty-tickets",
    ];
    assert_eq!(found(&app, "parking").await, expected);
    assert_eq!(found(&app, "PARKING").await, expected, "capitals do not matter");
    let list = "/api/v1/initiatives?q=parking";
    let turned = app.client.keys(&with(list, "sort", "-code")).await;
    assert_eq!(turned[0], "real-time-parking-vacancy");
    assert_eq!(turned[5..], ["e-fixed-penalty-tickets", "bicycle-friendly-new-towns"]);
    // Each page goes on where the one before ended, across the border between the two ranks.
    for limit in 1..=7 {
        let walked = app.client.walk(&with(list, "limit", &limit.to_string())).await;
        assert_eq!(walked.iter().map(key).collect::<Vec<_>>(), expected, "pages of {limit}");
    }
    let total = app.client.json(&with(list, "include_total", "true")).await;
    assert_eq!(total["meta"]["total"], 7);
}

#[rstest]
#[tokio::test]
async fn every_word_must_occur_in_any_order(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let both = found(&app, "parking vacancy").await;
    assert_eq!(both, found(&app, "vacancy, parking!").await);
    assert!(both.contains(&"real-time-parking-vacancy".to_owned()) && both.len() < 7);
    assert!(found(&app, "parking nonexistentword").await.is_empty());
}

#[rstest]
#[tokio::test]
async fn two_chinese_characters_are_enough_in_either_script(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    // "Robot" is 機械 in traditional, 机械 in simplified writing.
    for (language, text) in [("zh-Hant", "機械"), ("zh-Hans", "机械"), ("zh-Hant", "智慧")] {
        let expected = titled(language, text);
        assert!(expected.len() >= 3, "{text}");
        assert_eq!(found(&app, text).await, expected, "{text}");
    }
    let longer = titled("zh-Hant", "機械人及");
    assert_eq!(found(&app, "機械人及").await, longer);
    assert!(!longer.is_empty());
    assert!(found(&app, "械機").await.is_empty(), "the order of characters counts");
}

#[rstest]
#[tokio::test]
async fn one_chinese_character_and_a_mixed_query_are_found(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let expected: Vec<String> = {
        let mut either = titled("zh-Hant", "泊");
        either.extend(titled("zh-Hans", "泊"));
        either.sort();
        either.dedup();
        either
    };
    assert!(!expected.is_empty());
    assert_eq!(found(&app, "泊").await, expected);
    let mixed = found(&app, "parking 泊車").await;
    assert!(!mixed.is_empty());
    assert!(mixed.iter().all(|code| code.contains("parking")), "{mixed:?}");
}

#[rstest]
#[tokio::test]
async fn wildcards_and_quotes_are_nothing_special(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for nothing in ["%", "_", "*", "' OR 1=1 --", "\"", "%%%%", "\\"] {
        let hits = found(&app, nothing).await;
        assert!(hits.is_empty(), "{nothing}: {hits:?}");
    }
    assert!(found(&app, "vacan%").await.is_empty(), "a part of a word is not a word");
    assert!(found(&app, "p_rking").await.is_empty());
    assert_eq!(found(&app, "%parking%").await, found(&app, "parking").await);
}

#[rstest]
#[tokio::test]
async fn a_search_works_with_filters_and_in_every_language(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let list = "/api/v1/initiatives?q=parking";
    let narrowed = app.client.keys(&with(list, "lifecycle", "completed")).await;
    let all = app.client.data(list).await;
    let expected: Vec<String> =
        all.iter().filter(|one| one["lifecycle"] == "completed").map(key).collect();
    assert!(!expected.is_empty() && expected.len() < all.len());
    assert_eq!(narrowed, expected);
    // The language of the answer does not narrow what is searched.
    assert_eq!(app.client.keys(&with(list, "lang", "zh-Hans")).await.len(), 7);
}

#[rstest]
#[tokio::test]
async fn what_readers_do_not_tell_apart_finds_the_same(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let title = json!({ "en": "Café 1", "zh-Hant": "回覆瞭解沉沒汚水煖氣" });
    let reply = with_initiative("smart-prison", "title", title);
    app.load_inside(&reply, app.clock.now());
    for spellings in [
        &["平台", "平臺", "平\u{AD}台", "平\u{E0100}臺"][..],
        &["衞生", "衛生", "卫生"],
        &["停車場", "停车场", "停車\u{FE00}場"],
        &["回覆", "回复", "回復"],
        &["瞭解", "了解"],
        &["沉沒", "沈沒", "沉没"],
        &["汚水", "污水"],
        &["煖氣", "暖氣", "暖气"],
        &["cafe 1", "cafe´ 1", "Café 1\u{FE0F}\u{20E3}", "´ cafe\u{301} 1"],
        &[
            "parking",
            "PARKING",
            "ｐａｒｋｉｎｇ",
            "ＰＡＲＫＩＮＧ",
            "Párking",
            "par\u{AD}king",
            "par\u{200B}king\u{FEFF}",
        ],
    ] {
        let expected = found(&app, spellings[0]).await;
        assert!(!expected.is_empty(), "{}", spellings[0]);
        for spelling in spellings {
            assert_eq!(found(&app, spelling).await, expected, "{spelling:?}");
        }
    }
}

/// Takes the terms of all initiatives away, as if another folding had made them, behind the back of every server.
fn age(app: &TestApp) {
    let mut connection = migrate::open(&app.database.url.parse().unwrap()).unwrap();
    connection
        .batch_execute("DELETE FROM search_terms; UPDATE search_folding SET number = 0;")
        .unwrap();
}

#[rstest]
#[tokio::test]
async fn terms_of_before_are_made_anew_at_the_start_which_other_servers_see(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let one = TestApp::by_hand(engine, &[]).await;
    let expected = found(&one, "平台").await;
    assert!(expected.len() > 9, "{expected:?}");
    age(&one);
    assert!(found(&one, "平臺").await.is_empty(), "the terms are gone, and the answer is kept");
    assert_eq!(found(&one, "平台").await, expected, "kept since before");
    let other = TestApp::by_hand_beside(&one, &[]).await;
    assert_eq!(found(&other, "平臺").await, expected, "from the first request on");
    one.look();
    for spelling in ["平臺", "平台"] {
        assert_eq!(found(&one, spelling).await, expected, "{spelling}");
    }
}

#[rstest]
#[tokio::test]
async fn terms_of_before_are_made_anew_under_a_running_server(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::by_hand(engine, &[]).await;
    let expected = found(&app, "平台").await;
    assert!(expected.len() > 9, "{expected:?}");
    // As a restore of an older backup leaves it.
    age(&app);
    assert!(found(&app, "平臺").await.is_empty(), "the terms are gone, and the answer is kept");
    app.turn("search_terms");
    for spelling in ["平臺", "平台"] {
        assert_eq!(found(&app, spelling).await, expected, "{spelling}");
    }
    let head = app.client.head().await;
    app.turn("search_terms");
    assert_eq!(app.client.head().await, head, "nothing is told twice");
}
