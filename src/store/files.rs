//! Whether the files of an embedded database are still those that were opened. Somebody may delete or replace them under a
//! running server: what is then written goes into files that have no name any more. Looks at names and inodes alone;
//! a database's file is never opened here, for POSIX takes a process's locks off a file when any descriptor of it closes.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::config::DatabaseUrl;
use crate::store::connection::{self, AnyConnection, Purpose};
use crate::store::fault::Fault;

/// The file system and the inode behind a name.
type Identity = (u64, u64);

/// The files of one embedded database as they were opened.
#[derive(Debug)]
pub struct OpenedFiles {
    files: [(PathBuf, Identity); 2],
}

impl OpenedFiles {
    /// Takes note of the database at `path` and of its write-ahead log, while a connection holds both open.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when one of them is not there.
    pub fn of(path: &Path) -> Result<Self, Fault> {
        let identified = |path: PathBuf| match identity(&path) {
            Ok(identity) => Ok((path, identity)),
            Err(error) => Err(Fault::Unavailable(format!("{}: {error}", path.display()))),
        };
        Ok(Self { files: [identified(path.to_owned())?, identified(log_of(path))?] })
    }

    /// Passes when every name still leads to the file that was opened.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] that says which file is gone or is another one.
    pub fn check(&self) -> Result<(), Fault> {
        for (path, opened) in &self.files {
            let what = match identity(path) {
                Ok(found) if found == *opened => continue,
                Ok(_) => "was replaced by another file".to_owned(),
                Err(error) if error.kind() == io::ErrorKind::NotFound => "was deleted".to_owned(),
                Err(error) => format!("cannot be looked at: {error}"),
            };
            return Err(Fault::Unavailable(format!(
                "{} {what} while the database was open; nothing is written until it is back under its name",
                path.display()
            )));
        }
        Ok(())
    }

    /// Opens one more connection to these files, and to no others: opening an empty file in the database's place would
    /// delete the log beside it.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when a name leads elsewhere by now or the file cannot be opened.
    pub(super) fn connect(&self, purpose: Purpose) -> Result<AnyConnection, Fault> {
        self.check()?;
        let [(path, _), _] = &self.files;
        let connection = connection::open(&DatabaseUrl::Sqlite(path.clone()), purpose)?;
        self.check()?;
        Ok(connection)
    }

    /// The bytes that can still be written where the database lies.
    ///
    /// # Errors
    /// What the file system says.
    pub fn free_space(&self) -> io::Result<u64> {
        let [(path, _), _] = &self.files;
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        let found = rustix::fs::statvfs(folder.unwrap_or(Path::new(".")))?;
        Ok(found.f_bavail.saturating_mul(found.f_frsize))
    }
}

/// The write-ahead log beside a database (<https://www.sqlite.org/tempfiles.html> section 2.2).
#[must_use]
pub fn log_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push("-wal");
    PathBuf::from(name)
}

fn identity(path: &Path) -> io::Result<Identity> {
    fs::metadata(path).map(|found| (found.dev(), found.ino()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(folder: &Path) -> (PathBuf, OpenedFiles) {
        let path = folder.join("smartcity.db");
        fs::write(&path, "database").unwrap();
        fs::write(log_of(&path), "log").unwrap();
        let files = OpenedFiles::of(&path).unwrap();
        (path, files)
    }

    #[test]
    fn files_that_stay_where_they_are_pass_whatever_is_written_to_them() {
        let folder = tempfile::tempdir().unwrap();
        let (path, files) = opened(folder.path());
        fs::write(&path, "more").unwrap();
        fs::write(log_of(&path), "").unwrap();
        files.check().unwrap();
        assert!(files.free_space().unwrap() > 0);
    }

    #[test]
    fn a_deleted_a_replaced_and_a_logless_database_are_told_by_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let (path, files) = opened(folder.path());
        fs::rename(&path, folder.path().join("elsewhere")).unwrap();
        assert!(files.check().unwrap_err().to_string().contains("smartcity.db was deleted"));
        fs::write(&path, "another").unwrap();
        assert!(files.check().unwrap_err().to_string().contains("smartcity.db was replaced"));
        fs::rename(folder.path().join("elsewhere"), &path).unwrap();
        files.check().unwrap();
        fs::remove_file(log_of(&path)).unwrap();
        assert!(files.check().unwrap_err().to_string().contains("smartcity.db-wal was deleted"));
    }
}
