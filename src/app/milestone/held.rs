//! A milestone that is about to be changed: read while nobody else can change it or its initiative.

use chrono::NaiveDate;
use serde_json::Value;

use crate::app::error::AppError;
use crate::app::initiative::held::HeldInitiative;
use crate::app::milestone::MilestoneView;
use crate::app::snapshot;
use crate::app::versions::{Expected, changed_since};
use crate::authz::{Resource, ResourceKind};
use crate::domain::evidence::Evidence;
use crate::domain::ids::MilestoneId;
use crate::store::change::ChangeKind;
use crate::store::initiative::Initiative;
use crate::store::milestone::{self, Milestone};
use crate::store::{AnyConnection, version};

/// The milestone with what decides on it.
pub(super) struct Held {
    /// Itself.
    pub milestone: Milestone,
    /// Its evidence.
    pub evidence: Vec<Evidence>,
    /// Its initiative.
    pub initiative: Initiative,
    /// As the policy sees it.
    pub resource: Resource,
    /// Its own members.
    pub before: Value,
}

impl Held {
    /// Reads the milestone and keeps other writers from it until the transaction ends.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Gone`] when it was taken away.
    pub(super) fn take(
        connection: &mut AnyConnection,
        id: MilestoneId,
        today: NaiveDate,
    ) -> Result<Self, AppError> {
        let Some(found) = milestone::find(connection, id)? else {
            return Err(missing(connection, id)?);
        };
        // A milestone never moves to another initiative: what is held is the right one.
        let code = found.milestone.initiative_code;
        let of = HeldInitiative::take(connection, &code, today)?;
        let Some(found) = milestone::find(connection, id)? else {
            return Err(missing(connection, id)?);
        };
        let resource = of.resource.part(ResourceKind::Milestone, &id);
        let before = snapshot::milestone(&found.milestone, &found.evidence);
        let (milestone, evidence) = (found.milestone, found.evidence);
        Ok(Self { milestone, evidence, initiative: of.initiative, resource, before })
    }

    /// Passes when the client knows the current version.
    ///
    /// # Errors
    /// [`AppError::Stale`] with the members that have changed since, and those that are about to be changed too.
    pub(super) fn known_at(
        &self,
        connection: &mut AnyConnection,
        expected: &Expected,
        touched: &[&str],
    ) -> Result<(), AppError> {
        let touched: Vec<String> = touched.iter().map(|&pointer| pointer.to_owned()).collect();
        let key = self.milestone.id.to_string();
        expected.check(self.milestone.version, &touched, |since| {
            changed_since(connection, ChangeKind::Milestone, &key, since, &self.before)
        })
    }
}

/// The milestone as it is now.
pub(super) fn view_of(
    connection: &mut AnyConnection,
    id: MilestoneId,
    today: NaiveDate,
) -> Result<MilestoneView, AppError> {
    match milestone::find(connection, id)? {
        Some(found) => Ok(MilestoneView::of(found, today)),
        None => Err(missing(connection, id)?),
    }
}

/// Why there is no such milestone: it never was, or it was taken away.
pub(super) fn missing(
    connection: &mut AnyConnection,
    id: MilestoneId,
) -> Result<AppError, AppError> {
    let was = version::is_deleted(connection, ChangeKind::Milestone, &id.to_string())?;
    Ok(if was { AppError::Gone } else { AppError::NotFound })
}
