//! Which layer wins, and how the file is found.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use super::{empty, faults, loaded, refusal, settings, shown, with_env, with_file};
use crate::config::keys::KEYS;
use crate::config::{DatabaseUrl, Flags, Origin};

#[test]
fn without_any_layer_the_defaults_hold() {
    let loaded = loaded(&empty());
    assert_eq!(loaded.settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(loaded.settings.database, DatabaseUrl::Sqlite("var/smartcity.db".into()));
    assert_eq!(loaded.settings.limits.reads_per_minute, None);
    assert!(loaded.settings.migrate_on_start);
    assert!(loaded.origins.iter().all(|row| row.origin == Origin::Default && row.accepted));
}

#[test]
fn every_key_has_one_row_in_the_order_of_the_table() {
    let rows: Vec<_> = loaded(&empty()).origins.iter().map(|row| row.key).collect();
    let keys: Vec<_> = KEYS.iter().map(|key| key.name).collect();
    assert_eq!(rows, keys);
}

#[test]
fn file_then_environment_then_flag_win_over_the_default() {
    let (folder, mut sources) = with_file("listen = '127.0.0.1:1'");
    let file = format!("file {}", folder.path().join("smartcity.toml").display());
    assert_eq!(shown(&sources, "listen"), ("127.0.0.1:1".to_owned(), file));
    sources.env.insert("SMARTCITY_LISTEN".to_owned(), "127.0.0.1:2".into());
    let expected = ("127.0.0.1:2".to_owned(), "environment SMARTCITY_LISTEN".to_owned());
    assert_eq!(shown(&sources, "listen"), expected);
    sources.flags = Flags { listen: Some("127.0.0.1:3".to_owned()), ..Flags::default() };
    assert_eq!(shown(&sources, "listen"), ("127.0.0.1:3".to_owned(), "flag --listen".to_owned()));
    assert_eq!(settings(&sources).listen.port(), 3);
}

#[test]
fn a_section_may_come_from_several_layers() {
    let (_folder, mut sources) = with_file("[pool]\nconnections = 9\nacquire_timeout_ms = 70");
    sources.env.insert("SMARTCITY_POOL_CONNECTIONS".to_owned(), "8".into());
    let pool = settings(&sources).pool;
    assert_eq!((pool.connections, pool.acquire_timeout_ms), (8, 70));
}

#[test]
fn a_bad_value_that_a_later_layer_replaces_does_no_harm() {
    let (_folder, mut sources) = with_file("listen = 'nonsense'");
    sources.env.insert("SMARTCITY_LISTEN".to_owned(), "[::1]:2".into());
    assert_eq!(settings(&sources).listen.port(), 2);
}

#[test]
fn every_flag_reaches_its_key() {
    let flags = Flags {
        listen: Some("127.0.0.1:5".to_owned()),
        metrics_listen: Some("127.0.0.1:6".to_owned()),
        data_dir: Some("elsewhere".to_owned()),
        database_url: Some("sqlite:x.db".to_owned()),
        demo: true,
    };
    let loaded = loaded(&crate::config::ConfigSources { flags, ..empty() });
    let from_flags = loaded.origins.iter().filter(|row| row.origin.kind() == "flag");
    let named: Vec<_> = from_flags.map(|row| row.key).collect();
    let flagged: Vec<_> =
        KEYS.iter().filter(|key| key.flag.is_some()).map(|key| key.name).collect();
    assert_eq!(named, flagged);
    assert!(loaded.settings.demo);
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let sources = with_env(&[("DATABASE_URL", ""), ("SMARTCITY_CONFIG", "")]);
    let (value, origin) = shown(&sources, "database_url");
    assert_eq!((value.as_str(), origin.as_str()), ("sqlite:var/smartcity.db", "default"));
}

#[test]
fn the_embedded_database_follows_the_data_folder() {
    let sources = with_env(&[("SMARTCITY_DATA_DIR", "/srv/city")]);
    assert_eq!(settings(&sources).database.to_string(), "sqlite:/srv/city/smartcity.db");
}

#[test]
fn a_named_file_must_exist_but_the_usual_one_need_not() {
    let named = crate::config::ConfigSources { file: Some("/nowhere/a.toml".into()), ..empty() };
    let sentence = refusal(&named);
    assert!(
        sentence.contains("/nowhere/a.toml, named by flag --config, cannot be read"),
        "{sentence}"
    );
    let named = with_env(&[("SMARTCITY_CONFIG", "/nowhere/b.toml")]);
    assert!(refusal(&named).contains("/nowhere/b.toml, named by environment SMARTCITY_CONFIG,"));
}

#[test]
fn the_flag_names_the_file_before_the_variable() {
    let (folder, _) = with_file("data_dir = 'from-file'");
    let mut sources = with_env(&[("SMARTCITY_CONFIG", "/nowhere/b.toml")]);
    sources.file = Some(folder.path().join("smartcity.toml"));
    assert_eq!(settings(&sources).data_dir.to_string_lossy(), "from-file");
}

#[test]
fn a_file_that_is_not_toml_is_refused_with_its_line() {
    let (_folder, sources) = with_file("demo = true\nlisten = \n");
    let sentence = refusal(&sources);
    assert!(sentence.contains("is not TOML at line 2"), "{sentence}");
    assert!(!sentence.contains('\n'), "{sentence}");
}

#[test]
fn a_file_or_variable_that_is_not_utf_8_is_refused() {
    let (folder, sources) = with_file("");
    std::fs::write(folder.path().join("smartcity.toml"), [0xff, 0xfe]).unwrap();
    assert!(refusal(&sources).contains("cannot be read"));
    let mut sources = empty();
    sources.env.insert("SMARTCITY_LISTEN".to_owned(), OsString::from_vec(vec![0xff]));
    let refused = faults(&sources);
    assert_eq!(
        refused[0].message,
        "`listen`, set by environment SMARTCITY_LISTEN, must be text in UTF-8"
    );
}
