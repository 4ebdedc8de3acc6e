//! The forms of the database address.

use super::{refusal, with_env};
use crate::config::DatabaseUrl;

fn parse(text: &str) -> DatabaseUrl {
    text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

#[test]
fn sqlite_takes_relative_and_absolute_paths_with_and_without_slashes() {
    let forms = [
        ("sqlite:city.db", "city.db"),
        ("sqlite:var/city.db", "var/city.db"),
        ("sqlite:/srv/city.db", "/srv/city.db"),
        ("sqlite://var/city.db", "var/city.db"),
        ("sqlite:///srv/city.db", "/srv/city.db"),
        ("sqlite:my city.db", "my city.db"),
    ];
    for (text, path) in forms {
        let url = parse(text);
        assert_eq!(url, DatabaseUrl::Sqlite(path.into()), "{text}");
        assert_eq!(url.to_string(), format!("sqlite:{path}"));
    }
}

#[test]
fn both_schemes_of_postgresql_are_taken_as_they_are() {
    let forms = [
        "postgres://city:pw@db.example:5432/city?sslmode=require",
        "postgresql://db.example/city",
        "postgres:///city?host=/run/postgresql",
        "postgres://city@a:1,b:2/city?target_session_attrs=read-write",
    ];
    for text in forms {
        assert_eq!(parse(text), DatabaseUrl::Postgres(text.to_owned()));
    }
}

#[test]
fn everything_else_is_refused_with_what_is_accepted() {
    let accepted = "must be sqlite:PATH, such as sqlite:var/smartcity.db, or \
                    postgres://USER:PASSWORD@HOST/DATABASE (postgresql:// too)";
    let others = [
        ("city.db", ""),
        ("/srv/city.db", ""),
        ("file:city.db", ""),
        ("postgres:city", ""),
        ("postgres", ""),
        ("mysql://u:p@h/d", "; mysql:// is not supported"),
        ("Postgres://h/d", "; Postgres:// is not supported"),
        ("hunter2!@x://h", ""),
    ];
    for (text, more) in others {
        assert_eq!(
            refusal(&with_env(&[("DATABASE_URL", text)])),
            format!("`database_url`, set by environment DATABASE_URL, {accepted}{more}")
        );
    }
}

#[test]
fn a_form_that_is_nearly_right_is_refused_in_its_own_words() {
    let forms = [
        ("sqlite:", "must name a file after sqlite:"),
        ("sqlite://", "must name a file after sqlite:"),
        ("sqlite:var/", "must name a file after sqlite:"),
        ("sqlite::memory:", "a database in memory is not kept or shared"),
        ("sqlite:city.db?mode=ro", "without ? and options"),
        ("sqlite:a\nb", "must not hold control characters"),
        ("postgres://", "must name a host or a database"),
        ("postgresql:///", "must name a host or a database"),
        ("postgres://h/d e", "nor blanks"),
    ];
    for (text, words) in forms {
        let sentence = refusal(&with_env(&[("DATABASE_URL", text)]));
        assert!(sentence.contains(words), "{text}: {sentence}");
    }
}

#[test]
fn passwords_are_masked_wherever_they_stand() {
    let forms = [
        ("postgres://u:pw@h/d", "postgres://u:********@h/d"),
        ("postgres://u@h/d", "postgres://u@h/d"),
        ("postgres://h/d", "postgres://h/d"),
        ("postgres://u:p@w@h/d", "postgres://u:********@h/d"),
        ("postgres://u:p/w?x@h/d", "postgres://u:********@h/d"),
        (
            "postgres://h/d?password=pw&sslmode=require",
            "postgres://h/d?password=********&sslmode=require",
        ),
        ("postgres://u@h/d?sslpassword=pw", "postgres://u@h/d?sslpassword=********"),
        ("postgres://h/d?pass%77ord=pw", "postgres://h/d?pass%77ord=********"),
    ];
    for (text, masked) in forms {
        assert_eq!(parse(text).to_string(), masked);
        assert_eq!(format!("{:?}", parse(text)), format!("DatabaseUrl({masked})"));
    }
    for text in ["postgres://h/d?password=p@w", "postgres://u@h/d?password=p:p@w"] {
        assert!(!parse(text).to_string().contains("p@w"), "{}", parse(text));
        assert!(!parse(text).to_string().contains("p:p"), "{}", parse(text));
    }
}
