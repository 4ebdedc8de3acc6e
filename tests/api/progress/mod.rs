//! Departments at work: what they report, what slips, what they tell, and what the public sees of it.

mod calendar;
mod clock;
mod dates;
mod followers;
mod half_done;
mod history;
mod initiatives;
mod lives;
mod milestones;
mod reports;
mod survival;
mod together;
mod updates;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::answer::Answer;

/// TD leads it, EMSD and `ArchSD` support it; in progress, with three milestones.
const PARKING: &str = "/api/v1/initiatives/automated-parking-systems";

/// "Remaining selected projects complete", scheduled, promised for 2026.
const REMAINING: &str = "/api/v1/milestones/d5a0cda3-c6a8-5e6f-92ee-6e3e2c1dce29";

/// Somebody who has signed in.
struct Staff<'a> {
    app: &'a TestApp,
    token: String,
}

impl<'a> Staff<'a> {
    async fn with(app: &'a TestApp, roles: &[&str]) -> Self {
        let email = format!("{}@city.example", roles.join("-").replace([':', '_'], "."));
        Self { app, token: app.signed_in(&email, roles).await.access }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        tag: Option<&str>,
        body: Option<&Value>,
    ) -> Answer {
        let mut call = self.app.client.call(method, path).bearer(&self.token);
        if let Some(tag) = tag {
            call = call.header("if-match", tag);
        }
        if let Some(body) = body {
            call = call.json(body);
        }
        call.send().await
    }

    /// A POST that makes something new.
    async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, None, Some(&body)).await
    }

    /// A POST to something of which the version is known.
    async fn post_at(&self, path: &str, version: i64, body: Value) -> Answer {
        self.send(Method::POST, path, Some(&format!("\"{version}\"")), Some(&body)).await
    }

    async fn patch(&self, path: &str, version: i64, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(&format!("\"{version}\"")), Some(&body)).await
    }

    async fn delete(&self, path: &str, version: i64) -> Answer {
        self.send(Method::DELETE, path, Some(&format!("\"{version}\"")), None).await
    }

    /// A new milestone of an initiative: its address.
    async fn milestone(&self, initiative: &str, due_on: Option<&str>) -> String {
        let body = json!({ "title": { "en": "A promise" }, "due_on": due_on });
        let made = self.post(&format!("{initiative}/milestones"), body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.must("location").to_owned()
    }

    /// A milestone that is brought to a status, and its version then.
    async fn milestone_in(&self, status: &str) -> (String, i64) {
        let address = self.milestone(PARKING, Some("2027-12-31")).await;
        if status == "scheduled" {
            return (address, 1);
        }
        let reported = self.post_at(&format!("{address}/transitions"), 1, report(status)).await;
        assert_eq!(reported.status, 201, "{}", reported.text());
        (address, 2)
    }
}

/// A report that has all that its status asks for.
fn report(to: &str) -> Value {
    let mut report = json!({ "to": to, "effective_on": "2026-11-20", "reason": "So it is." });
    if ["met", "partially_met"].contains(&to) {
        report["evidence"] = json!([{ "url": "https://www.gov.hk/a", "title": "A page" }]);
    }
    if to == "partially_met" {
        report["completion"] = json!(50);
    }
    report
}

/// The changes after a number, as (type, op, version, derived).
async fn changes_after(app: &TestApp, head: i64) -> Vec<(String, String, i64, bool)> {
    let list = app.client.json(&format!("/api/v1/changes?cursor={head}&limit=100")).await;
    list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            (
                change["type"].as_str().unwrap().to_owned(),
                change["op"].as_str().unwrap().to_owned(),
                change["version"].as_i64().unwrap(),
                change["derived"].as_bool().unwrap(),
            )
        })
        .collect()
}

fn change(kind: &str, op: &str, version: i64, derived: bool) -> (String, String, i64, bool) {
    (kind.to_owned(), op.to_owned(), version, derived)
}

/// Faults as a test writes them.
fn places(faults: &[(&str, &str)]) -> Vec<(String, String)> {
    faults.iter().map(|(place, code)| ((*place).to_owned(), (*code).to_owned())).collect()
}
