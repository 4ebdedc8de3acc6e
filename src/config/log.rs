//! What is logged, and in which form. Knows the accepted words; must not know how logs are made.

use tracing_subscriber::EnvFilter;

use crate::config::fault::Wrong;
use crate::config::keys;
use crate::config::reader::{Kept, Reader};

/// The log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSettings {
    /// Form of a line.
    pub format: LogFormat,
    /// Levels, in the language of `tracing_subscriber::EnvFilter`; known to be valid.
    pub filter: String,
}

/// Form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    /// The word in the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

impl LogSettings {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Kept> {
        let format = reader.scalar(&keys::LOG_FORMAT, format, |format| format.as_str().to_owned());
        let filter = reader.scalar(&keys::LOG_FILTER, filter, String::clone);
        Ok(Self { format: format?, filter: filter? })
    }
}

fn format(text: &str) -> Result<LogFormat, Wrong> {
    let mut formats = [LogFormat::Text, LogFormat::Json].into_iter();
    formats.find(|format| format.as_str() == text).ok_or(Wrong::NotAccepted)
}

fn filter(text: &str) -> Result<String, Wrong> {
    match EnvFilter::try_new(text) {
        Ok(_) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(Wrong::NotAccepted),
    }
}
