//! What the pages for people name is there: initiatives of the catalogue, crates of the manifest.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages in a folder and below.
fn pages(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, all);
        } else if path.extension().is_some_and(|end| end == "md") {
            all.push(path);
        }
    }
}

/// The codes that stand in a text behind that.
fn codes_behind<'a>(text: &'a str, what: &'a str) -> impl Iterator<Item = &'a str> {
    let is_of_code = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let code = move |rest: &'a str| rest.split(|letter| !is_of_code(letter)).next().unwrap_or("");
    text.split(what).skip(1).map(code).filter(|code| !code.is_empty())
}

#[test]
fn every_initiative_that_a_page_names_is_in_the_catalogue() {
    let catalogue = fs::read_to_string(project().join("data/catalogue.json")).unwrap();
    let catalogue: Value = serde_json::from_str(&catalogue).unwrap();
    let initiatives = catalogue["initiatives"].as_array().unwrap().iter();
    let known: BTreeSet<&str> = initiatives.map(|one| one["code"].as_str().unwrap()).collect();
    let mut all = vec![project().join("README.md")];
    pages(&project().join("docs"), &mut all);
    let mut named = 0;
    for page in all {
        let text = fs::read_to_string(&page).unwrap();
        let codes = codes_behind(&text, "/initiatives/");
        for code in codes.chain(codes_behind(&text, "initiative_code\":\"")) {
            assert!(known.contains(code), "{} names {code}", page.display());
            named += 1;
        }
    }
    assert!(named > 3, "the pages name initiatives");
}

/// The names of the tables' entries in the manifest that begin with that line.
fn listed(manifest: &str, table: &str) -> BTreeSet<String> {
    let (_, rest) = manifest.split_once(&format!("\n[{table}]\n")).unwrap();
    let lines = rest.lines().take_while(|line| !line.starts_with('['));
    let names = lines.filter_map(|line| line.split_once(" = ")).map(|(name, _)| name.to_owned());
    names.collect()
}

#[test]
fn the_decision_on_crates_names_every_crate_of_the_manifest_and_no_other() {
    let manifest = fs::read_to_string(project().join("Cargo.toml")).unwrap();
    let page = project().join("docs/decisions/0001-choice-of-crates.md");
    let page = fs::read_to_string(page).unwrap();
    // The first cell of a row names crates, each perhaps with its version and features.
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| -"));
    let cells = rows.skip(1).map(|line| line.split('|').nth(1).unwrap());
    let crates = cells.flat_map(|cell| {
        let cell = cell.split('(').next().unwrap();
        cell.split(", ").map(|name| name.split_whitespace().next().unwrap().to_owned())
    });
    let told: BTreeSet<String> = crates.collect();
    assert_eq!(told, listed(&manifest, "dependencies"));
    for name in listed(&manifest, "dev-dependencies") {
        assert!(page.contains(&name), "{name} is in the manifest alone");
    }
}
