//! The folder of an embedded installation: its database and its master key lie beside each other. What one of them says of
//! the other's absence is decided here, before anything is opened, and who else may get at them.

use std::fmt;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::config::{DatabaseUrl, Settings};
use crate::master_key::{self, FolderError};
use crate::store::files;

/// The bit of a folder's mode with which nobody removes or renames what is somebody else's in it.
const STICKY: u32 = 0o1000;

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
    /// A file with secrets in it lies open to others, or the folder for such files.
    #[error(transparent)]
    Open(#[from] Open),
}

/// Something that other users of this machine can get at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Open {
    path: PathBuf,
    /// The bits of who may do what with it.
    mode: u32,
    to: OpenTo,
}

/// Whom something is open to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OpenTo {
    /// A file, to everybody.
    Everybody,
    /// A file, to the users of its group.
    Group,
    /// A folder, to others, who may put files of their own in place.
    Writers,
    /// The folder that is the installation's own, to others.
    Others,
    /// A folder, to its group; a folder that has other things in it, to others. They see what it holds, and no more while the
    /// files are their owner's alone.
    Visitors,
}

impl Open {
    /// Whether `serve` refuses to start for it. A demonstration has no secrets; a group may be somebody's who makes backups.
    #[must_use]
    pub fn is_refused(&self, settings: &Settings) -> bool {
        let is_grave = match self.to {
            OpenTo::Everybody | OpenTo::Writers | OpenTo::Others => true,
            OpenTo::Group | OpenTo::Visitors => false,
        };
        is_grave && !settings.demo
    }

    /// Whether it is the master key or the folder for it.
    #[must_use]
    pub fn is_of_data_dir(&self, settings: &Settings) -> bool {
        self.path == settings.data_dir || self.path == settings.data_dir.join(master_key::FILE)
    }
}

impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, mode, to } = self;
        let path = path.display();
        match to {
            OpenTo::Everybody => write!(
                f,
                "everybody on this machine can get at the file {path} (mode {mode:03o}): `chmod 600 {path}`"
            ),
            OpenTo::Group => write!(
                f,
                "its group can get at the file {path} (mode {mode:03o}): `chmod 600 {path}`"
            ),
            OpenTo::Writers => write!(
                f,
                "others can put files of their own into the folder {path} (mode {mode:03o}): `chmod 700 {path}`"
            ),
            OpenTo::Others => write!(
                f,
                "everybody on this machine can get at the folder {path} (mode {mode:03o}): `chmod 700 {path}`"
            ),
            OpenTo::Visitors => write!(
                f,
                "others can look into the folder {path} (mode {mode:03o}): `chmod 700 {path}`"
            ),
        }
    }
}

/// Makes the folders that the settings name, unless the database in them was lost.
///
/// # Errors
/// As [`DataDirError`].
pub fn prepare(settings: &Settings) -> Result<(), DataDirError> {
    master_key::make_folders(settings)?;
    check_not_lost(settings)?;
    close_new(settings);
    Ok(())
}

/// Makes a data directory that somebody else has made its owner's alone, as long as nothing secret is in it: whoever prepares
/// one with `mkdir` means no more by its mode. One that cannot be closed is told of by [`check_private`].
fn close_new(settings: &Settings) {
    let folder = &*settings.data_dir;
    let DatabaseUrl::Sqlite(database) = &settings.database else { return };
    let is_shared = mode(folder).is_none_or(|mode| mode & STICKY != 0) || has_folders(folder);
    let is_used = database.exists() || folder.join(master_key::FILE).exists();
    if folder != Path::new(".") && !is_shared && !is_used {
        // Whoever does not own the folder cannot do it.
        drop(fs::set_permissions(folder, fs::Permissions::from_mode(0o700)));
    }
}

/// Whether there are folders in a folder, or nobody knows.
fn has_folders(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return true };
    entries.into_iter().any(|entry| entry.is_ok_and(|entry| entry.path().is_dir()))
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

/// Everything of an embedded installation that other users of this machine can get at. The database in a folder that others
/// may not enter is out of their reach, whatever its own mode says; a master key is its owner's alone wherever it lies.
#[must_use]
pub fn open_to_others(settings: &Settings) -> Vec<Open> {
    let DatabaseUrl::Sqlite(database) = &settings.database else { return Vec::new() };
    let mut found = Vec::new();
    let data_dir = &*settings.data_dir;
    let beside = match database.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let key = data_dir.join(master_key::FILE);
    let log = files::log_of(database);
    let files = [(data_dir, key.clone()), (beside, database.clone()), (beside, log)];
    for (folder, file) in files {
        // What is not there yet will be made for its owner alone.
        let Some(of_folder) = mode(folder) else { continue };
        // The folder in which it was started, and that of a database elsewhere, have other things in them, too.
        let is_own = folder == data_dir && folder != Path::new(".");
        let to = folder_open_to(of_folder, is_own);
        let to = to.map(|to| Open { path: folder.to_owned(), mode: of_folder, to });
        found.extend(to.filter(|open| !found.contains(open)));
        let Some(of_file) = mode(&file) else { continue };
        let to = if file == key && of_file & 0o007 != 0 {
            Some(OpenTo::Everybody)
        } else {
            file_open_to(of_file, of_folder)
        };
        found.extend(to.map(|to| Open { path: file, mode: of_file, to }));
    }
    found
}

/// Whom a folder of that mode is open to.
fn folder_open_to(mode: u32, is_own: bool) -> Option<OpenTo> {
    // Who may write to a folder may replace what is somebody else's in it, unless it is sticky.
    if mode & 0o002 != 0 && mode & STICKY == 0 {
        Some(OpenTo::Writers)
    } else if mode & 0o007 != 0 && is_own {
        Some(OpenTo::Others)
    } else if mode & 0o077 != 0 {
        Some(OpenTo::Visitors)
    } else {
        None
    }
}

/// Whom a file of that mode is open to: who may not enter its folder does not come as far.
fn file_open_to(mode: u32, of_folder: u32) -> Option<OpenTo> {
    if mode & 0o006 != 0 && of_folder & 0o001 != 0 {
        Some(OpenTo::Everybody)
    } else if mode & 0o060 != 0 && of_folder & 0o010 != 0 {
        Some(OpenTo::Group)
    } else {
        None
    }
}

/// Warns of what others can get at.
///
/// # Errors
/// [`DataDirError::Open`] when that is a file with secrets in it or the folder for such files, and this is no demonstration.
pub fn check_private(settings: &Settings) -> Result<(), DataDirError> {
    for open in open_to_others(settings) {
        if open.is_refused(settings) {
            return Err(open.into());
        }
        tracing::warn!("{open}");
    }
    Ok(())
}

fn mode(path: &Path) -> Option<u32> {
    fs::metadata(path).ok().map(|found| found.permissions().mode() & (STICKY | 0o777))
}
