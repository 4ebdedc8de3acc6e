//! Secrets are read, and never shown.

use std::fs;

use super::{empty, refusal, settings, shown, with_env};
use crate::config::show::render;
use crate::config::{MasterKey, ShowFormat, inspect};

const KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

#[test]
fn a_master_key_is_32_bytes_in_base64_with_or_without_padding() {
    for text in [KEY, KEY.trim_end_matches('=')] {
        let key = settings(&with_env(&[("SMARTCITY_MASTER_KEY", text)])).master_key.unwrap();
        assert_eq!(key.expose(), &[1; 32]);
        assert_eq!(MasterKey::parse(&key.expose_text()), Ok(key));
    }
    for text in ["hunter2", "AQEB", "!!!", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ=="] {
        let sentence = refusal(&with_env(&[("SMARTCITY_MASTER_KEY", text)]));
        assert!(sentence.contains("must be 32 bytes in base64"), "{sentence}");
        assert!(!sentence.contains(text), "{sentence}");
    }
}

#[test]
fn a_master_key_may_stand_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    fs::write(&path, format!("{KEY}\n")).unwrap();
    let sources = with_env(&[("SMARTCITY_MASTER_KEY_FILE", path.to_str().unwrap())]);
    assert_eq!(settings(&sources).master_key.unwrap().expose(), &[1; 32]);
    assert_eq!(shown(&sources, "master_key_file").0, path.display().to_string());
    fs::write(&path, "hunter2").unwrap();
    let sentence = refusal(&sources);
    assert!(sentence.contains("names a file that holds something else"), "{sentence}");
    assert!(!sentence.contains("hunter2"), "{sentence}");
    fs::remove_file(&path).unwrap();
    assert!(refusal(&sources).contains("names a file that cannot be read"));
}

#[test]
fn a_master_key_is_not_given_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    fs::write(&path, KEY).unwrap();
    let mut sources = with_env(&[("SMARTCITY_MASTER_KEY_FILE", path.to_str().unwrap())]);
    sources.env.insert("SMARTCITY_MASTER_KEY".to_owned(), KEY.into());
    assert!(refusal(&sources).contains("must not be given together with `master_key`"));
}

#[test]
fn no_form_of_the_configuration_shows_a_secret() {
    let sources = with_env(&[
        ("DATABASE_URL", "postgres://city:hunter2@db/city?sslpassword=hunter3"),
        ("SMARTCITY_MASTER_KEY", KEY),
    ]);
    let inspection = inspect(&sources);
    let forms = [
        render(&inspection, ShowFormat::Text),
        render(&inspection, ShowFormat::Json),
        format!("{inspection:?}"),
        format!("{:?}", settings(&sources)),
    ];
    for form in forms {
        assert!(!form.contains("hunter") && !form.contains(KEY), "{form}");
        assert!(form.contains("city:********@db"), "{form}");
    }
    assert_eq!(shown(&sources, "master_key").0, "********");
    assert_eq!(shown(&empty(), "master_key").0, "none");
}

#[test]
fn a_refused_secret_is_not_shown_either() {
    let sources = with_env(&[("DATABASE_URL", "mysql://city:hunter2@db/city")]);
    let inspection = inspect(&sources);
    for format in [ShowFormat::Text, ShowFormat::Json] {
        assert!(!render(&inspection, format).contains("hunter2"));
    }
    assert_eq!(shown(&sources, "database_url").0, "********");
}
