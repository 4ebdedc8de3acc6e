//! What is refused, and in which words.

use super::{empty, faults, refusal, settings, with_env, with_file};
use crate::config::show::render;
use crate::config::{ShowFormat, inspect};

#[test]
fn all_faults_are_reported_at_once_with_key_origin_and_what_is_accepted() {
    let (folder, mut sources) = with_file("demo = 'maybe'\nlisten = 80\n[pool]\nconnections = 0");
    sources.env.insert("SMARTCITY_LOG_FORMAT".to_owned(), "xml".into());
    sources.flags.metrics_listen = Some("localhost".to_owned());
    let file = folder.path().join("smartcity.toml").display().to_string();
    let sentences: Vec<_> = faults(&sources).iter().map(ToString::to_string).collect();
    let address = "must be an IP address and a port, such as 127.0.0.1";
    assert_eq!(
        sentences,
        [
            format!("`listen`, set by file {file} to `80`, {address}:8080 or [::1]:8080"),
            format!(
                "`metrics_listen`, set by flag --metrics-listen to `localhost`, {address}:9090, or none"
            ),
            format!(
                "`demo`, set by file {file} to `maybe`, must be true or false (1 and 0 do as well)"
            ),
            "`log.format`, set by environment SMARTCITY_LOG_FORMAT to `xml`, must be text or json"
                .to_owned(),
            format!(
                "`pool.connections`, set by file {file} to `0`, must be a whole number from 1 to 1000"
            ),
        ]
    );
}

#[test]
fn an_unknown_key_is_refused_with_the_one_that_was_meant() {
    let suggested = [
        ("lisen = 'x'", "`lisen`", "`listen`"),
        ("data-dir = 'x'", "`data-dir`", "`data_dir`"),
        ("LISTEN = 'x'", "`LISTEN`", "`listen`"),
        ("reads_per_minute = 5", "`reads_per_minute`", "`limits.reads_per_minute`"),
        ("[pool]\nconections = 5", "`pool.conections`", "`pool.connections`"),
    ];
    for (text, unknown, meant) in suggested {
        let (_folder, sources) = with_file(text);
        let sentence = refusal(&sources);
        assert!(sentence.starts_with(unknown), "{sentence}");
        assert!(sentence.ends_with(&format!("did you mean {meant}?")), "{sentence}");
    }
}

#[test]
fn an_unknown_key_like_no_other_is_refused_without_a_guess() {
    let (_folder, sources) = with_file("[weather_forecast]\nhorizon = 3");
    let sentence = refusal(&sources);
    assert!(sentence.contains("`weather_forecast`"), "{sentence}");
    assert!(sentence.ends_with("`smartcity config` lists the accepted ones"), "{sentence}");
}

#[test]
fn a_section_is_not_a_key_and_a_key_not_a_section() {
    let (_folder, sources) = with_file("limits = 3");
    assert!(refusal(&sources).contains("is a section of keys, not a key: write `[limits]`"));
    let (_folder, sources) = with_file("[listen]\nport = 3");
    assert!(refusal(&sources).contains("to `a section`, must be an IP address and a port"));
}

#[test]
fn a_nearly_right_variable_is_refused_but_not_those_of_an_orchestrator() {
    let sentence = refusal(&with_env(&[("SMARTCITY_LISTN", "x")]));
    assert_eq!(
        sentence,
        "`SMARTCITY_LISTN` in the environment is not a known variable; did you mean `SMARTCITY_LISTEN`?"
    );
    let sentence = refusal(&with_env(&[("SMARTCITY_DATABASE_URL", "x")]));
    assert!(sentence.ends_with("did you mean `DATABASE_URL`?"), "{sentence}");
    settings(&with_env(&[
        ("SMARTCITY_PORT", "tcp://10.0.0.1:80"),
        ("SMARTCITY_SERVICE_HOST", "10.0.0.1"),
        ("SMARTCITY_PORT_8080_TCP_ADDR", "10.0.0.1"),
        ("HOME", "/root"),
    ]));
}

#[test]
fn a_refused_value_is_repeated_on_one_line_and_not_at_any_length() {
    let sentence = refusal(&with_env(&[("SMARTCITY_LISTEN", &"a\nb".repeat(500))]));
    assert!(sentence.chars().count() < 300, "{sentence}");
    assert!(!sentence.contains('\n'), "{sentence}");
}

#[test]
fn metrics_and_api_cannot_share_an_address() {
    let same = [("SMARTCITY_LISTEN", "127.0.0.1:9"), ("SMARTCITY_METRICS_LISTEN", "127.0.0.1:9")];
    assert_eq!(
        refusal(&with_env(&same)),
        "`metrics_listen` (environment SMARTCITY_METRICS_LISTEN) must differ from `listen`, which is 127.0.0.1:9 too"
    );
    let free = [("SMARTCITY_LISTEN", "127.0.0.1:0"), ("SMARTCITY_METRICS_LISTEN", "127.0.0.1:0")];
    settings(&with_env(&free));
}

#[test]
fn demo_mode_on_a_network_address_stops_serve_only() {
    let sources = with_env(&[("SMARTCITY_DEMO", "1"), ("SMARTCITY_LISTEN", "0.0.0.0:80")]);
    let refused = settings(&sources).check_for_serve().unwrap_err();
    assert_eq!(
        refused[0].to_string(),
        "`demo` works on a loopback address only, such as 127.0.0.1:8080, but `listen` is 0.0.0.0:80"
    );
    let inspection = inspect(&sources);
    assert!(inspection.faults.is_empty() && !inspection.is_sound());
    assert!(
        inspection.serve_faults[0]
            .to_string()
            .starts_with("`demo` (environment SMARTCITY_DEMO) works")
    );
    settings(&with_env(&[("SMARTCITY_DEMO", "1")])).check_for_serve().unwrap();
}

#[test]
fn postgresql_without_a_master_key_stops_serve_only() {
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let mut sources = with_env(&[("DATABASE_URL", "postgres://city@db/city")]);
    let refused = settings(&sources).check_for_serve().unwrap_err();
    assert!(refused[0].to_string().contains("SMARTCITY_MASTER_KEY_FILE"), "{}", refused[0]);
    sources.env.insert("SMARTCITY_MASTER_KEY".to_owned(), key.into());
    settings(&sources).check_for_serve().unwrap();
}

#[test]
fn the_answer_of_config_is_aligned_and_lists_the_faults_below() {
    let sources = with_env(&[("SMARTCITY_DATA_DIR", "資料"), ("SMARTCITY_DEMO", "a\nb")]);
    let text = render(&inspect(&sources), ShowFormat::Text);
    let (table, refused) = text.split_once("\nNot accepted:\n").unwrap();
    let column = |line: &str, word: &str| line.find(word).map(|at| line[..at].chars().count());
    let origin = column(table.lines().next().unwrap(), "ORIGIN");
    for line in table.lines().skip(1) {
        let found = column(line, "  default").or_else(|| column(line, "  environment"));
        assert_eq!(found.map(|at| at + 2), origin, "{line}");
    }
    assert_eq!(refused.lines().count(), 1);
}

#[test]
fn the_json_answer_of_config_names_the_origin_in_parts() {
    let sources = with_env(&[("SMARTCITY_DATA_DIR", "d")]);
    let answer = render(&inspect(&sources), ShowFormat::Json);
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    let expected = serde_json::json!({
        "key": "data_dir",
        "value": "d",
        "origin": { "kind": "environment", "name": "SMARTCITY_DATA_DIR" },
        "accepted": true,
    });
    let shown = answer["settings"].as_array().unwrap();
    assert!(shown.contains(&expected), "{answer}");
    assert_eq!(answer["faults"], serde_json::json!([]));
    let answer = render(&inspect(&empty()), ShowFormat::Json);
    assert!(answer.ends_with("}\n"));
}

#[test]
fn letters_are_sent_only_from_somebody_and_link_to_where_the_public_finds_this() {
    let server = ("SMARTCITY_MAIL_SMTP_URL", "smtps://mail.city.example");
    let from = ("SMARTCITY_MAIL_FROM", "noreply@city.example");
    let url = ("SMARTCITY_PUBLIC_URL", "https://city.example");
    let link_to = |variables: &[_]| settings(&with_env(variables)).letters_link_to();
    assert_eq!(link_to(&[server, from, url]).as_deref(), Some("https://city.example"));
    assert_eq!(link_to(&[server, from]).as_deref(), Some("http://127.0.0.1:8080"));
    assert_eq!(link_to(&[from, url]), None);
    let sentence = refusal(&with_env(&[server, url]));
    assert!(sentence.starts_with("`mail.from`"), "{sentence}");
}
