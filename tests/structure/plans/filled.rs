//! A catalogue of a size that shows in a plan, made by the database itself.

use smartcity::store::AnyConnection;

use crate::plans::filled_submissions;
use crate::support::rows;

/// How many initiatives there are, and as many milestones, changes and stored versions.
pub const INITIATIVES: i64 = 20_000;

/// How an engine writes what depends on the number of the row.
pub(super) struct Words {
    pub(super) day: &'static str,
    pub(super) at: &'static str,
}

/// Rows of one table: its name, its columns, their values and how many.
pub(super) type Rows = (&'static str, &'static str, String, i64);

/// Fills every table that grows, and tells the planner of it.
pub fn fill(connection: &mut AnyConnection) {
    let words = match connection {
        AnyConnection::Sqlite(_) => Words {
            day: "date('2025-01-01', '+' || (i % 1400) || ' days')",
            at: "strftime('%Y-%m-%d %H:%M:%S', '2025-01-01', '+' || i || ' minutes')",
        },
        AnyConnection::Postgres(_) => Words {
            day: "(DATE '2025-01-01' + CAST(i % 1400 AS INTEGER))",
            at: "(TIMESTAMP '2025-01-01' + i * INTERVAL '1 minute')",
        },
    };
    rows::run(connection, "BEGIN");
    let all = few()
        .into_iter()
        .chain(initiatives(&words))
        .chain(milestones(&words))
        .chain(told(&words))
        .chain(reported(&words))
        .chain(staff(&words))
        .chain(filled_submissions::rows(&words));
    filled_submissions::name(connection, INITIATIVES);
    for (table, columns, values, count) in all {
        let insert = format!(
            "INSERT INTO {table} ({columns}) WITH RECURSIVE n(i) AS \
             (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT {values} FROM n"
        );
        rows::run(connection, &insert);
    }
    rows::run(connection, &format!("UPDATE change_head SET seq = {INITIATIVES}"));
    rows::run(connection, "COMMIT");
    rows::run(connection, "ANALYZE");
}

fn few() -> Vec<Rows> {
    let text = "'{\"en\":\"A name\"}'";
    let times = "'2025-01-01 00:00:00', '2025-01-01 00:00:00'";
    vec![
        (
            "smart_areas",
            "code, version, name, summary, created_at, updated_at",
            format!("'area-' || i, 1, {text}, {text}, {times}"),
            200,
        ),
        (
            "departments",
            "code, version, name, kind, created_at, updated_at",
            format!("'D' || i, 1, {text}, 'bureau', {times}"),
            200,
        ),
        (
            "blueprints",
            "code, version, title, published_on, created_at, updated_at",
            format!("'v' || i, 1, {text}, '2025-01-01', {times}"),
            120,
        ),
    ]
}

/// The initiatives with their lists. Three in four have an open due date, half have a progress.
fn initiatives(words: &Words) -> Vec<Rows> {
    let Words { day, at } = words;
    let code = "'initiative-' || (100000 + i)";
    let own = "code, version, title, summary, smart_area_code, lead_department_code, lifecycle, \
               starts_on, starts_on_precision, ends_on, ends_on_precision, provenance, milestone_total, milestone_met, \
               earliest_open_due_on, earliest_open_due_on_below_half, stale_from, progress_value, progress_method, \
               created_at, updated_at";
    let values = format!(
        "{code}, 1, '{{\"en\":\"A title\"}}', '{{\"en\":\"A summary\"}}', 'area-' || (i % 200 + 1), 'D' || (i % 200 + 1), \
         CASE i % 8 WHEN 0 THEN 'planned' WHEN 1 THEN 'completed' WHEN 2 THEN 'ongoing' WHEN 3 THEN 'on_hold' \
         ELSE 'in_progress' END, {day}, 'day', CASE WHEN i % 2 = 0 THEN {day} END, CASE WHEN i % 2 = 0 THEN 'day' END, \
         '{{\"evidence\":\"retrieved\",\"blueprint_evidence\":\"retrieved\",\"sources\":[],\"note\":null}}', 1, 0, \
         CASE WHEN i % 4 > 0 THEN {day} END, CASE WHEN i % 4 > 1 THEN {day} END, CASE WHEN i % 9 = 0 THEN {day} END, \
         CASE WHEN i % 2 = 0 THEN (i % 1001) / 10.0 END, 'weighted_milestones', {at}, {at}"
    );
    vec![
        ("initiatives", own, values, INITIATIVES),
        (
            "initiative_departments",
            "initiative_code, department_code, position, reporting",
            format!("{code}, 'D' || (i % 199 + 1), 0, i % 2 = 0"),
            INITIATIVES,
        ),
        (
            "initiative_blueprints",
            "initiative_code, blueprint_code",
            format!("{code}, 'v' || (i % 2 + 1)"),
            INITIATIVES,
        ),
        (
            "initiative_tags",
            "initiative_code, tag, position",
            format!("{code}, 'tag-' || (i % 300), 0"),
            INITIATIVES,
        ),
        (
            "search_terms",
            "term, initiative_code, in_title",
            format!("'common', {code}, i % 2 = 0"),
            INITIATIVES,
        ),
        (
            "search_terms",
            "term, initiative_code, in_title",
            format!("'some' || (i % 300), {code}, i % 3 = 0"),
            INITIATIVES,
        ),
        (
            "search_terms",
            "term, initiative_code, in_title",
            format!("'rare' || i, {code}, i % 5 = 0"),
            INITIATIVES,
        ),
    ]
}

/// Two milestones for every second initiative, a tenth of them without a date, with evidence and a ledger.
fn milestones(words: &Words) -> Vec<Rows> {
    let Words { day, at } = words;
    let id = "'00000000-0000-5000-8000-' || (100000000000 + i)";
    let own = "id, version, initiative_code, title, status, weight, original_due_on, original_due_on_precision, \
               due_on, due_on_precision, met_on, met_on_precision, met_first_on, created_at, updated_at";
    let due = |value: &str| format!("CASE WHEN i % 10 > 0 THEN {value} END");
    let met = |value: &str| format!("CASE WHEN i % 5 = 3 THEN {value} END");
    let values = format!(
        "{id}, 1, 'initiative-' || (100001 + i % 10000), '{{\"en\":\"A title\"}}', \
         CASE i % 5 WHEN 0 THEN 'in_progress' WHEN 3 THEN 'met' WHEN 4 THEN 'not_met' ELSE 'scheduled' END, 1, \
         {0}, {1}, {0}, {1}, {2}, {3}, {2}, {at}, {at}",
        due(day),
        due("'day'"),
        met(day),
        met("'day'"),
    );
    vec![
        ("milestones", own, values, INITIATIVES),
        (
            "milestone_evidence",
            "milestone_id, position, url, title",
            format!("{id}, 0, 'https://example.org', 'A page'"),
            INITIATIVES,
        ),
        (
            "rebaselines",
            "id, milestone_id, reason_code, reason, origin, created_at, ordinal",
            format!(
                "'10000000-0000-5000-8000-' || (100000000000 + i), {id}, 'correction', 'A reason', 'department', {at}, i"
            ),
            INITIATIVES,
        ),
    ]
}

/// What departments reported of all that: much of it of one milestone and of one initiative.
fn reported(words: &Words) -> Vec<Rows> {
    let Words { day, at } = words;
    let id = "'00000000-0000-7000-8000-' || (100000000000 + i)";
    let milestone = "'00000000-0000-5000-8000-' || (100000000000 + 1 + i % 400)";
    vec![
        (
            "milestone_transitions",
            "id, milestone_id, from_status, to_status, effective_on, evidence, origin, created_at, ordinal",
            format!("{id}, {milestone}, 'scheduled', 'met', {day}, '[]', 'department', {at}, i"),
            INITIATIVES,
        ),
        (
            "initiative_transitions",
            "id, initiative_code, from_lifecycle, to_lifecycle, effective_on, origin, created_at, ordinal",
            format!(
                "{id}, 'initiative-' || (100001 + i % 400), 'planned', 'in_progress', {day}, 'department', {at}, i"
            ),
            INITIATIVES,
        ),
        (
            "progress_updates",
            "id, version, initiative_code, department_code, state, title, body, dated_on, published_at, created_at, \
             updated_at",
            format!(
                "{id}, 1, 'initiative-' || (100001 + i % 400), 'D' || (1 + i % 200), \
                 CASE WHEN i % 2000 = 0 THEN 'draft' ELSE 'published' END, '{{\"en\":\"A title\"}}', \
                 '{{\"en\":\"A text\"}}', {day}, CASE WHEN i % 2000 > 0 THEN {at} END, {at}, {at}"
            ),
            INITIATIVES,
        ),
        (
            "stored_versions",
            "kind, key, version, parent, at, body, event, origin, changed, ordinal",
            format!(
                "'milestone', 'busy-' || i, 1, 'initiative-100077', {at}, '{{}}', 'edited', 'department', '[]', i"
            ),
            2_000,
        ),
    ]
}

/// What was told of all that.
fn told(words: &Words) -> Vec<Rows> {
    let kind = "CASE i % 5 WHEN 0 THEN 'initiative' WHEN 1 THEN 'department' WHEN 2 THEN 'smart_area' \
                WHEN 3 THEN 'blueprint' ELSE 'milestone' END";
    let at = words.at;
    vec![
        (
            "changes",
            "seq, kind, op, key, version, derived, at",
            format!("i, {kind}, 'upsert', 'key-' || i, 1, i % 2 = 0, {at}"),
            INITIATIVES,
        ),
        (
            "stored_versions",
            "kind, key, version, parent, at, body, event, origin, changed, ordinal",
            format!(
                "{kind}, 'key-' || i, 1, 'initiative-' || (100000 + i), {at}, '{{}}', 'loaded', 'catalogue', '[]', i"
            ),
            INITIATIVES,
        ),
        (
            "loaded_records",
            "kind, key, digest, version",
            format!("{kind}, 'key-' || i, 'digest', 1"),
            INITIATIVES,
        ),
    ]
}

/// Accounts, and what was done with them.
fn staff(words: &Words) -> Vec<Rows> {
    let at = words.at;
    let id = "'00000000-0000-7000-8000-' || (100000000000 + i)";
    vec![
        (
            "users",
            "id, version, email, email_key, name, disabled, token_version, created_at, updated_at",
            format!(
                "{id}, 1, 'user-' || i || '@city.example', 'user-' || i || '@city.example', 'A name', \
                 i % 100 = 0, 1, {at}, {at}"
            ),
            INITIATIVES,
        ),
        (
            "memberships",
            "user_id, role, department_code",
            format!(
                "{id}, CASE WHEN i % 500 = 0 THEN 'auditor' ELSE 'publisher' END, \
                 CASE WHEN i % 500 = 0 THEN '' ELSE 'D' || (1 + i % 200) END"
            ),
            INITIATIVES,
        ),
        (
            "service_accounts",
            "id, version, name, name_key, disabled, created_at, updated_at",
            format!("{id}, 1, 'Machine ' || i, 'machine ' || i, i % 100 = 0, {at}, {at}"),
            INITIATIVES,
        ),
        (
            "audit_entries",
            "seq, at, actor_kind, actor_id, actor_name, action, outcome, target_kind, target_key, changed_members, \
             request_id",
            format!(
                "i, {at}, 'user', {id}, 'A name', CASE WHEN i % 700 = 0 THEN 'users.edit' ELSE 'session.started' END, \
                 CASE WHEN i % 900 = 0 THEN 'refused' ELSE 'done' END, \
                 CASE WHEN i % 300 = 0 THEN 'api_key' WHEN i % 2 = 0 THEN 'user' ELSE 'session' END, 'key-' || i, '[]', \
                 'request-' || i"
            ),
            INITIATIVES,
        ),
    ]
}
