//! What the rest of the way needs to know of a request, found out once.

use std::borrow::Cow;
use std::cell::Cell;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCEPT_ENCODING, ACCEPT_LANGUAGE, AUTHORIZATION, HeaderMap, HeaderName,
};
use chrono::{DateTime, Utc};

use crate::api::front::API;
use crate::api::front::limiter::Quota;
use crate::api::front::request_id::RequestIds;
use crate::api::negotiate::encoding::{Encoding, choose};
use crate::api::problem::ProblemLanguage;
use crate::api::state::ApiState;
use crate::app::acting::Circumstances;
use crate::domain::language::LanguageIndex;

/// Ids that clients may bring along: long enough to be theirs, short and plain enough to be logged.
const ID_LENGTH: std::ops::RangeInclusive<usize> = 8..=64;

/// A request as the front sees it.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked by itself")]
pub struct RequestContext {
    /// Its id: the client's own when it sent a plain one.
    pub id: String,
    /// When it came.
    pub now: DateTime<Utc>,
    /// Whether only the head of the answer is asked for.
    pub is_head: bool,
    /// Whether something is only read: GET or HEAD.
    pub is_read: bool,
    /// Whether it counts as a read: OPTIONS as well, which browsers send ahead of reads too.
    pub is_safe: bool,
    /// Whether the request carries credentials.
    pub has_credentials: bool,
    /// Whether a prepared answer may be used and kept.
    pub is_public_read: bool,
    /// The language negotiated from the header.
    pub language: LanguageIndex,
    /// The language of problems.
    pub problem_language: ProblemLanguage,
    /// The encoding the client would like.
    pub encoding: Encoding,
    /// The client's address.
    pub address: Option<IpAddr>,
    /// What is left of the client's quota, when it is limited.
    pub quota: Option<Quota>,
    /// The quota of a bucket that the operation itself keeps, shared with its handler.
    pub own_quota: Option<Rc<Cell<Option<Quota>>>>,
    /// Whether the body is being waited for, shared with whoever reads it.
    pub body_arriving: Option<Rc<Cell<bool>>>,
}

impl RequestContext {
    /// Looks at a request.
    #[must_use]
    pub fn of(request: &ServiceRequest, state: &ApiState, ids: &RequestIds) -> Self {
        let headers = request.headers();
        let language = match text(headers, &ACCEPT_LANGUAGE) {
            Some(header) => state.languages.lookup(&header),
            None => state.languages.default_index(),
        };
        let asked = request.uri().query().and_then(lang_parameter);
        let spoken = asked.and_then(|tag| state.languages.resolve_exact(&tag)).unwrap_or(language);
        let is_read = request.method() == Method::GET || request.method() == Method::HEAD;
        let has_credentials = headers.contains_key(AUTHORIZATION);
        Self {
            id: own_id(headers).unwrap_or_else(|| ids.next()),
            now: state.clock.now(),
            is_head: request.method() == Method::HEAD,
            is_read,
            is_safe: is_read || request.method() == Method::OPTIONS,
            has_credentials,
            is_public_read: is_read && !has_credentials && request.path().starts_with(API),
            language,
            problem_language: ProblemLanguage::from_tag(state.languages.get(spoken).as_str()),
            encoding: choose(text(headers, &ACCEPT_ENCODING).as_deref()),
            address: None,
            quota: None,
            own_quota: None,
            body_arriving: None,
        }
    }

    /// What a write is told of the request.
    #[must_use]
    pub fn circumstances(&self, state: &ApiState, dry_run: bool) -> Circumstances {
        Circumstances {
            at: self.now,
            zone: state.zone,
            request_id: Some(self.id.clone()),
            address: self.address.map(|address| address.to_string()),
            dry_run,
            entropy: Arc::clone(&state.entropy),
        }
    }

    /// The quota to tell the client of: the operation's own bucket before the general one.
    #[must_use]
    pub fn told_quota(&self) -> Option<Quota> {
        self.own_quota.as_ref().and_then(|own| own.get()).or(self.quota)
    }

    /// The negotiated language as the cache counts it.
    #[must_use]
    pub fn key_language(&self) -> u8 {
        u8::try_from(self.language.as_usize()).unwrap_or(0)
    }
}

/// A header's text: lines of the same name are one list (RFC 9110 section 5.3); none when it is missing or not plain
/// text.
#[must_use]
pub fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<Cow<'a, str>> {
    let mut lines = headers.get_all(name);
    let first = lines.next()?.to_str().ok()?;
    let Some(second) = lines.next() else { return Some(Cow::Borrowed(first)) };
    let mut all = first.to_owned();
    for line in std::iter::once(second).chain(lines) {
        all.push_str(", ");
        all.push_str(line.to_str().ok()?);
    }
    Some(Cow::Owned(all))
}

/// The language that the query names, if it does.
fn lang_parameter(query: &str) -> Option<Cow<'_, str>> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "lang").map(|(_, value)| value)
}

fn own_id(headers: &HeaderMap) -> Option<String> {
    let id = text(headers, &HeaderName::from_static("x-request-id"))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (ID_LENGTH.contains(&id.len()) && id.bytes().all(plain)).then(|| id.into_owned())
}
