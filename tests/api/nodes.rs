//! Several servers over one database: what one of them has issued, the others accept.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use smartcity::app::acting::{Acting, Circumstances, perform};
use smartcity::app::identity::{Invited, KeyRing, Rotation};
use smartcity::app::in_flight::InFlight;
use smartcity::app::once::{Identified, Once, Response};
use smartcity::app::user::{self, NewUser};
use smartcity::app::{AppError, Conflict};
use smartcity::authn::rotation::KeyPurpose;
use smartcity::authz::{Actor, ActorId, Grants, Permit, act};
use smartcity::clock::Clock;
use smartcity::config::MasterKey;
use smartcity::domain::account::{EmailAddress, PersonName};
use smartcity::master_key::SIGNING_KEYS;
use smartcity::sealing::SealingKey;
use smartcity::store::audit::AuditEntry;
use smartcity::store::change::{ChangeKind, ChangeOp, NewChange};
use smartcity::store::user::User;

use crate::support::Engine::Postgres;
use crate::support::TestApp;
use crate::support::app::{MASTER_KEY, entropy};
use crate::support::staff::PASSWORD;
use crate::support::tokens::parts;

#[tokio::test]
async fn two_nodes_accept_each_others_tokens_cursors_and_idempotency_keys() {
    let one = TestApp::start(Postgres).await;
    let two = TestApp::beside(&one, &[]).await;
    let admin = one.signed_in("admin@city.example", &["administrator"]).await;
    assert_eq!(two.me(&admin.access).await.status, 200);
    let renewed = two.try_refresh(&admin.refresh).await;
    assert_eq!(renewed.status, 200);
    let again = one.try_refresh(&admin.refresh).await;
    assert_eq!(again.json()["refresh_token"], renewed.json()["refresh_token"]);
    let page = one.client.json("/api/v1/initiatives?limit=2").await;
    let cursor = page["page"]["next_cursor"].as_str().unwrap();
    let next = two.client.get(&format!("/api/v1/initiatives?limit=2&cursor={cursor}")).await;
    assert_eq!(next.status, 200);
    let send = async |app: &TestApp| {
        let call = app.client.call(Method::POST, "/api/v1/users").bearer(&admin.access);
        let body = json!({ "email": "a@b.hk", "name": "A" });
        call.header("idempotency-key", "0123456789abcdef0").json(&body).send().await
    };
    let (first, second) = tokio::join!(send(&one), send(&two));
    assert_eq!((first.status, second.status), (201, 201), "one makes it, the other finds it made");
    assert_eq!(first.bytes, second.bytes);
    let replays = [&first, &second].map(|answer| answer.header("idempotency-replayed").is_some());
    assert_eq!(replays.iter().filter(|replayed| **replayed).count(), 1);
}

#[tokio::test]
async fn a_request_whose_own_work_of_another_node_stands_in_its_way_gets_the_answer_of_that() {
    let one = TestApp::start(Postgres).await;
    let two = TestApp::beside(&one, &[]).await;
    let admin = one.member("admin@city.example", &["administrator"]);
    let head = one.client.head().await;
    let actor = Actor::new(ActorId::User(admin.id), "admin");
    let permit = || {
        let grants = Grants::new(admin.memberships.clone());
        Permit::<act::CreateUser>::check(actor.clone(), &grants).unwrap()
    };
    let circumstances = || Circumstances {
        at: one.clock.now(),
        zone: chrono_tz::Asia::Hong_Kong,
        request_id: None,
        address: None,
        dry_run: false,
        entropy: entropy(),
    };
    let keyed = |key: &str| {
        let macs = SealingKey::derive(b"a secret", "a test");
        let identified = Identified { actor: Some(&actor.id), operation: "create_user", key };
        let hour = TimeDelta::hours(1);
        Once::begin(&macs, &InFlight::default(), &identified, b"the request", hour).unwrap()
    };
    let new = NewUser {
        email: EmailAddress::parse("td@city.example").unwrap(),
        name: PersonName::parse("Lee Ka-yan").unwrap(),
        memberships: Vec::new(),
    };
    let render = |(user, _): (User, Invited)| {
        Ok(Response { body: user.id.to_string(), ..Response::empty() })
    };
    let (tell, mut begun) = tokio::sync::mpsc::unbounded_channel();
    let (go_on, done) = std::sync::mpsc::channel();
    let late = {
        let new = new.clone();
        perform(
            &one.store,
            permit(),
            circumstances(),
            Some(keyed("0123456789abcdef0")),
            move |acting: &mut Acting<'_, '_, act::CreateUser>| {
                // No answer was found. Now the same request is done on the other node.
                tell.send(()).unwrap();
                done.recv().unwrap();
                acting.writing.changes.push(NewChange {
                    kind: ChangeKind::Department,
                    op: ChangeOp::Upsert,
                    key: "TD".to_owned(),
                    version: 2,
                    derived: false,
                });
                user::create(acting, &new, TimeDelta::hours(1))
            },
            render,
        )
    };
    let make = |key: &str| {
        let new = new.clone();
        perform(
            &two.store,
            permit(),
            circumstances(),
            Some(keyed(key)),
            move |acting: &mut Acting<'_, '_, act::CreateUser>| {
                user::create(acting, &new, TimeDelta::hours(1))
            },
            render,
        )
    };
    let early = async {
        begun.recv().await.unwrap();
        let early = make("0123456789abcdef0").await;
        go_on.send(()).unwrap();
        early
    };
    let (late, early) = tokio::join!(late, early);
    let (late, early) = (late.unwrap(), early.unwrap());
    assert_eq!((late.is_replay, early.is_replay), (true, false));
    assert_eq!(late.response, early.response);
    let is_made = |entry: &&AuditEntry| entry.target_key.as_ref() == Some(&early.response.body);
    assert_eq!(one.audit().iter().filter(is_made).count(), 1);
    assert_eq!(one.client.head().await, head, "what the late one did was taken back");
    let other = make("another-key-0123456").await.unwrap_err();
    assert!(matches!(other, AppError::Conflict(Conflict::EmailTaken)), "{other:?}");
}

#[tokio::test]
async fn failures_and_attempts_count_for_all_nodes_together() {
    let limits = [("SMARTCITY_LIMITS_LOGINS_PER_MINUTE", "12")];
    let one = TestApp::configured(Postgres, &limits).await;
    let two = TestApp::beside(&one, &limits).await;
    one.member("td@city.example", &[]);
    for node in [&one, &two, &one, &two, &one] {
        node.try_login("td@city.example", "wrong").await.problem(401, "invalid-credentials");
    }
    two.try_login("td@city.example", PASSWORD).await.problem(429, "rate-limited");
    let left = one.try_login("td@city.example", PASSWORD).await;
    left.problem(429, "rate-limited");
    assert_eq!(left.must("ratelimit"), "\"login\";r=5");
}

#[tokio::test]
async fn a_rotated_key_is_published_before_it_signs_and_known_to_every_node() {
    let one = TestApp::start(Postgres).await;
    let two = TestApp::beside(&one, &[]).await;
    let before = one.signed_in("td@city.example", &[]).await;
    let master = MasterKey::parse(MASTER_KEY).unwrap();
    let wrapping = || SealingKey::derive(master.expose(), SIGNING_KEYS);
    let now = one.clock.now();
    let ring = KeyRing::open(&one.store, wrapping(), now, &entropy()).unwrap();
    ring.rotate(KeyPurpose::AccessTokens, Rotation::Gentle, now, &entropy()).unwrap();
    let kid = |token: &str| parts(token).0["kid"].clone();
    let minute = |minutes: i64| {
        for node in [&one, &two] {
            node.clock.set(now + chrono::TimeDelta::minutes(minutes));
        }
    };
    let published = async |node: &TestApp| {
        let keys = format!("{}/.well-known/jwks.json", node.client.base());
        node.client.elsewhere(&keys).await.json()["keys"].as_array().unwrap().len()
    };
    // Whoever looks for keys now and then knows the new one long before it signs.
    for node in [&one, &two] {
        node.turn("keys");
        assert_eq!(published(node).await, 3, "the new key is known");
    }
    minute(9);
    assert_eq!(kid(&one.login("td@city.example").await.access), kid(&before.access));
    minute(10);
    let after = one.login("td@city.example").await;
    assert_ne!(kid(&after.access), kid(&before.access));
    assert_eq!(two.me(&after.access).await.status, 200);
    minute(21);
    assert_eq!(published(&two).await, 2, "the old key goes when its last token has expired");
    assert_eq!(one.audit().iter().filter(|entry| entry.action == "keys.rotated").count(), 1);
    let leaked = two.login("td@city.example").await;
    ring.rotate(KeyPurpose::AccessTokens, Rotation::AtOnce, one.clock.now(), &entropy()).unwrap();
    two.turn("keys");
    two.me(&leaked.access).await.problem(401, "invalid-token");
    let fresh = two.login("td@city.example").await;
    assert_eq!(one.me(&fresh.access).await.status, 200);
}
