//! What `serve` asks beyond what every command does. Knows the finished settings; must not know
//! how they were read.

use crate::config::fault::ConfigFault;
use crate::config::keys::{self, Key};
use crate::config::reader::Effective;
use crate::config::{DatabaseUrl, Settings};

/// Every condition that does not hold; the rows tell where values came from, if they are there.
pub(super) fn faults(settings: &Settings, rows: &[Effective]) -> Vec<ConfigFault> {
    let mut faults = Vec::new();
    let mut add = |key: &Key, reason: &str| {
        let row = rows.iter().find(|row| row.key == key.name);
        let origin = row.map(|row| row.origin.clone());
        faults.push(ConfigFault::contradiction(key, origin, reason));
    };
    if settings.demo && !settings.listen.ip().is_loopback() {
        let reason = format!(
            "works on a loopback address only, such as 127.0.0.1:8080, but `listen` is {}",
            settings.listen
        );
        add(&keys::DEMO, &reason);
    }
    if matches!(settings.database, DatabaseUrl::Postgres(_)) && settings.master_key.is_none() {
        let reason = format!(
            "is PostgreSQL, whose servers share one master key, so `serve` must be given 32 bytes \
             in base64 as {} or the path of a file with them as {}",
            keys::MASTER_KEY.environment,
            keys::MASTER_KEY_FILE.environment
        );
        add(&keys::DATABASE_URL, &reason);
    }
    faults
}
