//! Reads the keys that other keys depend on: addresses and database. Knows how they depend on
//! each other; must not know layers.

use std::net::SocketAddr;
use std::path::Path;

use crate::config::database_url::{self, DatabaseUrl};
use crate::config::keys;
use crate::config::parse;
use crate::config::reader::{Kept, Reader};

/// Name of the embedded database in the data folder.
const DATABASE_FILE: &str = "smartcity.db";

/// The address of the API.
pub(super) fn listen(reader: &mut Reader) -> Result<SocketAddr, Kept> {
    reader.scalar(&keys::LISTEN, parse::address, SocketAddr::to_string)
}

/// The address of the metrics, which cannot be that of the API unless the system picks the port.
pub(super) fn metrics_listen(
    reader: &mut Reader,
    listen: Result<SocketAddr, Kept>,
) -> Result<Option<SocketAddr>, Kept> {
    let metrics = reader.optional(&keys::METRICS_LISTEN, parse::address, SocketAddr::to_string)?;
    let same = metrics.filter(|address| listen == Ok(*address) && address.port() != 0);
    match same {
        Some(address) => {
            let reason = format!("must differ from `listen`, which is {address} too");
            Err(reader.contradiction(&keys::METRICS_LISTEN, &reason))
        }
        None => Ok(metrics),
    }
}

/// The database; an embedded one in the data folder unless another is named.
pub(super) fn database(
    reader: &mut Reader,
    data_dir: Result<&Path, &Kept>,
) -> Result<DatabaseUrl, Kept> {
    let derive = || match data_dir {
        Ok(folder) => Ok(DatabaseUrl::Sqlite(folder.join(DATABASE_FILE))),
        Err(kept) => Err(*kept),
    };
    reader.derived(&keys::DATABASE_URL, database_url::setting, DatabaseUrl::to_string, derive)
}
