//! The part of the story in which a department reports: what was reached, what slipped, and what it has to tell.

use reqwest::Method;
use serde_json::{Value, json};

use super::Story;

const PARKING: &str = "/api/v1/initiatives/automated-parking-systems";

/// "Remaining selected projects complete", promised for 2026.
const REMAINING: &str = "/api/v1/milestones/d5a0cda3-c6a8-5e6f-92ee-6e3e2c1dce29";

/// Tells it.
pub async fn tell(story: &mut Story<'_>, administrator: &str, publisher: &str) {
    makes_an_initiative(story, administrator).await;
    reports_on_a_milestone(story, publisher).await;
    keeps_milestones(story, publisher).await;
    tells_of_progress(story, publisher).await;
    moves_an_initiative(story, publisher).await;
    let history = format!("{PARKING}/history?limit=3");
    story.does("list_initiative_history", (Method::GET, &history), None, None, &[]).await;
}

/// The version of the thing that was answered, as `If-Match` takes it.
fn tag(answer: &Value) -> String {
    format!("\"{}\"", answer["version"])
}

async fn makes_an_initiative(story: &mut Story<'_>, administrator: &str) {
    let new = json!({
        "code": "kerbside-loading-bays",
        "title": { "en": "Kerbside loading bays with live vacancy", "zh-Hant": "路旁上落貨區實時空位" },
        "summary": { "en": "Sensors tell drivers of goods vehicles where a loading bay is free." },
        "smart_area_code": "mobility",
        "lead_department_code": "TD",
        "supporting_department_codes": ["HyD", "EMSD"],
        "reporting_department_codes": ["HyD"],
        "blueprint_codes": ["v2"],
        "starts_on": "2027-01-01",
        "starts_on_precision": "quarter",
        "update_cadence_days": 90,
        "tags": ["parking"],
        "sources": ["Policy Address 2026, paragraph 118"],
    });
    let path = (Method::POST, "/api/v1/initiatives");
    story.does("create_initiative", path, Some(administrator), Some(new), &[]).await;
}

async fn reports_on_a_milestone(story: &mut Story<'_>, publisher: &str) {
    let token = Some(publisher);
    let path = format!("{REMAINING}/transitions");
    let post = (Method::POST, path.as_str());
    let version = [("if-match", "\"1\"")];
    // Whoever says that it is met shows it.
    let claim = json!({ "to": "met" });
    let refused = story.ask(post.clone(), token, Some(&claim), &version).await;
    refused.problem(422, "validation");
    let report = json!({
        "to": "partially_met",
        "effective_on": "2026-11-20",
        "completion": 80,
        "evidence": [{
            "url": "https://www.td.gov.hk/en/transport_in_hong_kong/parking/aps/index.html",
            "title": "Automated parking systems: projects in service",
        }],
    });
    let told =
        story.does("transition_milestone", post.clone(), token, Some(report), &version).await;
    let later = [("if-match", &*tag(&told["milestone"]))];
    let back = json!({ "to": "scheduled" });
    let refused = story.ask(post, token, Some(&back), &later).await;
    refused.problem(409, "conflict");
    let slip = json!({
        "due_on": "2027-06-30",
        "due_on_precision": "quarter",
        "reason_code": "procurement",
        "reason": "The tender for the last site was opened again.",
    });
    let path = format!("{REMAINING}/rebaselines");
    let post = (Method::POST, path.as_str());
    story.does("rebaseline_milestone", post, token, Some(slip), &later).await;
    story.does("list_milestone_rebaselines", (Method::GET, &path), None, None, &[]).await;
    let path = format!("{REMAINING}/transitions");
    story.does("list_milestone_transitions", (Method::GET, &path), None, None, &[]).await;
}

async fn keeps_milestones(story: &mut Story<'_>, publisher: &str) {
    let token = Some(publisher);
    let path = format!("{PARKING}/milestones");
    let post = (Method::POST, path.as_str());
    let new = json!({
        "title": { "en": "Sixth system in service", "zh-Hant": "第六個系統啟用" },
        "weight": 2,
        "due_on": "2028-12-31",
        "due_on_precision": "year",
    });
    let made = story.does("create_milestone", post.clone(), token, Some(new.clone()), &[]).await;
    let milestone = format!("/api/v1/milestones/{}", made["id"].as_str().unwrap());
    let change = json!({
        "description": { "en": "At the Tsuen Wan site." },
        "weight": 3,
        "reason": "It has as many spaces as the three before it together.",
    });
    let edit = (Method::PATCH, milestone.as_str());
    story.does("edit_milestone", edit, token, Some(change), &[("if-match", &*tag(&made))]).await;
    let twice = story.ask(post, token, Some(&new), &[]).await.json();
    let milestone = format!("/api/v1/milestones/{}", twice["id"].as_str().unwrap());
    let delete = (Method::DELETE, milestone.as_str());
    story.does("delete_milestone", delete, token, None, &[("if-match", &*tag(&twice))]).await;
    story.ask((Method::GET, &milestone), None, None, &[]).await.problem(410, "gone");
}

async fn tells_of_progress(story: &mut Story<'_>, publisher: &str) {
    let token = Some(publisher);
    let path = format!("{PARKING}/updates");
    let draft = json!({
        "title": { "en": "Four of five sites are open" },
        "body": { "en": "The system at Sham Shui Po opened in November. The last site is out to tender again." },
        "dated_on": "2026-11-20",
    });
    let made = story.does("create_update", (Method::POST, &path), token, Some(draft), &[]).await;
    let id = made["id"].as_str().unwrap();
    let own = format!("/api/v1/updates/{id}");
    story.ask((Method::GET, &own), None, None, &[]).await.problem(404, "not-found");
    let change = json!({ "title": { "zh-Hant": "五個地點中四個已啟用" } });
    let version = tag(&made);
    let edit = (Method::PATCH, own.as_str());
    let edited =
        story.does("edit_update", edit, token, Some(change), &[("if-match", &version)]).await;
    let drafts = "/api/v1/staff/updates?state=draft";
    story.does("list_staff_updates", (Method::GET, drafts), token, None, &[]).await;
    let draft = format!("/api/v1/staff/updates/{id}?include=translations");
    story.does("get_staff_update", (Method::GET, &draft), token, None, &[]).await;
    let publish = format!("{own}/publish");
    let version = tag(&edited);
    let post = (Method::POST, publish.as_str());
    story.does("publish_update", post, token, None, &[("if-match", &version)]).await;
    let public = format!("{own}?lang=zh-Hant");
    story.does("get_update", (Method::GET, &public), None, None, &[]).await;
    story.does("list_initiative_updates", (Method::GET, &path), None, None, &[]).await;
    let confirmation = json!({ "note": "Route data and the trip planner are as described." });
    let path = (Method::POST, "/api/v1/initiatives/hkemobility-app/confirmations");
    story.does("confirm_initiative", path, token, Some(confirmation), &[]).await;
}

async fn moves_an_initiative(story: &mut Story<'_>, publisher: &str) {
    let path = "/api/v1/initiatives/autonomous-vehicle-trials/transitions";
    let report = json!({
        "to": "completed_in_stages",
        "effective_on": "2026-11-01",
        "reason": "The trials on the airport island have become a regular service.",
    });
    let post = (Method::POST, path);
    let version = [("if-match", "\"1\"")];
    story.does("transition_initiative", post, Some(publisher), Some(report), &version).await;
    story.does("list_initiative_transitions", (Method::GET, path), None, None, &[]).await;
}
