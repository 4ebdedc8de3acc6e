//! The one shape of a refusal: a sentence that names the key, where its value came from and what
//! is accepted. Must not know how a value is parsed, and never repeats a secret.

use crate::config::keys::Key;
use crate::config::origin::Origin;

/// Longest part of a refused value that is repeated, in characters.
const SHOWN: usize = 80;

/// One thing wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConfigFault {
    /// The key as the file spells it, if the fault belongs to one.
    pub key: Option<String>,
    /// Where the refused value came from, if it came from somewhere.
    pub origin: Option<Origin>,
    /// The whole sentence, naming both.
    pub message: String,
}

/// Why a parser refused a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It is not what the key's table entry says is accepted.
    NotAccepted,
    /// Something more particular: the end of a sentence that begins with the key and its value.
    /// It must not repeat a secret.
    Because(String),
}

impl ConfigFault {
    /// A fault of no single key.
    pub(super) fn general(origin: Option<Origin>, message: String) -> Self {
        Self { key: None, origin, message }
    }

    /// A name that is not in the table of keys.
    pub(super) fn unknown(key: &str, origin: Origin, suggestion: Option<&str>) -> Self {
        let hint = suggestion.map_or_else(
            || "`smartcity config` lists the accepted ones".to_owned(),
            |name| format!("did you mean `{name}`?"),
        );
        let place = match origin {
            Origin::File(_) => format!("`{key}` in {origin} is not a known key"),
            _ => format!("`{key}` in the environment is not a known variable"),
        };
        let message = format!("{place}; {hint}");
        Self { key: Some(key.to_owned()), origin: Some(origin), message }
    }

    /// A section that is used like a key.
    pub(super) fn section(name: &str, origin: Origin) -> Self {
        let message =
            format!("`{name}` in {origin} is a section of keys, not a key: write `[{name}]`");
        Self { key: Some(name.to_owned()), origin: Some(origin), message }
    }

    /// A value that a key does not take.
    pub(super) fn refused(key: &Key, origin: Origin, value: &str, wrong: Wrong) -> Self {
        let reason = match wrong {
            Wrong::NotAccepted => format!("must be {}", key.accepts),
            Wrong::Because(reason) => reason,
        };
        let shown = if key.secret { String::new() } else { format!(" to `{}`", shortened(value)) };
        let message = format!("`{}`, set by {origin}{shown}, {reason}", key.name);
        Self { key: Some(key.name.to_owned()), origin: Some(origin), message }
    }

    /// A value that is fine by itself but not beside the others.
    pub(super) fn contradiction(key: &Key, origin: Option<Origin>, reason: &str) -> Self {
        let place = origin.as_ref().map_or_else(String::new, |origin| format!(" ({origin})"));
        let message = format!("`{}`{place} {reason}", key.name);
        Self { key: Some(key.name.to_owned()), origin, message }
    }
}

/// Keeps the sentence on one line and of a readable length, whatever was given.
fn shortened(value: &str) -> String {
    let mut shown: String = value.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if value.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
