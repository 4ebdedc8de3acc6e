//! What is asked of accounts and of the audit log.

use smartcity::app::page::{PageRequest, Position};
use smartcity::app::{audit, service_account, user};
use smartcity::authz::Action;
use smartcity::domain::role::Role;
use smartcity::store::audit::{AuditAction, AuditFilter, AuditOutcome, AuditSort};
use smartcity::store::page::{Direction, KeyValue, SortBy};
use smartcity::store::user::{UserFilter, UserSort};

use super::{Case, codes, order, page, recently};

const DIRECTIONS: [Direction; 2] = [Direction::Ascending, Direction::Descending];

fn users(name: &str, request: PageRequest<UserFilter, UserSort>) -> Case {
    Case::new(format!("users {name}"), move |reading| {
        user::list(reading, &request).unwrap();
    })
}

fn entries(name: &str, request: PageRequest<AuditFilter, AuditSort>) -> Case {
    Case::new(format!("audit entries {name}"), move |reading| {
        audit::list(reading, &request).unwrap();
    })
}

fn by_email() -> Vec<SortBy<UserSort>> {
    order(UserSort::Email, Direction::Ascending, UserSort::Id)
}

fn newest_first() -> Vec<SortBy<AuditSort>> {
    order(AuditSort::Seq, Direction::Descending, AuditSort::Seq)
}

/// Each list with each of its filters.
pub fn filtered() -> Vec<Case> {
    let of_users = [
        ("of a role", UserFilter { roles: vec![Role::Auditor], ..UserFilter::default() }),
        (
            "of departments",
            UserFilter { departments: codes(&["D1", "D2"]), ..UserFilter::default() },
        ),
        ("that are disabled", UserFilter { disabled: Some(true), ..UserFilter::default() }),
    ];
    let of_users =
        of_users.into_iter().map(|(name, filter)| users(name, page(filter, by_email(), None)));
    let of_entries = narrowed().into_iter();
    let of_entries =
        of_entries.map(|(name, filter, _)| entries(name, page(filter, newest_first(), None)));
    of_users.chain(of_entries).collect()
}

/// Filters of the audit log, with the index that finds the few entries that pass.
fn narrowed() -> Vec<(&'static str, AuditFilter, &'static str)> {
    let of = AuditFilter::default;
    let id = || Some("00000000-0000-7000-8000-100000000077".to_owned());
    let action = AuditAction::Did(Action::EditUser);
    vec![
        ("of an actor", AuditFilter { actor: id(), ..of() }, "audit_entries_actor"),
        ("of an action", AuditFilter { actions: vec![action], ..of() }, "audit_entries_action"),
        (
            "with an outcome",
            AuditFilter { outcomes: vec![AuditOutcome::Refused], ..of() },
            "audit_entries_outcome",
        ),
        (
            "about a thing",
            AuditFilter { target_kind: Some("user".into()), target: Some("key-7".into()), ..of() },
            "audit_entries_target",
        ),
        (
            "of a request",
            AuditFilter { request_id: Some("request-7".into()), ..of() },
            "audit_entries_request",
        ),
        (
            "about a kind of thing",
            AuditFilter { target_kind: Some("api_key".into()), ..of() },
            "audit_entries_target_kind",
        ),
        (
            "of a while",
            AuditFilter { since: Some(recently()), until: Some(recently()), ..of() },
            "audit_entries_at|audit_entries",
        ),
        ("since an instant", AuditFilter { since: Some(recently()), ..of() }, "audit_entries"),
        ("until an instant", AuditFilter { until: Some(recently()), ..of() }, "audit_entries"),
    ]
}

/// The same, for the test that looks at the index.
pub fn narrow() -> Vec<(Case, &'static str)> {
    narrowed()
        .into_iter()
        .map(|(name, filter, index)| (entries(name, page(filter, newest_first(), None)), index))
        .collect()
}

/// Each list in each order, from its beginning and from somewhere within.
pub fn in_order() -> Vec<Case> {
    let mut cases = Vec::new();
    for direction in DIRECTIONS {
        for (key, value) in [
            (UserSort::Email, KeyValue::Text("user-1".into())),
            (UserSort::CreatedAt, KeyValue::Instant(recently().naive_utc())),
        ] {
            let id = KeyValue::Text("00000000-0000-7000-8000-100000000077".into());
            let position = Position { elsewhere: false, keys: vec![value, id] };
            for position in [None, Some(position)] {
                let order = order(key, direction, UserSort::Id);
                let name = format!("by {key:?} {direction:?}");
                cases.push(users(&name, page(UserFilter::default(), order, position)));
            }
        }
        let position = Position { elsewhere: false, keys: vec![KeyValue::Integer(77)] };
        for position in [None, Some(position)] {
            let order = order(AuditSort::Seq, direction, AuditSort::Seq);
            let name = format!("{direction:?}");
            cases.push(entries(&name, page(AuditFilter::default(), order, position)));
        }
    }
    cases.push(Case::new("service accounts", |reading| {
        let request = PageRequest {
            filter: (),
            order: Vec::new(),
            position: None,
            limit: 25,
            include_total: false,
        };
        service_account::list(reading, &request).unwrap();
    }));
    cases
}

/// Each list in pages of one size.
pub fn of_size(limit: u8) -> Vec<Case> {
    let users_page = PageRequest { limit, ..page(UserFilter::default(), by_email(), None) };
    let entries_page = PageRequest { limit, ..page(AuditFilter::default(), newest_first(), None) };
    vec![users("", users_page), entries("", entries_page)]
}
