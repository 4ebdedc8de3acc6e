//! The roles that staff and machines can hold. What each may do is decided by the policy, not here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::word::{self, UnknownWord};

/// What somebody is trusted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Keeps accounts and the catalogue's structure.
    Administrator,
    /// Answers for a department's progress.
    Publisher,
    /// Reports a department's progress.
    Contributor,
    /// Looks after citizens' submissions.
    Moderator,
    /// Replies to submissions for a department.
    Responder,
    /// Writes a department's city data.
    DataProvider,
    /// Reads everything, writes nothing.
    Auditor,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 7] = [
        Self::Administrator,
        Self::Publisher,
        Self::Contributor,
        Self::Moderator,
        Self::Responder,
        Self::DataProvider,
        Self::Auditor,
    ];

    /// The role as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Publisher => "publisher",
            Self::Contributor => "contributor",
            Self::Moderator => "moderator",
            Self::Responder => "responder",
            Self::DataProvider => "data_provider",
            Self::Auditor => "auditor",
        }
    }

    /// Whether the role can be held in one department; the others are held everywhere or not at all.
    #[must_use]
    pub const fn is_departmental(self) -> bool {
        match self {
            Self::Publisher | Self::Contributor | Self::Responder | Self::DataProvider => true,
            Self::Administrator | Self::Moderator | Self::Auditor => false,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("role", &Self::ALL, Self::as_str, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_read_as_it_is_written() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        }
        assert!("Publisher".parse::<Role>().is_err());
    }
}
