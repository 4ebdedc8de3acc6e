//! What `serve` would meet, tried without changing anything: its addresses, its folders, its database, its keys.

use std::io;
use std::net::TcpListener;
use std::path::Path;

use crate::app::contact_keys::ContactKeys;
use crate::app::identity::KeyRing;
use crate::config::keys::{self, Key};
use crate::config::{DatabaseUrl, MasterKey, Settings};
use crate::data_dir;
use crate::mail::Postman;
use crate::master_key;
use crate::sealing::SealingKey;
use crate::store::AnyConnection;
use crate::store::migrate::{self, Status};

/// What stands in the way, each with the key that it belongs to and the end of a sentence that begins with that key.
type Faults = Vec<(&'static Key, String)>;

/// Everything for which `serve` would refuse to start, beyond what the settings show by themselves.
#[must_use]
pub fn faults(settings: &Settings) -> Faults {
    let mut faults = Faults::new();
    let addresses = [(&keys::LISTEN, Some(settings.listen))];
    let metrics = [(&keys::METRICS_LISTEN, settings.metrics_listen)];
    // Each is kept until all were tried: two of them may be the same. Nobody is let in.
    let mut taken = Vec::new();
    for (key, address) in addresses.into_iter().chain(metrics) {
        match address.map(TcpListener::bind) {
            Some(Ok(listener)) => taken.push(listener),
            Some(Err(error)) => faults.push((key, format!("cannot be listened on: {error}"))),
            None => {}
        }
    }
    drop(taken);
    if let Some(Err(error)) = settings.mail.as_ref().map(Postman::new) {
        faults.push((&keys::MAIL_SMTP_URL, format!("cannot be used: {error}")));
    }
    if let DatabaseUrl::Sqlite(path) = &settings.database {
        let folder = path.parent().unwrap_or(Path::new(""));
        for (key, folder) in [(&keys::DATA_DIR, &*settings.data_dir), (&keys::DATABASE_URL, folder)]
        {
            if let Err(error) = write_in(folder) {
                let folder = folder.display();
                faults.push((
                    key,
                    format!("names the folder {folder}, which cannot be written to: {error}"),
                ));
            }
        }
        // Both are usually in the same folder, which is to be named once.
        faults.dedup_by(|later, earlier| {
            later.0.name == keys::DATABASE_URL.name && later.1 == earlier.1
        });
    }
    if let Err(lost) = data_dir::check_not_lost(settings) {
        faults.push((&keys::DATABASE_URL, format!("cannot be used: {lost}")));
    }
    for open in data_dir::open_to_others(settings) {
        if open.is_refused(settings) {
            let is_of_data_dir = open.is_of_data_dir(settings);
            let key = if is_of_data_dir { &keys::DATA_DIR } else { &keys::DATABASE_URL };
            faults.push((key, format!("is not private: {open}")));
        }
    }
    check_database(settings, &mut faults);
    faults
}

/// What `serve` would warn of as it starts.
#[must_use]
pub fn warnings(settings: &Settings) -> Vec<String> {
    let open = data_dir::open_to_others(settings).into_iter();
    open.filter(|open| !open.is_refused(settings)).map(|open| open.to_string()).collect()
}

/// Whether the folder can be written to, or, when it is not there yet, made.
fn write_in(folder: &Path) -> io::Result<()> {
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    match std::fs::metadata(folder) {
        Ok(found) if !found.is_dir() => Err(io::ErrorKind::NotADirectory.into()),
        Ok(_) => {
            let probe = folder.join(format!(".writable-{}", std::process::id()));
            std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            folder.parent().map_or(Err(error), write_in)
        }
        Err(error) => Err(error),
    }
}

fn check_database(settings: &Settings, faults: &mut Faults) {
    let master = match master_key(settings) {
        Ok(master) => master,
        Err(reason) => {
            faults.push((&keys::MASTER_KEY, reason));
            return;
        }
    };
    match standing(settings) {
        Ok(None) => {}
        Ok(Some((mut connection, status))) => {
            let migrates = settings.migrate_on_start;
            if let Some(newer) = status.unknown.first() {
                let reason = migrate::MigrateError::Newer(newer.clone());
                faults.push((&keys::DATABASE_URL, format!("cannot be used: {reason}")));
            } else if !status.is_current() && !migrates {
                let reason = "is off, and the database's tables are older than this binary; run `smartcity migrate up`";
                faults.push((&keys::MIGRATE_ON_START, reason.to_owned()));
            } else if status.is_current() {
                check_keys(&mut connection, master.as_ref(), faults);
            }
        }
        Err(fault) => faults.push((&keys::DATABASE_URL, format!("cannot be used: {fault}"))),
    }
}

/// The master key, unless `serve` would make it; with PostgreSQL the settings have said already that it is missing.
fn master_key(settings: &Settings) -> Result<Option<MasterKey>, String> {
    let is_there = settings.master_key.is_some()
        || matches!(settings.database, DatabaseUrl::Sqlite(_))
            && settings.data_dir.join(master_key::FILE).exists();
    if !is_there {
        return Ok(None);
    }
    master_key::load(settings, true).map(Some).map_err(|error| format!("cannot be used: {error}"))
}

/// The database and where its tables stand; none when it is still to be made.
fn standing(settings: &Settings) -> Result<Option<(AnyConnection, Status)>, migrate::MigrateError> {
    if matches!(&settings.database, DatabaseUrl::Sqlite(path) if !path.exists()) {
        return Ok(None);
    }
    let mut connection = migrate::open_unchanged(&settings.database)?;
    let status = migrate::look(&mut connection)?;
    Ok(status.map(|status| (connection, status)))
}

/// Whether the keys in the database open with the master key.
fn check_keys(connection: &mut AnyConnection, master: Option<&MasterKey>, faults: &mut Faults) {
    // A key that would be made now opens nothing; no key at all is as good for asking.
    let master = master.map_or([0; 32], |master| *master.expose());
    let derived = |purpose| SealingKey::derive(&master, purpose);
    let signing = KeyRing::check(connection, &derived(master_key::SIGNING_KEYS));
    let sealing = ContactKeys::check(connection, &derived(master_key::CONTACT_KEYS));
    if let Err(fault) = signing.and(sealing) {
        faults.push((&keys::MASTER_KEY, format!("does not fit: {fault}")));
    }
}
