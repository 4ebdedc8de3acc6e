//! What is shipped for running it keeps what the program promises: the proxy's log tells nobody's reference.

use std::collections::BTreeSet;

use serde_json::Value;
use smartcity::api::site;

const PROXY: &str = include_str!("../../deploy/nginx.conf");

const DOCUMENT: &str = include_str!("../../openapi/v1.json");

/// What stands between two marks of the configuration.
#[track_caller]
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("{start} is missing"));
    rest.split_once(end).unwrap().0
}

/// The variables in a text.
fn variables(text: &str) -> BTreeSet<&str> {
    let rest = text.split('$').skip(1);
    rest.map(|rest| {
        rest.split(|c: char| c != '_' && !c.is_ascii_lowercase()).next().unwrap_or_default()
    })
    .collect()
}

/// What the paths begin with under which people send something in, follow it up and answer letters about it.
fn intimate() -> BTreeSet<String> {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let paths = document["paths"].as_object().unwrap().keys();
    let below = paths.filter_map(|path| path.strip_prefix("/api/v1/"));
    let sent = below.filter(|path| {
        let first = path.split('/').next().unwrap();
        path.contains("{reference}") || ["letters", "submissions"].contains(&first)
    });
    let sent = sent.map(|path| format!("/api/v1/{}", path.split('/').next().unwrap()));
    let pages = site::PATHS.into_iter().filter(|path| path.starts_with("/letters"));
    sent.chain(pages.map(|path| format!("/{}", path.split('/').nth(1).unwrap()))).collect()
}

/// What a pattern of the proxy's matches the beginnings of paths with: `^/a/(b|c)(/|$)` are `/a/b` and `/a/c`.
fn beginnings(pattern: &str) -> BTreeSet<String> {
    let pattern = pattern.strip_prefix('^').unwrap().strip_suffix("(/|$)").unwrap();
    let Some((ahead, choices)) = pattern.split_once('(') else {
        return BTreeSet::from([pattern.to_owned()]);
    };
    let choices = choices.strip_suffix(')').unwrap();
    choices.split('|').map(|choice| format!("{ahead}{choice}")).collect()
}

#[test]
fn the_proxy_s_log_tells_neither_who_follows_something_up_nor_what() {
    let logs = PROXY.lines().filter(|line| line.trim_start().starts_with("access_log"));
    assert_eq!(logs.map(str::trim).collect::<Vec<_>>(), ["access_log /dev/stdout discreet;"]);
    let told = variables(between(PROXY, "log_format discreet", ";"));
    let harmless = [
        "body_bytes_sent",
        "logged_agent",
        "logged_client",
        "logged_request",
        "request_time",
        "status",
        "time_local",
    ];
    assert_eq!(told, BTreeSet::from(harmless));
    let intimate = intimate();
    let expected = ["/api/v1/followups", "/api/v1/letters", "/api/v1/submissions", "/letters"];
    assert_eq!(intimate, BTreeSet::from(expected.map(str::to_owned)));
    for map in harmless.iter().filter(|name| name.starts_with("logged_")) {
        let lines = between(PROXY, &format!("map $uri ${map} {{"), "    }\n").lines();
        let mut hidden = BTreeSet::new();
        for line in lines.filter_map(|line| line.trim_start().strip_prefix('~')) {
            let (pattern, value) = line.split_once(' ').unwrap();
            assert!(variables(value).is_subset(&BTreeSet::from(["request_method"])), "{line}");
            hidden.extend(beginnings(pattern));
        }
        assert_eq!(hidden, intimate, "{map}");
    }
    // What the proxy complains about has the client and the whole path in it.
    let mut quiet = BTreeSet::new();
    for place in PROXY.split("location ~ ").skip(1) {
        let (pattern, rest) = place.split_once(" {").unwrap();
        let told = rest.split_once('}').unwrap().0;
        assert!(told.contains("error_log /dev/stderr crit;"), "{told}");
        quiet.extend(beginnings(pattern));
    }
    assert_eq!(quiet, intimate);
}
