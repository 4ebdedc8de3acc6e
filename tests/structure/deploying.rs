//! What is shipped for running it keeps what the program promises: the proxy's log tells nobody's reference.

use std::collections::BTreeSet;

use serde_json::Value;

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

/// The first parts of the paths under which people send something in and follow it up.
fn intimate() -> BTreeSet<String> {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let paths = document["paths"].as_object().unwrap().keys();
    let below = paths.filter_map(|path| path.strip_prefix("/api/v1/"));
    let intimate =
        below.filter(|path| path.contains("{reference}") || path.starts_with("submissions"));
    intimate.map(|path| path.split('/').next().unwrap().to_owned()).collect()
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
    assert_eq!(intimate, BTreeSet::from(["followups", "submissions"].map(str::to_owned)));
    for map in harmless.iter().filter(|name| name.starts_with("logged_")) {
        let lines = between(PROXY, &format!("map $uri ${map} {{"), "    }\n");
        for path in &intimate {
            let line = lines.lines().find(|line| line.contains(path)).unwrap();
            assert!(line.trim_start().starts_with("~^/api/v1/"), "{line}");
            let (_, value) = line.split_once("(/|$) ").unwrap();
            assert!(variables(value).is_subset(&BTreeSet::from(["request_method"])), "{line}");
        }
    }
    // What the proxy complains about has the client and the whole path in it.
    let place = between(PROXY, "location ~ ^/api/v1/(submissions|followups)(/|$) {", "}");
    assert!(place.contains("error_log /dev/stderr crit;"), "{place}");
}
