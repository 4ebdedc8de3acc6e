//! Roles as stored, for staff and machines alike: an empty department stands for everywhere.

use crate::domain::membership::{Membership, Memberships};
use crate::store::column::parse;
use crate::store::fault::Fault;

/// What stands for everywhere.
const EVERYWHERE: &str = "";

/// The columns of a membership.
pub(super) fn columns(membership: &Membership) -> (&'static str, String) {
    let department = membership.department.as_ref();
    (
        membership.role.as_str(),
        department.map_or_else(|| EVERYWHERE.to_owned(), ToString::to_string),
    )
}

/// The roles of one account from their columns.
pub(super) fn read<'a>(
    rows: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Memberships, Fault> {
    let memberships: Result<Vec<Membership>, Fault> = rows
        .map(|(role, department)| {
            let role = parse("role", role)?;
            let department = match department {
                EVERYWHERE => None,
                code => Some(parse("department code", code)?),
            };
            Ok(Membership { role, department })
        })
        .collect();
    Memberships::new(memberships?)
        .map_err(|faults| Fault::corrupt("memberships", format!("{} faulty", faults.len())))
}
