//! An answer as it came, and what can be asked of it.

use std::io::Read;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The method of its request.
    pub method: Method,
    /// The path and query of its request.
    pub target: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came, which may be compressed.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Reads an answer to its end.
    pub async fn read(method: Method, target: &str, response: reqwest::Response) -> Self {
        Self {
            method,
            target: target.to_owned(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            bytes: response.bytes().await.unwrap().to_vec(),
        }
    }

    /// The path of its request.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    /// A header, which must be text and be sent once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let all: Vec<_> = self.headers.get_all(name).iter().collect();
        assert!(all.len() <= 1, "{}: {name} is sent {} times", self.target, all.len());
        all.first().map(|value| value.to_str().unwrap())
    }

    /// A header that must be there.
    pub fn must(&self, name: &str) -> &str {
        self.header(name).unwrap_or_else(|| panic!("{}: no header {name}", self.target))
    }

    /// The entity tag.
    pub fn tag(&self) -> String {
        self.must("etag").to_owned()
    }

    /// The change at which it was read.
    pub fn change_cursor(&self) -> i64 {
        self.must("change-cursor").parse().unwrap()
    }

    /// The media type, without its parameters.
    pub fn media_type(&self) -> Option<&str> {
        self.header("content-type").map(|value| value.split(';').next().unwrap().trim())
    }

    /// The body as it was before it was compressed.
    pub fn decoded(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self.header("content-encoding") {
            None => out.clone_from(&self.bytes),
            Some("gzip") => {
                flate2::read::GzDecoder::new(&*self.bytes).read_to_end(&mut out).unwrap();
            }
            Some("br") => brotli::BrotliDecompress(&mut &*self.bytes, &mut out).unwrap(),
            Some("zstd") => out = zstd::stream::decode_all(&*self.bytes).unwrap(),
            Some(other) => panic!("{}: nobody asked for {other}", self.target),
        }
        out
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.decoded()).unwrap()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.decoded())
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.target, self.text()))
    }

    /// The body as the document describes it: JSON, or a text when it is something else.
    pub fn value(&self) -> Value {
        let media_type = self.media_type().unwrap_or_default();
        let is_json = media_type.ends_with("/json") || media_type.ends_with("+json");
        if is_json { self.json() } else { json!(self.text()) }
    }

    /// The problem that it is. Everything that all problems have in common has been looked at.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{} {}: {}", self.method, self.target, self.text());
        assert_eq!(self.media_type(), Some("application/problem+json"), "{}", self.target);
        let problem = self.json();
        let members =
            ["type", "title", "status", "detail", "instance", "code", "request_id", "errors"];
        let mut given: Vec<&str> =
            problem.as_object().unwrap().keys().map(String::as_str).collect();
        // Some kinds say more: which rule refused, what has changed since, and, of a move, where the state leads.
        let more: &[&str] = match code {
            "forbidden" => &["rule"],
            "stale-version" => &["stale"],
            _ => &[],
        };
        given.retain(|member| !members.contains(member) && !more.contains(member));
        given.retain(|member| code != "conflict" || *member != "allowed_transitions");
        assert!(more.iter().all(|member| problem.get(member).is_some()), "{}", self.target);
        assert!(given.is_empty(), "{} has further members: {given:?}", self.target);
        assert_eq!(problem["code"], code, "{}: {problem}", self.target);
        assert_eq!(problem["type"], format!("/problems/{code}"));
        assert_eq!(problem["status"], status);
        assert_eq!(problem["request_id"], self.must("x-request-id"));
        assert_eq!(problem["instance"], self.path());
        for text in ["title", "detail"] {
            assert!(!problem[text].as_str().unwrap().is_empty(), "{}: no {text}", self.target);
        }
        assert!(self.header("content-language").is_some(), "{}", self.target);
        assert_eq!(self.must("cache-control"), "no-store", "{}", self.target);
        problem
    }

    /// The faults of a problem, each with its place and code.
    pub fn faults(&self, status: u16, code: &str) -> Vec<(String, String)> {
        let problem = self.problem(status, code);
        let faults = problem["errors"].as_array().unwrap().iter();
        faults
            .map(|fault| {
                assert!(!fault["message"].as_str().unwrap().is_empty());
                let place = fault.get("parameter").unwrap_or(&fault["pointer"]);
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                (text(place), text(&fault["code"]))
            })
            .collect()
    }
}
