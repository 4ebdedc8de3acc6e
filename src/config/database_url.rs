//! The address of the database: which forms are accepted, and how one is shown without its
//! password. Pure text; must not know how a connection is opened.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::config::fault::Wrong;
use crate::config::reader::MASK;

/// The address of an embedded database or of a database server.
///
/// [`fmt::Display`] and [`fmt::Debug`] mask the password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A SQLite file; a relative path counts from the working directory.
    Sqlite(PathBuf),
    /// A PostgreSQL connection URI, password and all, as libpq takes it.
    Postgres(String),
}

/// Why a text is not the address of a database; never repeats the text, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseUrlFault {
    /// Another or no scheme.
    #[error(
        "must be sqlite:PATH, such as sqlite:var/smartcity.db, or \
         postgres://USER:PASSWORD@HOST/DATABASE (postgresql:// too){}",
        .scheme.as_ref().map_or_else(String::new, |scheme| format!("; {scheme}:// is not supported"))
    )]
    NotAccepted {
        /// The scheme that was given, if there was one.
        scheme: Option<String>,
    },
    /// `sqlite:` without a file.
    #[error("must name a file after sqlite:, such as sqlite:var/smartcity.db")]
    NoFile,
    /// A database in memory, which each connection would have for itself.
    #[error("must name a file after sqlite:, because a database in memory is not kept or shared")]
    InMemory,
    /// Options after the path.
    #[error("must be sqlite: and a path only, without ? and options after it")]
    FileOptions,
    /// Blanks or control characters, which an address never holds unescaped.
    #[error("must not hold control characters, nor blanks in a postgres:// address")]
    Blank,
    /// `postgres://` and nothing else.
    #[error("must name a host or a database after postgres://")]
    NoServer,
}

impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlFault;

    /// Reads `sqlite:PATH` (`sqlite://PATH` means the same, so `sqlite:///var/x.db` is absolute),
    /// `postgres://…` or `postgresql://…`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains(char::is_control) {
            return Err(DatabaseUrlFault::Blank);
        }
        if let Some(path) = text.strip_prefix("sqlite:") {
            return sqlite(path.strip_prefix("//").unwrap_or(path));
        }
        let server = ["postgres://", "postgresql://"].iter().find_map(|s| text.strip_prefix(s));
        match server {
            Some("" | "/") => Err(DatabaseUrlFault::NoServer),
            Some(rest) if rest.contains(char::is_whitespace) => Err(DatabaseUrlFault::Blank),
            Some(_) => Ok(Self::Postgres(text.to_owned())),
            None => Err(DatabaseUrlFault::NotAccepted { scheme: scheme(text) }),
        }
    }
}

fn sqlite(path: &str) -> Result<DatabaseUrl, DatabaseUrlFault> {
    match path {
        "" => Err(DatabaseUrlFault::NoFile),
        _ if path.contains('?') => Err(DatabaseUrlFault::FileOptions),
        _ if path.starts_with(':') => Err(DatabaseUrlFault::InMemory),
        _ if path.ends_with('/') => Err(DatabaseUrlFault::NoFile),
        _ => Ok(DatabaseUrl::Sqlite(PathBuf::from(path))),
    }
}

/// The scheme of `scheme://…`, unless it is too odd to be one: then it may be part of a secret.
fn scheme(text: &str) -> Option<String> {
    let (scheme, _) = text.split_once("://")?;
    let letters = scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '+');
    (letters && !scheme.is_empty() && scheme.len() <= 20).then(|| scheme.to_owned())
}

/// Parses the value of the key `database_url`.
pub(super) fn setting(text: &str) -> Result<DatabaseUrl, Wrong> {
    text.parse().map_err(|fault: DatabaseUrlFault| Wrong::Because(fault.to_string()))
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(formatter, "sqlite:{}", path.display()),
            Self::Postgres(url) => formatter.write_str(&masked(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseUrl({self})")
    }
}

/// Hides the password before the host and those among the options. Rather hides too much: a
/// password with an unescaped `/`, `?` or `@` is wrong, but still one.
fn masked(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (user, place) = rest.rsplit_once('@').map_or((None, rest), |(user, place)| {
        let user = user
            .split_once(':')
            .map_or_else(|| without_passwords(user), |(name, _)| format!("{name}:{MASK}"));
        (Some(user), place)
    });
    let user = user.map_or_else(String::new, |user| format!("{user}@"));
    format!("{scheme}://{user}{}", without_passwords(place))
}

/// libpq takes `password` and `sslpassword` as options and decodes their names, so an escaped
/// name is hidden too.
fn without_passwords(place: &str) -> String {
    let Some((before, options)) = place.split_once('?') else {
        return place.to_owned();
    };
    let hide = |option: &str| match option.split_once('=') {
        Some((name, _)) if name.contains('%') || name.contains("password") => {
            format!("{name}={MASK}")
        }
        _ => option.to_owned(),
    };
    format!("{before}?{}", options.split('&').map(hide).collect::<Vec<_>>().join("&"))
}
