//! The performance of departments, computed again from the public milestones: nothing in it that a reader could not.

use chrono::{Datelike, Months, NaiveDate};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::{file, initiative_of};
use crate::support::client::{key, with};

/// Ten years, in which most of what the catalogue promises was due.
const DECADE: &str = "due_after=2015-01-01&due_before=2025-01-01";

fn path(code: &str) -> String {
    format!("/api/v1/departments/{}/performance", code.replace('&', "%26"))
}

async fn performance(app: &TestApp, code: &str, window: &str) -> Value {
    app.client.json(&format!("{}?{window}", path(code))).await
}

/// The first and the last day of the period that a member of a milestone tells.
fn period(milestone: &Value, member: &str) -> (NaiveDate, NaiveDate) {
    let last: NaiveDate = milestone[member].as_str().unwrap().parse().unwrap();
    let months = match milestone[format!("{member}_precision")].as_str().unwrap() {
        "day" => return (last, last),
        "month" => 0,
        "quarter" => 2,
        _ => 11,
    };
    (last.with_day(1).unwrap() - Months::new(months), last)
}

/// The days between the period that is promised now and the one in which the milestone came or will come.
fn current_slip(milestone: &Value, today: NaiveDate) -> i64 {
    let due = period(milestone, "due_on");
    let came = match milestone["status"].as_str().unwrap() {
        "met" => period(milestone, "met_on"),
        _ if due.1 < today => (today, today),
        _ => due,
    };
    (came.0 - due.1).num_days().max(0) + (came.1 - due.0).num_days().min(0)
}

fn real<N: TryInto<i32, Error: std::fmt::Debug>>(number: N) -> f64 {
    f64::from(number.try_into().unwrap())
}

fn figures(slips: &[i64]) -> Value {
    let n = slips.len();
    if n < 5 {
        return Value::Null;
    }
    let mut sorted = slips.to_vec();
    sorted.sort_unstable();
    let up_to = |most: i64| sorted.iter().filter(|slip| **slip <= most).count();
    let p90 = sorted.iter().find(|slip| 10 * up_to(**slip) >= 9 * n).unwrap();
    json!({
        "on_time_share": real(up_to(0)) / real(n),
        "median_slip_days": real(sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0,
        "p90_slip_days": p90,
    })
}

/// Asserts that what is said of a department is what its public milestones come to, and gives it.
async fn recomputed(app: &TestApp, code: &str, window: [&str; 2], today: &str) -> Value {
    let [after, before] = window;
    let window = format!("due_after={after}&due_before={before}");
    let given = performance(app, code, &window).await;
    let department = code.replace('&', "%26");
    let list = format!("/api/v1/milestones?department={department}&limit=100");
    let mut counted = app.client.walk(&list).await;
    let first = |milestone: &Value| milestone["original_due_on"].as_str().map(str::to_owned);
    counted.retain(|milestone| milestone["status"] != "cancelled");
    counted.retain(|one| first(one).is_some_and(|due| *after <= *due && *due < *before));
    let known: Vec<&Value> = counted.iter().filter(|one| !one["slip_days"].is_null()).collect();
    let today: NaiveDate = today.parse().unwrap();
    let original: Vec<i64> = known.iter().map(|one| one["slip_days"].as_i64().unwrap()).collect();
    let current: Vec<i64> = known.iter().map(|one| current_slip(one, today)).collect();
    let expected = json!({
        "department_code": code,
        "due_after": after,
        "due_before": before,
        "n": known.len(),
        "total": counted.len(),
        "unknown": counted.len() - known.len(),
        "suppressed": known.len() < 5,
        "minimum_n": 5,
        "against_original": figures(&original),
        "against_current": figures(&current),
    });
    assert_eq!(given, expected, "{code}");
    given
}

#[rstest]
#[tokio::test]
async fn every_figure_can_be_computed_from_the_public_milestones(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut with_figures = Vec::new();
    for department in app.client.walk("/api/v1/departments?limit=100").await {
        let code = key(&department);
        for window in [["2015-01-01", "2025-01-01"], ["2019-06-30", "2027-01-01"]] {
            let given = recomputed(&app, &code, window, "2026-11-24").await;
            if given["suppressed"] == false && window[0] == "2015-01-01" {
                with_figures.push(code.clone());
            }
        }
    }
    with_figures.sort();
    assert_eq!(with_figures, ["DPO", "EPD", "HKMA", "ITC", "TD"]);
}

#[rstest]
#[tokio::test]
async fn the_figures_are_as_worked_out_by_hand(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for (code, total, unknown, share, median, p90) in [
        // Fifteen on time and one that is still not there.
        ("TD", 21, 5, 15.0 / 16.0, 0.0, 0),
        ("DPO", 13, 4, 8.0 / 9.0, 0.0, 1424),
        // 0, 0, 0, 845, 967, 1059 and 2520 days.
        ("EPD", 8, 1, 3.0 / 7.0, 845.0, 2520),
        // 0, 0, 1, 60 and 182 days.
        ("HKMA", 5, 0, 2.0 / 5.0, 1.0, 182),
    ] {
        let given = performance(&app, code, DECADE).await;
        let counts = [&given["total"], &given["unknown"], &given["n"]];
        assert_eq!(counts, [total, unknown, total - unknown], "{code}");
        let figures =
            json!({ "on_time_share": share, "median_slip_days": median, "p90_slip_days": p90 });
        assert_eq!(given["against_original"], figures, "{code}");
        // The file states one date for each, so no promise was ever made anew.
        assert_eq!(given["against_current"], figures, "{code}");
    }
}

#[rstest]
#[tokio::test]
async fn a_date_that_was_moved_still_counts_against_the_first_promise(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let before = performance(&app, "HKMA", DECADE).await;
    let mut changed = file().clone();
    // Promised for 2018 and met in March 2019.
    initiative_of(&mut changed, "virtual-banks")["milestones"][0]["due_on"] = json!({"year": 2019});
    app.load_and_see(&changed, "2026-11-24T04:00:00Z".parse().unwrap()).await;
    let after = recomputed(&app, "HKMA", ["2015-01-01", "2025-01-01"], "2026-11-24").await;
    assert_eq!(after["against_original"], before["against_original"]);
    let kept = json!({ "on_time_share": 0.6, "median_slip_days": 0.0, "p90_slip_days": 182 });
    assert_eq!(after["against_current"], kept);
}

#[rstest]
#[tokio::test]
async fn fewer_than_five_known_slips_give_no_figures(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for (code, window, n, total) in [
        ("CEDB", DECADE, 3, 3),
        ("FEHD", DECADE, 0, 1),
        // It leads nothing.
        ("KMB", DECADE, 0, 0),
        // One is due at the end of 2017 and two at that of 2018: the first day lies in a window, the last does not.
        ("HKMA", "due_after=2017-12-31&due_before=2019-01-01", 5, 5),
        ("HKMA", "due_after=2018-01-01&due_before=2019-01-01", 4, 4),
        ("HKMA", "due_after=2017-12-31&due_before=2018-12-31", 3, 3),
    ] {
        let given = performance(&app, code, window).await;
        assert_eq!([&given["n"], &given["total"]], [n, total], "{code}: {window}");
        assert_eq!(given["suppressed"], n < 5, "{code}: {window}");
        for member in ["against_original", "against_current"] {
            assert_eq!(given[member].is_null(), n < 5, "{code}: {window}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn without_a_window_it_is_the_year_before_today(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let window = |given: &Value| (given["due_after"].clone(), given["due_before"].clone());
    let ends = |after: &str, before: &str| (json!(after), json!(before));
    let own = recomputed(&app, "HSITP", ["2025-11-24", "2026-11-24"], "2026-11-24").await;
    let usual = app.client.json(&path("HSITP")).await;
    assert_eq!((&usual, &usual["n"], &usual["suppressed"]), (&own, &json!(1), &json!(true)));
    let since = performance(&app, "DPO", "due_after=2017-01-01").await;
    assert_eq!(window(&since), ends("2017-01-01", "2026-11-24"));
    let until = performance(&app, "DPO", "due_before=2026-11-01").await;
    assert_eq!(window(&until), ends("2025-11-24", "2026-11-01"));
    // What is not there yet is a day later with each day, and the year goes along.
    app.set_clock("2026-11-24T16:00:00Z");
    let usual = app.client.json(&path("HSITP")).await;
    assert_eq!(window(&usual), ends("2025-11-25", "2026-11-25"));
    let next = recomputed(&app, "DPO", ["2015-01-01", "2025-01-01"], "2026-11-25").await;
    assert_eq!(next["against_original"]["p90_slip_days"], 1425);
}

#[rstest]
#[tokio::test]
async fn a_window_without_a_day_or_with_too_many_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (after, before) = (("due_after", "conflicting"), ("due_before", "conflicting"));
    let unread = |name| (name, "not_a_date");
    for (query, faults) in [
        ("due_after=2020-01-01&due_before=2020-01-01", vec![after]),
        ("due_after=2020-01-02&due_before=2020-01-01", vec![after]),
        ("due_after=2010-01-01&due_before=2020-01-10", vec![after]),
        ("due_after=2026-11-24", vec![after]),
        ("due_after=9999-12-31&due_before=0000-01-01", vec![after]),
        ("due_before=2020-01-01", vec![before]),
        // What cannot be read goes together with anything.
        ("due_after=never&due_before=2020-01-01", vec![unread("due_after")]),
        ("due_after=2020-1-1&due_before=", vec![unread("due_after"), unread("due_before")]),
        ("due_after=2027-01-01&lang=fr", vec![("lang", "unknown_language"), after]),
    ] {
        let answer = app.client.get(&format!("{}?{query}", path("TD"))).await;
        let given = answer.faults(400, "invalid-parameter");
        let given: Vec<(&str, &str)> = given.iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_eq!(given, faults, "{query}");
    }
    for query in ["due_after=2010-01-01&due_before=2020-01-09", "due_before=2025-11-25"] {
        assert_eq!(performance(&app, "TD", query).await["department_code"], "TD", "{query}");
    }
}

#[rstest]
#[tokio::test]
async fn it_is_answered_like_any_other_public_read(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let target = format!("{}?{DECADE}", path("TD"));
    let first = app.client.get(&target).await;
    assert!(!first.tag().contains('-'), "{} has no version", first.tag());
    for method in [Method::GET, Method::HEAD] {
        let call = app.client.call(method, &target).header("If-None-Match", &first.tag());
        let known = call.send().await;
        assert_eq!((known.status, known.bytes.len()), (304, 0));
    }
    for lang in ["en", "zh-Hant", "zh-Hans"] {
        let answer = app.client.get(&with(&target, "lang", lang)).await;
        assert_eq!((answer.must("content-language"), answer.json()), (lang, first.json()));
    }
    for code in ["XX", "td", "1%20TD"] {
        app.client.get(&path(code)).await.problem(404, "not-found");
    }
}
