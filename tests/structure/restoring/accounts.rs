//! What was taken away from people and machines since the backup stays taken away.

use rstest::rstest;

use super::{said, save};
use crate::support::engine::Engine;
use crate::support::rows;

/// Two people, a machine, and all that proves who they are.
const BEFORE: &str = "
    INSERT INTO users VALUES
        ('u1', 1, 'a@city.example', 'a@city.example', 'A', FALSE, 'old', 0, '2026-01-01 00:00:00', '2026-01-01 00:00:00', NULL),
        ('u2', 1, 'b@city.example', 'b@city.example', 'B', FALSE, 'old', 0, '2026-01-01 00:00:00', '2026-01-01 00:00:00', NULL);
    INSERT INTO memberships VALUES ('u1', 'publisher', 'TD'), ('u1', 'auditor', ''), ('u2', 'auditor', '');
    INSERT INTO service_accounts VALUES
        ('m1', 1, 'M', 'm', NULL, FALSE, '2026-01-01 00:00:00', '2026-01-01 00:00:00'),
        ('m2', 1, 'N', 'n', NULL, FALSE, '2026-01-01 00:00:00', '2026-01-01 00:00:00');
    INSERT INTO service_account_memberships VALUES ('m1', 'contributor', 'TD'), ('m2', 'contributor', 'TD');
    INSERT INTO api_keys VALUES
        ('k1', 'm1', 'p', 'h1', '[]', '2026-01-01 00:00:00', NULL, NULL, NULL),
        ('k2', 'm1', 'p', 'h2', '[]', '2026-01-01 00:00:00', NULL, NULL, NULL);
    INSERT INTO invitations VALUES
        ('i1', 'u1', 't1', 'reset', '2026-01-01 00:00:00', '2027-01-01 00:00:00', NULL),
        ('i2', 'u1', 't2', 'reset', '2026-01-01 00:00:00', '2027-01-01 00:00:00', NULL),
        ('i3', 'u2', 't3', 'reset', '2026-01-01 00:00:00', '2027-01-01 00:00:00', NULL);
    INSERT INTO sessions VALUES
        ('s1', 'u1', '2026-01-01 00:00:00', '2026-01-01 00:00:00', '2027-01-01 00:00:00', NULL, NULL, NULL, NULL),
        ('s2', 'u2', '2026-01-01 00:00:00', '2026-01-01 00:00:00', '2027-01-01 00:00:00', NULL, NULL, NULL, NULL);
    INSERT INTO refresh_tokens VALUES
        ('r1', 's1', NULL, '2026-01-01 00:00:00', NULL, NULL), ('r2', 's2', NULL, '2026-01-01 00:00:00', NULL, NULL);
    INSERT INTO signing_keys VALUES
        ('a', 'receipts', 's', 'p', '2026-01-01 00:00:00', '2026-01-01 00:00:00', NULL);
    INSERT INTO data_keys VALUES ('d1', 'contacts', 's', '2026-01-01 00:00:00', NULL);
    INSERT INTO used_challenges VALUES ('c1', '2027-01-01 00:00:00');";

const SINCE: &str = "
    UPDATE users SET disabled = TRUE, version = 2 WHERE id = 'u2';
    UPDATE users SET password_hash = 'new', token_version = 1 WHERE id = 'u1';
    DELETE FROM memberships WHERE user_id = 'u1' AND role = 'publisher';
    INSERT INTO memberships VALUES ('u1', 'administrator', '');
    INSERT INTO users VALUES
        ('u3', 1, 'c@city.example', 'c@city.example', 'C', FALSE, 'x', 0, '2026-02-01 00:00:00', '2026-02-01 00:00:00', NULL);
    UPDATE service_accounts SET disabled = TRUE, version = 5 WHERE id = 'm2';
    DELETE FROM service_account_memberships WHERE service_account_id = 'm1';
    UPDATE api_keys SET revoked_at = '2026-02-01 00:00:00' WHERE id = 'k1';
    DELETE FROM api_keys WHERE id = 'k2';
    UPDATE invitations SET used_at = '2026-02-01 00:00:00' WHERE id = 'i1';
    DELETE FROM invitations WHERE id = 'i2';
    UPDATE sessions SET ended_at = '2026-02-01 00:00:00', end_reason = 'logout' WHERE id = 's1';
    INSERT INTO sessions VALUES
        ('s3', 'u1', '2026-02-01 00:00:00', '2026-02-01 00:00:00', '2027-01-01 00:00:00', NULL, NULL, NULL, NULL),
        ('s4', 'u3', '2026-02-01 00:00:00', '2026-02-01 00:00:00', '2027-01-01 00:00:00', NULL, NULL, NULL, NULL);
    UPDATE refresh_tokens SET spent_at = '2026-02-01 00:00:00' WHERE token_hash = 'r2';
    INSERT INTO refresh_tokens VALUES ('r3', 's2', 'r2', '2026-02-01 00:00:00', NULL, NULL);
    UPDATE signing_keys SET retired_at = '2026-02-01 00:00:00' WHERE kid = 'a';
    INSERT INTO signing_keys VALUES
        ('b', 'receipts', 's', 'p', '2026-02-01 00:00:00', '2026-02-01 00:00:00', NULL);
    INSERT INTO data_keys VALUES ('d2', 'contacts', 's', '2026-02-01 00:00:00', NULL);
    INSERT INTO used_challenges VALUES ('c2', '2027-01-01 00:00:00');
    INSERT INTO login_failures VALUES ('f', 7, '2026-02-01 00:00:00', '2026-02-01 00:00:00');
    INSERT INTO login_addresses VALUES ('a', 'x', '2026-02-01 00:00:00'), ('a', 'y', '2026-02-01 00:00:00');
    INSERT INTO rate_buckets VALUES ('b', 's', '2026-02-01 00:00:00');";

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_was_disabled_revoked_ended_or_used_stays_so(#[case] engine: Engine) {
    let live = engine.migrated();
    rows::run(&mut live.connect(), BEFORE);
    let backup = save(&live);
    rows::run(&mut live.connect(), SINCE);
    let ended = backup.restore(&live);
    let told = [
        ("accounts disabled", 2),
        ("passwords changed", 1),
        ("roles taken away", 2),
        ("API keys revoked", 2),
        ("sessions", 3),
        ("one-time links", 2),
        ("challenges", 1),
        ("signing and data keys", 2),
        ("versions that go on", 2),
    ];
    for (what, count) in told {
        assert_eq!(said(&ended, what), count, "{what}: {ended:#?}");
    }

    let mut restored = backup.connect(&live);
    let mut lines = |sql: &str| rows::lines(&mut restored, sql);
    let word = "CASE WHEN disabled THEN 'disabled' ELSE 'enabled' END";
    let version = "CAST(version AS TEXT)";
    let users = format!(
        "SELECT id || ' ' || {version} || ' ' || {word} || ' ' || password_hash AS line FROM users ORDER BY id"
    );
    assert_eq!(lines(&users), ["u1 1 enabled new", "u2 3 disabled old"]);
    let machines = format!(
        "SELECT id || ' ' || {version} || ' ' || {word} AS line FROM service_accounts ORDER BY id"
    );
    assert_eq!(lines(&machines), ["m1 1 enabled", "m2 6 disabled"]);
    let roles = "SELECT user_id || ' ' || role AS line FROM memberships ORDER BY user_id, role";
    assert_eq!(lines(roles), ["u1 auditor", "u2 auditor"], "what was granted since does not come");
    let roles = "SELECT service_account_id AS line FROM service_account_memberships";
    assert_eq!(lines(roles), ["m2"]);
    let good = "SELECT id AS line FROM api_keys WHERE revoked_at IS NULL";
    assert_eq!(lines(good), Vec::<String>::new());
    let links = "SELECT id AS line FROM invitations WHERE used_at IS NULL";
    assert_eq!(lines(links), ["i3"]);
    let sessions = "SELECT id AS line FROM sessions WHERE ended_at IS NULL ORDER BY id";
    assert_eq!(lines(sessions), ["s2", "s3"]);
    let fresh =
        "SELECT token_hash AS line FROM refresh_tokens WHERE spent_at IS NULL ORDER BY token_hash";
    assert_eq!(lines(fresh), ["r1", "r3"], "a spent token stays spent");
    let keys = "SELECT kid AS line FROM signing_keys WHERE retired_at IS NULL";
    assert_eq!(lines(keys), ["b"]);
    assert_eq!(lines("SELECT key_id AS line FROM data_keys ORDER BY key_id"), ["d1", "d2"]);
    let used = "SELECT signature AS line FROM used_challenges ORDER BY signature";
    assert_eq!(lines(used), ["c1", "c2"]);
    assert_eq!(lines("SELECT subject AS line FROM login_failures"), ["f"]);
    let known = "SELECT address AS line FROM login_addresses ORDER BY address";
    assert_eq!(lines(known), ["x", "y"]);
    assert_eq!(lines("SELECT subject AS line FROM rate_buckets"), ["s"]);
}
