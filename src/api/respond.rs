//! What a handler answers: a body with what belongs to it. It becomes a prepared answer, which the front sends and
//! keeps.

use std::fmt::Write as _;
use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderName, HeaderValue, LINK, LOCATION, VARY,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::api::cache::{Prepared, PreparedParts};
use crate::api::problem::Problem;
use crate::api::state::ApiState;
use crate::app::once::Response;
use crate::store::change::Head;
use crate::store::feed::Topics;

/// Shared caches may keep an answer for a short while; the tag tells quickly whether it still holds.
const PUBLIC: &str = "public, max-age=30, stale-while-revalidate=300";

/// Caches ask about it each time.
const MOVING: &str = "no-cache";

/// Whoever shows credentials may keep an answer and must ask each time whether it still holds.
const PRIVATE: &str = "private, no-cache";

/// Nobody keeps it.
const NOWHERE: &str = "no-store";

/// What decides on the form of an answer besides its address.
const VARIES: &str = "Accept-Encoding, Accept-Language, Authorization";

const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The newest change that an answer holds.
pub const CHANGE_CURSOR: HeaderName = HeaderName::from_static("change-cursor");

/// An answer on its way out.
#[derive(Debug)]
pub struct Answer {
    parts: PreparedParts,
}

impl Answer {
    /// An item at one of its versions.
    ///
    /// # Errors
    /// 500 when the body cannot be JSON: a defect.
    pub fn item<T: Serialize>(body: &T, version: i64, language: &str) -> Result<Self, Problem> {
        Self::new(body, Some(version), language, PUBLIC)
    }

    /// A list, or something computed that has no version.
    ///
    /// # Errors
    /// As [`Self::item`].
    pub fn list<T: Serialize>(body: &T, language: &str) -> Result<Self, Problem> {
        Self::new(body, None, language, PUBLIC)
    }

    /// A list that caches must ask about each time.
    ///
    /// # Errors
    /// As [`Self::item`].
    pub fn moving_list<T: Serialize>(body: &T, language: &str) -> Result<Self, Problem> {
        Self::new(body, None, language, MOVING)
    }

    /// What a write has done to an item, or made. Only whoever asked is to keep it.
    ///
    /// # Errors
    /// As [`Self::item`].
    pub fn written<T: Serialize>(body: &T, version: i64, language: &str) -> Result<Self, Problem> {
        Self::new(body, Some(version), language, PRIVATE)
    }

    /// An item that only those may see who have shown who they are. Its tag is what they edit it with.
    ///
    /// # Errors
    /// As [`Self::item`].
    pub fn private<T: Serialize>(body: &T, version: i64, language: &str) -> Result<Self, Problem> {
        Self::new(body, Some(version), language, PRIVATE)
    }

    /// Something that nobody is to keep, and that has no tag: credentials, what is about them, what has a secret in it, and
    /// what only those may see who have shown who they are and do not edit as it stands.
    ///
    /// # Errors
    /// As [`Self::item`].
    pub fn secret<T: Serialize>(body: &T, language: &str) -> Result<Self, Problem> {
        Ok(Self::new(body, None, language, NOWHERE)?.kept_nowhere())
    }

    /// The same for nobody to keep.
    #[must_use]
    pub fn kept_nowhere(mut self) -> Self {
        self.parts.is_tagged = false;
        self.cached(NOWHERE)
    }

    /// The same for whatever may have to be taken back at once: caches ask about it each time.
    #[must_use]
    pub fn asked_about(self) -> Self {
        self.cached(MOVING)
    }

    fn cached(mut self, directives: &'static str) -> Self {
        let headers = self.parts.headers.iter_mut();
        for (_, caching) in headers.filter(|(name, _)| name == CACHE_CONTROL) {
            *caching = HeaderValue::from_static(directives);
        }
        self
    }

    /// The same as something new that stands at `location` from now on (RFC 9110 section 15.3.2).
    #[must_use]
    pub fn created(mut self, location: &str) -> Self {
        self.parts.status = StatusCode::CREATED;
        if let Ok(location) = HeaderValue::from_str(location) {
            self.parts.headers.push((LOCATION, location));
        }
        self
    }

    /// The same of something that was taken back: it stands nowhere and has no version.
    #[must_use]
    pub fn of_dry_run(mut self) -> Self {
        self.parts.is_tagged = false;
        self.parts.headers.retain(|(name, _)| name != LOCATION);
        self
    }

    /// Whether it had been stored.
    #[must_use]
    pub fn is_replay(&self) -> bool {
        self.parts.headers.iter().any(|(name, _)| name == IDEMPOTENCY_REPLAYED)
    }

    /// The same as an answer that had been stored.
    #[must_use]
    pub fn replayed(mut self) -> Self {
        self.parts.headers.push((IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true")));
        self
    }

    /// The answer in the form in which it can be stored.
    #[must_use]
    pub fn to_response(&self) -> Response {
        let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let headers = self.parts.headers.iter();
        Response {
            status: self.parts.status.as_u16(),
            version: self.parts.version,
            is_tagged: self.parts.is_tagged,
            headers: headers.map(|(name, value)| (name.to_string(), text(value))).collect(),
            body: String::from_utf8_lossy(&self.parts.body).into_owned(),
        }
    }

    /// The answer from the form in which it was stored.
    #[must_use]
    pub fn of_response(response: Response) -> Self {
        let header = |(name, value): (String, String)| {
            Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
        };
        Self {
            parts: PreparedParts {
                status: StatusCode::from_u16(response.status).unwrap_or(StatusCode::OK),
                is_tagged: response.is_tagged,
                body: response.body.into_bytes(),
                version: response.version,
                headers: response.headers.into_iter().filter_map(header).collect(),
                head: Head { seq: 0, floor: 0 },
                topics: Topics::ALL,
                valid_until: DateTime::<Utc>::MIN_UTC,
            },
        }
    }

    fn new<T: Serialize>(
        body: &T,
        version: Option<i64>,
        language: &str,
        caching: &'static str,
    ) -> Result<Self, Problem> {
        let body = serde_json::to_vec(body).map_err(|error| {
            tracing::error!(%error, "an answer cannot be written as JSON");
            Problem::internal()
        })?;
        let language = HeaderValue::from_str(language).map_err(|_| Problem::internal())?;
        let headers = vec![
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (CONTENT_LANGUAGE, language),
            (CACHE_CONTROL, HeaderValue::from_static(caching)),
            (VARY, HeaderValue::from_static(VARIES)),
        ];
        Ok(Self {
            parts: PreparedParts {
                status: StatusCode::OK,
                is_tagged: true,
                body,
                version,
                headers,
                head: Head { seq: 0, floor: 0 },
                topics: Topics::ALL,
                valid_until: DateTime::<Utc>::MIN_UTC,
            },
        })
    }

    /// Links to the next page (RFC 8288): this page's address with another cursor.
    #[must_use]
    pub fn with_next(mut self, path: &str, query: &str, cursor: Option<&str>) -> Self {
        let Some(cursor) = cursor else { return self };
        let mut target = format!("<{path}?");
        for pair in query.split('&').filter(|pair| !pair.is_empty() && !is_cursor(pair)) {
            // Writing into a String cannot fail.
            let _ = write!(target, "{pair}&");
        }
        let _ = write!(target, "cursor={cursor}>; rel=\"next\"");
        if let Ok(link) = HeaderValue::try_from(target) {
            self.parts.headers.push((LINK, link));
        }
        self
    }

    /// The same with whole addresses, for the public that knows this server under `base`: a proxy may have taken a path away
    /// from those that came.
    fn seen_from(mut self, base: &str) -> Self {
        for (name, value) in &mut self.parts.headers {
            let (before, path) = match value.as_bytes().strip_prefix(b"<") {
                Some(rest) if *name == LINK => (b"<".as_slice(), rest),
                _ if *name == LOCATION => (b"".as_slice(), value.as_bytes()),
                _ => continue,
            };
            if let Ok(whole) = HeaderValue::from_bytes(&[before, base.as_bytes(), path].concat()) {
                *value = whole;
            }
        }
        self
    }

    /// Notes which snapshot the answer was made from.
    #[must_use]
    pub fn of_snapshot(mut self, head: Head, topics: Topics, valid_until: DateTime<Utc>) -> Self {
        self.parts.head = head;
        self.parts.topics = topics;
        self.parts.valid_until = valid_until;
        self.parts.headers.push((CHANGE_CURSOR, HeaderValue::from(head.seq)));
        self
    }
}

fn is_cursor(pair: &str) -> bool {
    form_urlencoded::parse(pair.as_bytes()).any(|(name, _)| name == "cursor")
}

/// That something is done, and nothing more is to be said (RFC 9110 section 15.3.5).
#[derive(Debug, Clone, Copy)]
pub struct NoContent;

impl Responder for NoContent {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::NoContent();
        response.insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")));
        response.finish()
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    /// Hands the prepared answer to the front, which sends it.
    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let state = request.app_data::<Data<ApiState>>();
        let answer = match state.and_then(|state| state.site.public_url.as_deref()) {
            Some(base) => self.seen_from(base),
            None => self,
        };
        let mut response = HttpResponse::Ok().finish();
        response.extensions_mut().insert(Arc::new(Prepared::new(answer.parts)));
        response
    }
}
