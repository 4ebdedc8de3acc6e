//! The role that owns the databases of the tests and has no other right on the server, as in production.

use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use sha2::{Digest, Sha256};
use smartcity::store::migrate;

/// Any number that nobody else uses on a test server.
const LOCK: i64 = 5_093_117_703;

/// A role and its password.
#[derive(Debug)]
pub struct Owner {
    pub name: String,
    pub password: String,
}

/// The role on the server whose superuser's address that is; it is made when it is first asked for.
pub fn owner(server: &str) -> &'static Owner {
    static OWNER: OnceLock<Owner> = OnceLock::new();
    OWNER.get_or_init(|| make(server))
}

/// The address of the database `name` on that server, for its owner.
pub fn address(server: &str, name: &str) -> String {
    let (scheme, rest) = server.split_once("://").expect("an address begins with a scheme");
    let (place, options) = rest.split_once('?').map_or((rest, None), |(p, o)| (p, Some(o)));
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    let (host, _) = place.rsplit_once('/').expect("an address ends with /DATABASE");
    let Owner { name: role, password } = owner(server);
    let options = options.map_or_else(String::new, |options| format!("?{options}"));
    format!("{scheme}://{role}:{password}@{host}/{name}{options}")
}

/// Several processes may come first at the same time.
fn make(server: &str) -> Owner {
    let digest = Sha256::digest(format!("owner at {server}"));
    let (first, second) = digest.split_at(16);
    let number = |half: &[u8]| u128::from_be_bytes(half.try_into().unwrap());
    let name = format!("smartcity_owner_{:08x}", number(first) >> 96);
    let password = format!("{:032x}", number(second));
    let sql = format!(
        "DO $$ BEGIN \
           PERFORM pg_advisory_xact_lock({LOCK}); \
           IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN \
             CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{password}'; \
           END IF; \
         END $$"
    );
    let mut connection = migrate::open(&server.parse().unwrap()).unwrap();
    connection.batch_execute(&sql).unwrap();
    Owner { name, password }
}
