//! The values that single keys take.

use super::{refusal, settings, with_env, with_file};
use crate::config::LogFormat;
use crate::config::keys::{KEYS, Key};

/// The bounds in the words of a key: "from 1 to 1000".
fn bounds(key: &Key) -> Option<(u64, u64)> {
    let (_, after) = key.accepts.split_once("from ")?;
    let (least, after) = after.split_once(" to ")?;
    let most = after.split([',', ' ']).next()?;
    Some((least.parse().ok()?, most.parse().ok()?))
}

#[test]
fn every_number_is_accepted_exactly_within_the_bounds_its_key_states() {
    let numeric: Vec<_> = KEYS.iter().filter_map(|key| Some((key, bounds(key)?))).collect();
    assert_eq!(numeric.len(), 26);
    for (key, (least, most)) in numeric {
        for accepted in [least, most] {
            settings(&with_env(&[(key.environment, &accepted.to_string())]));
        }
        let below = i128::from(least) - 1;
        let above = i128::from(most) + 1;
        for refused in [below.to_string(), above.to_string(), "1.5".to_owned(), "x".to_owned()] {
            let sentence = refusal(&with_env(&[(key.environment, &refused)]));
            assert!(sentence.starts_with(&format!("`{}`", key.name)), "{sentence}");
        }
    }
}

#[test]
fn the_file_may_write_numbers_and_truths_as_such_or_as_text() {
    for text in ["demo = true\n[pool]\nconnections = 7", "demo = '1'\n[pool]\nconnections = '7'"] {
        let (_folder, sources) = with_file(text);
        let settings = settings(&sources);
        assert!(settings.demo);
        assert_eq!(settings.pool.connections, 7);
    }
}

#[test]
fn lists_are_arrays_in_the_file_and_text_with_commas_elsewhere() {
    let text =
        "[limits]\ntrusted_proxies = ['10.1.2.3/8', '::1']\n[locale]\nlanguages = ['en', 'fr']";
    let (_folder, sources) = with_file(text);
    let from_file = settings(&sources);
    let variables = [
        ("SMARTCITY_LIMITS_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
        ("SMARTCITY_LOCALE_LANGUAGES", "en,fr"),
    ];
    let from_env = settings(&with_env(&variables));
    assert_eq!(from_file.limits.trusted_proxies, from_env.limits.trusted_proxies);
    assert_eq!(from_env.limits.trusted_proxies[0].to_string(), "10.0.0.0/8");
    assert_eq!(from_env.limits.trusted_proxies[1].to_string(), "::1/128");
    assert_eq!(super::shown(&sources, "locale.languages").0, "en,fr");
    for refused in ["10.0.0.0/33", "proxy.example", "10.0.0.1,"] {
        refusal(&with_env(&[("SMARTCITY_LIMITS_TRUSTED_PROXIES", refused)]));
    }
    for refused in ["", "en,EN", "en,not a tag"] {
        let (_folder, sources) = with_file(&format!("[locale]\nlanguages = '{refused}'"));
        refusal(&sources);
    }
}

#[test]
fn reads_are_limited_only_where_others_can_reach_the_server() {
    let reads = |variables: &[(&str, &str)]| settings(&with_env(variables)).limits.reads_per_minute;
    assert_eq!(reads(&[("SMARTCITY_LISTEN", "[::1]:80")]), None);
    assert_eq!(reads(&[("SMARTCITY_LISTEN", "0.0.0.0:80")]), Some(600));
    let name = "SMARTCITY_LIMITS_READS_PER_MINUTE";
    assert_eq!(reads(&[("SMARTCITY_LISTEN", "0.0.0.0:80"), (name, "none")]), None);
    assert_eq!(reads(&[(name, "30")]), Some(30));
}

#[test]
fn writes_logins_and_submissions_are_limited_everywhere_unless_that_is_switched_off() {
    let limits = |variables: &[(&str, &str)]| {
        let limits = settings(&with_env(variables)).limits;
        (limits.writes_per_minute, limits.logins_per_minute, limits.submissions_per_minute)
    };
    for listen in ["127.0.0.1:80", "[::1]:80", "0.0.0.0:80"] {
        let all = (Some(120), Some(30), Some(10));
        assert_eq!(limits(&[("SMARTCITY_LISTEN", listen)]), all, "{listen}");
    }
    let names = [
        "SMARTCITY_LIMITS_WRITES_PER_MINUTE",
        "SMARTCITY_LIMITS_LOGINS_PER_MINUTE",
        "SMARTCITY_LIMITS_SUBMISSIONS_PER_MINUTE",
    ];
    assert_eq!(limits(&names.map(|name| (name, "none"))), (None, None, None));
    assert_eq!(limits(&names.map(|name| (name, "7"))), (Some(7), Some(7), Some(7)));
}

#[test]
fn none_unsets_what_a_lower_layer_set() {
    let (_folder, mut sources) =
        with_file("metrics_listen = '127.0.0.1:9'\npublic_url = 'http://a'");
    sources.env.insert("SMARTCITY_PUBLIC_URL".to_owned(), "none".into());
    sources.flags.metrics_listen = Some("none".to_owned());
    let settings = settings(&sources);
    assert_eq!(settings.metrics_listen, None);
    assert_eq!(settings.public_url, None);
}

#[test]
fn words_zones_filters_and_addresses_are_checked() {
    let accepted = [
        ("SMARTCITY_LOCALE_TIME_ZONE", "UTC"),
        ("SMARTCITY_LOG_FILTER", "warn,smartcity=debug"),
        ("SMARTCITY_LOG_FORMAT", "json"),
        ("SMARTCITY_SECURITY_CONTACT", "https://example.org/security"),
        ("SMARTCITY_PUBLIC_URL", "https://api.example.org:8443/city/"),
        ("SMARTCITY_MIGRATE_ON_START", "false"),
    ];
    let settings = settings(&with_env(&accepted));
    assert_eq!(settings.log.format, LogFormat::Json);
    assert_eq!(settings.public_url.as_deref(), Some("https://api.example.org:8443/city"));
    let refused = [
        ("SMARTCITY_LOCALE_TIME_ZONE", "Hong Kong"),
        ("SMARTCITY_LOG_FILTER", "smartcity=loud"),
        ("SMARTCITY_LOG_FORMAT", "JSON"),
        ("SMARTCITY_SECURITY_CONTACT", "security@example.org"),
        ("SMARTCITY_SECURITY_CONTACT", "mailto:a@b\nExpires: never"),
        ("SMARTCITY_PUBLIC_URL", "api.example.org"),
        ("SMARTCITY_PUBLIC_URL", "https:///x"),
        ("SMARTCITY_PUBLIC_URL", "https://user@h"),
        ("SMARTCITY_PUBLIC_URL", "https://h/?q"),
        ("SMARTCITY_LISTEN", "8080"),
        ("SMARTCITY_LISTEN", "127.0.0.1:99999"),
    ];
    for variable in refused {
        refusal(&with_env(&[variable]));
    }
}
