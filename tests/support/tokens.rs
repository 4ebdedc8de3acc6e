//! Access tokens as attackers would make them, and as our own server would at another time. The installation's key is
//! taken from its database, which needs the master key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::Signer as _;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use smartcity::authn::signing::SigningKey;
use smartcity::config::MasterKey;
use smartcity::entropy::SeededEntropy;
use smartcity::master_key::SIGNING_KEYS;
use smartcity::sealing::SealingKey;
use smartcity::store::{Fault, data_key, signing_key};

use super::app::{MASTER_KEY, TestApp};

impl TestApp {
    /// The key that signs access tokens.
    pub fn signing_key(&self) -> SigningKey {
        self.signing_key_for("access tokens")
    }

    /// The newest key of that purpose.
    pub fn signing_key_for(&self, purpose: &str) -> SigningKey {
        let purpose = purpose.to_owned();
        let master = MasterKey::parse(MASTER_KEY).unwrap();
        let wrapping = SealingKey::derive(master.expose(), SIGNING_KEYS);
        let stored: Result<_, Fault> =
            self.store.read_blocking(|reading| signing_key::list(reading.connection, &purpose));
        let stored = stored.unwrap().pop().unwrap();
        let secret = wrapping.open(&stored.sealed_secret, &stored.kid).unwrap();
        SigningKey::from_secret_bytes(&secret).unwrap()
    }

    /// The id of the key that contact details are sealed with.
    pub fn contact_key_id(&self) -> String {
        let stored: Result<_, Fault> =
            self.store.read_blocking(|reading| data_key::list(reading.connection, "contacts"));
        stored.unwrap().pop().unwrap().key_id
    }
}

/// What a token says, read without verifying anything.
pub fn parts(token: &str) -> (Value, Value) {
    let mut parts = token.split('.').map(|part| {
        let bytes = URL_SAFE_NO_PAD.decode(part).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or(Value::Null)
    });
    (parts.next().unwrap(), parts.next().unwrap())
}

/// A token with that header and those claims, signed with `key` as its header may or may not say.
pub fn signed(header: &Value, claims: &Value, key: &SigningKey) -> String {
    let message = message(header, claims);
    let key = ed25519_dalek::SigningKey::from_bytes(&key.to_secret_bytes());
    let signature = key.sign(message.as_bytes()).to_bytes();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn message(header: &Value, claims: &Value) -> String {
    let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", encoded(header), encoded(claims))
}

fn with(value: &Value, name: &str, member: Value) -> Value {
    let mut value = value.clone();
    value[name] = member;
    value
}

/// Every token that must be refused, made from a good one: what is wrong with it, and the token.
pub fn bad(good: &str, key: &SigningKey) -> Vec<(&'static str, String)> {
    let (header, claims) = parts(good);
    let now = claims["iat"].as_i64().unwrap();
    let foreign = SigningKey::generate(&SeededEntropy::new(999)).unwrap();
    let none = with(&header, "alg", json!("none"));
    let hs256 = with(&header, "alg", json!("HS256"));
    let claimed = |name: &str, value: Value| signed(&header, &with(&claims, name, value), key);
    let shared_secret = {
        let message = message(&hs256, &claims);
        let mut mac = Hmac::<Sha256>::new_from_slice(key.public().as_bytes()).unwrap();
        mac.update(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    };
    let jwk = with(&header, "jwk", json!(foreign.public().to_jwk()));
    let (start, end) = good.split_at(good.len() - 8);
    vec![
        ("malformed", "abc.def.ghi".to_owned()),
        ("oversized", "A".repeat(5000)),
        ("tampered signature", format!("{start}AAAA{}", &end[4..])),
        ("tampered claims", {
            let forged = with(&claims, "sub", json!("019c5a3b-7e10-7000-8000-000000000001"));
            let (_, signature) = good.rsplit_once('.').unwrap();
            format!("{}.{signature}", message(&header, &forged))
        }),
        ("expired", claimed("exp", json!(now - 31))),
        ("not yet valid", claimed("nbf", json!(now + 31))),
        ("wrong issuer", claimed("iss", json!("https://other.example"))),
        ("wrong audience", claimed("aud", json!("other"))),
        ("wrong type", signed(&with(&header, "typ", json!("JWT")), &claims, key)),
        ("no algorithm", format!("{}.", message(&none, &claims))),
        ("no algorithm, signed", signed(&none, &claims, key)),
        ("signed with the public key", shared_secret),
        ("foreign key", signed(&with(&header, "kid", json!(foreign.kid())), &claims, &foreign)),
        ("foreign key under our id", signed(&header, &claims, &foreign)),
        ("a key of its own", signed(&jwk, &claims, &foreign)),
        ("unknown session", claimed("sid", json!("019c5a3b-7e10-7000-8000-000000000009"))),
        ("unknown user", claimed("sub", json!("019c5a3b-7e10-7000-8000-000000000009"))),
        ("unknown key of a machine", format!("sck_{}", "A".repeat(43))),
    ]
}
