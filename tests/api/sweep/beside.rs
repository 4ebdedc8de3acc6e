//! What no operation writes: files that are loaded, the configuration, what runs by itself, and midnight.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use serde_json::json;
use smartcity::app::erasure;
use smartcity::app::submission::due;
use smartcity::clock::Clock;
use smartcity::store::migrate;

use super::Sweep;
use crate::submissions::{body, sent};
use crate::support::catalogue;

/// Sweeps it.
pub async fn sweep(sweep: &Sweep<'_>) {
    catalogue_is_loaded(sweep).await;
    citizens_are_loaded(sweep).await;
    terms_are_made_anew(sweep).await;
    standard_is_set(sweep).await;
    contacts_are_erased(sweep).await;
    day_turns(sweep).await;
}

async fn catalogue_is_loaded(sweep: &Sweep<'_>) {
    let app = sweep.kept;
    let mut file = catalogue::file().clone();
    let mut load = async |what: &str, pointer: &str, value: serde_json::Value| {
        *file.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        let report = app.load_inside(&file, app.clock.now());
        assert!(report.changes > 0, "{what} is loaded");
        sweep.compare(&format!("{what} is loaded")).await;
    };
    let smart_prison = catalogue::records("initiatives")
        .iter()
        .position(|record| record["code"] == "smart-prison")
        .unwrap();
    let initiative = format!("/initiatives/{smart_prison}");
    load("an initiative", &format!("{initiative}/title/en"), json!("Smarter Prison")).await;
    let milestone = format!("{initiative}/milestones/0/title/en");
    load("a milestone", &milestone, json!("The first one opens")).await;
    load("a blueprint", "/blueprints/0/title/en", json!("The first blueprint")).await;
    load("a smart area", "/smart_areas/0/name/en", json!("Moving about")).await;
    let csd = catalogue::records("departments")
        .iter()
        .position(|record| record["code"] == "CSD")
        .unwrap();
    load("a department", &format!("/departments/{csd}/name/en"), json!("Corrections")).await;
}

async fn citizens_are_loaded(sweep: &Sweep<'_>) {
    let app = sweep.kept;
    sent(app, body()).await;
    let mut file = catalogue::citizens_file();
    file["citizens"]["subjects"][0]["title"]["en"] = json!("Another title");
    assert!(app.load_citizens_inside(&file).changes > 0);
    sweep.compare("a subject is loaded").await;
    let holiday = json!({ "day": "2026-11-30", "name": { "en": "A day off" } });
    file["citizens"]["holidays"].as_array_mut().unwrap().push(holiday);
    app.load_citizens_inside(&file);
    sweep.compare("a holiday is loaded").await;
    for (version, day) in [(2, "2026-11-24"), (3, "2026-11-25"), (4, "2026-11-23")] {
        let notice = json!({
            "version": version,
            "text": { "en": format!("Notice number {version}.") },
            "effective_on": day,
        });
        file["citizens"]["notices"].as_array_mut().unwrap().push(notice);
        assert!(app.load_citizens_inside(&file).changes > 0);
        sweep.compare(&format!("a notice for {day} is loaded")).await;
    }
    assert_eq!(app.client.json("/api/v1/notices/current").await["version"], 2);
}

async fn terms_are_made_anew(sweep: &Sweep<'_>) {
    let app = sweep.kept;
    let mut connection = migrate::open(&app.database.url.parse().unwrap()).unwrap();
    let mut run = |sql: &str| connection.batch_execute(sql).unwrap();
    // The number is that of now at first, so that no job makes them anew before the answers without them are kept.
    run("DELETE FROM search_terms; DELETE FROM submission_terms;");
    // 平台, which nobody has asked for in this writing.
    let targets = ["/api/v1/initiatives?q=%E5%B9%B3%E5%8F%B0", "/api/v1/submissions?q=free%20bays"];
    for target in targets {
        assert!(app.client.keys(target).await.is_empty(), "{target}");
    }
    sweep.targets.lock().unwrap().extend(targets.map(str::to_owned));
    run("UPDATE search_folding SET number = 0;");
    app.turn("search_terms");
    // The job of the other server may have been the one.
    app.look();
    for target in targets {
        assert!(!sweep.made.client.keys(target).await.is_empty(), "{target}");
    }
    sweep.compare("search terms are made anew").await;
}

async fn standard_is_set(sweep: &Sweep<'_>) {
    let app = sweep.kept;
    let (zone, now) = (chrono_tz::Asia::Hong_Kong, app.clock.now());
    let renewed = due::set_standard(&app.store, 20.try_into().unwrap(), zone, now).unwrap();
    assert!(renewed > 0, "something waits for an answer");
    sweep.compare("another reply standard is configured").await;
}

async fn contacts_are_erased(sweep: &Sweep<'_>) {
    let app = sweep.kept;
    erasure::erase_contacts(&app.store, TimeDelta::zero(), app.clock.now()).unwrap();
    sweep.compare("contact details are erased").await;
}

async fn day_turns(sweep: &Sweep<'_>) {
    let head = sweep.kept.client.head().await;
    for app in [sweep.kept, &sweep.made] {
        app.set_clock("2026-11-24T16:00:00Z");
    }
    // One of the two servers tells of the day; what both are asked is to be the same from then on.
    for app in [sweep.kept, &sweep.made] {
        app.turn("calendar");
    }
    for app in [sweep.kept, &sweep.made] {
        app.look();
    }
    assert!(sweep.kept.client.head().await > head, "the day is told");
    sweep.compare("midnight").await;
    assert_eq!(sweep.kept.client.json("/api/v1/notices/current").await["version"], 3);
}
