//! Parameters that are refused: each with its code, the parameter named, in English and in Chinese, all at once.

use rstest::rstest;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::client::with;

const INITIATIVES: &str = "/api/v1/initiatives";
const MILESTONES: &str = "/api/v1/milestones";

/// Asserts that a query is refused for exactly these faults, and says so in both languages.
async fn refused(app: &TestApp, target: &str, faults: &[(&str, &str)]) {
    let code = match faults {
        all if all.iter().all(|(_, fault)| *fault == "unknown_parameter") => "unknown-parameter",
        _ => "invalid-parameter",
    };
    let expected: Vec<(String, String)> =
        faults.iter().map(|(place, fault)| ((*place).to_owned(), (*fault).to_owned())).collect();
    let mut english = app.client.get(target).await.faults(400, code);
    english.sort();
    let mut wanted = expected.clone();
    wanted.sort();
    assert_eq!(english, wanted, "{target}");
    if target.contains("lang=") {
        return;
    }
    let chinese = app.client.get(&with(target, "lang", "zh-Hant")).await;
    let problem = chinese.problem(400, code);
    assert_eq!(problem["errors"].as_array().unwrap().len(), faults.len(), "{target}");
    for text in [&problem["title"], &problem["detail"], &problem["errors"][0]["message"]] {
        assert!(!text.as_str().unwrap().is_ascii(), "{target}: {text}");
    }
}

#[rstest]
#[tokio::test]
async fn a_parameter_that_is_not_known_is_refused_with_the_name_that_was_meant(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for (target, parameter, suggestion) in [
        (format!("{INITIATIVES}?limt=5"), "limt", Some("limit")),
        (format!("{INITIATIVES}?smart_areas=people"), "smart_areas", Some("smart_area")),
        (format!("{INITIATIVES}?Limit=5"), "Limit", Some("limit")),
        (format!("{INITIATIVES}?offset=10"), "offset", None),
        (format!("{INITIATIVES}?fields=code"), "fields", None),
        (format!("{INITIATIVES}/hkemobility-app?incude=smart_area"), "incude", Some("include")),
        (format!("{INITIATIVES}/hkemobility-app?limit=5"), "limit", None),
        (format!("{MILESTONES}?statu=met"), "statu", Some("status")),
        (format!("{MILESTONES}?q=parking"), "q", None),
        ("/api/v1/departments?sort=code".to_owned(), "sort", None),
        ("/api/v1/statistics?limit=1".to_owned(), "limit", None),
        ("/api/v1/changes?include_total=true".to_owned(), "include_total", None),
    ] {
        refused(&app, &target, &[(parameter, "unknown_parameter")]).await;
        let problem = app.client.get(&target).await.json();
        let given = problem["errors"][0].get("suggestion").map(|name| name.as_str().unwrap());
        if suggestion.is_some() {
            assert_eq!(given, suggestion, "{target}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_size_outside_1_to_100_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for list in
        [INITIATIVES, MILESTONES, "/api/v1/departments", "/api/v1/blueprints", "/api/v1/changes"]
    {
        for (limit, fault) in [
            ("0", "too_small"),
            ("-1", "too_small"),
            ("101", "too_large"),
            ("2147483648", "too_large"),
            ("1.5", "not_a_number"),
            ("ten", "not_a_number"),
            ("", "not_a_number"),
            ("%2010", "not_a_number"),
            ("1e2", "not_a_number"),
            ("%2B5", "not_a_number"),
            ("-", "not_a_number"),
            // Too large for any machine number, and a number all the same.
            ("99999999999999999999", "too_large"),
            ("-99999999999999999999", "too_small"),
        ] {
            refused(&app, &format!("{list}?limit={limit}"), &[("limit", fault)]).await;
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_sort_or_include_that_is_not_offered_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for sort in ["title", "+code", "codes", "code,", "--code", "due_on"] {
        refused(
            &app,
            &format!("{INITIATIVES}?sort={}", sort.replace('+', "%2B")),
            &[("sort", "unsupported_sort")],
        )
        .await;
    }
    refused(&app, &format!("{INITIATIVES}?sort=code,-code"), &[("sort", "conflicting")]).await;
    refused(&app, &format!("{MILESTONES}?sort=code"), &[("sort", "unsupported_sort")]).await;
    for list in [INITIATIVES, MILESTONES] {
        refused(&app, &format!("{list}?sort="), &[("sort", "empty")]).await;
    }
    for include in ["updates", "milestone", "smart_area,x"] {
        let target = format!("{INITIATIVES}?include={include}");
        refused(&app, &target, &[("include", "unsupported_include")]).await;
    }
    for list in [MILESTONES, "/api/v1/departments", "/api/v1/smart-areas", "/api/v1/blueprints"] {
        let target = format!("{list}?include=milestones");
        refused(&app, &target, &[("include", "unsupported_include")]).await;
    }
    refused(&app, &format!("{INITIATIVES}?include="), &[("include", "empty")]).await;
    let problem = app.client.get(&format!("{INITIATIVES}?sort=start_on")).await.json();
    assert_eq!(problem["errors"][0]["suggestion"], "starts_on");
}

#[rstest]
#[tokio::test]
async fn codes_and_words_that_cannot_be_are_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for (query, parameter, fault) in [
        ("smart_area=No%20Code", "smart_area", "invalid_code"),
        ("smart_area=people,,economy", "smart_area", "invalid_code"),
        ("department=1TD", "department", "invalid_code"),
        ("supporting_department=T%25", "supporting_department", "invalid_code"),
        ("blueprint=V2", "blueprint", "invalid_code"),
        ("tag=%E4%B8%AD", "tag", "invalid_code"),
        ("smart_area=", "smart_area", "empty"),
        ("lifecycle=done", "lifecycle", "unknown_value"),
        ("lifecycle=Planned", "lifecycle", "unknown_value"),
        ("health=fine", "health", "unknown_value"),
        ("health=", "health", "empty"),
    ] {
        refused(&app, &format!("{INITIATIVES}?{query}"), &[(parameter, fault)]).await;
    }
    for (query, parameter, fault) in [
        ("status=done", "status", "unknown_value"),
        ("status=met,", "status", "unknown_value"),
        ("initiative=Not_A_Code", "initiative", "invalid_code"),
    ] {
        refused(&app, &format!("{MILESTONES}?{query}"), &[(parameter, fault)]).await;
    }
    refused(&app, "/api/v1/changes?type=updates", &[("type", "unknown_value")]).await;
    let problem = app.client.get(&format!("{INITIATIVES}?health=delaied")).await.json();
    assert_eq!(problem["errors"][0]["suggestion"], "delayed");
    let many = vec!["a"; 101].join(",");
    let answer = app.client.get(&format!("{INITIATIVES}?tag={many}")).await;
    assert_eq!(answer.faults(400, "invalid-parameter").len(), 1, "too many values are one fault");
}

#[rstest]
#[tokio::test]
async fn dates_instants_numbers_and_choices_that_are_none_are_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for parameter in ["due_before", "due_after"] {
        for date in [
            "2026-02-30",
            "2026-2-3",
            "2026",
            "20260101",
            "tomorrow",
            "",
            "2026-11-24T00:00:00Z",
            "%2B2026-01-1",
            "%2B2026-1-01",
            "20260-1-01",
            "-001-01-01",
            "2026-1-011",
        ] {
            let fault = [(parameter, "not_a_date")];
            refused(&app, &format!("{INITIATIVES}?{parameter}={date}"), &fault).await;
            refused(&app, &format!("{MILESTONES}?{parameter}={date}"), &fault).await;
        }
    }
    for instant in ["2026-11-24", "2026-11-24T00:00:00", "yesterday", "1764000000", ""] {
        let target = format!("{INITIATIVES}?updated_since={instant}");
        refused(&app, &target, &[("updated_since", "not_an_instant")]).await;
    }
    for parameter in ["overdue", "include_total"] {
        for value in ["yes", "1", "TRUE", ""] {
            let target = format!("{INITIATIVES}?{parameter}={value}");
            refused(&app, &target, &[(parameter, "not_a_boolean")]).await;
        }
    }
    for parameter in ["progress_min", "progress_max"] {
        for (value, fault) in [
            ("-1", "too_small"),
            ("100.5", "too_large"),
            ("NaN", "not_a_number"),
            ("half", "not_a_number"),
            ("", "not_a_number"),
        ] {
            let target = format!("{INITIATIVES}?{parameter}={value}");
            refused(&app, &target, &[(parameter, fault)]).await;
        }
    }
    let crossed = format!("{INITIATIVES}?progress_min=60&progress_max=50");
    refused(&app, &crossed, &[("progress_min", "conflicting")]).await;
}

#[rstest]
#[tokio::test]
async fn a_search_for_nothing_or_for_too_much_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for (q, fault) in [
        ("", "empty"),
        ("%20%20", "empty"),
        ("%E2%80%8B%E3%85%A4%EF%B8%8F", "empty"),
        (&"a".repeat(201), "too_long"),
        (&"%E4%B8%AD".repeat(201), "too_long"),
    ] {
        refused(&app, &format!("{INITIATIVES}?q={q}"), &[("q", fault)]).await;
    }
    for q in ["a".repeat(200), "%E4%B8%AD".repeat(200)] {
        assert_eq!(app.client.get(&format!("{INITIATIVES}?q={q}")).await.status, 200);
    }
}

#[rstest]
#[tokio::test]
async fn a_language_that_is_not_spoken_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for lang in ["fr", "zh-HK", "zh", "english", "", "en,zh-Hant"] {
        for target in [
            INITIATIVES,
            "/api/v1/statistics",
            "/api/v1/changes",
            "/api/v1/initiatives/hkemobility-app",
        ] {
            let target = format!("{target}?lang={lang}");
            refused(&app, &target, &[("lang", "unknown_language")]).await;
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_parameter_given_twice_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for (query, parameter) in
        [("limit=5&limit=5", "limit"), ("overdue=true&overdue=true", "overdue"), ("q=a&q=b", "q")]
    {
        let target = format!("{INITIATIVES}?{query}");
        refused(&app, &target, &[(parameter, "repeated_parameter")]).await;
    }
    let answer = app.client.get(&format!("{INITIATIVES}?lang=en&lang=zh-Hant")).await;
    let faults = answer.faults(400, "invalid-parameter");
    assert_eq!(faults, [("lang".to_owned(), "repeated_parameter".to_owned())]);
}

#[rstest]
#[tokio::test]
async fn all_faults_are_told_at_once(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let query =
        "limit=0&sort=title&health=fine,odd&due_before=never&lmit=3&overdue=maybe&progress_min=200";
    refused(
        &app,
        &format!("{INITIATIVES}?{query}"),
        &[
            ("limit", "too_small"),
            ("sort", "unsupported_sort"),
            // The two are the same fault, told once.
            ("health", "unknown_value"),
            ("due_before", "not_a_date"),
            ("lmit", "unknown_parameter"),
            ("overdue", "not_a_boolean"),
            ("progress_min", "too_large"),
        ],
    )
    .await;
    let many: Vec<String> = (0..150).map(|number| format!("p{number}=1")).collect();
    let answer = app.client.get(&format!("{INITIATIVES}?{}", many.join("&"))).await;
    let problem = answer.problem(400, "unknown-parameter");
    assert!(problem["errors"].as_array().unwrap().len() <= 100);
    assert!(problem["detail"].as_str().unwrap().contains("150"), "{}", problem["detail"]);
}
