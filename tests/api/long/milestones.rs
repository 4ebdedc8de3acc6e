//! Random lists of milestones.

use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::Value;

use super::Ask;
use super::initiatives::{at, instant};
use super::order::{self, Sort};
use crate::support::catalogue::record;
use crate::support::client::key;

const AREAS: &[&str] = &["mobility", "living", "environment", "people", "government", "economy"];
const DEPARTMENTS: &[&str] = &["TD", "DPO", "EPD", "HKMA", "C&ED", "OFCA", "CEDB", "XX"];
const STATUSES: &[&str] =
    &["scheduled", "in_progress", "met", "partially_met", "not_met", "cancelled"];
const DAYS: &[&str] =
    &["2018-12-31", "2020-12-31", "2021-01-01", "2022-12-31", "2026-12-31", "2027-01-01"];
const INSTANTS: &[&str] =
    &["2026-11-20T01:02:03.456789Z", "2026-11-20T01:02:04Z", "2026-11-23T00:00:00Z"];
const CODES: &[&str] = &["trade-single-window", "hketoll-free-flow-tolling", "smart-prison"];
const KEYS: &[&str] = &["due_on", "id", "met_on", "original_due_on", "updated_at"];

/// A list of milestones.
#[derive(Debug, Clone)]
pub struct MilestoneAsk {
    areas: Vec<&'static str>,
    departments: Vec<&'static str>,
    blueprints: Vec<&'static str>,
    statuses: Vec<&'static str>,
    initiative: Option<&'static str>,
    overdue: Option<bool>,
    due: (Option<&'static str>, Option<&'static str>),
    updated_since: Option<&'static str>,
    sort: Sort,
    limit: usize,
}

fn some(words: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    weighted(0.25, subsequence(words, 1..=words.len().min(4))).prop_map(Option::unwrap_or_default)
}

/// Random lists.
pub fn asks() -> impl Strategy<Value = MilestoneAsk> {
    let coded = (some(AREAS), some(DEPARTMENTS), some(&["v1", "v2"]), some(STATUSES));
    let valued = (
        weighted(0.1, select(CODES)),
        weighted(0.2, any::<bool>()),
        (weighted(0.2, select(DAYS)), weighted(0.2, select(DAYS))),
        weighted(0.15, select(INSTANTS)),
    );
    (coded, valued, order::sorts(KEYS), super::limits()).prop_map(|(coded, valued, sort, limit)| {
        let (areas, departments, blueprints, statuses) = coded;
        let (initiative, overdue, due, updated_since) = valued;
        MilestoneAsk {
            areas,
            departments,
            blueprints,
            statuses,
            initiative,
            overdue,
            due,
            updated_since,
            sort,
            limit,
        }
    })
}

impl Ask for MilestoneAsk {
    const LIST: &'static str = "/api/v1/milestones";

    fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut all: Vec<(&'static str, String)> = [
            ("smart_area", &self.areas),
            ("department", &self.departments),
            ("blueprint", &self.blueprints),
            ("status", &self.statuses),
        ]
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(name, values)| (name, values.join(",")))
        .collect();
        let single = [
            ("initiative", self.initiative.map(str::to_owned)),
            ("overdue", self.overdue.map(|overdue| overdue.to_string())),
            ("due_after", self.due.0.map(str::to_owned)),
            ("due_before", self.due.1.map(str::to_owned)),
            ("updated_since", self.updated_since.map(str::to_owned)),
            ("sort", order::text(&self.sort)),
        ];
        all.extend(single.into_iter().filter_map(|(name, value)| Some((name, value?))));
        all
    }

    fn limit(&self) -> usize {
        self.limit
    }

    fn expected(&self, all: &[Value]) -> Vec<String> {
        let usual = vec![("due_on", false)];
        let sort = if self.sort.is_empty() { &usual } else { &self.sort };
        let mut hits: Vec<&Value> = all.iter().filter(|item| self.passes(item)).collect();
        hits.sort_by(|one, other| {
            order::compare(sort, |item, name| item[name].clone(), one, other)
        });
        hits.into_iter().map(key).collect()
    }
}

impl MilestoneAsk {
    fn passes(&self, item: &Value) -> bool {
        let code = item["initiative_code"].as_str().unwrap();
        let initiative = record("initiatives", code);
        let is = |values: &[&str], value: &Value| {
            values.is_empty() || values.contains(&value.as_str().unwrap())
        };
        let editions = initiative["blueprints"].as_array().unwrap();
        let (after, before) = self.due;
        let due = item["due_on"].as_str();
        is(&self.areas, &initiative["smart_area"])
            && is(&self.departments, &initiative["lead_department"])
            && (self.blueprints.is_empty() || editions.iter().any(|one| is(&self.blueprints, one)))
            && is(&self.statuses, &item["status"])
            && self.initiative.is_none_or(|wanted| wanted == code)
            && self.overdue.is_none_or(|overdue| item["overdue"] == overdue)
            && after.is_none_or(|after| due.is_some_and(|due| due >= after))
            && before.is_none_or(|before| due.is_some_and(|due| due < before))
            && self.updated_since.is_none_or(|since| instant(&item["updated_at"]) >= at(since))
    }
}
