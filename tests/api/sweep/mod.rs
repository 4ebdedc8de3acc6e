//! Every kind of write moves every public answer that shows what it wrote: after each one, the answers of a server that keeps
//! them are those of a server over the same database that keeps none.

mod beside;
mod submissions;

use std::collections::BTreeSet;
use std::sync::Mutex;

use futures_util::future::join_all;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::examples::operations_where;
use crate::story;
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::answer::Answer;

/// What may differ between two answers that are the same: when and to whom it was sent, and a newer change that it has
/// nothing to do with.
const OF_THE_MOMENT: [&str; 4] = ["date", "x-request-id", "change-cursor", "content-length"];

/// So many answers are asked for at a time.
const AT_ONCE: usize = 8;

/// Searches, and orders that no example asks for.
const SEARCHED_AND_SORTED: [&str; 5] = [
    // 平臺
    "/api/v1/initiatives?q=%E5%B9%B3%E8%87%BA",
    "/api/v1/initiatives?sort=-progress&sort=-code",
    "/api/v1/initiatives?sort=-code&sort=-progress",
    "/api/v1/submissions?q=bays",
    "/api/v1/submissions?sort=received_on",
];

/// Two servers over one database, and what both are asked after each write.
pub struct Sweep<'a> {
    kept: &'a TestApp,
    made: TestApp,
    targets: Mutex<BTreeSet<String>>,
    /// The change up to which the addresses of what changed are among the targets.
    known: Mutex<i64>,
    /// The operations that were swept.
    swept: Mutex<BTreeSet<String>>,
}

impl<'a> Sweep<'a> {
    /// Beside a server with a cache, which has been asked everything once.
    async fn over(kept: &'a TestApp) -> Self {
        let made = TestApp::beside(kept, &[("SMARTCITY_CACHE_MAX_BYTES", "0")]).await;
        let known = Mutex::new(kept.client.head().await);
        let targets = Mutex::new(targets(kept.client.document().root()));
        let sweep = Self { kept, made, targets, known, swept: Mutex::default() };
        sweep.compare("the start").await;
        sweep
    }

    /// Compares after an answer, when it is the first one to a write of its kind that was done.
    pub async fn after(&self, answer: &Answer) {
        let Some(id) = self.done(answer) else { return };
        if self.swept.lock().unwrap().insert(id.clone()) {
            self.compare(&id).await;
        }
    }

    /// Compares after the answer to a write, also when there was one of its kind before.
    async fn after_each(&self, answer: &Answer) {
        let id = self.done(answer).unwrap();
        self.compare(&id).await;
        self.swept.lock().unwrap().insert(id);
    }

    /// The operation that was done, if it writes.
    fn done(&self, answer: &Answer) -> Option<String> {
        if answer.method == Method::GET || !(200..300).contains(&answer.status) {
            return None;
        }
        let document = self.kept.client.document();
        let operation = document.operation(&answer.method, answer.path()).unwrap().1;
        operation["operationId"].as_str().map(str::to_owned)
    }

    /// Compares every answer of the two servers; what changed is asked for under its own address from then on.
    async fn compare(&self, after: &str) {
        let targets: Vec<String> = self.targets.lock().unwrap().iter().cloned().collect();
        self.compare_all(after, &targets).await;
        let new = self.discovered().await;
        self.compare_all(after, &new).await;
        self.targets.lock().unwrap().extend(new);
    }

    async fn compare_all(&self, after: &str, targets: &[String]) {
        for some in targets.chunks(AT_ONCE) {
            let pairs = some.iter().map(async |target| {
                let of = async |app: &TestApp| {
                    app.client.elsewhere(&format!("{}{target}", app.client.base())).await
                };
                (target, of(self.kept).await, of(&self.made).await)
            });
            for (target, kept, made) in join_all(pairs).await {
                assert_same(&format!("{target} after {after}"), &kept, &made);
            }
        }
    }

    /// The addresses of what changed since they were asked for last.
    async fn discovered(&self) -> Vec<String> {
        let mut known = *self.known.lock().unwrap();
        let mut found = BTreeSet::new();
        loop {
            let list = format!("/api/v1/changes?cursor={known}&limit=100");
            let page = self.made.client.json(&list).await;
            let urls = page["data"].as_array().unwrap().iter().map(|change| &change["url"]);
            found.extend(urls.map(|url| url.as_str().unwrap().to_owned()));
            known = page["page"]["next_cursor"].as_str().unwrap().parse().unwrap();
            if page["page"]["has_more"] == false {
                break;
            }
        }
        *self.known.lock().unwrap() = known;
        let targets = self.targets.lock().unwrap();
        found.into_iter().filter(|url| !targets.contains(url)).collect()
    }
}

#[track_caller]
fn assert_same(what: &str, kept: &Answer, made: &Answer) {
    assert_eq!(kept.status, made.status, "{what}");
    if made.header("cache-control") == Some("no-store") {
        // Nobody keeps it: a challenge is another one each time.
        return;
    }
    let cursor = |answer: &Answer| answer.header("change-cursor").map(str::to_owned);
    let is_problem = kept.media_type() == Some("application/problem+json");
    if is_problem {
        let code = |answer: &Answer| answer.json()["code"].clone();
        assert_eq!(code(kept), code(made), "{what}");
        return;
    }
    assert_eq!(kept.text(), made.text(), "{what} is not what it should be");
    assert_eq!(cursor(kept).is_some(), cursor(made).is_some(), "{what}");
    let headers = |answer: &Answer| -> Vec<(String, Vec<u8>)> {
        let all = answer.headers.iter();
        let own = all.filter(|(name, _)| !OF_THE_MOMENT.contains(&name.as_str()));
        let mut own: Vec<_> =
            own.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
        own.sort();
        own
    };
    assert_eq!(headers(kept), headers(made), "{what}");
}

/// Each public read, as its example asks for it, and with everything that can be included; and what no example asks for.
fn targets(document: &Value) -> BTreeSet<String> {
    let mut targets = BTreeSet::from(SEARCHED_AND_SORTED.map(str::to_owned));
    for operation in operations_where(document, |method, operation| {
        method == "get" && operation["security"][0] == json!({})
    }) {
        let id = operation["operationId"].as_str().unwrap();
        let file = format!("{}/openapi/examples/{id}.json", env!("CARGO_MANIFEST_DIR"));
        let example: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let target = example["request"]["path"].as_str().unwrap();
        let path = target.split('?').next().unwrap();
        targets.insert(target.to_owned());
        let parameters = operation["parameters"].as_array().unwrap().iter();
        let names = |name: &str| {
            let found = parameters.clone().find(|parameter| parameter["name"] == name);
            found.map(|parameter| parameter["schema"].clone())
        };
        let mut more = Vec::new();
        if let Some(schema) = names("include") {
            let items = &schema["items"];
            let reference = items["$ref"].as_str().and_then(|text| text.strip_prefix('#'));
            let items = reference.map_or(items, |pointer| document.pointer(pointer).unwrap());
            let all: Vec<&str> =
                items["enum"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
            more.push(format!("include={}", all.join(",")));
        }
        if names("include_total").is_some() {
            more.push("include_total=true".to_owned());
        }
        let mark = if more.is_empty() { "" } else { "?" };
        targets.insert(format!("{path}{mark}{}", more.join("&")));
    }
    targets
}

#[rstest]
#[tokio::test]
async fn every_kind_of_write_moves_every_answer_that_shows_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[("SMARTCITY_CHALLENGE_DIFFICULTY", "50")]).await;
    let sweep = Sweep::over(&app).await;
    story::tell_to(&app, Some(&sweep)).await;
    submissions::sweep(&sweep).await;
    beside::sweep(&sweep).await;
    let writes = operations_where(app.client.document().root(), |method, _| method != "get");
    let writes: BTreeSet<String> =
        writes.map(|operation| operation["operationId"].as_str().unwrap().to_owned()).collect();
    assert_eq!(*sweep.swept.lock().unwrap(), writes, "a write is not in the sweep");
}
