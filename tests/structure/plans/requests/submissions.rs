//! What is asked of submissions: by everybody, and by staff of their queue.

use chrono::{DateTime, TimeDelta, Utc};
use smartcity::authz::{Action, Grants, Scope};
use smartcity::domain::ids::SubmissionId;
use smartcity::domain::membership::{Membership, Memberships};
use smartcity::domain::role::Role;
use smartcity::domain::submission::{
    Reference, ReplyOutcome, SubmissionKind, SubmissionState, Visibility,
};
use smartcity::store::ledger::newest_first;
use smartcity::store::page::{Direction, KeyValue, Window};
use smartcity::store::submission::{
    self, PublicFilter, QueueFilter, QueueSort, SubmissionSort, contact, due, message, reply,
};
use smartcity::store::{department, holiday, notice, recipient, reply_standard, search_folding};

use crate::plans::filled::INITIATIVES;

use super::{Case, codes, day, recently, today};

const ID: &str = "00000000-0000-7000-8000-100000000077";
const DIRECTIONS: [Direction; 2] = [Direction::Ascending, Direction::Descending];

fn id() -> SubmissionId {
    ID.parse().unwrap()
}

/// Those of one department, or of all.
fn scope(role: Role, department: Option<&str>) -> Scope {
    let department = department.map(|code| code.parse().unwrap());
    let memberships = Memberships::new(vec![Membership { role, department }]).unwrap();
    Grants::new(memberships).scope(Action::ReadSubmissions)
}

fn everything() -> Scope {
    scope(Role::Moderator, None)
}

/// A few minutes before the newest of them.
fn lately() -> DateTime<Utc> {
    let rows = TimeDelta::minutes(INITIATIVES - 5);
    day(2025, 1, 1).and_hms_opt(0, 0, 0).unwrap().and_utc() + rows
}

fn text(text: &str) -> KeyValue {
    KeyValue::Text(text.to_owned())
}

fn public(name: &str, filter: &PublicFilter, window: Window<SubmissionSort>) -> Case {
    let filter = filter.clone();
    Case::new(format!("public submissions {name}"), move |reading| {
        let found = submission::list_public(reading.connection, &filter, &window).unwrap();
        assert!(!found.is_empty());
    })
}

fn queue(name: &str, scope: Scope, filter: &QueueFilter, window: Window<QueueSort>) -> Case {
    let filter = filter.clone();
    Case::new(format!("the queue {name}"), move |reading| {
        let connection = &mut *reading.connection;
        let found = submission::list_queue(connection, &scope, &filter, &window, today()).unwrap();
        assert!(!found.is_empty());
    })
}

fn by_received(direction: Direction, is_later: bool, limit: u8) -> Window<SubmissionSort> {
    let after = is_later.then(|| vec![KeyValue::Date(day(2026, 1, 1)), text(ID)]);
    Window { order: SubmissionSort::by_received(direction), after, limit: i64::from(limit) }
}

fn by_due(direction: Direction, is_later: bool, limit: u8) -> Window<QueueSort> {
    let at = || KeyValue::Instant(recently().naive_utc());
    let after = is_later.then(|| vec![KeyValue::Date(day(2026, 1, 1)), at(), text(ID)]);
    Window { order: QueueSort::by_due(direction), after, limit: i64::from(limit) }
}

/// What everybody narrows the list to, with the index that finds it.
fn of_public() -> [(&'static str, PublicFilter, &'static str); 6] {
    let all = PublicFilter::default;
    [
        (
            "on one initiative",
            PublicFilter { initiatives: codes(&["initiative-100076"]), ..all() },
            "submissions_initiative",
        ),
        (
            "on one smart area",
            PublicFilter { smart_areas: codes(&["area-78"]), ..all() },
            "submissions_smart_area",
        ),
        (
            "on one subject",
            PublicFilter { subjects: codes(&["subject-78"]), ..all() },
            "submissions_subject",
        ),
        (
            "of one kind",
            PublicFilter { kinds: vec![SubmissionKind::Praise], ..all() },
            "submissions_kind",
        ),
        (
            "with one outcome",
            PublicFilter { outcomes: vec![ReplyOutcome::Accepted], ..all() },
            "submissions_outcome_public",
        ),
        (
            "changed lately",
            PublicFilter { updated_since: Some(lately()), ..all() },
            "submissions_updated",
        ),
    ]
}

/// What staff narrow their queue to, with the index that finds it.
fn of_queue() -> [(&'static str, Scope, QueueFilter, &'static str); 6] {
    let all = QueueFilter::default;
    let assigned = || vec![SubmissionState::Assigned];
    let answered = || vec![SubmissionState::Answered];
    [
        (
            "of one state",
            everything(),
            QueueFilter { states: assigned(), ..all() },
            "submissions_state",
        ),
        (
            "of what is late",
            everything(),
            QueueFilter { overdue: Some(true), ..all() },
            "submissions_state",
        ),
        ("of one department", scope(Role::Responder, Some("D3")), all(), "submissions_department"),
        (
            "of one department and state",
            everything(),
            QueueFilter { departments: codes(&["D3"]), states: assigned(), ..all() },
            "submissions_department",
        ),
        (
            "of what was answered and is not published",
            everything(),
            QueueFilter { visibilities: vec![Visibility::Pending], states: answered(), ..all() },
            "submissions_visibility",
        ),
        (
            "of one language",
            everything(),
            QueueFilter { languages: vec!["pt".parse().unwrap()], states: assigned(), ..all() },
            "submissions_language",
        ),
    ]
}

/// Each list from its beginning and from somewhere within, in both directions.
pub fn in_order() -> Vec<Case> {
    let mut cases = Vec::new();
    for direction in DIRECTIONS {
        for is_later in [false, true] {
            let window = || by_received(direction, is_later, 25);
            cases.push(public("of all", &PublicFilter::default(), window()));
            let window = || by_due(direction, is_later, 25);
            cases.push(queue("of all", everything(), &QueueFilter::default(), window()));
        }
        // Few are found, so all of them from the beginning.
        for (name, filter, _) in of_public() {
            cases.push(public(name, &filter, by_received(direction, false, 25)));
        }
        for (name, scope, filter, _) in of_queue() {
            cases.push(queue(name, scope, &filter, by_due(direction, false, 25)));
        }
    }
    cases
}

/// Lists that are narrowed, totals, and what belongs to single submissions.
pub fn filtered() -> Vec<Case> {
    let mut cases: Vec<Case> = narrow().into_iter().map(|(case, _)| case).collect();
    let of_two = PublicFilter {
        initiatives: codes(&["initiative-100076", "initiative-100079"]),
        kinds: vec![SubmissionKind::View, SubmissionKind::Praise],
        ..PublicFilter::default()
    };
    cases.push(public("on two initiatives", &of_two, by_received(Direction::Descending, false, 9)));
    for word in ["common", "rare77"] {
        let filter = QueueFilter { terms: Some(vec![word.to_owned()]), ..QueueFilter::default() };
        let window = by_due(Direction::Ascending, false, 25);
        cases.push(queue(word, everything(), &filter, window));
    }
    cases.push(Case::new("totals of submissions", |reading| {
        let connection = &mut *reading.connection;
        for (_, filter, _) in of_public() {
            assert!(submission::count_public(connection, &filter).unwrap() > 0);
        }
        for (_, scope, filter, _) in of_queue() {
            let count = submission::count_queue(connection, &scope, &filter, today()).unwrap();
            assert!(count > 0);
        }
    }));
    cases.push(Case::new("one submission with all that belongs to it", |reading| {
        let connection = &mut *reading.connection;
        let one = submission::find(connection, id()).unwrap().unwrap();
        assert_eq!(one.reference, Reference::of_random([0, 0, 0, 0, 77]));
        let same = submission::find_by_reference(connection, one.reference).unwrap().unwrap();
        assert_eq!(same, one);
        assert_eq!(message::of(connection, id()).unwrap().len(), 1);
        assert!(contact::find(connection, id()).unwrap().is_some());
        assert_eq!(reply::of_submissions(connection, &[id()]).unwrap().len(), 1);
    }));
    cases.push(Case::new("what submissions changed of an initiative", |reading| {
        let code = "initiative-100003".parse().unwrap();
        let window = Window { order: newest_first(), after: None, limit: 25 };
        let found = reply::influencing(reading.connection, &code, &window).unwrap();
        assert!(!found.is_empty());
        let count = reply::count_influencing(reading.connection, &code).unwrap();
        assert!(count > 0);
    }));
    cases.push(Case::new("what intake and the search terms need to know", |reading| {
        holiday::all(reading.connection).unwrap();
        reply_standard::find(reading.connection).unwrap();
        search_folding::find(reading.connection).unwrap();
        department::reply_standards(reading.connection).unwrap();
        due::moves_of(reading.connection, &[id()]).unwrap();
        assert!(notice::newest(reading.connection, today()).unwrap().is_some());
    }));
    cases
}

/// Lists of few among many, with the index that finds them.
pub fn narrow() -> Vec<(Case, &'static str)> {
    let public = of_public().into_iter().map(|(name, filter, index)| {
        (public(name, &filter, by_received(Direction::Descending, false, 25)), index)
    });
    let queue = of_queue().into_iter().map(|(name, scope, filter, index)| {
        (queue(name, scope, &filter, by_due(Direction::Ascending, false, 25)), index)
    });
    public.chain(queue).chain(of_mailboxes()).collect()
}

/// What is asked of a mailbox before a letter goes there.
fn of_mailboxes() -> [(Case, &'static str); 2] {
    let counted = Case::new("letters to a mailbox", |reading| {
        let long_ago = day(2025, 1, 1).and_hms_opt(0, 0, 0).unwrap().and_utc();
        let found = recipient::count_letters(reading.connection, "mailbox-76", true, long_ago);
        assert!(found.unwrap() > 0);
    });
    let refused = Case::new("whether a mailbox refuses letters", |reading| {
        assert!(recipient::has_refused(reading.connection, "mailbox-100").unwrap());
    });
    [(counted, "recipient_letters_recipient"), (refused, "letter_recipients")]
}

/// Each list in pages of one size.
pub fn of_size(limit: u8) -> Vec<Case> {
    vec![
        public(
            "of all",
            &PublicFilter::default(),
            by_received(Direction::Descending, false, limit),
        ),
        queue(
            "of all",
            everything(),
            &QueueFilter::default(),
            by_due(Direction::Ascending, false, limit),
        ),
    ]
}
