//! Access tokens: JWTs of the profile of RFC 9068, signed with Ed25519. The library signs and verifies the signature; which
//! header, claims and times are accepted is decided here, by our clock (RFC 8725).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, crypto, encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::authn::provider;
use crate::authn::rotation::leeway;
use crate::authn::signing::{PublicKey, SigningKey};

/// The type of token (RFC 9068 section 2.1).
const TYPE: &str = "at+jwt";

/// The algorithm, as headers write it.
const ALGORITHM: &str = "EdDSA";

/// Longer tokens are not looked at.
const LONGEST: usize = 4096;

/// Header members that would have the token say how it is to be verified (RFC 8725 section 3.10), or what we must
/// understand besides (RFC 7515 section 4.1.11).
const REFUSED: [&str; 7] = ["jku", "jwk", "x5u", "x5c", "x5t", "crit", "b64"];

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// Whose it is: the user's id.
    pub sub: String,
    /// Who it is for.
    pub aud: String,
    /// The program that it was issued to.
    pub client_id: String,
    /// Until when it is good, in seconds since 1970.
    pub exp: i64,
    /// When it was issued.
    pub iat: i64,
    /// From when on it is good.
    pub nbf: i64,
    /// Its own id.
    pub jti: String,
    /// The session that it belongs to.
    pub sid: String,
    /// The version of the account's credentials.
    pub ver: i64,
}

/// An issuer whose tokens are accepted.
pub struct TrustedIssuer<'a> {
    /// Its name, as in `iss`.
    pub issuer: &'a str,
    /// Who its tokens must be for.
    pub audience: &'a str,
    /// Its public key of an id, when there is one that counts now.
    pub keys: &'a dyn Fn(&str) -> Option<PublicKey>,
}

/// Why a token is refused. Clients are told none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// It is no JWT of ours.
    #[error("it is malformed")]
    Malformed,
    /// It is longer than any of ours.
    #[error("it is too long")]
    TooLong,
    /// Its header asks for something that is not done.
    #[error("its header is refused")]
    Header,
    /// Nobody trusted issued it.
    #[error("its issuer is not trusted")]
    Issuer,
    /// It is for somebody else.
    #[error("it is for another audience")]
    Audience,
    /// Its key is not known, or counts no longer.
    #[error("its key is not known")]
    UnknownKey,
    /// It was not signed with its key, or changed since.
    #[error("its signature is wrong")]
    Signature,
    /// Its time is over.
    #[error("it has expired")]
    Expired,
    /// Its time has not come.
    #[error("it is not valid yet")]
    NotYetValid,
}

/// Signs claims.
///
/// # Errors
/// When they cannot be written as JSON: a defect.
pub fn issue(claims: &Claims, key: &SigningKey) -> Result<String, jsonwebtoken::errors::Error> {
    provider::install();
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.to_owned());
    header.kid = Some(key.kid().to_owned());
    encode(&header, claims, &EncodingKey::from_ed_der(key.to_secret_bytes().as_ref()))
}

/// The claims of a token that one of the trusted issuers has signed and that is good at `now`.
///
/// # Errors
/// As [`TokenFault`].
pub fn verify(
    token: &str,
    trusted: &[TrustedIssuer<'_>],
    now: DateTime<Utc>,
) -> Result<Claims, TokenFault> {
    provider::install();
    if token.len() > LONGEST {
        return Err(TokenFault::TooLong);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(TokenFault::Malformed)?;
    let (header, claims) = message.split_once('.').ok_or(TokenFault::Malformed)?;
    let kid = kid(&part(header)?)?;
    let claims: Claims =
        serde_json::from_value(part(claims)?).map_err(|_| TokenFault::Malformed)?;
    let issuer = trusted.iter().find(|trusted| trusted.issuer == claims.iss);
    let issuer = issuer.ok_or(TokenFault::Issuer)?;
    let key = (issuer.keys)(&kid).ok_or(TokenFault::UnknownKey)?;
    // The algorithm is that of our key; what the header says of it was only compared.
    let key = DecodingKey::from_ed_der(key.as_bytes());
    let is_signed = crypto::verify(signature, message.as_bytes(), &key, Algorithm::EdDSA);
    if !is_signed.unwrap_or(false) {
        return Err(TokenFault::Signature);
    }
    if claims.aud != issuer.audience {
        return Err(TokenFault::Audience);
    }
    check_times(&claims, now)?;
    Ok(claims)
}

fn part(text: &str) -> Result<Value, TokenFault> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| TokenFault::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| TokenFault::Malformed)
}

/// The id of the key that the header names, when the header is one of ours.
fn kid(header: &Value) -> Result<String, TokenFault> {
    let member = |name: &str| header.get(name).and_then(Value::as_str);
    let is_ours = member("alg") == Some(ALGORITHM)
        && member("typ").is_some_and(is_access_token)
        && REFUSED.iter().all(|name| header.get(name).is_none());
    if !is_ours {
        return Err(TokenFault::Header);
    }
    member("kid").map(str::to_owned).ok_or(TokenFault::Header)
}

/// The type with or without its `application/`, in any case (RFC 9068 section 4).
fn is_access_token(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == TYPE
}

fn check_times(claims: &Claims, now: DateTime<Utc>) -> Result<(), TokenFault> {
    let (now, leeway) = (now.timestamp(), leeway().num_seconds());
    if claims.exp.saturating_add(leeway) <= now {
        return Err(TokenFault::Expired);
    }
    if claims.nbf.max(claims.iat) > now.saturating_add(leeway) {
        return Err(TokenFault::NotYetValid);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
