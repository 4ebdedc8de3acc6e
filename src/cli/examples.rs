//! The examples at the end of each command's long help. Text only; must not know how a command
//! is parsed, though a test parses every command in it.

/// Examples across commands.
pub const ALL: &str = "\
Examples:
  # Fill the embedded database and serve it on this machine
  smartcity load data/catalogue.json
  smartcity load data/citizens.json
  smartcity serve --demo

  # The same on PostgreSQL
  export DATABASE_URL=postgres://city@db.example/smartcity
  smartcity migrate up

  # What is configured, and by what
  smartcity config

`smartcity help COMMAND` shows the examples of a command.";

/// Examples of `serve`.
pub const SERVE: &str = "\
Examples:
  # On 127.0.0.1:8080, with the embedded database in var/
  smartcity serve --demo

  # For the network, with metrics for this machine only
  smartcity serve --listen 0.0.0.0:8080 --metrics-listen 127.0.0.1:9090

  # On any free port, which is printed
  smartcity serve --listen 127.0.0.1:0

  # PostgreSQL needs a master key, the same for every server
  export DATABASE_URL=postgres://city@db.example/smartcity
  export SMARTCITY_MASTER_KEY_FILE=master.key
  smartcity serve";

/// Examples of `migrate`.
pub const MIGRATE: &str = "\
Examples:
  smartcity migrate status
  smartcity migrate up
  smartcity migrate down --database-url sqlite:copy.db";

/// Examples of `load`.
pub const LOAD: &str = "\
Examples:
  # What would change?
  smartcity load data/catalogue.json --dry-run

  smartcity load data/catalogue.json

  # Subjects, privacy notices and public holidays for submissions
  smartcity load data/citizens.json";

/// Examples of `backup`.
pub const BACKUP: &str = "\
Examples:
  smartcity backup smartcity-monday.db

PostgreSQL has its own tool for this: pg_dump --format=custom --file=FILE URL";

/// Examples of `restore`.
pub const RESTORE: &str = "\
Examples:
  smartcity restore smartcity-monday.db

  # The database is damaged: it is set aside, and what was erased since may return
  smartcity restore smartcity-monday.db --without-carry-over

PostgreSQL has its own tool for this: pg_restore --no-owner --dbname=URL FILE, and `smartcity carry-over` after it";

/// Examples of `carry-over`.
pub const CARRY_OVER: &str = "\
Examples:
  # The servers are stopped; pg_restore has filled the database `restored`
  export DATABASE_URL=postgres://city@db.example/restored
  export SMARTCITY_CARRY_OVER_FROM=postgres://city@db.example/smartcity
  smartcity carry-over

  # The database is gone
  smartcity carry-over --without-live";

/// Examples of `openapi`.
pub const OPENAPI: &str = "\
Examples:
  smartcity openapi
  smartcity openapi --format yaml --out openapi/v1.yaml";

/// Examples of `config`.
pub const CONFIG: &str = "\
Examples:
  smartcity config
  smartcity config --format json

  # Before a deployment
  smartcity config --check --config /etc/smartcity/smartcity.toml";

/// Example of `version`.
pub const VERSION: &str = "\
Examples:
  smartcity version";

/// Examples of `user create`.
pub const USER_CREATE: &str = "\
Examples:
  # The first administrator
  smartcity user create --email admin@example.gov.hk --name 'Chan Siu-ming' --role administrator

  # A publisher of the Transport Department, with a password from a file
  smartcity user create --email td@example.gov.hk --name 'Lee Ka-yan' --role publisher:TD --password-stdin < password.txt

Roles: administrator, publisher, contributor, moderator, responder, data_provider, auditor. Administrators, moderators and
auditors hold theirs everywhere.";

/// Examples of `user grant`.
pub const USER_GRANT: &str = "\
Examples:
  smartcity user grant td@example.gov.hk contributor:HyD
  smartcity user grant audit@example.gov.hk auditor";

/// Examples of `keys rotate`.
pub const KEYS_ROTATE: &str = "\
Examples:
  # Every few months
  smartcity keys rotate
  smartcity keys rotate --purpose receipts
  smartcity keys rotate --purpose contacts

  # A key has leaked
  smartcity keys rotate --now";

/// Examples of `keys reset`.
pub const KEYS_RESET: &str = "\
Examples:
  # The master key is lost: nothing that it sealed opens any more
  smartcity keys reset";
