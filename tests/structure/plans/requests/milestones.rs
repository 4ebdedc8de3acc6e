//! What is asked of milestones.

use smartcity::app::milestone::{self, MilestoneView};
use smartcity::app::page::{Page, PageRequest, Position};
use smartcity::domain::code::InitiativeCode;
use smartcity::domain::milestone::MilestoneStatus;
use smartcity::store::Reading;
use smartcity::store::milestone::filter::MilestoneFilter;
use smartcity::store::milestone::sort::MilestoneSort;
use smartcity::store::page::Direction::{self, Ascending, Descending};

use super::{Case, codes, day, order, page, recently, today};

type Request = PageRequest<MilestoneFilter, MilestoneSort>;

const SORTS: [MilestoneSort; 5] = [
    MilestoneSort::DueOn,
    MilestoneSort::Id,
    MilestoneSort::MetOn,
    MilestoneSort::OriginalDueOn,
    MilestoneSort::UpdatedAt,
];

const ID: &str = "00000000-0000-5000-8000-100000000500";

pub fn filtered() -> Vec<Case> {
    let cases = filters().into_iter().map(|(name, filter)| {
        Case::new(format!("milestones by {name}"), move |reading| {
            let request = Request { include_total: true, ..by_date(filter) };
            let first = list(reading, &request);
            if let Some(next) = first.next {
                list(reading, &Request { position: Some(next), ..request });
            }
        })
    });
    cases.collect()
}

pub fn items() -> Vec<Case> {
    vec![
        Case::new("a milestone", |reading| {
            milestone::find(reading, ID.parse().unwrap(), today()).unwrap();
        }),
        Case::new("the milestones of an initiative", |reading| {
            let code: InitiativeCode = "initiative-100500".parse().unwrap();
            let filter =
                MilestoneFilter { initiative: Some(code.clone()), ..MilestoneFilter::default() };
            let request = Request { include_total: true, ..by_date(filter) };
            let found = milestone::list_of(reading, &code, &request, today()).unwrap();
            assert_eq!(found.total, Some(2));
        }),
    ]
}

pub fn in_order() -> Vec<Case> {
    let mut cases = Vec::new();
    for key in SORTS {
        for direction in [Ascending, Descending] {
            cases.push(Case::new(
                format!("milestones by {key:?}, {direction:?}"),
                move |reading| {
                    sorted(reading, key, direction, None);
                },
            ));
            cases.push(Case::new(
                format!("more milestones by {key:?}, {direction:?}"),
                move |reading| {
                    sorted(reading, key, direction, Some(behind(key)));
                },
            ));
        }
    }
    cases
}

/// A position in the middle, made by hand so that only one page is read.
fn behind(key: MilestoneSort) -> Position {
    use smartcity::store::page::KeyValue::{Date, Instant, Text};
    let id = Text(ID.to_owned());
    let first = match key {
        MilestoneSort::Id => return Position { elsewhere: false, keys: vec![id] },
        MilestoneSort::UpdatedAt => Instant(recently().naive_utc()),
        MilestoneSort::DueOn | MilestoneSort::MetOn | MilestoneSort::OriginalDueOn => {
            Date(day(2026, 1, 1))
        }
    };
    Position { elsewhere: false, keys: vec![first, id] }
}

pub fn narrow() -> Vec<(Case, &'static str)> {
    let rows = [
        ("initiative", "milestones_initiative"),
        ("department", "initiatives_lead_department"),
        ("due window", "milestones_due_asc"),
    ];
    let by_name = rows.map(|(name, index)| {
        let (_, filter) = filters().into_iter().find(|(found, _)| *found == name).unwrap();
        let case = Case::new(format!("few milestones by {name}"), move |reading| {
            list(reading, &by_date(filter));
        });
        (case, index)
    });
    let since = Case::new("milestones changed since, newest last", |reading| {
        let filter =
            MilestoneFilter { updated_since: Some(recently()), ..MilestoneFilter::default() };
        let order = order(MilestoneSort::UpdatedAt, Ascending, MilestoneSort::Id);
        list(reading, &page(filter, order, None));
    });
    by_name.into_iter().chain([(since, "milestones_updated")]).collect()
}

pub fn of_size(limit: u8) -> Vec<Case> {
    let names = ["nothing", "overdue", "everything at once"];
    let wanted = filters().into_iter().filter(|(name, _)| names.contains(name));
    let cases = wanted.map(|(name, filter)| {
        Case::new(format!("milestones by {name}"), move |reading| {
            let request = Request { limit, include_total: true, ..by_date(filter) };
            assert!(list(reading, &request).items.len() <= usize::from(limit));
        })
    });
    cases.collect()
}

fn by_date(filter: MilestoneFilter) -> Request {
    page(filter, order(MilestoneSort::DueOn, Ascending, MilestoneSort::Id), None)
}

fn list(reading: &mut Reading<'_>, request: &Request) -> Page<MilestoneView> {
    milestone::list(reading, request, today()).unwrap()
}

fn sorted(
    reading: &mut Reading<'_>,
    key: MilestoneSort,
    direction: Direction,
    position: Option<Position>,
) {
    let order = order(key, direction, MilestoneSort::Id);
    let found = list(reading, &page(MilestoneFilter::default(), order, position));
    assert_eq!(found.items.len(), 25);
}

/// Every filter that the API offers, by its name there.
fn filters() -> Vec<(&'static str, MilestoneFilter)> {
    let none = MilestoneFilter::default;
    let initiative = || Some("initiative-100500".parse().unwrap());
    vec![
        ("nothing", none()),
        ("initiative", MilestoneFilter { initiative: initiative(), ..none() }),
        ("smart area", MilestoneFilter { smart_areas: codes(&["area-7"]), ..none() }),
        ("department", MilestoneFilter { departments: codes(&["D7"]), ..none() }),
        ("blueprint", MilestoneFilter { blueprints: codes(&["v1"]), ..none() }),
        ("status", MilestoneFilter { statuses: vec![MilestoneStatus::NotMet], ..none() }),
        (
            "statuses",
            MilestoneFilter {
                statuses: vec![MilestoneStatus::Met, MilestoneStatus::NotMet],
                ..none()
            },
        ),
        ("overdue", MilestoneFilter { overdue: Some(true), ..none() }),
        ("not overdue", MilestoneFilter { overdue: Some(false), ..none() }),
        ("due before", MilestoneFilter { due_before: Some(day(2026, 1, 1)), ..none() }),
        ("due after", MilestoneFilter { due_after: Some(day(2026, 12, 1)), ..none() }),
        (
            "due window",
            MilestoneFilter {
                due_after: Some(day(2026, 12, 1)),
                due_before: Some(day(2026, 12, 8)),
                ..none()
            },
        ),
        ("updated since", MilestoneFilter { updated_since: Some(recently()), ..none() }),
        (
            "everything at once",
            MilestoneFilter {
                initiative: initiative(),
                smart_areas: codes(&["area-7"]),
                departments: codes(&["D7"]),
                blueprints: codes(&["v1"]),
                statuses: vec![MilestoneStatus::Scheduled],
                overdue: Some(false),
                due_before: Some(day(2027, 1, 1)),
                due_after: Some(day(2026, 1, 1)),
                updated_since: Some(recently()),
            },
        ),
    ]
}
