//! What is asked of areas, departments and editions, and of the change sequence.

use smartcity::app::change::{self, ChangesRequest, From};
use smartcity::app::page::{PageRequest, Position};
use smartcity::app::{backlog, blueprint, department, smart_area};
use smartcity::store::Reading;
use smartcity::store::change::ChangeKind;
use smartcity::store::feed::Feed;
use smartcity::store::page::KeyValue;

use super::{Case, today};
use crate::plans::filled::INITIATIVES;

/// Reads a page of one resource after a code; gives how many there were.
type List = fn(&mut Reading<'_>, &PageRequest<(), ()>) -> usize;

const LISTS: [(&str, List); 3] = [
    ("smart areas", |reading, request| smart_area::list(reading, request).unwrap().items.len()),
    ("departments", |reading, request| department::list(reading, request).unwrap().items.len()),
    ("blueprints", |reading, request| blueprint::list(reading, request).unwrap().items.len()),
];

pub fn lists() -> Vec<Case> {
    of_size(25)
}

/// Each list with totals, and each way of reading the changes.
pub fn of_size(limit: u8) -> Vec<Case> {
    let mut cases: Vec<Case> = LISTS
        .into_iter()
        .map(|(name, list)| {
            Case::new(name, move |reading| {
                let found = list(reading, &request(limit, None));
                assert_eq!(found, usize::from(limit));
            })
        })
        .collect();
    let kinds = || vec![ChangeKind::Milestone, ChangeKind::Department];
    let asked = [
        ("changes from the start", From::Start, Vec::new()),
        ("changes after a number", From::After(INITIATIVES / 2), Vec::new()),
        ("changes of two kinds", From::After(INITIATIVES / 2), kinds()),
        ("changes of one kind", From::Start, vec![ChangeKind::Blueprint]),
    ];
    for (name, from, kinds) in asked {
        cases.push(Case::new(name, move |reading| {
            let found =
                change::list(reading, &Feed::default(), &ChangesRequest { from, kinds, limit })
                    .unwrap();
            assert_eq!(found.items.len(), usize::from(limit));
        }));
    }
    cases.push(Case::new("what waits", |reading| {
        backlog::look(reading, today()).unwrap();
    }));
    cases
}

pub fn in_order() -> Vec<Case> {
    let lists = LISTS.into_iter().map(|(name, list)| {
        let position = Position { elsewhere: false, keys: vec![KeyValue::Text("D".to_owned())] };
        Case::new(format!("more {name}"), move |reading| {
            list(reading, &request(25, Some(position)));
        })
    });
    let changes = Case::new("changes after a number", |reading| {
        let request = ChangesRequest { from: From::After(77), kinds: Vec::new(), limit: 25 };
        change::list(reading, &Feed::default(), &request).unwrap();
    });
    lists.chain([changes]).collect()
}

fn request(limit: u8, position: Option<Position>) -> PageRequest<(), ()> {
    PageRequest { filter: (), order: Vec::new(), position, limit, include_total: true }
}
