//! Several servers over one database: what one of them has issued, the others accept.

use reqwest::Method;
use serde_json::json;
use smartcity::app::identity::{KeyRing, Rotation};
use smartcity::clock::Clock;
use smartcity::config::MasterKey;
use smartcity::master_key::SIGNING_KEYS;
use smartcity::sealing::SealingKey;

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
    ring.rotate(Rotation::Gentle, now, &entropy()).unwrap();
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
        crate::support::eventually(
            "the new key is known",
            std::time::Duration::from_secs(20),
            async || published(node).await == 2,
        )
        .await;
    }
    minute(9);
    assert_eq!(kid(&one.login("td@city.example").await.access), kid(&before.access));
    minute(10);
    let after = one.login("td@city.example").await;
    assert_ne!(kid(&after.access), kid(&before.access));
    assert_eq!(two.me(&after.access).await.status, 200);
    minute(21);
    assert_eq!(published(&two).await, 1, "the old key goes when its last token has expired");
    assert_eq!(one.audit().iter().filter(|entry| entry.action == "keys.rotated").count(), 1);
    let leaked = two.login("td@city.example").await;
    ring.rotate(Rotation::AtOnce, one.clock.now(), &entropy()).unwrap();
    crate::support::eventually(
        "the leaked key is refused",
        std::time::Duration::from_secs(20),
        async || two.me(&leaked.access).await.status == 401,
    )
    .await;
    let fresh = two.login("td@city.example").await;
    assert_eq!(one.me(&fresh.access).await.status, 200);
}
