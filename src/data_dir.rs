//! The folder of an embedded installation: its database and its master key lie beside each other. What one of them says of
//! the other's absence is decided here, before anything is opened.

use std::fs;
use std::path::PathBuf;

use crate::config::{DatabaseUrl, Settings};
use crate::master_key::{self, FolderError};
use crate::store::files;

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// A folder cannot be made or written to.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The database is gone, and something that only lives beside one is there.
    #[error(
        "the database {} is missing although {} is there; restore it (`smartcity restore FILE`), \
         or move that file away to begin with an empty database",
        database.display(), left.display()
    )]
    DatabaseLost {
        /// Where the database should be.
        database: PathBuf,
        /// What shows that there was one.
        left: PathBuf,
    },
}

/// Makes the folders that the settings name, unless the database in them was lost.
///
/// # Errors
/// As [`DataDirError`].
pub fn prepare(settings: &Settings) -> Result<(), DataDirError> {
    master_key::make_folders(settings)?;
    check_not_lost(settings)
}

/// A database that is missing is a new one only when nothing shows that there was one before: an empty database in the place
/// of a lost one would be served as if nothing had been promised.
///
/// # Errors
/// [`DataDirError::DatabaseLost`].
pub fn check_not_lost(settings: &Settings) -> Result<(), DataDirError> {
    let DatabaseUrl::Sqlite(database) = &settings.database else { return Ok(()) };
    // An empty file is as good as none.
    if fs::metadata(database).is_ok_and(|found| found.len() > 0) {
        return Ok(());
    }
    // A key that was configured says nothing: it comes before the first database.
    let key = settings.data_dir.join(master_key::FILE);
    let key = settings.master_key.is_none().then_some(key);
    match key.into_iter().chain([files::log_of(database)]).find(|left| left.exists()) {
        Some(left) => Err(DataDirError::DatabaseLost { database: database.clone(), left }),
        None => Ok(()),
    }
}
