//! What `data/catalogue.json` says, read without the program's own types, so that the answers are held against the
//! file itself; and checked copies of it for loading.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use smartcity::domain::catalogue::{Catalogue, Citizens, validate, validate_citizens};
use smartcity::domain::ids::MilestoneId;
use smartcity::domain::language::Languages;

/// The file.
pub fn file() -> &'static Value {
    static FILE: LazyLock<Value> = LazyLock::new(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/catalogue.json");
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    });
    &FILE
}

/// The instant at which the templates are loaded.
pub fn loaded_at() -> DateTime<Utc> {
    "2026-11-20T01:02:03.456789Z".parse().unwrap()
}

/// A file in the program's own types.
pub fn checked(file: &Value) -> Arc<Catalogue> {
    Arc::new(validate(file, &Languages::default()).unwrap())
}

/// What `data/citizens.json` says, in the program's own types.
pub fn citizens() -> Arc<Citizens> {
    checked_citizens(&citizens_file())
}

/// The same as it stands in the file.
pub fn citizens_file() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/citizens.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A changed copy of it in the program's own types.
pub fn checked_citizens(file: &Value) -> Arc<Citizens> {
    Arc::new(validate_citizens(file, &Languages::default()).unwrap())
}

/// The records of one kind: `smart_areas`, `departments`, `blueprints` or `initiatives`.
pub fn records(kind: &str) -> &'static Vec<Value> {
    file()[kind].as_array().unwrap()
}

/// The record of that code.
pub fn record(kind: &str, code: &str) -> &'static Value {
    records(kind).iter().find(|record| record["code"] == code).unwrap()
}

/// The file with one member of one initiative changed.
pub fn with_initiative(code: &str, member: &str, value: Value) -> Value {
    let mut changed = file().clone();
    initiative_of(&mut changed, code)[member] = value;
    changed
}

/// An initiative of a file, to be changed.
pub fn initiative_of<'a>(file: &'a mut Value, code: &str) -> &'a mut Value {
    let all = file["initiatives"].as_array_mut().unwrap();
    all.iter_mut().find(|record| record["code"] == code).unwrap()
}

/// The codes of one kind in the order in which a list gives them.
pub fn sorted_codes(kind: &str) -> Vec<String> {
    let mut codes: Vec<String> =
        records(kind).iter().map(|record| record["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes
}

/// The lifecycle as which an initiative is loaded.
pub fn lifecycle(record: &Value) -> &str {
    record.get("lifecycle").unwrap_or(&record["status"]).as_str().unwrap()
}

/// All milestones, each with its initiative.
pub fn milestones() -> impl Iterator<Item = (&'static Value, &'static Value)> {
    records("initiatives").iter().flat_map(|initiative| {
        initiative["milestones"].as_array().unwrap().iter().map(move |one| (initiative, one))
    })
}

/// The id of a loaded milestone.
pub fn milestone_id(initiative: &str, key: &str) -> String {
    MilestoneId::for_loaded(&initiative.parse().unwrap(), &key.parse().unwrap()).to_string()
}

/// The status as which a milestone is loaded.
pub fn milestone_status(initiative: &Value, milestone: &Value) -> &'static str {
    match (milestone["status"].as_str().unwrap(), lifecycle(initiative)) {
        ("achieved", _) => "met",
        ("pending", _) if milestone.get("completion").is_some() => "in_progress",
        ("missed", "completed") => "not_met",
        ("pending" | "missed", _) => "scheduled",
        (other, _) => panic!("no milestone of the file is {other}"),
    }
}

/// The end of a vague date as the API gives it: the day and the precision, both null without a date.
pub fn end_of(date: &Value) -> (Value, Value) {
    let Some((first, precision)) = first_day(date) else { return (Value::Null, Value::Null) };
    let months = match precision {
        "day" => return (json!(first), json!("day")),
        "month" => 1,
        "quarter" => 3,
        _ => 12,
    };
    let last = first.checked_add_months(chrono::Months::new(months)).unwrap().pred_opt().unwrap();
    (json!(last), json!(precision))
}

/// The start of a vague date as the API gives it.
pub fn start_of(date: &Value) -> (Value, Value) {
    match first_day(date) {
        Some((first, precision)) => (json!(first), json!(precision)),
        None => (Value::Null, Value::Null),
    }
}

fn first_day(date: &Value) -> Option<(NaiveDate, &'static str)> {
    let day = |year: i64, month: i64| {
        let (year, month) = (i32::try_from(year).unwrap(), u32::try_from(month).unwrap());
        NaiveDate::from_ymd_opt(year, month, 1).unwrap()
    };
    if let Some(text) = date.as_str() {
        return Some(match text.parse::<i64>() {
            Ok(year) => (day(year, 1), "year"),
            Err(_) => (text.parse().unwrap(), "day"),
        });
    }
    let year = date.get("year")?.as_i64()?;
    Some(if let Some(month) = date.get("month").and_then(Value::as_i64) {
        (day(year, month), "month")
    } else if let Some(quarter) = date.get("quarter").and_then(Value::as_i64) {
        (day(year, quarter * 3 - 2), "quarter")
    } else {
        (day(year, 1), "year")
    })
}
