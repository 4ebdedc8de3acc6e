//! Who acts.

use std::fmt;

use uuid::Uuid;

use crate::domain::ids::{ApiKeyId, ServiceAccountId, UserId};

/// Somebody, or something, that acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub id: ActorId,
    /// The name, for people who read of it later.
    pub name: String,
}

/// What an actor is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActorId {
    /// A member of staff.
    User(UserId),
    /// A machine, by one of its keys.
    ApiKey {
        /// The machine's account.
        account: ServiceAccountId,
        /// The key.
        key: ApiKeyId,
    },
    /// Whoever has the command line of the installation.
    Operator,
}

impl Actor {
    /// An actor of that name.
    #[must_use]
    pub fn new(id: ActorId, name: &str) -> Self {
        Self { id, name: name.to_owned() }
    }

    /// The person at the command line.
    #[must_use]
    pub fn operator() -> Self {
        Self::new(ActorId::Operator, "operator")
    }
}

impl ActorId {
    /// What kind of actor it is, as it is written.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::ApiKey { .. } => "service_account",
            Self::Operator => "operator",
        }
    }

    /// The account's id; nil for the operator, who has none.
    #[must_use]
    pub fn account(&self) -> Uuid {
        match self {
            Self::User(id) => id.as_uuid(),
            Self::ApiKey { account, .. } => account.as_uuid(),
            Self::Operator => Uuid::nil(),
        }
    }
}

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind(), self.account())
    }
}
