//! Tokens as attackers would make them. It knows the keys of both sides.

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use serde_json::json;
use sha2::Sha256;

use super::*;
use crate::entropy::SeededEntropy;

const ISSUER: &str = "https://city.example";
const AUDIENCE: &str = "smartcity";

fn now() -> DateTime<Utc> {
    "2026-11-24T04:00:00Z".parse().unwrap()
}

fn key(seed: u64) -> SigningKey {
    SigningKey::generate(&SeededEntropy::new(seed)).unwrap()
}

fn claims() -> Claims {
    Claims {
        iss: ISSUER.into(),
        sub: "019c5a3b-7e10-7000-8000-000000000001".into(),
        aud: AUDIENCE.into(),
        client_id: AUDIENCE.into(),
        exp: now().timestamp() + 600,
        iat: now().timestamp(),
        nbf: now().timestamp(),
        jti: "019c5a3b-7e10-7000-8000-000000000002".into(),
        sid: "019c5a3b-7e10-7000-8000-000000000003".into(),
        ver: 1,
    }
}

fn verified(token: &str, at: DateTime<Utc>) -> Result<Claims, TokenFault> {
    let own = key(1);
    let keys = |kid: &str| (kid == own.kid()).then(|| own.public());
    verify(token, &[TrustedIssuer { issuer: ISSUER, audience: AUDIENCE, keys: &keys }], at)
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A token with any header, signed as it should be.
fn signed(header: &Value, claims: &Value) -> String {
    provider::install();
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let secret = EncodingKey::from_ed_der(key(1).to_secret_bytes().as_ref());
    let signature = crypto::sign(message.as_bytes(), &secret, Algorithm::EdDSA).unwrap();
    format!("{message}.{signature}")
}

fn header() -> Value {
    json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": key(1).kid() })
}

fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

#[test]
fn what_was_issued_is_verified() {
    assert_eq!(verified(&issue(&claims(), &key(1)).unwrap(), now()), Ok(claims()));
    let long = with(header(), "typ", json!("application/AT+JWT"));
    assert_eq!(verified(&signed(&long, &json!(claims())), now()), Ok(claims()));
}

#[test]
fn a_header_that_asks_for_anything_else_is_refused_though_signed() {
    let refused = [
        with(header(), "alg", json!("none")),
        with(header(), "alg", json!("HS256")),
        with(header(), "alg", json!("eddsa")),
        with(header(), "typ", json!("JWT")),
        with(header(), "typ", json!(null)),
        with(header(), "kid", json!(7)),
        with(header(), "jku", json!("https://evil.example/jwks.json")),
        with(header(), "jwk", json!(key(1).public().to_jwk())),
        with(header(), "x5u", json!("https://evil.example")),
        with(header(), "x5c", json!([])),
        with(header(), "crit", json!(["exp"])),
        with(header(), "b64", json!(false)),
    ];
    for header in refused {
        let token = signed(&header, &json!(claims()));
        assert_eq!(verified(&token, now()), Err(TokenFault::Header), "{header}");
    }
}

#[test]
fn a_token_without_a_signature_is_refused() {
    let header = with(header(), "alg", json!("none"));
    let message = format!("{}.{}", encoded(&header), encoded(&json!(claims())));
    assert_eq!(verified(&format!("{message}."), now()), Err(TokenFault::Header));
    let unsigned = issue(&claims(), &key(1)).unwrap();
    let (message, _) = unsigned.rsplit_once('.').unwrap();
    assert_eq!(verified(&format!("{message}."), now()), Err(TokenFault::Signature));
}

#[test]
fn the_public_key_is_no_shared_secret() {
    for alg in ["HS256", "EdDSA"] {
        let header = with(header(), "alg", json!(alg));
        let message = format!("{}.{}", encoded(&header), encoded(&json!(claims())));
        let mut mac = Hmac::<Sha256>::new_from_slice(key(1).public().as_bytes()).unwrap();
        mac.update(message.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        assert!(verified(&format!("{message}.{signature}"), now()).is_err(), "{alg}");
    }
}

#[test]
fn a_foreign_key_is_refused_with_its_own_id_and_with_ours() {
    let foreign = issue(&claims(), &key(2)).unwrap();
    assert_eq!(verified(&foreign, now()), Err(TokenFault::UnknownKey));
    let (_, rest) = foreign.split_once('.').unwrap();
    let ours = format!("{}.{rest}", encoded(&header()));
    assert_eq!(verified(&ours, now()), Err(TokenFault::Signature));
}

#[test]
fn issuer_and_audience_must_be_ours() {
    let other = json!("https://other.example");
    let token = signed(&header(), &with(json!(claims()), "iss", other.clone()));
    assert_eq!(verified(&token, now()), Err(TokenFault::Issuer));
    let token = signed(&header(), &with(json!(claims()), "aud", other));
    assert_eq!(verified(&token, now()), Err(TokenFault::Audience));
}

#[test]
fn a_token_is_good_from_its_beginning_to_its_end_and_clocks_may_differ_by_half_a_minute() {
    let token = issue(&claims(), &key(1)).unwrap();
    let at = |seconds| now() + TimeDelta::seconds(seconds);
    assert!(verified(&token, at(629)).is_ok());
    assert_eq!(verified(&token, at(630)), Err(TokenFault::Expired));
    assert!(verified(&token, at(-30)).is_ok());
    assert_eq!(verified(&token, at(-31)), Err(TokenFault::NotYetValid));
    let endless = Claims { exp: i64::MAX, ..claims() };
    assert!(verified(&issue(&endless, &key(1)).unwrap(), now()).is_ok(), "and nothing overflows");
}

#[test]
fn every_claim_is_mandatory() {
    for name in ["iss", "sub", "aud", "client_id", "exp", "iat", "nbf", "jti", "sid", "ver"] {
        let mut claims = json!(claims());
        claims.as_object_mut().unwrap().remove(name);
        let token = signed(&header(), &claims);
        assert_eq!(verified(&token, now()), Err(TokenFault::Malformed), "{name}");
    }
}

#[test]
fn what_is_no_token_is_refused() {
    let token = issue(&claims(), &key(1)).unwrap();
    for text in ["", ".", "..", "a.b", "a.b.c", "….….…", &token[1..], &format!("{token}.a")] {
        assert!(verified(text, now()).is_err(), "{text}");
    }
    let long = format!("{token}{}", "A".repeat(5000));
    assert_eq!(verified(&long, now()), Err(TokenFault::TooLong));
}

proptest! {
    #[test]
    fn a_token_that_was_changed_anywhere_is_refused(place in any::<prop::sample::Index>(), other in "[A-Za-z0-9_.-]") {
        let token = issue(&claims(), &key(1)).unwrap();
        let place = place.index(token.len());
        let changed = format!("{}{other}{}", &token[..place], &token[place + 1..]);
        prop_assume!(changed != token);
        // The last character of a part may carry bits that mean nothing; the decoder refuses those too.
        prop_assert!(verified(&changed, now()).is_err());
    }
}
