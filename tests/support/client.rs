//! A client that holds every answer of the API against the document that the same server gives.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::Value;

use super::answer::Answer;
use super::document::Document;

/// A client of one server.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    document: Arc<Document>,
}

/// A request that is being put together.
#[derive(Debug)]
pub struct Call<'a> {
    client: &'a Client,
    method: Method,
    target: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Vec<u8>>,
}

impl Client {
    /// A client of the server at `address`; fetches its document.
    pub async fn of(address: SocketAddr) -> Self {
        let (http, base) = (plain(), format!("http://{address}"));
        let document = http.get(format!("{base}/openapi.json")).send().await.unwrap();
        assert_eq!(document.status(), 200);
        let document = Arc::new(Document::new(document.json().await.unwrap()));
        Self { http, base, document }
    }

    /// The document that the server gives.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The address of the server, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A request to `target`: a path with its query.
    pub fn call(&self, method: Method, target: &str) -> Call<'_> {
        Call { client: self, method, target: target.to_owned(), headers: Vec::new(), body: None }
    }

    /// The answer to a GET, whatever it is.
    pub async fn get(&self, target: &str) -> Answer {
        self.call(Method::GET, target).send().await
    }

    /// The body of a GET that succeeds.
    pub async fn json(&self, target: &str) -> Value {
        let answer = self.get(target).await;
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        answer.json()
    }

    /// The items of a list that fits on one page.
    pub async fn data(&self, target: &str) -> Vec<Value> {
        let list = self.json(target).await;
        assert_eq!(list["page"]["has_more"], false, "{target} has more than one page");
        list["data"].as_array().unwrap().clone()
    }

    /// The codes or ids of a list that fits on one page.
    pub async fn keys(&self, target: &str) -> Vec<String> {
        self.data(target).await.iter().map(key).collect()
    }

    /// Every item of a list, page by page.
    pub async fn walk(&self, target: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = match &cursor {
                None => self.json(target).await,
                Some(cursor) => self.json(&with(target, "cursor", cursor)).await,
            };
            items.extend(page["data"].as_array().unwrap().iter().cloned());
            assert!(items.len() <= 10_000, "{target} does not end");
            if page["page"]["has_more"] == false {
                return items;
            }
            cursor = Some(page["page"]["next_cursor"].as_str().unwrap().to_owned());
        }
    }

    /// The newest change the server knows of.
    pub async fn head(&self) -> i64 {
        self.get("/api/v1/changes?cursor=latest").await.change_cursor()
    }

    /// The answer of another listener, which is not in the document.
    pub async fn elsewhere(&self, url: &str) -> Answer {
        Answer::read(Method::GET, url, self.http.get(url).send().await.unwrap()).await
    }
}

impl Call<'_> {
    /// With a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.parse().unwrap(), value.parse().unwrap()));
        self
    }

    /// As somebody who has signed in, or a machine with its key.
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// With a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    /// With a body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sends it. The answer has been held against the document.
    pub async fn send(self) -> Answer {
        let url = format!("{}{}", self.client.base, self.target);
        let mut request = self.client.http.request(self.method.clone(), url);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        if let Some(body) = self.body {
            request = request.body(body);
        }
        let response = request.send().await.unwrap();
        let answer = Answer::read(self.method, &self.target, response).await;
        self.client.document.check(&answer);
        answer
    }
}

/// The target with one more parameter.
pub fn with(target: &str, name: &str, value: &str) -> String {
    let mark = if target.contains('?') { '&' } else { '?' };
    format!("{target}{mark}{name}={value}")
}

/// The code of an item, or its id if it has none.
pub fn key(item: &Value) -> String {
    item.get("code").unwrap_or(&item["id"]).as_str().unwrap().to_owned()
}

#[expect(clippy::disallowed_methods, reason = "the one client of the tests")]
fn plain() -> reqwest::Client {
    reqwest::Client::builder()
        .timeout(Duration::from_secs(20))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}
