//! Submissions of a number that shows in a plan, with all that hangs on them.

use smartcity::domain::submission::Reference;
use smartcity::store::AnyConnection;

use crate::plans::filled::{INITIATIVES, Rows, Words};
use crate::support::rows;

/// Puts references down by number, for the connection alone: no database can make them.
pub fn name(connection: &mut AnyConnection, count: i64) {
    let one = |number: i64| {
        let [_, _, _, bytes @ ..] = number.to_be_bytes();
        format!("({number}, '{}')", Reference::of_random(bytes))
    };
    let all: Vec<String> = (1..=count).map(one).collect();
    rows::run(
        connection,
        &format!(
            "CREATE TEMPORARY TABLE named (number INTEGER PRIMARY KEY, reference TEXT NOT NULL); \
             INSERT INTO named (number, reference) VALUES {}",
            all.join(", ")
        ),
    );
}

/// A hundredth of them wait for somebody to look at them, as many are assigned, most are answered; eight in ten are public.
pub fn rows(words: &Words) -> Vec<Rows> {
    let mut all = few();
    all.push(submissions(words));
    all.extend(beside(words));
    all
}

const ID: &str = "'00000000-0000-7000-8000-' || (100000000000 + i)";
const TEXT: &str = "'{\"en\":\"A text\"}'";

fn few() -> Vec<Rows> {
    let times = "'2025-01-01 00:00:00', '2025-01-01 00:00:00'";
    vec![
        (
            "subjects",
            "code, version, title, created_at, updated_at",
            format!("'subject-' || i, 1, {TEXT}, {times}"),
            200,
        ),
        ("notices", "version, text, effective_on", format!("i, {TEXT}, '2025-01-01'"), 3),
    ]
}

fn submissions(words: &Words) -> Rows {
    let Words { day, at } = words;
    let columns = "id, version, reference, initiative_code, smart_area_code, subject_code, kind, language, text, \
                   original_text, state, visibility, hide_reason, department_code, outcome, notice_version, may_publish, \
                   may_contact, secret_hash, text_sha256, received_at, received_on, reply_due_on, paused_days, \
                   closed_at, created_at, updated_at";
    let place = "CASE WHEN i % 3 = 0 THEN 'initiative-' || (100001 + i % 400) END, \
                 CASE WHEN i % 3 = 1 THEN 'area-' || (i % 200 + 1) END, \
                 CASE WHEN i % 3 = 2 THEN 'subject-' || (i % 200 + 1) END";
    let state = "CASE i % 100 WHEN 0 THEN 'received' WHEN 1 THEN 'triaged' WHEN 2 THEN 'assigned' \
                 WHEN 3 THEN 'awaiting_citizen' ELSE 'answered' END";
    let seen = "CASE i % 10 WHEN 0 THEN 'pending' WHEN 1 THEN 'hidden' ELSE 'public' END, \
                CASE WHEN i % 10 = 1 THEN 'spam' END";
    let values = format!(
        "{ID}, 1, (SELECT reference FROM named WHERE number = i), {place}, \
         CASE WHEN i % 50 = 7 THEN 'praise' ELSE 'view' END, CASE WHEN i % 100 = 2 THEN 'pt' ELSE 'zh-Hant' END, \
         'A text', 'A text', {state}, {seen}, CASE WHEN i % 100 > 1 THEN 'D' || (i % 200 + 1) END, \
         CASE WHEN i % 50 = 9 THEN 'accepted' WHEN i % 100 > 3 THEN 'noted' END, 1, i % 2 = 0, \
         i % 2 = 0, 'hash', 'hash', {at}, {day}, {day}, 0, CASE WHEN i % 100 > 3 THEN {at} END, {at}, {at}"
    );
    ("submissions", columns, values, INITIATIVES)
}

/// What was written about them, what came of them, and what is kept to write to their authors.
fn beside(words: &Words) -> Vec<Rows> {
    let Words { at, .. } = words;
    vec![
        (
            "submission_contacts",
            "submission_id, key_id, sealed, created_at",
            format!("{ID}, 'key-1', 'sealed', {at}"),
            INITIATIVES,
        ),
        (
            "submission_messages",
            "id, submission_id, author, text, created_at, ordinal",
            format!("{ID}, {ID}, 'citizen', 'A text', {at}, 1"),
            INITIATIVES,
        ),
        (
            "submission_replies",
            "id, version, submission_id, department_code, outcome, text, influence_initiative_code, \
             influence_kind, influence_key, influence_version, created_at, updated_at, ordinal",
            format!(
                "{ID}, 1, {ID}, 'D' || (i % 200 + 1), 'noted', {TEXT}, \
                 CASE WHEN i % 20 = 2 THEN 'initiative-' || (100001 + i % 400) END, \
                 CASE WHEN i % 20 = 2 THEN 'initiative' END, \
                 CASE WHEN i % 20 = 2 THEN 'initiative-' || (100001 + i % 400) END, \
                 CASE WHEN i % 20 = 2 THEN 1 END, {at}, {at}, i"
            ),
            INITIATIVES,
        ),
        ("submission_terms", "term, submission_id", format!("'common', {ID}"), INITIATIVES),
        ("submission_terms", "term, submission_id", format!("'rare' || i, {ID}"), INITIATIVES),
        (
            "used_challenges",
            "signature, expires_at",
            format!("'signature-' || i, {at}"),
            INITIATIVES,
        ),
        (
            "outbox",
            "id, submission_id, kind, language, sealed, attempts, next_attempt_at, sent_at, created_at",
            format!(
                "{ID}, {ID}, 'receipt', 'en', '', 1, {at}, CASE WHEN i % 100 > 0 THEN {at} END, {at}"
            ),
            INITIATIVES,
        ),
        (
            "letter_recipients",
            "recipient, salt, token_hash, refused_at, kept_until",
            format!(
                "'mailbox-' || i, 'salt', 'token-' || i, CASE WHEN i % 100 = 0 THEN {at} END, \
                 CASE WHEN i % 100 > 0 THEN {at} END"
            ),
            INITIATIVES,
        ),
        (
            "recipient_letters",
            "mail_id, recipient, asks, created_at",
            format!("{ID}, 'mailbox-' || (i % 400), i % 2 = 0, {at}"),
            INITIATIVES,
        ),
    ]
}
