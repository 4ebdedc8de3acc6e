//! The master key, from which or under which every other key of an installation lives. An embedded installation
//! makes its own in the data directory, readable by its owner alone; with a database server it is configured, so that
//! all nodes have the same.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use crate::config::{DatabaseUrl, MasterKey, Settings};
use crate::entropy::{self, EntropyError, SystemEntropy};

/// What the key that wraps signing keys is derived for.
pub const SIGNING_KEYS: &str = "signing keys";

/// What the key that wraps the keys of contact details is derived for.
pub const CONTACT_KEYS: &str = "contact keys";

/// What the key that challenges are signed with is derived for.
pub const CHALLENGES: &str = "challenges";

/// What the key is derived for under which the mailboxes that letters go to are known.
pub const MAILBOXES: &str = "mailboxes";

/// The file in the data directory.
pub const FILE: &str = "master.key";

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The file cannot be read or made.
    #[error("cannot use the master key file {0}: {1}")]
    File(String, io::Error),
    /// The file does not hold a key.
    #[error("the master key file {0} does not hold 32 bytes in base64; restore it from its backup")]
    Content(String),
    /// There is no key, and the database holds what one has sealed.
    #[error(
        "the master key file {0} is missing, and the database holds keys that it opens; put it back \
         from its backup or, if it is lost, run `smartcity keys reset`"
    )]
    Lost(String),
    /// A database server needs a configured key.
    #[error("with PostgreSQL a master key must be configured; see docs/configuration.md")]
    Missing,
    /// The machine gave no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// A folder that the settings name cannot be made or written to.
#[derive(Debug, thiserror::Error)]
#[error("cannot write to the folder {0}: {1}")]
pub struct FolderError(String, io::Error);

/// Makes the folders that the settings name, for their owner alone.
///
/// # Errors
/// Which folder cannot be used, and what the file system says.
pub fn make_folders(settings: &Settings) -> Result<(), FolderError> {
    // A node of a database server keeps nothing on its own disk.
    let DatabaseUrl::Sqlite(path) = &settings.database else { return Ok(()) };
    make_folder(&settings.data_dir)?;
    match path.parent().filter(|folder| *folder != Path::new("")) {
        Some(folder) => make_folder(folder),
        None => Ok(()),
    }
}

fn make_folder(folder: &Path) -> Result<(), FolderError> {
    // A folder that cannot be written to is found out now, not at the first write.
    let probe = folder.join(format!(".writable-{}", std::process::id()));
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.and_then(|()| fs::write(&probe, b""))
        .and_then(|()| fs::remove_file(&probe))
        .map_err(|error| FolderError(folder.display().to_string(), error))
}

/// The configured key; else, for an embedded database, the one in the data directory. One is made when there is none,
/// unless `is_used`: the database holds keys that only the missing one opens.
///
/// # Errors
/// As [`MasterKeyError`].
pub fn load(settings: &Settings, is_used: bool) -> Result<MasterKey, MasterKeyError> {
    if let Some(key) = &settings.master_key {
        return Ok(key.clone());
    }
    if matches!(settings.database, DatabaseUrl::Postgres(_)) {
        return Err(MasterKeyError::Missing);
    }
    let path = settings.data_dir.join(FILE);
    match fs::read_to_string(&path) {
        Ok(text) => {
            MasterKey::parse(&text).map_err(|_| MasterKeyError::Content(path.display().to_string()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && is_used => {
            Err(MasterKeyError::Lost(path.display().to_string()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(&path),
        Err(error) => Err(MasterKeyError::File(path.display().to_string(), error)),
    }
}

/// Makes a key and its file. The file gets its name only when it is whole, and whoever is first wins: a process that
/// starts at the same time takes the winner's key.
fn make(path: &Path) -> Result<MasterKey, MasterKeyError> {
    let key = MasterKey::new(entropy::bytes(&SystemEntropy)?);
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let write = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        writeln!(file, "{}", key.expose_text())?;
        file.sync_all()?;
        fs::hard_link(&draft, path)
    };
    let written = write();
    drop(fs::remove_file(&draft));
    match written {
        Ok(()) => Ok(key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.exists() => {
            let text = fs::read_to_string(path)
                .map_err(|error| MasterKeyError::File(path.display().to_string(), error))?;
            MasterKey::parse(&text).map_err(|_| MasterKeyError::Content(path.display().to_string()))
        }
        Err(error) => Err(MasterKeyError::File(path.display().to_string(), error)),
    }
}
