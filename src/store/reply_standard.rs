//! Within how many working days the installation replies, as the stored dates of replies were computed. All nodes share it.

use diesel::prelude::*;

use crate::domain::submission::clock::ReplyStandard;
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::schema::reply_standard;

/// The standard; none before the first start.
///
/// # Errors
/// As [`Fault`].
pub fn find(connection: &mut AnyConnection) -> Result<Option<ReplyStandard>, Fault> {
    typed(reply_standard::table.select(reply_standard::days).first(connection)?)
}

/// The standard, and with it what else such dates are computed from, kept as it is until the transaction ends. Others may do
/// the same meanwhile.
///
/// # Errors
/// As [`Fault`].
pub fn share(connection: &mut AnyConnection) -> Result<Option<ReplyStandard>, Fault> {
    typed(dialect::share_reply_standard(connection)?)
}

/// The same for whoever is about to compute all dates anew: nobody computes one from what was before until the transaction
/// ends.
///
/// # Errors
/// As [`Fault`].
pub fn hold(connection: &mut AnyConnection) -> Result<Option<ReplyStandard>, Fault> {
    diesel::update(reply_standard::table)
        .set(reply_standard::days.eq(reply_standard::days))
        .execute(connection)?;
    find(connection)
}

/// Puts down another standard.
///
/// # Errors
/// As [`Fault`].
pub fn set(connection: &mut AnyConnection, standard: ReplyStandard) -> Result<(), Fault> {
    diesel::update(reply_standard::table)
        .set(reply_standard::days.eq(i32::from(standard.get())))
        .execute(connection)?;
    Ok(())
}

fn typed(days: Option<i32>) -> Result<Option<ReplyStandard>, Fault> {
    days.map(|days| ReplyStandard::try_from(i64::from(days)))
        .transpose()
        .map_err(|error| Fault::corrupt("reply standard", error))
}
