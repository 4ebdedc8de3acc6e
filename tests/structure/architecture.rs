//! The rules of the house that a compiler does not hold: which layer may name which, what has one home, how long a
//! file may be. `docs/` says why.

mod code;
mod layers;

use std::path::{Path, PathBuf};

use self::code::Source;
use self::layers::{Layer, of_file, other_layers};

/// Every Rust file under `folder` of the project, in order.
fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(Source::read(root, &path));
            }
        }
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(!sources.is_empty(), "{folder} holds no code");
    sources
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn imports_go_one_way_through_the_layers() {
    let mut faults = Vec::new();
    for source in sources("src") {
        let Some(own) = of_file(&source.path) else { continue };
        for (line, named) in source.crate_paths() {
            let Some(other) = Layer::named(&named) else { continue };
            if other != own && !own.may_name(other) {
                faults.push(format!("{}:{line}: {own:?} names {other:?}", source.path));
            }
        }
    }
    none(&faults);
}

#[test]
fn every_folder_and_file_at_the_top_is_a_layer_of_the_house() {
    let faults: Vec<String> = sources("src")
        .iter()
        .filter(|source| of_file(&source.path).is_none())
        .map(|source| {
            format!(
                "{}: which layer is this? Say it in tests/structure/architecture/layers.rs",
                source.path
            )
        })
        .collect();
    none(&faults);
}

/// Files of `layers` that name a crate that begins with one of `crates`.
fn naming(layers: &[Layer], crates: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources("src") {
        if of_file(&source.path).is_some_and(|layer| layers.contains(&layer)) {
            for (line, word) in source.words() {
                if crates.iter().any(|name| word == *name || word.starts_with(&format!("{name}_")))
                {
                    faults.push(format!("{}:{line}: {word}", source.path));
                }
            }
        }
    }
    faults
}

#[test]
fn the_domain_names_no_http_no_database_and_no_runtime() {
    none(&naming(
        &[Layer::Domain],
        &[
            "actix",
            "utoipa",
            "diesel",
            "rusqlite",
            "libsqlite3",
            "pq_sys",
            "tokio",
            "reqwest",
            "clap",
            "tracing",
        ],
    ));
}

#[test]
fn the_use_cases_name_no_framework_and_no_query_language() {
    none(&naming(
        &[Layer::App, Layer::Authz],
        &["actix", "utoipa", "diesel", "rusqlite", "libsqlite3", "pq_sys", "tokio"],
    ));
}

#[test]
fn the_api_names_no_query_language() {
    none(&naming(&[Layer::Api], &["diesel", "rusqlite", "libsqlite3", "pq_sys"]));
}

#[test]
fn http_and_its_document_are_named_by_the_api_and_those_who_run_it_alone() {
    let below = other_layers(&[Layer::Api, Layer::Server, Layer::Commands]);
    none(&naming(&below, &["actix", "utoipa"]));
}

#[test]
fn only_the_configuration_reads_the_environment() {
    const READERS: [&str; 6] = ["var", "var_os", "vars", "vars_os", "set_var", "remove_var"];
    let mut faults = Vec::new();
    for source in sources("src") {
        if of_file(&source.path) == Some(Layer::Config) {
            continue;
        }
        for (line, [first, second]) in source.paths_of_two() {
            if first == "env" && READERS.contains(&second.as_str()) {
                faults.push(format!("{}:{line}: env::{second}", source.path));
            }
        }
        for (nth, line) in source.code.lines().enumerate() {
            if line.contains("#[arg(")
                && line.split(['(', ',']).any(|part| part.trim().starts_with("env"))
            {
                faults.push(format!(
                    "{}:{}: clap would read the environment",
                    source.path,
                    nth + 1
                ));
            }
        }
    }
    none(&faults);
}

#[test]
fn a_version_of_the_api_is_named_outside_the_api_by_the_server_alone() {
    let mut faults = Vec::new();
    for source in sources("src") {
        if matches!(of_file(&source.path), Some(Layer::Api | Layer::Server)) {
            continue;
        }
        for (line, [first, second]) in source.paths_of_two() {
            if first == "api" && second.starts_with('v') && second[1..].parse::<u32>().is_ok() {
                faults.push(format!("{}:{line}: {first}::{second}", source.path));
            }
        }
    }
    none(&faults);
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let mut faults = Vec::new();
    for folder in ["src", "tests", "benches"] {
        if Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).exists() {
            let long =
                sources(folder).into_iter().filter(|source| source.text.lines().count() > 400);
            faults.extend(
                long.map(|source| format!("{}: {}", source.path, source.text.lines().count())),
            );
        }
    }
    none(&faults);
}

#[test]
fn a_lint_is_never_switched_off_silently() {
    let mut faults = Vec::new();
    for folder in ["src", "tests"] {
        for source in sources(folder) {
            for (nth, line) in source.code.lines().enumerate() {
                if line.contains("#[allow(") || line.contains("#![allow(") {
                    faults.push(format!("{}:{}: use #[expect(…, reason)]", source.path, nth + 1));
                }
            }
            let (expected, reasoned) =
                (source.code.matches("#[expect(").count(), source.code.matches("reason =").count());
            if expected > reasoned {
                faults.push(format!("{}: an #[expect] without its reason", source.path));
            }
        }
    }
    none(&faults);
}

#[test]
fn nothing_outside_the_tests_gives_up_by_panicking() {
    const GIVING_UP: [&str; 7] = [
        ".unwrap()",
        ".expect(",
        "panic!(",
        "unreachable!(",
        "todo!(",
        "unimplemented!(",
        "unsafe ",
    ];
    let mut faults = Vec::new();
    for source in sources("src") {
        for (line, text) in source.without_tests() {
            faults.extend(
                GIVING_UP
                    .iter()
                    .filter(|word| text.contains(*word))
                    .map(|word| format!("{}:{line}: {word}", source.path)),
            );
        }
    }
    none(&faults);
}

#[test]
fn nothing_is_left_for_later() {
    let words =
        [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];
    let mut faults = Vec::new();
    for folder in ["src", "tests"] {
        for source in sources(folder) {
            for (nth, line) in source.text.lines().enumerate() {
                let is_word = |word: &&&str| {
                    line.split(|letter: char| !letter.is_alphanumeric()).any(|part| part == **word)
                };
                faults.extend(
                    words
                        .iter()
                        .filter(is_word)
                        .map(|word| format!("{}:{}: {word}", source.path, nth + 1)),
                );
            }
        }
    }
    none(&faults);
}

#[test]
fn every_file_begins_by_saying_what_it_is() {
    let faults: Vec<String> = sources("src")
        .into_iter()
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| source.path)
        .collect();
    none(&faults);
}
