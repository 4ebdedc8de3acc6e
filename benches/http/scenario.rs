//! What is asked for under load. Server and peer are asked the same; nothing here knows who answers.

use std::net::SocketAddr;

use serde_json::Value;

use crate::answer::{self, Answer};
use crate::failure::{Failure, because};

/// A page of a filtered list, as a frontend asks for it.
pub const LIST: &str = "/api/v1/initiatives?smart_area=mobility&limit=25";

/// One kind of request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// What it is, for people.
    pub name: &'static str,
    /// What it is, for programs.
    pub key: &'static str,
    /// Path and query.
    pub path: String,
    /// Headers of the request.
    pub headers: Vec<(&'static str, String)>,
    /// The answer's status.
    pub status: u16,
}

impl Scenario {
    /// Asks once and makes sure that the answer is the one meant.
    pub fn ask(&self, address: SocketAddr) -> Result<Answer, Failure> {
        let answer = answer::get(address, &self.path, &self.headers)?;
        if answer.status == self.status {
            return Ok(answer);
        }
        Err(because(format!("{}: {} was expected, {} came", self.path, self.status, answer.status)))
    }
}

/// The requests, made of what the server at `address` holds: the item is the first of its list.
pub fn all(address: SocketAddr) -> Result<[Scenario; 4], Failure> {
    let plain = |name, key, path| Scenario { name, key, path, headers: Vec::new(), status: 200 };
    let list = plain("hot list", "list", LIST.to_owned());
    let answer = list.ask(address)?;
    let body: Value = serde_json::from_slice(&answer.body)?;
    let code = body
        .pointer("/data/0/code")
        .and_then(Value::as_str)
        .ok_or_else(|| because("the list is empty: the catalogue was not loaded"))?;
    let tag = answer.header("etag").ok_or_else(|| because("the list has no ETag"))?;
    let not_modified = Scenario {
        headers: vec![("If-None-Match", tag.to_owned())],
        status: 304,
        ..plain("list, not modified (304)", "not_modified", LIST.to_owned())
    };
    let brotli = Scenario {
        headers: vec![("Accept-Encoding", "br".to_owned())],
        ..plain("hot list, brotli", "list_brotli", LIST.to_owned())
    };
    let item = plain("hot item", "item", format!("/api/v1/initiatives/{code}"));
    Ok([list, item, not_modified, brotli])
}
