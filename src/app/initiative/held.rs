//! An initiative that is about to be changed, or something that belongs to it: read while nobody else can change either.

use chrono::NaiveDate;

use crate::app::error::AppError;
use crate::authz::Resource;
use crate::domain::code::InitiativeCode;
use crate::store::AnyConnection;
use crate::store::initiative::parts::{self, Parts};
use crate::store::initiative::{self, Initiative};

/// The initiative with what decides on it.
pub(in crate::app) struct HeldInitiative {
    /// Itself.
    pub initiative: Initiative,
    /// Its lists.
    pub parts: Parts,
    /// As the policy sees it.
    pub resource: Resource,
}

impl HeldInitiative {
    /// Reads the initiative and keeps other writers from it until the transaction ends.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub(in crate::app) fn take(
        connection: &mut AnyConnection,
        code: &InitiativeCode,
        today: NaiveDate,
    ) -> Result<Self, AppError> {
        initiative::hold(connection, code)?;
        let initiative = initiative::find(connection, code)?.ok_or(AppError::NotFound)?;
        let parts = parts::load(connection, std::slice::from_ref(code), today)?;
        let parts = parts.into_values().next().unwrap_or_default();
        let resource = resource(&initiative, &parts);
        Ok(Self { initiative, parts, resource })
    }
}

/// An initiative as the policy sees it.
pub(super) fn resource(initiative: &Initiative, parts: &Parts) -> Resource {
    let reporting = parts.supporting.iter().filter(|supporter| supporter.reporting);
    Resource::initiative(
        initiative.code.as_str(),
        initiative.lead_department_code.clone(),
        reporting.map(|supporter| supporter.department_code.clone()).collect(),
    )
}
