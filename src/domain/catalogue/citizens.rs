//! The file of what citizens' submissions need: subjects, privacy notices and public holidays. It is told from a catalogue
//! file by its member `citizens`. It must not know what is already stored.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use validator::Validate;

use super::check::Checker;
use super::file::Texts;
use super::read::{RecordFault, read};
use super::validate::{Row, rows};
use crate::domain::code::SubjectCode;
use crate::domain::language::Languages;
use crate::domain::limits;
use crate::domain::text::{Localized, Multiline};

/// All that such a file says. Codes, versions and days are distinct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citizens {
    /// The subjects, in the file's order.
    pub subjects: Vec<Subject>,
    /// The privacy notices, in the file's order.
    pub notices: Vec<Notice>,
    /// The public holidays, in the file's order.
    pub holidays: Vec<Holiday>,
}

/// A subject that citizens write about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its code.
    pub code: SubjectCode,
    /// Its title.
    pub title: Localized,
}

/// A privacy notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub version: i32,
    /// What it says.
    pub text: Localized,
    /// From which day on it is the one to consent to.
    pub effective_on: NaiveDate,
}

/// A public holiday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub day: NaiveDate,
    /// What it is called.
    pub name: Localized,
}

/// The whole file.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct File {
    /// What the file says about itself; nothing of it is loaded.
    #[serde(rename = "meta")]
    _meta: Option<Map<String, Value>>,
    #[validate(required)]
    citizens: Option<Value>,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Lists {
    #[validate(required)]
    subjects: Option<Vec<Value>>,
    #[validate(required)]
    notices: Option<Vec<Value>>,
    #[validate(required)]
    holidays: Option<Vec<Value>>,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct SubjectRecord {
    #[validate(required)]
    code: Option<String>,
    #[validate(required)]
    title: Option<Texts>,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct NoticeRecord {
    #[validate(required, range(min = 1, max = 100_000))]
    version: Option<i32>,
    #[validate(required)]
    text: Option<Texts>,
    #[validate(required)]
    effective_on: Option<String>,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct HolidayRecord {
    #[validate(required)]
    day: Option<String>,
    #[validate(required)]
    name: Option<Texts>,
}

/// Whether a parsed file is one of these rather than a catalogue.
#[must_use]
pub fn are_citizens(file: &Value) -> bool {
    file.get("citizens").is_some()
}

/// What a parsed file says of subjects, notices and holidays.
///
/// # Errors
/// Every fault found, each with the place of the member that must be changed.
pub fn validate_citizens(
    file: &Value,
    languages: &Languages,
) -> Result<Citizens, Vec<RecordFault>> {
    let mut check = Checker::new(languages);
    let lists = read::<File>(file, "", &mut check.faults)
        .and_then(|file| read::<Lists>(&file.citizens?, "/citizens", &mut check.faults));
    let Some(Lists { subjects, notices, holidays }) = lists else { return Err(check.faults) };
    let place = "/citizens/subjects";
    let subjects = rows(&mut check, place, subjects, |row: &SubjectRecord| &row.code);
    let citizens = Citizens {
        subjects: subjects.into_iter().filter_map(|row| subject(&mut check, row)).collect(),
        notices: all_notices(&mut check, notices),
        holidays: all_holidays(&mut check, holidays),
    };
    if check.faults.is_empty() { Ok(citizens) } else { Err(check.faults) }
}

fn subject(check: &mut Checker<'_>, row: Row<SubjectRecord, SubjectCode>) -> Option<Subject> {
    let Row { at, code, record } = row;
    let place = format!("{at}/title");
    let title = check.localized(&place, record.title.as_ref(), limits::TITLE, Multiline::No);
    Some(Subject { code: code?, title: title? })
}

fn all_notices(check: &mut Checker<'_>, values: Option<Vec<Value>>) -> Vec<Notice> {
    let mut seen = BTreeSet::new();
    let mut notices = Vec::new();
    for (at, record) in records::<NoticeRecord>(check, "/citizens/notices", values) {
        let place = |member: &str| format!("{at}/{member}");
        let text = record.text.as_ref();
        let text = check.localized(&place("text"), text, limits::NOTICE, Multiline::Yes);
        let effective_on = check.day(&place("effective_on"), record.effective_on.as_deref());
        let Some(version) = record.version else { continue };
        if !seen.insert(version) {
            let message = format_args!("{version} is the version of another notice").to_string();
            check.fault(&place("version"), message);
        }
        if let (Some(text), Some(effective_on)) = (text, effective_on) {
            notices.push(Notice { version, text, effective_on });
        }
    }
    notices
}

fn all_holidays(check: &mut Checker<'_>, values: Option<Vec<Value>>) -> Vec<Holiday> {
    let mut seen = BTreeSet::new();
    let mut holidays = Vec::new();
    for (at, record) in records::<HolidayRecord>(check, "/citizens/holidays", values) {
        let place = |member: &str| format!("{at}/{member}");
        let name = record.name.as_ref();
        let name = check.localized(&place("name"), name, limits::TITLE, Multiline::No);
        let Some(day) = check.day(&place("day"), record.day.as_deref()) else { continue };
        if !seen.insert(day) {
            check.fault(&place("day"), format_args!("{day} is there twice"));
        }
        holidays.extend(name.map(|name| Holiday { day, name }));
    }
    holidays
}

/// The records of a list that have no code, each with its place.
fn records<T: DeserializeOwned + Validate>(
    check: &mut Checker<'_>,
    at: &str,
    values: Option<Vec<Value>>,
) -> Vec<(String, T)> {
    let mut records = Vec::new();
    for (number, value) in values.unwrap_or_default().iter().enumerate() {
        let at = format!("{at}/{number}");
        let record = read::<T>(value, &at, &mut check.faults);
        records.extend(record.map(|record| (at, record)));
    }
    records
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn checked(file: &Value) -> Result<Citizens, Vec<String>> {
        validate_citizens(file, &Languages::default())
            .map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    fn small() -> Value {
        json!({"citizens": {
            "subjects": [{"code": "open-data", "title": {"en": "Open data"}}],
            "notices": [{"version": 1, "text": {"en": "We keep little."}, "effective_on": "2025-01-01"}],
            "holidays": [{"day": "2026-01-01", "name": {"en": "The first day of January"}}],
        }})
    }

    #[test]
    fn a_file_without_fault_is_read_and_told_from_a_catalogue() {
        let citizens = checked(&small()).unwrap();
        assert_eq!(citizens.subjects.first().unwrap().code.as_str(), "open-data");
        assert_eq!(citizens.notices.first().unwrap().version, 1);
        assert_eq!(citizens.holidays.first().unwrap().day.to_string(), "2026-01-01");
        assert!(are_citizens(&small()));
        assert!(!are_citizens(&json!({"smart_areas": []})));
    }

    #[test]
    fn the_shipped_file_has_no_fault() {
        let text = include_str!("../../../data/citizens.json");
        let citizens = checked(&serde_json::from_str(text).unwrap()).unwrap();
        assert!(citizens.subjects.len() > 5);
        let years: BTreeSet<String> =
            citizens.holidays.iter().map(|one| one.day.format("%Y").to_string()).collect();
        assert_eq!(years, ["2025", "2026", "2027"].map(str::to_owned).into());
        for one in &citizens.holidays {
            assert_ne!(one.day.format("%a").to_string(), "Sun", "{}", one.day);
        }
    }

    #[test]
    fn every_fault_is_told_at_its_place() {
        let mut file = small();
        let lists = file.get_mut("citizens").unwrap();
        let holiday = lists["holidays"][0].clone();
        lists["holidays"].as_array_mut().unwrap().push(holiday);
        let notice = lists["notices"][0].clone();
        lists["notices"].as_array_mut().unwrap().push(notice);
        lists["subjects"] = json!([{"code": "Open Data", "title": {"zh-Hant": "開放數據"}}]);
        let faults = checked(&file).unwrap_err();
        assert_eq!(faults.len(), 4, "{faults:#?}");
        for place in [
            "/citizens/subjects/0/code",
            "/citizens/subjects/0/title",
            "/citizens/notices/1/version",
            "/citizens/holidays/1/day",
        ] {
            assert!(faults.iter().any(|fault| fault.starts_with(place)), "{place}: {faults:#?}");
        }
    }

    #[test]
    fn what_is_missing_and_what_is_not_known_are_faults() {
        let faults = checked(&json!({"citizens": {"subjects": [], "laws": []}})).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:#?}");
        assert_eq!(checked(&json!({"citizens": 5})).unwrap_err().len(), 1);
    }
}
