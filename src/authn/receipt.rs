//! Receipts: signed statements of what was received and when, as a compact JWS (RFC 7515). Anybody verifies them with the
//! published keys, without asking us.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::authn::challenge::hexadecimal;
use crate::authn::signing::SigningKey;

/// The type of token: no receipt can be taken for an access token.
pub const TYPE: &str = "receipt+jwt";

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptClaims {
    /// The reference that whoever sent it was given.
    pub reference: String,
    /// The digest of the text, as [`text_digest`] makes it.
    pub text_sha256: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
}

/// The receipt, signed. The same claims and key always make the same receipt.
#[must_use]
pub fn sign(key: &SigningKey, claims: &ReceiptClaims) -> String {
    let header = json!({ "typ": TYPE, "alg": "EdDSA", "kid": key.kid() });
    let claims = json!({
        "reference": claims.reference,
        "text_sha256": claims.text_sha256,
        "received_at": claims.received_at.to_rfc3339_opts(SecondsFormat::Secs, true),
    });
    let encoded = |part: String| URL_SAFE_NO_PAD.encode(part);
    let message = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// SHA-256 of a text in UTF-8, in hexadecimal as `sha256sum` prints it.
#[must_use]
pub fn text_digest(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signature, VerifyingKey};
    use serde_json::Value;

    use super::*;
    use crate::entropy::SeededEntropy;

    fn claims() -> ReceiptClaims {
        ReceiptClaims {
            reference: "K7QM-2XWD".into(),
            text_sha256: text_digest("abc"),
            received_at: "2026-11-24T04:00:00.987Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_receipt_is_verified_with_the_public_key_alone() {
        let key = SigningKey::generate(&SeededEntropy::new(1)).unwrap();
        let receipt = sign(&key, &claims());
        let (message, signature) = receipt.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let signature = Signature::from_slice(&signature).unwrap();
        let public = VerifyingKey::from_bytes(key.public().as_bytes()).unwrap();
        public.verify_strict(message.as_bytes(), &signature).unwrap();
        assert!(public.verify_strict(&message.as_bytes()[1..], &signature).is_err());
        let part = |text: &str| -> Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
        };
        let (header, told) = message.split_once('.').unwrap();
        assert_eq!(part(header), json!({ "typ": TYPE, "alg": "EdDSA", "kid": key.kid() }));
        assert_eq!(
            part(told),
            json!({
                "reference": "K7QM-2XWD",
                "text_sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "received_at": "2026-11-24T04:00:00Z",
            })
        );
        assert_eq!(receipt, sign(&key, &claims()));
    }
}
