//! What is asked of initiatives.

use smartcity::app::initiative::{self, Include, InitiativeView};
use smartcity::app::page::{Page, PageRequest, Position};
use smartcity::domain::health::Health;
use smartcity::domain::lifecycle::Lifecycle;
use smartcity::store::Reading;
use smartcity::store::initiative::filter::InitiativeFilter;
use smartcity::store::initiative::sort::InitiativeSort;
use smartcity::store::page::Direction::{self, Ascending, Descending};

use super::{Case, codes, day, order, page, recently, today};

type Request = PageRequest<InitiativeFilter, InitiativeSort>;

const SORTS: [InitiativeSort; 6] = [
    InitiativeSort::Code,
    InitiativeSort::CreatedAt,
    InitiativeSort::EndsOn,
    InitiativeSort::Progress,
    InitiativeSort::StartsOn,
    InitiativeSort::UpdatedAt,
];

const EVERYTHING: Include = Include { milestones: true, lead_department: true, smart_area: true };

/// Each filter by itself and all together, counted too, and with what stands beside.
pub fn filtered() -> Vec<Case> {
    let cases = filters().into_iter().map(|(name, filter)| {
        Case::new(format!("initiatives by {name}"), move |reading| {
            let request = Request { include_total: true, ..by_code(filter) };
            let first = list(reading, &request, EVERYTHING);
            if let Some(next) = first.next {
                list(reading, &Request { position: Some(next), ..request }, EVERYTHING);
            }
        })
    });
    cases.collect()
}

pub fn items() -> Vec<Case> {
    let code = || "initiative-100500".parse().unwrap();
    vec![
        Case::new("an initiative", move |reading| {
            initiative::find(reading, &code(), EVERYTHING, today()).unwrap();
        }),
        Case::new("an initiative's progress", move |reading| {
            initiative::progress(reading, &code()).unwrap();
        }),
    ]
}

pub fn in_order() -> Vec<Case> {
    let mut cases = Vec::new();
    for key in SORTS {
        for direction in [Ascending, Descending] {
            cases.push(Case::new(
                format!("initiatives by {key:?}, {direction:?}"),
                move |reading| {
                    sorted(reading, key, direction, None);
                },
            ));
            cases.push(Case::new(
                format!("more initiatives by {key:?}, {direction:?}"),
                move |reading| {
                    sorted(reading, key, direction, Some(behind(key, direction)));
                },
            ));
        }
    }
    cases
}

/// A position in the middle, made by hand so that only one page is read.
fn behind(key: InitiativeSort, direction: Direction) -> Position {
    use smartcity::store::page::KeyValue::{Date, Instant, Real, Text};
    let code = Text("initiative-105000".to_owned());
    let first = match key {
        InitiativeSort::Code => return Position { elsewhere: false, keys: vec![code] },
        InitiativeSort::CreatedAt | InitiativeSort::UpdatedAt => Instant(recently().naive_utc()),
        InitiativeSort::StartsOn | InitiativeSort::EndsOn => Date(day(2026, 1, 1)),
        InitiativeSort::Progress => Real(if direction == Ascending { 30.0 } else { 70.0 }),
    };
    Position { elsewhere: false, keys: vec![first, code] }
}

pub fn narrow() -> Vec<(Case, &'static str)> {
    let rows = [
        ("department", "initiatives_lead_department"),
        ("smart area", "initiatives_smart_area|initiatives_statistics"),
        ("supporting department", "initiative_departments_department"),
        ("tag", "initiative_tags_tag"),
        ("a word", "search_terms"),
        ("two words", "search_terms"),
    ];
    let by_name = rows.map(|(name, index)| {
        let (_, filter) = filters().into_iter().find(|(found, _)| *found == name).unwrap();
        let case = Case::new(format!("few initiatives by {name}"), move |reading| {
            list(reading, &by_code(filter), Include::default());
        });
        (case, index)
    });
    let since = Case::new("initiatives changed since, newest last", |reading| {
        let filter =
            InitiativeFilter { updated_since: Some(recently()), ..InitiativeFilter::default() };
        let order = order(InitiativeSort::UpdatedAt, Ascending, InitiativeSort::Code);
        list(reading, &page(filter, order, None), Include::default());
    });
    by_name.into_iter().chain([(since, "initiatives_updated")]).collect()
}

pub fn of_size(limit: u8) -> Vec<Case> {
    let names = ["nothing", "a common word", "due window", "everything at once"];
    let wanted = filters().into_iter().filter(|(name, _)| names.contains(name));
    let cases = wanted.map(|(name, filter)| {
        Case::new(format!("initiatives by {name}"), move |reading| {
            let request = Request { limit, include_total: true, ..by_code(filter) };
            let found = list(reading, &request, EVERYTHING).items.len();
            assert!(found <= usize::from(limit));
        })
    });
    cases.collect()
}

fn by_code(filter: InitiativeFilter) -> Request {
    page(filter, order(InitiativeSort::Code, Ascending, InitiativeSort::Code), None)
}

fn list(reading: &mut Reading<'_>, request: &Request, include: Include) -> Page<InitiativeView> {
    initiative::list(reading, request, include, today()).unwrap()
}

fn sorted(
    reading: &mut Reading<'_>,
    key: InitiativeSort,
    direction: Direction,
    position: Option<Position>,
) {
    let order = order(key, direction, InitiativeSort::Code);
    let found = list(reading, &page(InitiativeFilter::default(), order, position), EVERYTHING);
    assert_eq!(found.items.len(), 25);
}

/// Every filter that the API offers, by its name there or what it looks for.
fn filters() -> Vec<(&'static str, InitiativeFilter)> {
    let none = InitiativeFilter::default;
    let words =
        |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>());
    vec![
        ("nothing", none()),
        ("smart area", InitiativeFilter { smart_areas: codes(&["area-7"]), ..none() }),
        ("smart areas", InitiativeFilter { smart_areas: codes(&["area-7", "area-8"]), ..none() }),
        ("department", InitiativeFilter { departments: codes(&["D7"]), ..none() }),
        (
            "supporting department",
            InitiativeFilter { supporting_departments: codes(&["D7"]), ..none() },
        ),
        ("blueprint", InitiativeFilter { blueprints: codes(&["v1"]), ..none() }),
        ("lifecycle", InitiativeFilter { lifecycles: vec![Lifecycle::Planned], ..none() }),
        ("health", InitiativeFilter { healths: vec![Health::Delayed, Health::AtRisk], ..none() }),
        ("tag", InitiativeFilter { tags: codes(&["tag-7"]), ..none() }),
        ("due before", InitiativeFilter { due_before: Some(day(2026, 12, 31)), ..none() }),
        ("due after", InitiativeFilter { due_after: Some(day(2026, 12, 1)), ..none() }),
        (
            "due window",
            InitiativeFilter {
                due_after: Some(day(2026, 12, 1)),
                due_before: Some(day(2026, 12, 31)),
                ..none()
            },
        ),
        ("updated since", InitiativeFilter { updated_since: Some(recently()), ..none() }),
        ("overdue", InitiativeFilter { overdue: Some(true), ..none() }),
        ("not overdue", InitiativeFilter { overdue: Some(false), ..none() }),
        ("least progress", InitiativeFilter { progress_min: Some(90.0), ..none() }),
        ("most progress", InitiativeFilter { progress_max: Some(10.0), ..none() }),
        ("a word", InitiativeFilter { terms: words(&["rare77"]), ..none() }),
        ("a common word", InitiativeFilter { terms: words(&["common"]), ..none() }),
        ("two words", InitiativeFilter { terms: words(&["common", "some7"]), ..none() }),
        ("no word", InitiativeFilter { terms: words(&[]), ..none() }),
        (
            "everything at once",
            InitiativeFilter {
                smart_areas: codes(&["area-7"]),
                departments: codes(&["D7"]),
                supporting_departments: codes(&["D8"]),
                blueprints: codes(&["v1"]),
                lifecycles: vec![Lifecycle::InProgress],
                healths: vec![Health::OnTrack],
                tags: codes(&["tag-7"]),
                due_before: Some(day(2026, 12, 31)),
                due_after: Some(day(2026, 12, 1)),
                updated_since: Some(recently()),
                overdue: Some(false),
                progress_min: Some(1.0),
                progress_max: Some(99.0),
                terms: words(&["common", "some7"]),
            },
        ),
    ]
}
