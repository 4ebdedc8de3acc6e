//! What every write to a public thing leaves behind: what the thing is at its new version, how it came to be so, and the
//! change that followers are told of.

use serde_json::Value;

use crate::app::versions::changes;
use crate::authz::{ActionType, Permitted, Rule};
use crate::domain::code::InitiativeCode;
use crate::domain::history::{Event, Origin};
use crate::store::change::ChangeKind;
use crate::store::version::Told;

/// A new version of a public thing.
#[derive(Debug)]
pub struct Publication {
    pub(super) kind: ChangeKind,
    pub(super) key: String,
    pub(super) version: i64,
    pub(super) parent: Option<String>,
    pub(super) body: Value,
    pub(super) told: Told,
}

impl Publication {
    /// The thing `key` at `version`, by the act that `proof` permits.
    #[must_use]
    pub fn of<A: ActionType>(
        proof: &Permitted<A>,
        event: Event,
        (kind, key, version): (ChangeKind, &impl ToString, i64),
        body: Value,
    ) -> Self {
        let key = key.to_string();
        Self { kind, key, version, parent: None, body, told: told(proof, event) }
    }

    /// In the history of an initiative.
    #[must_use]
    pub fn within(mut self, initiative: &InitiativeCode) -> Self {
        self.parent = Some(initiative.to_string());
        self
    }

    /// For a reason.
    #[must_use]
    pub fn because(mut self, reason: Option<String>) -> Self {
        self.told.reason = reason;
        self
    }

    /// Having been `before`.
    #[must_use]
    pub fn having_been(mut self, before: &Value) -> Self {
        self.told.changed = changes(before, &self.body);
        self
    }

    /// Being no longer there: what it was is told, so that what was promised can still be read.
    #[must_use]
    pub fn having_gone(mut self) -> Self {
        self.told.changed = changes(&self.body, &Value::Null);
        self
    }
}

/// How something came about by the act that `proof` permits.
#[must_use]
pub fn told<A: ActionType>(proof: &Permitted<A>, event: Event) -> Told {
    Told {
        event,
        origin: origin(proof),
        department: proof.department().cloned(),
        reason: None,
        changed: Vec::new(),
    }
}

/// Whose hand it was: a department's own, or somebody's who keeps the whole.
#[must_use]
pub fn origin<A: ActionType>(proof: &Permitted<A>) -> Origin {
    match proof.rule() {
        Rule::AdministratorActsForDepartment
        | Rule::AdministratorKeepsCatalogue
        | Rule::OperatorOwnsInstallation => Origin::Administrator,
        _ => Origin::Department,
    }
}
