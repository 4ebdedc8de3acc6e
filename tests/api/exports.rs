//! Lists as files: they hold what walking the list gives, in a form that nobody's spreadsheet runs.

mod sending;

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::{file, initiative_of};

/// The columns of each table, each with the member of the item that stands in it.
const INITIATIVES: &[(&str, &str)] = &[
    ("code", "/code"),
    ("version", "/version"),
    ("title", "/title"),
    ("summary", "/summary"),
    ("smart_area_code", "/smart_area_code"),
    ("lead_department_code", "/lead_department_code"),
    ("supporting_department_codes", "/supporting_department_codes"),
    ("reporting_department_codes", "/reporting_department_codes"),
    ("blueprint_codes", "/blueprint_codes"),
    ("lifecycle", "/lifecycle"),
    ("health", "/health"),
    ("progress_value", "/progress/value"),
    ("progress_method", "/progress/method"),
    ("progress_override_value", "/progress/override/value"),
    ("starts_on", "/starts_on"),
    ("starts_on_precision", "/starts_on_precision"),
    ("ends_on", "/ends_on"),
    ("ends_on_precision", "/ends_on_precision"),
    ("milestones_total", "/milestone_counts/total"),
    ("milestones_met", "/milestone_counts/met"),
    ("milestones_overdue", "/milestone_counts/overdue"),
    ("update_cadence_days", "/update_cadence_days"),
    ("tags", "/tags"),
    ("provenance_evidence", "/provenance/evidence"),
    ("superseded_by", "/superseded_by"),
    ("created_at", "/created_at"),
    ("updated_at", "/updated_at"),
];
const MILESTONES: &[(&str, &str)] = &[
    ("id", "/id"),
    ("version", "/version"),
    ("initiative_code", "/initiative_code"),
    ("title", "/title"),
    ("description", "/description"),
    ("status", "/status"),
    ("completion", "/completion"),
    ("weight", "/weight"),
    ("original_due_on", "/original_due_on"),
    ("original_due_on_precision", "/original_due_on_precision"),
    ("due_on", "/due_on"),
    ("due_on_precision", "/due_on_precision"),
    ("met_on", "/met_on"),
    ("met_on_precision", "/met_on_precision"),
    ("overdue", "/overdue"),
    ("slip_days", "/slip_days"),
    ("evidence_urls", "/evidence"),
    ("verification", "/provenance/verification"),
    ("created_at", "/created_at"),
    ("updated_at", "/updated_at"),
];

/// What the list has for that column; without the mark of a text that must not be a formula.
fn expected(item: &Value, pointer: &str) -> String {
    match item.pointer(pointer) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(all)) => {
            let text = |one: &Value| one.get("url").unwrap_or(one).as_str().unwrap().to_owned();
            all.iter().map(text).collect::<Vec<_>>().join(" ")
        }
        Some(other) => other.to_string(),
    }
}

/// The rows of a table as a reader has them who takes the marks away; the first are the names of the columns.
fn rows(table: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    let restored = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    reader.records().map(|row| row.unwrap().iter().map(restored).collect()).collect()
}

/// Holds both files of a list against the list itself, and gives the number of rows.
async fn check(app: &TestApp, list: &str, query: &str) -> usize {
    let path = format!("/api/v1/{list}");
    let items = app.client.walk(&format!("{path}?limit=100&{query}")).await;
    let lines = app.client.get(&format!("{path}.ndjson?{query}")).await;
    assert_eq!(lines.status, 200, "{query}");
    let lines: Vec<Value> =
        lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines == items, "{query}: the lines of {list} are not what the list has");
    let table = app.client.get(&format!("{path}.csv?{query}")).await.text();
    let columns = if list == "initiatives" { INITIATIVES } else { MILESTONES };
    let names = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    let row = |item| columns.iter().map(|(_, pointer)| expected(item, pointer)).collect();
    let wanted: Vec<Vec<String>> = std::iter::once(names).chain(items.iter().map(row)).collect();
    assert_eq!(rows(&table), wanted, "{query}");
    items.len()
}

#[rstest]
#[tokio::test]
async fn an_export_holds_exactly_what_walking_the_list_gives(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for (list, query, count) in [
        // More than are read at a time.
        ("initiatives", "", Some(207)),
        ("initiatives", "sort=-progress,starts_on&lang=zh-Hant", Some(207)),
        ("initiatives", "sort=-ends_on&lang=zh-Hans", Some(207)),
        ("initiatives", "smart_area=mobility&sort=-updated_at", Some(41)),
        ("initiatives", "q=smart&lang=zh-Hant", None),
        ("initiatives", "department=TD,HyD&lifecycle=in_progress,completed&progress_min=1", None),
        ("initiatives", "health=delayed&blueprint=v2", None),
        ("milestones", "", Some(126)),
        ("milestones", "sort=-met_on&lang=zh-Hans", Some(126)),
        ("milestones", "status=met&department=TD&sort=-original_due_on", None),
        ("milestones", "overdue=true&due_before=2026-01-01&lang=zh-Hant", None),
        ("milestones", "initiative=hketoll-free-flow-tolling", Some(10)),
    ] {
        let found = check(&app, list, query).await;
        assert!(found > 0, "{list} {query} finds nothing");
        assert_eq!(found, count.unwrap_or(found), "{list} {query}");
    }
    for list in ["initiatives", "milestones"] {
        assert_eq!(check(&app, list, "updated_since=2100-01-01T00:00:00Z").await, 0, "{list}");
    }
}

#[rstest]
#[tokio::test]
async fn no_cell_is_a_formula_and_every_text_can_be_had_back(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut changed = file().clone();
    let texts = [
        "=1+1",
        "+852",
        "-1 \"quoted\", apart",
        "@SUM(A1)",
        "'tis",
        "''",
        "a = b",
        "＝1+1",
        "\u{200d}@SUM(A1)",
    ];
    for (nth, text) in texts.into_iter().enumerate() {
        let initiative = &mut changed["initiatives"][nth];
        initiative["title"] = json!({ "en": text });
        initiative["summary"] = json!({ "en": format!("{text}, and more") });
    }
    initiative_of(&mut changed, "trade-single-window")["milestones"][0]["title"] =
        json!({ "en": "=cmd|' /C calc'!A0" });
    app.load_and_see(&changed, "2026-11-21T00:00:00Z".parse().unwrap()).await;
    check(&app, "initiatives", "").await;
    check(&app, "milestones", "").await;
    let mut marked = 0;
    for target in ["/api/v1/initiatives.csv", "/api/v1/milestones.csv"] {
        let table = app.client.get(target).await.text();
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            for cell in &row.unwrap() {
                let is_number = cell.parse::<f64>().is_ok() && !cell.starts_with('+');
                let first = cell.trim_start_matches('\u{200d}');
                assert!(is_number || !first.starts_with(['=', '＝', '+', '-', '@']), "{cell}");
                marked += usize::from(cell.starts_with('\''));
            }
        }
    }
    assert_eq!(marked, 8 * 2 + 1);
    let early = app.client.get("/api/v1/milestones.csv").await.text();
    let slips = rows(&early).into_iter().skip(1).filter_map(|row| row[15].parse::<i64>().ok());
    assert!(slips.min().unwrap() < 0, "numbers keep their minus");
}

#[rstest]
#[tokio::test]
async fn a_table_begins_with_a_byte_order_mark_for_those_who_ask_for_one(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for list in ["initiatives", "milestones"] {
        let path = format!("/api/v1/{list}.csv");
        let plain = app.client.get(&path).await.bytes;
        assert!(plain.starts_with(b"code,") || plain.starts_with(b"id,"));
        assert_eq!(app.client.get(&format!("{path}?bom=false")).await.bytes, plain);
        // There is one, however many pages the file is read in.
        let marked = app.client.get(&format!("{path}?bom=true&lang=en")).await;
        assert_eq!(marked.bytes, [b"\xEF\xBB\xBF".as_slice(), &plain].concat());
        assert_eq!(marked.must("content-type"), "text/csv; charset=utf-8; header=present");
        let empty = format!("{path}?bom=true&updated_since=2100-01-01T00:00:00Z");
        assert!(app.client.get(&empty).await.bytes.starts_with(b"\xEF\xBB\xBF"));
        let fault = app.client.get(&format!("{path}?bom=1")).await;
        assert_eq!(fault.faults(400, "invalid-parameter")[0].1, "not_a_boolean");
        // Lines of JSON have none (RFC 8259 section 8.1).
        for other in [format!("/api/v1/{list}.ndjson?bom=true"), format!("/api/v1/{list}?bom=true")]
        {
            let unknown = app.client.get(&other).await.faults(400, "unknown-parameter");
            assert_eq!(unknown, [("bom".to_owned(), "unknown_parameter".to_owned())]);
        }
        let parameters = &app.client.document().root()["paths"][&path]["get"]["parameters"];
        let bom = parameters.as_array().unwrap().iter().find(|one| one["name"] == "bom").unwrap();
        assert_eq!((&bom["schema"]["default"], &bom["required"]), (&json!(false), &json!(false)));
    }
}
