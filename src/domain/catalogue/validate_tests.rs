//! Tests of the check of whole files: the shipped catalogue, and small files with faults.
//! They must not know anything but `validate`.

use super::*;
use crate::domain::date::Precision;
use crate::domain::language::LanguageTag;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::milestone::{MilestoneStatus, Percent};
use proptest::prelude::*;
use serde_json::json;

const SHIPPED: &str = include_str!("../../../data/catalogue.json");

fn shipped() -> Catalogue {
    let file = serde_json::from_str(SHIPPED).unwrap();
    validate(&file, &Languages::default()).unwrap()
}

fn small() -> Value {
    let text = json!({"en": "Text", "zh-Hant": "文字"});
    json!({
        "smart_areas": [{"code": "mobility", "name": text, "summary": text}],
        "departments": [
            {"code": "TD", "name": text, "kind": "department", "bureau": "TLB"},
            {"code": "TLB", "name": text, "kind": "bureau", "bureau": null},
        ],
        "blueprints": [{"code": "v1", "title": text, "published_on": "2017-12-15"}],
        "initiatives": [initiative_record("one"), initiative_record("two")],
    })
}

fn initiative_record(code: &str) -> Value {
    let text = json!({"en": "Text"});
    json!({
        "code": code, "smart_area": "mobility", "title": text, "summary": text,
        "lead_department": "TD", "supporting_departments": ["TLB"], "blueprints": ["v1"],
        "blueprint_evidence": "retrieved", "status": "in_progress", "evidence": "retrieved",
        "tags": ["its"], "sources": ["A paper"],
        "milestones": [{
            "key": "first", "title": text, "status": "pending", "due_on": {"year": 2027},
            "verification": "partial",
        }],
    })
}

/// The small file with the member at `pointer` set.
fn with(pointer: &str, value: Value) -> Value {
    let mut file = small();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match file.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.insert(name.to_owned(), value)),
        Value::Array(entries) => entries.push(value),
        other => panic!("{other}"),
    }
    file
}

fn faults(file: &Value) -> Vec<String> {
    let faults = validate(file, &Languages::default()).err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect()
}

fn assert_fault(pointer: &str, value: Value, expected: &str) {
    let found = faults(&with(pointer, value));
    assert!(found.iter().any(|fault| fault == expected), "{expected} in {found:#?}");
}

#[test]
fn the_shipped_catalogue_is_whole() {
    let catalogue = shipped();
    assert_eq!(catalogue.areas.len(), 6);
    assert_eq!(catalogue.departments.len(), 75);
    assert_eq!(catalogue.blueprints.len(), 2);
    assert_eq!(catalogue.initiatives.len(), 207);
    let ids: BTreeSet<_> =
        catalogue.initiatives.iter().flat_map(|one| &one.milestones).map(|m| m.id).collect();
    assert_eq!(ids.len(), 126);
}

#[test]
fn the_shipped_words_are_mapped() {
    let catalogue = shipped();
    let count =
        |lifecycle| catalogue.initiatives.iter().filter(|one| one.lifecycle == lifecycle).count();
    assert_eq!(count(Lifecycle::Ongoing), 126);
    assert_eq!(count(Lifecycle::OnHold), 1);
    assert_eq!(count(Lifecycle::Cancelled), 0);
    let with_status = |status| {
        let all = catalogue.initiatives.iter().flat_map(|one| &one.milestones);
        all.filter(|milestone| milestone.status == status).count()
    };
    assert_eq!(with_status(MilestoneStatus::Met), 107);
    assert_eq!(with_status(MilestoneStatus::NotMet), 3);
    assert_eq!(with_status(MilestoneStatus::Scheduled), 16);
}

#[test]
fn waste_charging_is_on_hold() {
    let catalogue = shipped();
    let on_hold: Vec<_> =
        catalogue.initiatives.iter().filter(|one| one.lifecycle == Lifecycle::OnHold).collect();
    let [charging] = on_hold[..] else { panic!("{on_hold:#?}") };
    assert_eq!(charging.code.as_str(), "municipal-solid-waste-charging");
    let due = charging.milestones[0].due_on.unwrap();
    assert_eq!((due.on.to_string().as_str(), due.precision), ("2019-12-31", Precision::Year));
}

#[test]
fn every_bureau_comes_before_its_members() {
    let mut seen = BTreeSet::new();
    for department in shipped().departments {
        assert!(department.bureau.is_none_or(|bureau| seen.contains(&bureau)));
        seen.insert(department.code);
    }
    let catalogue = validate(&small(), &Languages::default()).unwrap();
    assert_eq!(catalogue.departments[0].code.as_str(), "TLB");
}

#[test]
fn a_small_file_needs_only_what_is_required() {
    let catalogue = validate(&small(), &Languages::default()).unwrap();
    let milestone = &catalogue.initiatives[0].milestones[0];
    assert_eq!(milestone.weight.get(), 1);
    assert_eq!(milestone.status, MilestoneStatus::Scheduled);
    assert_eq!(milestone.completion, None);
}

#[test]
fn references_must_be_records_of_the_file() {
    let expected = "/initiatives/0/smart_area: no record has the smart area code air";
    assert_fault("/initiatives/0/smart_area", json!("air"), expected);
    let expected = "/initiatives/0/lead_department: no record has the department code XX";
    assert_fault("/initiatives/0/lead_department", json!("XX"), expected);
    let expected = "/initiatives/0/blueprints/0: no record has the blueprint code v9";
    assert_fault("/initiatives/0/blueprints", json!(["v9"]), expected);
    let expected = "/departments/1/bureau: no record has the department code XX";
    assert_fault("/departments/1/bureau", json!("XX"), expected);
    let expected = "/initiatives/1/superseded_by: no record has the initiative code three";
    assert_fault("/initiatives/1/superseded_by", json!("three"), expected);
}

#[test]
fn codes_and_keys_are_unique() {
    assert_fault(
        "/initiatives/-",
        initiative_record("two"),
        "/initiatives/2/code: two is the code of another record",
    );
    let first = small()["initiatives"][0]["milestones"][0].clone();
    assert_fault(
        "/initiatives/0/milestones/-",
        first,
        "/initiatives/0/milestones/1/key: is the key of another milestone of the initiative",
    );
    let expected = "/initiatives/0/code: the initiative code has the form ^[a-z0-9]+(-[a-z0-9]+)*$";
    assert_fault("/initiatives/0/code", json!("One"), expected);
}

#[test]
fn departments_and_initiatives_do_not_lead_back_to_themselves() {
    let expected = "/departments/1/bureau: leads back to the department itself";
    assert_fault("/departments/1/bureau", json!("TD"), expected);
    let expected = "/departments/0/superseded_by: leads back to the department itself";
    assert_fault("/departments/0/superseded_by", json!("TD"), expected);
    let mut file = small();
    for (at, successor) in [(0, "two"), (1, "one")] {
        file["initiatives"][at]["lifecycle"] = json!("superseded");
        file["initiatives"][at]["superseded_by"] = json!(successor);
    }
    let found = faults(&file);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(found[0], "/initiatives: the successors of one lead back to it");
}

#[test]
fn a_successor_is_named_exactly_when_superseded() {
    let place = "/initiatives/0/superseded_by";
    let expected = format!("{place}: is required where the lifecycle is superseded");
    assert_fault("/initiatives/0/lifecycle", json!("superseded"), &expected);
    let expected = format!("{place}: is only for an initiative whose lifecycle is superseded");
    assert_fault(place, json!("two"), &expected);
    assert_fault(place, json!("one"), &format!("{place}: names the initiative itself"));
}

#[test]
fn departments_have_one_part_in_an_initiative() {
    let expected = "/initiatives/0/supporting_departments: names the lead department";
    assert_fault("/initiatives/0/supporting_departments", json!(["TD"]), expected);
    let place = "/initiatives/0/reporting_departments";
    let expected = format!("{place}: names TD, which is no supporting department");
    assert_fault(place, json!(["TD"]), &expected);
    assert!(faults(&with(place, json!(["TLB"]))).is_empty());
}

#[test]
fn an_uncertain_membership_is_not_claimed() {
    let expected = "/initiatives/0/blueprints: must be empty where the evidence is uncertain";
    assert_fault("/initiatives/0/blueprint_evidence", json!("uncertain"), expected);
    let expected = "/initiatives/0/blueprints_possible/0: no record has the blueprint code v9";
    assert_fault("/initiatives/0/blueprints_possible", json!(["v9"]), expected);
}

#[test]
fn dates_agree_with_each_other_and_with_the_status() {
    let mut file = with("/initiatives/0/starts_on", json!("2024"));
    file["initiatives"][0]["ends_on"] = json!("2023");
    assert_eq!(faults(&file), ["/initiatives/0/ends_on: is before the start"]);
    let place = "/initiatives/0/milestones/0/achieved_on";
    assert_fault(
        place,
        json!("2024-01-01"),
        &format!("{place}: is only for an achieved milestone"),
    );
}

#[test]
fn optional_members_are_taken_over() {
    let mut file = small();
    file["initiatives"][0]["update_cadence_days"] = json!(90);
    let milestone = &mut file["initiatives"][0]["milestones"][0];
    milestone["weight"] = json!(5);
    milestone["completion"] = json!(40);
    milestone["description"] = json!({"en": "Line\nLine"});
    let catalogue = validate(&file, &Languages::default()).unwrap();
    assert_eq!(catalogue.initiatives[0].update_cadence_days, Some(90));
    let milestone = &catalogue.initiatives[0].milestones[0];
    assert_eq!(milestone.weight.get(), 5);
    assert_eq!(milestone.completion.map(Percent::get), Some(40));
    assert_eq!(milestone.status, MilestoneStatus::InProgress);
    let description = milestone.description.as_ref().unwrap();
    assert_eq!(description.get(&LanguageTag::EN), Some("Line\nLine"));
}

#[test]
fn a_missed_milestone_is_not_met_only_when_the_initiative_is_completed() {
    for (status, expected) in [
        ("completed", MilestoneStatus::NotMet),
        ("in_progress", MilestoneStatus::Scheduled),
        ("cancelled", MilestoneStatus::Scheduled),
    ] {
        let mut file = with("/initiatives/0/status", json!(status));
        file["initiatives"][0]["milestones"][0]["status"] = json!("missed");
        let catalogue = validate(&file, &Languages::default()).unwrap();
        assert_eq!(catalogue.initiatives[0].milestones[0].status, expected);
    }
}

#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let mut file = small();
    file["surprise"] = json!(1);
    file["smart_areas"][0]["name"] = json!({"en": "bad\u{202e}"});
    file["departments"][0]["kind"] = json!(7);
    file["blueprints"][0]["published_on"] = json!("2017");
    file["initiatives"][0]["milestones"][0]["due_on"] = json!({"year": 2027, "quarter": 9});
    file["initiatives"][1] = json!("text");
    let found = faults(&file);
    for place in [
        "/surprise",
        "/smart_areas/0/name/en",
        "/departments/0/kind",
        "/blueprints/0/published_on",
        "/initiatives/0/milestones/0/due_on",
        "/initiatives/1",
    ] {
        let mark = format!("{place}: ");
        assert!(found.iter().any(|fault| fault.starts_with(&mark)), "{place} in {found:#?}");
    }
    assert_eq!(found.len(), 6, "{found:#?}");
}

#[test]
fn what_is_no_catalogue_has_faults_and_no_panic() {
    for file in [json!(null), json!([]), json!({}), json!({"initiatives": 3})] {
        assert!(!faults(&file).is_empty(), "{file}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map("[a-z_/~]{1,6}", inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_value_in_any_place_is_judged_without_a_panic(
        at in any::<proptest::sample::Index>(), value in any_json(),
    ) {
        let places = [
            "/smart_areas", "/departments/0", "/departments/1/bureau", "/initiatives/0/milestones",
            "/initiatives/0/milestones/0", "/initiatives/0/milestones/0/due_on", "/initiatives/0/title",
            "/initiatives/0/title/en", "/initiatives/0/tags", "/initiatives/0/tags/0",
            "/initiatives/1/code", "/initiatives/1/starts_on", "/blueprints/0/published_on", "/meta",
        ];
        let place = places[at.index(places.len())];
        let mut file = with("/meta", json!({}));
        *file.pointer_mut(place).unwrap_or(&mut Value::Null) = value;
        for fault in validate(&file, &Languages::default()).err().unwrap_or_default() {
            prop_assert!(fault.pointer.is_empty() || fault.pointer.starts_with('/'));
            prop_assert!(!fault.message.is_empty());
        }
    }
}
