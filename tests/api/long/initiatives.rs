//! Random lists of initiatives.

use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::Value;
use smartcity::domain::search::{query_terms, terms};

use super::Ask;
use super::order::{self, Sort};
use crate::support::catalogue::{record, records};
use crate::support::client::key;

const AREAS: &[&str] = &["mobility", "living", "environment", "people", "government", "economy"];
const DEPARTMENTS: &[&str] =
    &["TD", "DPO", "EPD", "ITC", "AAHK", "HKMA", "C&ED", "OFCA", "CEDB", "XX"];
const LIFECYCLES: &[&str] =
    &["planned", "in_progress", "ongoing", "completed", "on_hold", "cancelled"];
const HEALTHS: &[&str] = &["not_applicable", "delayed", "unknown", "stale", "at_risk", "on_track"];
const TAGS: &[&str] = &["funding", "covid-19", "e-service", "fintech", "open-data", "none-such"];
const DAYS: &[&str] =
    &["2021-12-31", "2022-01-01", "2024-04-01", "2026-12-31", "2027-01-01", "2031-01-01"];
const INSTANTS: &[&str] = &[
    "2026-11-20T01:02:03.456789Z",
    "2026-11-20T01:02:04Z",
    "2026-11-22T00:00:00Z",
    "2026-11-24T00:00:00Z",
];
const WORDS: &[&str] = &[
    "smart",
    "parking",
    "data",
    "智慧",
    "系統",
    "系统",
    "機",
    "the",
    "of",
    "nonexistentword",
    "smart city",
];
const KEYS: &[&str] = &["code", "created_at", "ends_on", "progress", "starts_on", "updated_at"];

/// A list of initiatives.
#[derive(Debug, Clone)]
pub struct InitiativeAsk {
    areas: Vec<&'static str>,
    departments: Vec<&'static str>,
    supporting: Vec<&'static str>,
    blueprints: Vec<&'static str>,
    lifecycles: Vec<&'static str>,
    healths: Vec<&'static str>,
    tags: Vec<&'static str>,
    due: (Option<&'static str>, Option<&'static str>),
    updated_since: Option<&'static str>,
    overdue: Option<bool>,
    progress: (Option<u8>, Option<u8>),
    q: Option<&'static str>,
    sort: Sort,
    limit: usize,
}

/// Some of the words, mostly none.
fn some(words: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    weighted(0.25, subsequence(words, 1..=words.len().min(4))).prop_map(Option::unwrap_or_default)
}

/// Random lists.
pub fn asks() -> impl Strategy<Value = InitiativeAsk> {
    let coded = (
        some(AREAS),
        some(DEPARTMENTS),
        some(DEPARTMENTS),
        some(&["v1", "v2"]),
        some(LIFECYCLES),
        some(HEALTHS),
        some(TAGS),
    );
    let bounds = (weighted(0.15, 0_u8..=100), weighted(0.15, 0_u8..=100))
        .prop_filter("crossed bounds are refused", |(low, high)| {
            low.zip(*high).is_none_or(|(low, high)| low <= high)
        });
    let valued = (
        (weighted(0.1, select(DAYS)), weighted(0.1, select(DAYS))),
        weighted(0.15, select(INSTANTS)),
        weighted(0.15, any::<bool>()),
        bounds,
        weighted(0.3, select(WORDS)),
    );
    (coded, valued, order::sorts(KEYS), super::limits()).prop_map(|(coded, valued, sort, limit)| {
        let (areas, departments, supporting, blueprints, lifecycles, healths, tags) = coded;
        let (due, updated_since, overdue, progress, q) = valued;
        InitiativeAsk {
            areas,
            departments,
            supporting,
            blueprints,
            lifecycles,
            healths,
            tags,
            due,
            updated_since,
            overdue,
            progress,
            q,
            sort,
            limit,
        }
    })
}

impl Ask for InitiativeAsk {
    const LIST: &'static str = "/api/v1/initiatives";

    fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut all: Vec<(&'static str, String)> = [
            ("smart_area", &self.areas),
            ("department", &self.departments),
            ("supporting_department", &self.supporting),
            ("blueprint", &self.blueprints),
            ("lifecycle", &self.lifecycles),
            ("health", &self.healths),
            ("tag", &self.tags),
        ]
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(name, values)| (name, values.join(",")))
        .collect();
        let (low, high) = self.progress;
        let single = [
            ("due_after", self.due.0.map(str::to_owned)),
            ("due_before", self.due.1.map(str::to_owned)),
            ("updated_since", self.updated_since.map(str::to_owned)),
            ("overdue", self.overdue.map(|overdue| overdue.to_string())),
            ("progress_min", low.map(|low| low.to_string())),
            ("progress_max", high.map(|high| high.to_string())),
            ("q", self.q.map(str::to_owned)),
            ("sort", order::text(&self.sort)),
        ];
        all.extend(single.into_iter().filter_map(|(name, value)| Some((name, value?))));
        all
    }

    fn limit(&self) -> usize {
        self.limit
    }

    fn expected(&self, all: &[Value]) -> Vec<String> {
        let mut hits: Vec<(bool, &Value)> = all
            .iter()
            .filter(|item| self.passes(item))
            .filter_map(|item| Some((self.is_elsewhere(item)?, item)))
            .collect();
        hits.sort_by(|(rank, one), (other_rank, other)| {
            rank.cmp(other_rank).then_with(|| order::compare(&self.sort, value, one, other))
        });
        hits.into_iter().map(|(_, item)| key(item)).collect()
    }
}

impl InitiativeAsk {
    fn passes(&self, item: &Value) -> bool {
        let is = |values: &[&str], member: &str| {
            values.is_empty() || values.contains(&item[member].as_str().unwrap())
        };
        let has = |values: &[&str], member: &str| {
            let list = item[member].as_array().unwrap();
            values.is_empty() || list.iter().any(|entry| values.contains(&entry.as_str().unwrap()))
        };
        let (low, high) = self.progress;
        let progress = item["progress"]["value"].as_f64();
        is(&self.areas, "smart_area_code")
            && is(&self.departments, "lead_department_code")
            && has(&self.supporting, "supporting_department_codes")
            && has(&self.blueprints, "blueprint_codes")
            && is(&self.lifecycles, "lifecycle")
            && is(&self.healths, "health")
            && has(&self.tags, "tags")
            && (self.due == (None, None) || self.is_due(item))
            && self.updated_since.is_none_or(|since| instant(&item["updated_at"]) >= at(since))
            && self
                .overdue
                .is_none_or(|overdue| overdue == (item["milestone_counts"]["overdue"] != 0))
            && low.is_none_or(|low| progress.is_some_and(|value| value >= f64::from(low)))
            && high.is_none_or(|high| progress.is_some_and(|value| value <= f64::from(high)))
    }

    /// Whether one open milestone is due between the two days.
    fn is_due(&self, item: &Value) -> bool {
        let (after, before) = self.due;
        item["milestones"].as_array().unwrap().iter().any(|milestone| {
            ["scheduled", "in_progress"].contains(&milestone["status"].as_str().unwrap())
                && milestone["due_on"].as_str().is_some_and(|due| {
                    after.is_none_or(|after| due >= after)
                        && before.is_none_or(|before| due < before)
                })
        })
    }

    /// Whether it is no hit in the title; none when it is no hit at all.
    fn is_elsewhere(&self, item: &Value) -> Option<bool> {
        let Some(q) = self.q else { return Some(false) };
        let record = record("initiatives", &key(item));
        let of = |member: &str| -> Vec<String> {
            let texts = record[member].as_object().unwrap().values();
            texts.flat_map(|text| terms(text.as_str().unwrap())).collect()
        };
        let (title, summary) = (of("title"), of("summary"));
        let wanted = query_terms(q);
        if wanted.is_empty() {
            return None;
        }
        if wanted.iter().all(|term| title.contains(term)) {
            return Some(false);
        }
        wanted.iter().all(|term| title.contains(term) || summary.contains(term)).then_some(true)
    }
}

fn value(item: &Value, name: &str) -> Value {
    if name == "progress" { item["progress"]["value"].clone() } else { item[name].clone() }
}

/// An instant of an answer.
pub fn instant(value: &Value) -> chrono::DateTime<chrono::Utc> {
    at(value.as_str().unwrap())
}

/// An instant in text.
pub fn at(text: &str) -> chrono::DateTime<chrono::Utc> {
    text.parse().unwrap()
}

#[test]
fn the_words_that_are_searched_for_are_of_every_kind() {
    let count = |q: &'static str| {
        let ask = InitiativeAsk {
            areas: vec![],
            departments: vec![],
            supporting: vec![],
            blueprints: vec![],
            lifecycles: vec![],
            healths: vec![],
            tags: vec![],
            due: (None, None),
            updated_since: None,
            overdue: None,
            progress: (None, None),
            q: Some(q),
            sort: vec![],
            limit: 25,
        };
        let ranks: Vec<bool> =
            records("initiatives").iter().filter_map(|item| ask.is_elsewhere(item)).collect();
        (ranks.iter().filter(|elsewhere| !**elsewhere).count(), ranks.len())
    };
    assert_eq!(count("parking"), (5, 7));
    assert_eq!(count("nonexistentword"), (0, 0));
    assert!(count("智慧").0 > 10);
}
