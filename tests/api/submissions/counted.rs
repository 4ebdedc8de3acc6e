//! What the statistics say is what the list shows, whatever was decided, and whatever its author did.

use std::slice;

use rstest::rstest;
use serde_json::{Value, json};

use super::{PATH, body, decide, follow, sent};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

const PARKING: &str = "automated-parking-systems";

/// How many of a group the statistics count.
fn of(numbers: &Value, group: &str, code: &str) -> i64 {
    let found = numbers[group].as_array().unwrap().iter().find(|one| one["code"] == code);
    found.map_or(0, |one| one["states"]["total"].as_i64().unwrap())
}

/// Holds every figure of the statistics against the list that shows the same.
async fn agree(app: &TestApp, when: &str) -> i64 {
    let numbers = app.client.json("/api/v1/statistics").await["submissions"].clone();
    let shown = async |filter: &str| {
        let list = app.client.json(&format!("{PATH}?include_total=true{filter}")).await;
        let total = list["meta"]["total"].as_i64().unwrap();
        assert_eq!(usize::try_from(total).unwrap(), list["data"].as_array().unwrap().len());
        total
    };
    let all = shown("").await;
    assert_eq!(numbers["states"]["total"], all, "{when}");
    for (member, states) in [
        ("open", "received,triaged,assigned,awaiting_citizen"),
        ("answered", "answered"),
        ("declined", "declined"),
        ("duplicate", "duplicate"),
        ("withdrawn", "withdrawn"),
    ] {
        let listed = shown(&format!("&state={states}")).await;
        assert_eq!(numbers["states"][member], listed, "{when}: {member}");
    }
    for (group, filter) in [("kinds", "kind"), ("outcomes", "outcome")] {
        for (word, count) in numbers[group].as_object().unwrap() {
            assert_eq!(*count, shown(&format!("&{filter}={word}")).await, "{when}: {word}");
        }
    }
    let about = shown(&format!("&initiative={PARKING}")).await;
    assert_eq!(of(&numbers, "by_initiative", PARKING), about, "{when}");
    let area = shown("&smart_area=mobility").await;
    assert_eq!(of(&numbers, "by_smart_area", "mobility"), area + about, "{when}");
    let subject = shown("&subject=open-data").await;
    assert_eq!(of(&numbers, "by_subject", "open-data"), subject, "{when}");
    all
}

#[rstest]
#[tokio::test]
async fn what_is_counted_is_what_is_shown_after_every_step(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let settings = [
        ("SMARTCITY_CHALLENGE_DIFFICULTY", "50"),
        ("SMARTCITY_LIMITS_SUBMISSIONS_PER_MINUTE", "600"),
    ];
    let app = TestApp::configured(engine, &settings).await;
    let moderator = app.signed_in("moderator@city.example", &["moderator"]).await.access;
    let hide = json!({ "decision": "hide", "hide_reason": "off_topic" });
    let word = |decision: &str| json!({ "decision": decision });
    let decline = json!({ "decision": "decline", "reason": "Not for this plan." });
    let all = json!({ "what": "all" });
    for (member, code) in
        [("initiative_code", PARKING), ("smart_area_code", "mobility"), ("subject", "open-data")]
    {
        let before = agree(&app, member).await;
        let mut own = Vec::new();
        for kind in ["view", "question", "problem", "praise"] {
            let mut body = body();
            body.as_object_mut().unwrap().remove("initiative_code");
            body[member] = json!(code);
            body["kind"] = json!(kind);
            own.push(sent(&app, body).await);
        }
        let [first, second, third, fourth] = &own[..] else { panic!("there are four") };
        assert_eq!(agree(&app, "sent").await, before);
        for one in &own {
            decide(&app, &moderator, &one.id, &[word("publish")]).await;
        }
        assert_eq!(agree(&app, "published").await, before + 4);
        decide(&app, &moderator, &first.id, slice::from_ref(&hide)).await;
        assert_eq!(agree(&app, "hidden").await, before + 3);
        decide(&app, &moderator, &first.id, &[word("unhide")]).await;
        assert_eq!(agree(&app, "shown again").await, before + 4);
        follow(&app, second, Some(("withdrawal", None))).await;
        assert_eq!(agree(&app, "withdrawn").await, before + 4);
        decide(&app, &moderator, &second.id, slice::from_ref(&hide)).await;
        assert_eq!(agree(&app, "withdrawn and hidden").await, before + 3);
        follow(&app, second, Some(("erasure", Some(all.clone())))).await;
        assert_eq!(agree(&app, "withdrawn, hidden and erased").await, before + 3);
        follow(&app, third, Some(("erasure", Some(all.clone())))).await;
        assert_eq!(agree(&app, "erased while it was shown").await, before + 2);
        follow(&app, third, Some(("erasure", Some(all.clone())))).await;
        assert_eq!(agree(&app, "erased a second time").await, before + 2);
        decide(&app, &moderator, &fourth.id, &[word("triage"), decline.clone()]).await;
        assert_eq!(agree(&app, "declined").await, before + 2);
        follow(&app, fourth, Some(("erasure", Some(all.clone())))).await;
        assert_eq!(agree(&app, "declined and erased").await, before + 1);
    }
}
