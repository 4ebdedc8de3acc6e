//! What the owners of mailboxes have said since the backup holds, and letters that were written to them since count.

use rstest::rstest;

use super::{said, save};
use crate::support::engine::Engine;
use crate::support::rows;

const BEFORE: &str = "
    INSERT INTO letter_recipients VALUES
        ('m1', 's1', 't1', NULL, NULL, '2027-01-01 00:00:00'),
        ('m2', 's2', 't2', '2027-01-01 00:00:00', NULL, '2027-01-01 00:00:00'),
        ('m3', 's3', 't3', NULL, '2026-01-01 00:00:00', NULL),
        ('m4', 's4', 't4', NULL, NULL, '2027-01-01 00:00:00');
    INSERT INTO recipient_letters VALUES
        ('l1', 'm1', TRUE, '2026-01-01 00:00:00'), ('l2', 'm4', TRUE, '2026-01-01 00:00:00');";

/// One refuses, one refuses that had confirmed, one changes its mind, one is forgotten, and one is new and refuses.
const SINCE: &str = "
    UPDATE letter_recipients SET refused_at = '2026-02-01 00:00:00', kept_until = NULL WHERE recipient = 'm1';
    UPDATE letter_recipients SET refused_at = '2026-02-01 00:00:00', kept_until = NULL, confirmed_until = NULL
        WHERE recipient = 'm2';
    UPDATE letter_recipients SET refused_at = NULL, kept_until = '2027-02-01 00:00:00',
        confirmed_until = '2027-02-01 00:00:00' WHERE recipient = 'm3';
    DELETE FROM letter_recipients WHERE recipient = 'm4';
    INSERT INTO letter_recipients VALUES ('m5', 's5', 't5', NULL, '2026-02-01 00:00:00', NULL);
    INSERT INTO recipient_letters VALUES ('l3', 'm1', FALSE, '2026-02-01 00:00:00');";

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_refusal_of_letters_stays_and_letters_that_were_written_count(#[case] engine: Engine) {
    let live = engine.migrated();
    rows::run(&mut live.connect(), BEFORE);
    let backup = save(&live);
    rows::run(&mut live.connect(), SINCE);
    let ended = backup.restore(&live);
    assert_eq!(said(&ended, "addresses that refuse letters"), 3);
    let mut restored = backup.connect(&live);
    let word = "CASE WHEN refused_at IS NOT NULL THEN 'refused' \
                WHEN confirmed_until IS NOT NULL THEN 'confirmed' ELSE 'unasked' END";
    let standings = format!(
        "SELECT recipient || ' ' || token_hash || ' ' || {word} AS line FROM letter_recipients ORDER BY recipient"
    );
    assert_eq!(
        rows::lines(&mut restored, &standings),
        ["m1 t1 refused", "m2 t2 refused", "m3 t3 confirmed", "m4 t4 unasked", "m5 t5 refused"]
    );
    let letters = "SELECT mail_id AS line FROM recipient_letters ORDER BY mail_id";
    assert_eq!(rows::lines(&mut restored, letters), ["l1", "l2", "l3"]);
}
