//! What everybody sees of submissions.

use std::slice;

use diesel::RunQueryDsl;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use smartcity::domain::search::MAX_TERMS;
use smartcity::store::migrate;

use super::{PATH, Sent, TEXT, app, body, decide, follow, sent};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

async fn moderator(app: &TestApp) -> String {
    app.signed_in("moderator@city.example", &["moderator"]).await.access
}

async fn published(app: &TestApp, moderator: &str, body: serde_json::Value) -> Sent {
    let own = sent(app, body).await;
    decide(app, moderator, &own.id, &[json!({ "decision": "publish" })]).await;
    own
}

#[rstest]
#[tokio::test]
async fn what_is_published_is_everybodys_and_what_is_hidden_later_tells_why(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let moderator = moderator(&app).await;
    let own = sent(&app, body()).await;
    let path = format!("{PATH}/{}", own.id);
    app.client.get(&path).await.problem(404, "not-found");
    let head = app.client.head().await;
    decide(&app, &moderator, &own.id, &[json!({ "decision": "publish" })]).await;
    let seen = app.client.get(&path).await;
    assert_eq!((seen.status, &seen.json()["text"]), (200, &json!(TEXT)));
    assert_eq!(seen.json()["reference"], own.reference.as_str());
    assert_eq!(app.client.data(PATH).await, [seen.json()]);
    assert!(app.client.head().await > head, "followers are told");
    let tag = seen.tag().clone();
    let known = app.client.call(Method::GET, &path).header("if-none-match", &tag).send().await;
    assert_eq!(known.status, 304);
    let hide = json!({ "decision": "hide", "hide_reason": "off_topic" });
    decide(&app, &moderator, &own.id, &[hide]).await;
    let stub = app.client.json(&path).await;
    assert_eq!(
        (&stub["visibility"], &stub["hide_reason"]),
        (&json!("hidden"), &json!("off_topic"))
    );
    assert_eq!((&stub["text"], &stub["replies"]), (&json!(null), &json!([])));
    assert_eq!(app.client.data(PATH).await.len(), 0);
    assert_eq!(follow(&app, &own, None).await.json()["text"], TEXT);
}

#[rstest]
#[tokio::test]
async fn what_was_never_published_stays_unknown_when_it_is_hidden(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let moderator = moderator(&app).await;
    let own = sent(&app, body()).await;
    let head = app.client.head().await;
    decide(&app, &moderator, &own.id, &[json!({ "decision": "hide", "hide_reason": "spam" })])
        .await;
    app.client.get(&format!("{PATH}/{}", own.id)).await.problem(404, "not-found");
    assert_eq!(app.client.head().await, head);
}

#[rstest]
#[tokio::test]
async fn the_list_is_filtered_sorted_and_paged(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = app(engine).await;
    app.set_clock("2026-11-24T15:55:00Z");
    let moderator = moderator(&app).await;
    let mut ids = Vec::new();
    for (minute, (member, code, kind)) in [
        ("initiative_code", "automated-parking-systems", "view"),
        ("smart_area_code", "mobility", "question"),
        ("subject", "open-data", "view"),
    ]
    .into_iter()
    .enumerate()
    {
        // Midnight is between the first and the others, where the installation is.
        app.set_clock(&format!("2026-11-24T{}:00Z", ["15:58", "16:00", "16:01"][minute]));
        let mut body = body();
        body.as_object_mut().unwrap().remove("initiative_code");
        body[member] = json!(code);
        body["kind"] = json!(kind);
        ids.push(published(&app, &moderator, body).await.id);
    }
    let [first, second, third] = [ids[0].clone(), ids[1].clone(), ids[2].clone()];
    let keys = async |query: &str| app.client.keys(&format!("{PATH}?{query}")).await;
    // Those of one day are in the order of their ids, which tells nothing.
    let mut later = [second.clone(), third.clone()];
    later.sort();
    let [low, high] = later;
    assert_eq!(keys("").await, [high.clone(), low.clone(), first.clone()]);
    assert_eq!(keys("sort=received_on").await, [first.clone(), low.clone(), high.clone()]);
    assert_eq!(keys("initiative=automated-parking-systems").await, slice::from_ref(&first));
    assert_eq!(keys("smart_area=mobility").await, slice::from_ref(&second));
    assert_eq!(keys("subject=open-data,environment").await, slice::from_ref(&third));
    assert_eq!(keys("kind=view").await, [third.clone(), first.clone()]);
    assert_eq!(keys("kind=view&subject=open-data").await, slice::from_ref(&third));
    assert_eq!(keys("state=received").await.len(), 3);
    assert_eq!(keys("state=answered,declined&kind=view").await.len(), 0);
    assert_eq!(keys("outcome=accepted").await.len(), 0);
    assert_eq!(keys("q=free+bays").await.len(), 3);
    assert_eq!(keys("q=nowhere").await.len(), 0);
    assert_eq!(keys("updated_since=2026-11-24T16:00:00Z").await, [high, low]);
    let walked = app.client.walk(&format!("{PATH}?limit=1&include_total=true")).await;
    assert_eq!(walked.len(), 3);
    let faults = app.client.get(&format!("{PATH}?kind=rant&sort=id")).await;
    let faults = faults.faults(400, "invalid-parameter");
    let expected = [("kind", "unknown_value"), ("sort", "unsupported_sort")];
    assert_eq!(faults, expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
}

#[rstest]
#[tokio::test]
async fn of_what_its_author_had_erased_the_reason_is_left(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let moderator = moderator(&app).await;
    let own = published(&app, &moderator, body()).await;
    let head = app.client.head().await;
    let erased = follow(&app, &own, Some(("erasure", Some(json!({ "what": "all" }))))).await;
    assert_eq!(erased.status, 200, "{}", erased.text());
    assert_eq!(app.client.head().await, head + 1);
    let stub = app.client.json(&format!("{PATH}/{}", own.id)).await;
    assert_eq!((&stub["text"], &stub["hide_reason"]), (&json!(null), &json!("author_request")));
    let changes = app.client.json(&format!("/api/v1/changes?cursor={head}")).await;
    assert_eq!(changes["data"][0]["type"], "submission");
    assert!(!changes.to_string().contains("parking"));
}

/// The address of a list that is searched for a text.
pub(crate) fn searched(path: &str, text: &str) -> String {
    let address = format!("http://any{path}");
    let address = reqwest::Url::parse_with_params(&address, [("q", text)]).unwrap();
    format!("{}?{}", address.path(), address.query().unwrap())
}

/// What a submission says, and how readers may ask for it.
pub(crate) const SPELT: (&str, [&str; 13]) = (
    "A Café with ＷＩＦＩ by the street\u{AD}lights: 平臺旁的停車場及衞生間\u{E0100}。",
    [
        "cafe",
        "CAFÉ",
        "cafe\u{301}",
        "wifi",
        "ｗｉｆｉ",
        "streetlights",
        "平台",
        "平臺",
        "停车场",
        "停車\u{200B}場",
        "卫生间",
        "衛生間",
        "衞",
    ],
);

#[rstest]
#[tokio::test]
async fn what_readers_do_not_tell_apart_is_found(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = app(engine).await;
    let moderator = moderator(&app).await;
    let (text, spellings) = SPELT;
    let mut body = body();
    body["text"] = json!(text);
    let own = published(&app, &moderator, body).await;
    for spelling in spellings {
        let keys = app.client.keys(&searched(PATH, spelling)).await;
        assert_eq!(keys, slice::from_ref(&own.id), "{spelling:?}");
    }
    assert!(app.client.keys(&searched(PATH, "車停")).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn a_long_text_is_taken_in_and_a_long_query_asks_for_its_beginning(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let moderator = moderator(&app).await;
    let text: String = ('\u{4E00}'..).take(5_000).collect();
    let mut body = body();
    body["text"] = json!(text);
    let own = published(&app, &moderator, body).await;
    let mut connection = migrate::open(&app.database.url.parse().unwrap()).unwrap();
    let count = "SELECT COUNT(*) AS number FROM submission_terms";
    let stored: Number = diesel::sql_query(count).get_result(&mut connection).unwrap();
    assert_eq!(usize::try_from(stored.number).unwrap(), MAX_TERMS);
    let start: String = text.chars().take(150).collect();
    for asked in [start.clone(), format!("{start}nowhere")] {
        let keys = app.client.keys(&searched(PATH, &asked)).await;
        assert_eq!(keys, slice::from_ref(&own.id));
    }
    assert!(app.client.keys(&searched(PATH, &format!("nowhere{start}"))).await.is_empty());
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}
