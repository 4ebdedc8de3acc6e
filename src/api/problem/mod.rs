//! Problems: every 4xx and 5xx answer as a localised problem document (RFC 9457).
//! It knows codes, sentences and the wire form, and the rules and conflicts that have sentences of their own; it must not
//! know the web framework or the store.

pub mod code;
pub mod detail;
pub mod member;
pub mod page;

mod body;
mod constructors;
mod language;
mod suggest;
mod table;

use std::fmt;

use crate::authz::Rule;

pub use body::{FaultBody, ProblemBody, StaleBody};
pub use code::ProblemCode;
pub use detail::Detail;
pub use language::ProblemLanguage;
pub use member::{Fault, FaultArgs, FaultCode, Place};
pub use page::ProblemType;
pub use suggest::suggest;
pub use table::{Texts, texts};

/// The media type of a problem document (RFC 9457 section 6.1).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request is answered with an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The kind of problem.
    pub code: ProblemCode,
    /// What went wrong this time.
    pub detail: Detail,
    /// Every faulty parameter and member, in the order found.
    pub faults: Vec<Fault>,
    /// The methods that the path takes, for `Allow`.
    pub allow: Option<String>,
    /// When to come back, in seconds, for `Retry-After`.
    pub retry_after: Option<u32>,
    /// What some kinds of problem say besides.
    pub extra: Option<Box<Extra>>,
}

/// What some kinds of problem say besides (RFC 9457 section 3.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extra {
    /// The rule of the policy that refused.
    pub rule: Option<Rule>,
    /// The states that may follow the present one.
    pub allowed: Option<Vec<&'static str>>,
    /// What has happened since the version that the client knows.
    pub stale: Option<StaleBody>,
}

/// A problem made ready to send, free of any framework's types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers that this kind of problem requires, beside those that every answer has.
    pub headers: Vec<(&'static str, String)>,
    /// The document.
    pub body: ProblemBody,
}

impl Problem {
    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.code.status()
    }

    /// The document in a language. `instance` is the path of the request and may be given as it
    /// arrived: it is made a valid reference here.
    #[must_use]
    pub fn render(
        &self,
        language: ProblemLanguage,
        instance: &str,
        request_id: &str,
    ) -> ProblemBody {
        ProblemBody {
            type_reference: self.code.type_reference(),
            title: texts(self.code, language).title,
            status: self.status(),
            detail: body::detail(&self.detail.text(language)),
            instance: body::instance(instance),
            code: self.code,
            request_id: body::request_id(request_id),
            errors: body::faults(&self.faults, language),
            rule: self.extra.as_ref().and_then(|extra| extra.rule).map(Rule::id),
            allowed_transitions: self.extra.as_ref().and_then(|extra| {
                let allowed = extra.allowed.as_ref()?.iter();
                Some(allowed.map(|&state| state.to_owned()).collect())
            }),
            stale: self.extra.as_ref().and_then(|extra| extra.stale.clone()),
        }
    }

    /// The headers that this problem requires: `Allow` with 405 (RFC 9110 section 15.5.6),
    /// `WWW-Authenticate` with 401 (section 15.5.2, RFC 6750 section 3), `Retry-After` where one
    /// is known (section 10.2.3).
    #[must_use]
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if let Some(allow) = &self.allow {
            headers.push(("Allow", allow.clone()));
        }
        if let Some(seconds) = self.retry_after {
            headers.push(("Retry-After", seconds.to_string()));
        }
        match self.code {
            ProblemCode::Unauthenticated => headers.push(("WWW-Authenticate", "Bearer".to_owned())),
            // Nothing to refresh or repeat: the challenge is only the one that the standard demands.
            ProblemCode::InvalidCredentials => {
                headers.push(("WWW-Authenticate", "Bearer".to_owned()));
            }
            ProblemCode::InvalidToken | ProblemCode::TokenStale => {
                headers.push(("WWW-Authenticate", "Bearer error=\"invalid_token\"".to_owned()));
            }
            _ => {}
        }
        headers
    }

    /// Status, headers and document in one.
    #[must_use]
    pub fn answer(&self, language: ProblemLanguage, instance: &str, request_id: &str) -> Answer {
        Answer {
            status: self.status(),
            headers: self.headers(),
            body: self.render(language, instance, request_id),
        }
    }
}

impl fmt::Display for Problem {
    /// For logs; clients get the document.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code, self.detail.text(ProblemLanguage::En))
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use utoipa::OpenApi;

    use super::*;

    #[test]
    fn the_document_has_all_members_and_is_localised() {
        let problem = Problem::unknown_parameter("limt", Some("limit".to_owned()));
        let body = problem.render(ProblemLanguage::ZhHant, "/api/v1/initiatives", "01J");
        assert_eq!(
            serde_json::to_value(body).unwrap(),
            json!({
                "type": "/problems/unknown-parameter",
                "title": "未知的參數",
                "status": 400,
                "detail": "有一個參數不屬於這項操作。",
                "instance": "/api/v1/initiatives",
                "code": "unknown-parameter",
                "request_id": "01J",
                "errors": [{
                    "parameter": "limt",
                    "code": "unknown_parameter",
                    "message": "這項操作沒有這個參數。你是否想輸入 limit？",
                    "suggestion": "limit"
                }]
            })
        );
    }

    #[test]
    fn headers_follow_the_kind_of_problem() {
        let cases = [
            (Problem::method_not_allowed("GET, HEAD"), vec![("Allow", "GET, HEAD")]),
            (Problem::unavailable(2), vec![("Retry-After", "2")]),
            (Problem::rate_limited(60), vec![("Retry-After", "60")]),
            (Problem::unauthenticated(), vec![("WWW-Authenticate", "Bearer")]),
            (
                Problem::invalid_token(),
                vec![("WWW-Authenticate", "Bearer error=\"invalid_token\"")],
            ),
            (Problem::not_found(), vec![]),
        ];
        for (problem, expected) in cases {
            let answer = problem.answer(ProblemLanguage::En, "/", "1");
            let headers: Vec<_> =
                answer.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(headers, expected, "{problem}");
            assert_eq!(answer.status, answer.body.status);
        }
    }

    #[test]
    fn a_problem_stays_small_enough_to_return_as_an_error() {
        assert!(size_of::<Problem>() <= 128);
    }

    #[test]
    fn every_schema_is_bounded_and_described() {
        #[derive(OpenApi)]
        #[openapi(components(schemas(
            ProblemBody,
            FaultBody,
            StaleBody,
            ProblemCode,
            FaultCode,
            ProblemType
        )))]
        struct Document;

        let document = serde_json::to_value(Document::openapi()).unwrap();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        assert_eq!(schemas.len(), 6);
        for (name, schema) in schemas {
            assert!(schema["description"].is_string(), "{name}");
            check(name, schema);
        }
        assert_eq!(
            schemas["ProblemCode"]["enum"].as_array().unwrap().len(),
            ProblemCode::ALL.len()
        );
    }

    fn check(name: &str, schema: &Value) {
        let has = |keys: &[&str]| keys.iter().any(|key| schema.get(key).is_some());
        match schema["type"].as_str() {
            Some("string") => {
                assert!(
                    has(&["enum"]) || (has(&["maxLength"]) && has(&["pattern", "format"])),
                    "{name}: {schema}"
                );
            }
            Some("integer") => {
                assert!(
                    has(&["format"]) && has(&["minimum"]) && has(&["maximum"]),
                    "{name}: {schema}"
                );
            }
            Some("array") => assert!(has(&["maxItems"]), "{name}: {schema}"),
            Some("object") => {
                for (member, schema) in schema["properties"].as_object().unwrap() {
                    let member = format!("{name}.{member}");
                    assert!(schema["description"].is_string(), "{member}: {schema}");
                    check(&member, schema);
                }
            }
            _ => assert!(has(&["$ref", "allOf"]), "{name}: {schema}"),
        }
    }
}
