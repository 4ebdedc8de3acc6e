//! What is asked of histories, ledgers, updates and figures of departments.

use smartcity::app::performance;
use smartcity::authz::{Action, Grants, Scope};
use smartcity::domain::code::InitiativeCode;
use smartcity::domain::ids::MilestoneId;
use smartcity::domain::membership::{Membership, Memberships};
use smartcity::domain::performance::AskedWindow;
use smartcity::domain::role::Role;
use smartcity::domain::update::UpdateState;
use smartcity::store::history::{self, HistorySort};
use smartcity::store::initiative::transition as moves;
use smartcity::store::ledger::newest_first;
use smartcity::store::milestone::{rebaseline, transition};
use smartcity::store::page::{KeyValue, SortBy, Window};
use smartcity::store::performance as figures;
use smartcity::store::update::{self, DraftSort, PublicSort, StaffFilter};

use super::{Case, codes, day, today};

/// Much happened to it.
fn busy() -> InitiativeCode {
    "initiative-100077".parse().unwrap()
}

/// Much was reported of it.
fn reported() -> MilestoneId {
    "00000000-0000-5000-8000-100000000077".parse().unwrap()
}

const ID: &str = "00000000-0000-7000-8000-100000000077";

fn window<S>(order: Vec<SortBy<S>>, after: Option<Vec<KeyValue>>, limit: u8) -> Window<S> {
    Window { order, after, limit: i64::from(limit) }
}

/// Those of one department, or of all.
fn scope(role: Role, department: Option<&str>) -> Scope {
    let department = department.map(|code| code.parse().unwrap());
    let memberships = Memberships::new(vec![Membership { role, department }]).unwrap();
    Grants::new(memberships).scope(Action::ReadDrafts)
}

/// Each list from its beginning or from somewhere within.
fn lists(limit: u8, is_later: bool) -> Vec<Case> {
    let text = |text: &str| KeyValue::Text(text.to_owned());
    let number = KeyValue::Integer;
    let ledger = move || is_later.then(|| vec![number(77), text(ID)]);
    let past = is_later.then(|| vec![number(1_000), text("milestone"), text("busy-7"), number(1)]);
    let told = is_later.then(|| vec![KeyValue::Date(day(2026, 1, 1)), text(ID)]);
    let drafts = move || is_later.then(|| vec![text(ID)]);
    let staff = move |name: &str, scope: Scope, filter: StaffFilter| {
        Case::new(format!("updates for staff {name}"), move |reading| {
            let window = window(DraftSort::newest_first(), drafts(), limit);
            update::list_staff(reading.connection, &scope, &filter, &window).unwrap();
        })
    };
    let of = StaffFilter::default;
    vec![
        Case::new("the history of an initiative", move |reading| {
            let window = window(HistorySort::newest_first(), past, limit);
            history::list(reading.connection, &busy(), &window).unwrap();
        }),
        Case::new("the reports on a milestone", move |reading| {
            let window = window(newest_first(), ledger(), limit);
            transition::list(reading.connection, reported(), &window).unwrap();
        }),
        Case::new("the changes of a date", move |reading| {
            let window = window(newest_first(), ledger(), limit);
            rebaseline::list(reading.connection, reported(), &window).unwrap();
        }),
        Case::new("the moves of an initiative", move |reading| {
            let window = window(newest_first(), ledger(), limit);
            moves::list(reading.connection, &busy(), &window).unwrap();
        }),
        Case::new("the updates on an initiative", move |reading| {
            let window = window(PublicSort::newest_first(), told, limit);
            update::list_public(reading.connection, &busy(), &window).unwrap();
        }),
        staff("of all departments", scope(Role::Auditor, None), of()),
    ]
}

/// Lists that are read in the order of an index.
pub fn in_order() -> Vec<Case> {
    [lists(25, false), lists(25, true)].into_iter().flatten().collect()
}

/// Lists that are narrowed, totals and figures.
pub fn filtered() -> Vec<Case> {
    let mut cases: Vec<Case> = narrow().into_iter().map(|(case, _)| case).collect();
    cases.push(Case::new("totals of ledgers", |reading| {
        let connection = &mut *reading.connection;
        history::count(connection, &busy()).unwrap();
        transition::count(connection, reported()).unwrap();
        rebaseline::count(connection, reported()).unwrap();
        moves::count(connection, &busy()).unwrap();
        update::count_public(connection, &busy()).unwrap();
        let own = scope(Role::Publisher, Some("D7"));
        update::count_staff(connection, &own, &StaffFilter::default()).unwrap();
    }));
    cases.push(Case::new("the performance of a department", |reading| {
        let code = "D7".parse().unwrap();
        let found = performance::of_department(reading, &code, asked(), today()).unwrap();
        assert_eq!(found.performance.total, 100);
    }));
    cases
}

/// Lists of few among many, with the index that finds them.
pub fn narrow() -> Vec<(Case, &'static str)> {
    let staff = |name: &str, scope: Scope, filter: StaffFilter| {
        Case::new(format!("updates for staff {name}"), move |reading| {
            let window = window(DraftSort::newest_first(), None, 25);
            let found = update::list_staff(reading.connection, &scope, &filter, &window).unwrap();
            assert!(!found.is_empty());
        })
    };
    let all = || scope(Role::Auditor, None);
    let of_d7 = StaffFilter { departments: codes(&["D7"]), ..StaffFilter::default() };
    let drafts = StaffFilter { states: vec![UpdateState::Draft], ..StaffFilter::default() };
    let of_one =
        StaffFilter { initiatives: codes(&["initiative-100077"]), ..StaffFilter::default() };
    let milestones = Case::new("the milestones that a department answers for", |reading| {
        let code = "D7".parse().unwrap();
        let found = figures::promised_in(reading.connection, &code, asked().on(today())).unwrap();
        assert_eq!(found.len(), 100);
    });
    vec![
        (milestones, "initiatives_lead_department"),
        (staff("by one department", all(), of_d7), "progress_updates_department"),
        (staff("that are drafts", all(), drafts), "progress_updates_state"),
        (
            staff("of one initiative", all(), of_one),
            "progress_updates_initiative|progress_updates_public",
        ),
    ]
}

/// Each list in pages of one size.
pub fn of_size(limit: u8) -> Vec<Case> {
    lists(limit, false)
}

fn asked() -> AskedWindow {
    AskedWindow { after: Some(day(2025, 1, 1)), before: Some(day(2029, 1, 1)) }
}
