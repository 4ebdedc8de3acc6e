//! Where a value came from. Knows the four layers; must not know any key.

use std::fmt;
use std::path::PathBuf;

/// The layer, and the place in it, that gave a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The program's own default.
    Default,
    /// The configuration file.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
    /// A flag of the command line, with its dashes.
    Flag(String),
}

impl Origin {
    /// The layer in one word, for machines.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File(_) => "file",
            Self::Environment(_) => "environment",
            Self::Flag(_) => "flag",
        }
    }

    /// The path, variable or flag; nothing for a default.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Default => None,
            Self::File(path) => Some(path.display().to_string()),
            Self::Environment(name) | Self::Flag(name) => Some(name.clone()),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.kind())?;
        self.name().map_or(Ok(()), |name| write!(formatter, " {name}"))
    }
}
