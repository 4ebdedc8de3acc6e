//! What citizens are given to trust, and what they do first: challenges, receipts and the keys behind both, with the
//! scripts of the documentation.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use rstest::rstest;
use serde_json::Value;
use smartcity::app::contact_keys::ContactKeys;
use smartcity::app::identity::{KeyRing, Rotation};
use smartcity::authn::challenge::{self, ChallengeFault};
use smartcity::authn::receipt::{ReceiptClaims, text_digest};
use smartcity::authn::rotation::KeyPurpose;
use smartcity::clock::Clock;
use smartcity::config::MasterKey;
use smartcity::master_key::{CHALLENGES, CONTACT_KEYS, SIGNING_KEYS};
use smartcity::sealing::SealingKey;
use smartcity::store::Fault;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::app::{MASTER_KEY, entropy};

const PATH: &str = "/api/v1/submissions/challenge";

const TEXT: &str = "More benches in the park, please. 公園裏請多設長椅。";

fn derived(purpose: &str) -> SealingKey {
    SealingKey::derive(MasterKey::parse(MASTER_KEY).unwrap().expose(), purpose)
}

fn ring(app: &TestApp) -> KeyRing {
    KeyRing::open(&app.store, derived(SIGNING_KEYS), app.clock.now(), &entropy()).unwrap()
}

fn receipt(ring: &KeyRing, at: DateTime<Utc>) -> String {
    let claims = ReceiptClaims {
        reference: "K7QM-2XWD".into(),
        text_sha256: text_digest(TEXT),
        received_at: at,
    };
    ring.receipt(&claims, at).unwrap()
}

/// What a script of the documentation says, given that on its standard input; whether it succeeded comes first. `make test`
/// installs the interpreters.
fn script(name: &str, arguments: &[&Path], input: &str) -> (bool, String) {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let interpreter = match name.rsplit_once('.') {
        Some((_, "py")) => project.join("tests/support/.venv/bin/python"),
        _ => "node".into(),
    };
    let mut command = Command::new(&interpreter);
    command.arg(project.join("docs/examples").join(name)).args(arguments).stdin(Stdio::piped());
    let spawned = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.unwrap_or_else(|error| panic!("{}: {error}", interpreter.display()));
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap().trim().to_owned())
}

async fn published(app: &TestApp) -> String {
    app.client.elsewhere(&format!("{}/.well-known/jwks.json", app.client.base())).await.text()
}

#[rstest]
#[tokio::test]
async fn the_scripts_of_the_documentation_solve_a_challenge(
    #[values("solve_challenge.py", "solve_challenge.mjs")] name: &str,
) {
    let settings =
        [("SMARTCITY_CHALLENGE_DIFFICULTY", "2000"), ("SMARTCITY_CHALLENGE_VALID_S", "60")];
    let app = TestApp::configured(Sqlite, &settings).await;
    let given = app.client.get(PATH).await;
    let (succeeded, solution) = script(name, &[], &given.text());
    assert!(succeeded, "{solution}");
    let (key, now) = (derived(CHALLENGES), app.clock.now());
    let solved = challenge::verify(&key, &solution, now).unwrap();
    assert_eq!(given.json()["signature"], solved.signature.as_str());
    assert_eq!(solved.expires_at, now + TimeDelta::seconds(60));
    let late = challenge::verify(&key, &solution, solved.expires_at);
    assert_eq!(late, Err(ChallengeFault::Expired));
}

#[rstest]
#[tokio::test]
async fn a_challenge_is_nobody_elses_and_is_kept_nowhere(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (one, other) = (app.client.get(PATH).await, app.client.get(PATH).await);
    assert_eq!((one.status, other.status), (200, 200));
    assert_eq!(one.must("cache-control"), "no-store");
    assert_eq!(one.header("etag"), None);
    assert_ne!(one.json()["challenge"], other.json()["challenge"]);
    assert_ne!(one.json()["signature"], other.json()["signature"]);
    assert_eq!(one.json()["maxnumber"], 100_000);
    assert_eq!(one.json()["expires_at"], "2026-11-24T04:10:00Z");
    assert_eq!(app.client.call(Method::HEAD, PATH).send().await.status, 200);
    assert_eq!(app.client.get(&format!("{PATH}?difficulty=1")).await.status, 400);
}

#[rstest]
#[tokio::test]
async fn a_receipt_is_verified_offline_by_the_scripts_of_the_documentation(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[values("verify_receipt.py", "verify_receipt.mjs")] name: &str,
) {
    let app = TestApp::start(engine).await;
    let now = app.clock.now();
    let good = receipt(&ring(&app), now);
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, content: &str| {
        let path = folder.path().join(file);
        std::fs::write(&path, content).unwrap();
        path
    };
    let keys = write("keys.json", &published(&app).await);
    let text = write("text.txt", TEXT);
    let verify = |receipt: &str, text: &Path| {
        script(name, &[&write("receipt.txt", receipt), text, &keys], "")
    };
    assert_eq!(
        verify(&good, &text),
        (true, "K7QM-2XWD: this text was received at 2026-11-24T04:00:00Z".to_owned())
    );
    let other = write("other.txt", &format!("{TEXT}\n"));
    assert!(!verify(&good, &other).0, "about another text");
    let (start, end) = good.split_at(good.len() - 8);
    let changed = format!("{start}{}{}", if end.starts_with('A') { "B" } else { "A" }, &end[1..]);
    assert!(!verify(&changed, &text).0, "another signature");
    let foreign = app.signing_key_for("access tokens");
    let parts: Vec<&str> = good.split('.').collect();
    let resigned = format!("{}.{}", parts[0], parts[1]);
    let signature = foreign.sign(resigned.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(signature);
    assert!(!verify(&format!("{resigned}.{signature}"), &text).0, "another key");
}

#[rstest]
#[tokio::test]
async fn keys_of_receipts_stay_published_when_they_sign_no_more(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (ring, start) = (ring(&app), app.clock.now());
    let kid = |receipt: &str| crate::support::tokens::parts(receipt).0["kid"].clone();
    let kids = |at| -> Vec<Value> {
        ring.published(at).iter().map(|key| Value::from(key.kid.as_str())).collect()
    };
    let minute = |minutes| start + TimeDelta::minutes(minutes);
    let first = kid(&receipt(&ring, start));
    ring.rotate(KeyPurpose::Receipts, Rotation::Gentle, start, &entropy()).unwrap();
    assert_eq!(kid(&receipt(&ring, minute(9))), first);
    let second = kid(&receipt(&ring, minute(10)));
    assert_ne!(second, first);
    let years = minute(60 * 24 * 365 * 20);
    assert!(kids(years).contains(&first) && kids(years).contains(&second));
    assert_eq!(kids(years).len(), 3, "and one for access tokens");
    // The next rotation destroys the first one's secret half; its public half is published all the same.
    ring.rotate(KeyPurpose::Receipts, Rotation::Gentle, minute(30), &entropy()).unwrap();
    let third = kid(&receipt(&ring, minute(40)));
    assert!(kids(years).contains(&first) && kids(years).contains(&third));
    // One that has leaked is withdrawn, with every other that still could sign; what can sign no more stays.
    ring.rotate(KeyPurpose::Receipts, Rotation::AtOnce, minute(60), &entropy()).unwrap();
    let fourth = kid(&receipt(&ring, minute(60)));
    let left = kids(years);
    assert!(left.contains(&first) && left.contains(&second) && left.contains(&fourth));
    assert!(!left.contains(&third));
    // A receipt's key signs no access token, and another process knows the same keys.
    assert!(ring.public(fourth.as_str().unwrap(), minute(60)).is_none());
    let again = KeyRing::open(&app.store, derived(SIGNING_KEYS), minute(61), &entropy()).unwrap();
    assert_eq!(kid(&receipt(&again, minute(61))), fourth);
    assert_eq!(again.published(years).len(), left.len());
    app.turn("keys");
    assert!(published(&app).await.contains(fourth.as_str().unwrap()), "the server publishes them");
    // With other bytes in its place the public half would not be ours.
    let foreign = KeyRing::open(&app.store, derived("elsewhere"), minute(61), &entropy());
    assert!(matches!(foreign, Err(Fault::Broken(_))));
}

#[rstest]
#[tokio::test]
async fn contact_details_open_on_every_node_before_and_after_a_rotation(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let now = app.clock.now();
    let open =
        || ContactKeys::open_ring(&app.store, derived(CONTACT_KEYS), now, &entropy()).unwrap();
    let (one, two) = (Arc::new(open()), Arc::new(open()));
    let opened = |keys: &Arc<ContactKeys>, (key_id, sealed): &(String, String), context: &str| {
        let keys = Arc::clone(keys);
        let plain: Result<Option<_>, Fault> = app
            .store
            .read_blocking(|reading| keys.open(reading.connection, key_id, sealed, context));
        plain.map(|plain| plain.expect("no key was lost").to_vec())
    };
    let before = one.seal(b"taiman@example.com", "a", entropy().as_ref()).unwrap();
    assert!(!before.1.contains("taiman"));
    assert_eq!(opened(&two, &before, "a").unwrap(), b"taiman@example.com");
    assert!(opened(&two, &before, "b").is_err(), "in another's place");
    one.rotate(now + TimeDelta::seconds(1), &entropy()).unwrap();
    let after = one.seal(b"taiman@example.com", "a", entropy().as_ref()).unwrap();
    assert_ne!(before.0, after.0);
    for keys in [&one, &two] {
        assert_eq!(opened(keys, &before, "a").unwrap(), b"taiman@example.com");
        assert_eq!(opened(keys, &after, "a").unwrap(), b"taiman@example.com");
    }
    let lost: Result<Option<_>, Fault> = app
        .store
        .read_blocking(|reading| one.open(reading.connection, "no such key", &after.1, "a"));
    assert!(lost.unwrap().is_none(), "its key was lost with a master key");
    let roles: Vec<_> = two.status().iter().map(|key| key.role).collect();
    assert_eq!(roles, ["opens what it has sealed", "seals"]);
    let told: Vec<_> = app.audit().iter().map(|entry| entry.target_kind.clone()).take(1).collect();
    assert_eq!(told, ["contact_key"]);
    let foreign = ContactKeys::open_ring(&app.store, derived("elsewhere"), now, &entropy());
    assert!(matches!(foreign, Err(Fault::Broken(_))));
}
