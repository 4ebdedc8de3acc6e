//! What a handler answers: a body with what belongs to it. It becomes a prepared answer, which the front sends and
//! keeps.

use std::fmt::Write as _;
use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderName, HeaderValue, LINK, VARY,
};
use actix_web::{HttpRequest, HttpResponse, Responder};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::api::cache::{Prepared, PreparedParts};
use crate::api::problem::Problem;
use crate::store::change::Head;
use crate::store::feed::Topics;

/// Shared caches may keep an answer for a short while; the tag tells quickly whether it still holds.
const PUBLIC: &str = "public, max-age=30, stale-while-revalidate=300";

/// What decides on the form of an answer besides its address.
const VARIES: &str = "Accept-Encoding, Accept-Language, Authorization";

const CHANGE_CURSOR: HeaderName = HeaderName::from_static("change-cursor");

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
        Self::new(body, None, language, "no-cache")
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

impl Responder for Answer {
    type Body = BoxBody;

    /// Hands the prepared answer to the front, which sends it.
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok().finish();
        response.extensions_mut().insert(Arc::new(Prepared::new(self.parts)));
        response
    }
}
