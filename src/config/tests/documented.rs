//! The documented list and the table of keys say the same.

use crate::config::keys::{CONFIG_VARIABLE, KEYS, Key, Preset};

const DOCUMENT: &str = include_str!("../../../docs/configuration.md");

fn documented(key: &Key) -> String {
    let flag = key.flag.map_or_else(|| "–".to_owned(), |flag| format!("`{flag}`"));
    let default = match key.preset {
        Preset::Text(text) => format!("`{text}`"),
        Preset::Derived(words) => words.to_owned(),
    };
    let Key { name, environment, meaning, accepts, .. } = key;
    format!("| `{name}` | `{environment}` | {flag} | {default} | {meaning} | {accepts} |")
}

#[test]
fn the_documented_list_names_exactly_the_keys_of_the_table() {
    let expected: Vec<_> = KEYS.iter().map(|key| documented(key)).collect();
    let found: Vec<_> = DOCUMENT.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(found, expected, "\nthe list should be:\n{}", expected.join("\n"));
    assert!(DOCUMENT.contains(CONFIG_VARIABLE));
}

#[test]
fn a_variable_is_the_key_in_capitals_except_the_one_that_every_tool_knows() {
    for key in KEYS {
        let regular = format!("SMARTCITY_{}", key.name.to_uppercase().replace('.', "_"));
        let expected = if key.name == "database_url" { "DATABASE_URL".to_owned() } else { regular };
        assert_eq!(key.environment, expected);
    }
}

#[test]
fn the_example_file_of_the_document_is_accepted() {
    let (_, after) = DOCUMENT.split_once("```toml\n").unwrap();
    let (example, _) = after.split_once("```").unwrap();
    let (_folder, sources) = super::with_file(example);
    super::settings(&sources);
}
