//! Help of the flags that are keys of the configuration too. Text only; a test compares the names
//! and defaults in it with the table of keys.

pub const DATABASE_URL: &str = "Database: sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE \
    [env: DATABASE_URL] [default: sqlite:DATA_DIR/smartcity.db]";

pub const DATABASE_URL_LONG: &str = "\
Database: sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE

A password on the command line can be seen by other users of the machine; the environment is the \
better place for it.

[env: DATABASE_URL] [default: sqlite:DATA_DIR/smartcity.db]";

pub const DATA_DIR: &str = "Folder for the embedded database and the generated master key \
    [env: SMARTCITY_DATA_DIR] [default: var]";

pub const CONFIG: &str = "Configuration file, which must exist [env: SMARTCITY_CONFIG]";

pub const CONFIG_LONG: &str = "\
Configuration file, which must exist

Without it, smartcity.toml of the working directory is read if it is there. The environment wins \
over the file, and flags win over both.

[env: SMARTCITY_CONFIG]";

pub const LISTEN: &str = "Address to listen on; port 0 picks a free one \
    [env: SMARTCITY_LISTEN] [default: 127.0.0.1:8080]";

pub const METRICS_LISTEN: &str = "Address for Prometheus to read /metrics from; none opens no \
    such listener [env: SMARTCITY_METRICS_LISTEN] [default: none]";

pub const DEMO: &str = "Demo mode, on a loopback address only [env: SMARTCITY_DEMO] \
    [default: false]";

pub const FROM: &str = "Address of the database that is to be replaced \
    [env: SMARTCITY_CARRY_OVER_FROM]";

pub const FROM_LONG: &str = "\
Address of the database that is to be replaced

A password on the command line can be seen by other users of the machine; the environment is the \
better place for it.

[env: SMARTCITY_CARRY_OVER_FROM]";
