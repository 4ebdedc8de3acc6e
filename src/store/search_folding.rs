//! By which folding the stored search terms are made, and how far making them anew has come. It must not know how terms are
//! made.

use diesel::prelude::*;

use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::search_folding;

/// What stored terms are made by.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, AsChangeset)]
#[diesel(table_name = search_folding, treat_none_as_null = true)]
pub struct SearchFolding {
    /// The number of the folding by which all of them were made; 0 for one that had none.
    pub number: i32,
    /// The number of the one by which they are made anew; the terms of initiatives are already.
    pub under_way: Option<i32>,
    /// The last submission, by its id, whose terms are.
    pub done_to: Option<String>,
}

impl SearchFolding {
    /// All terms made by the folding of that number.
    #[must_use]
    pub const fn all(number: i32) -> Self {
        Self { number, under_way: None, done_to: None }
    }
}

/// What is stored of it.
///
/// # Errors
/// As [`Fault`].
pub fn find(connection: &mut AnyConnection) -> Result<SearchFolding, Fault> {
    let columns = (search_folding::number, search_folding::under_way, search_folding::done_to);
    Ok(search_folding::table.select(columns).first(connection)?)
}

/// The same for whoever is about to make terms anew: nobody else does so until the transaction ends.
///
/// # Errors
/// As [`Fault`].
pub fn hold(connection: &mut AnyConnection) -> Result<SearchFolding, Fault> {
    diesel::update(search_folding::table)
        .set(search_folding::number.eq(search_folding::number))
        .execute(connection)?;
    find(connection)
}

/// Puts down how far it has come.
///
/// # Errors
/// As [`Fault`].
pub fn set(connection: &mut AnyConnection, folding: &SearchFolding) -> Result<(), Fault> {
    diesel::update(search_folding::table).set(folding).execute(connection)?;
    Ok(())
}
