//! The store: connections, transactions and, one file or folder per resource, rows and queries. It knows SQL and
//! the domain's types; it knows no HTTP and decides nothing.
//!
//! | file | holds |
//! | --- | --- |
//! | `connection`, `pool`, `database`, `transaction`, `writer` | opening, snapshot reads, how transactions begin and end, grouped writes |
//! | `fault`, `interruption`, `unique` | what can go wrong, and what it means |
//! | `files`, `condition`, `watch`, `integrity` | whether the files are still those that were opened, what the store can do, who looks |
//! | `node` | the processes that serve this database |
//! | `schema`, `migrate`, `row_counts` | the tables, how they come to be, what they hold |
//! | `column`, `page`, `sentinel`, `dialect` | typed columns, keyset pages, what differs between the databases |
//! | `search_folding` | by which folding the stored search terms are made |
//! | `change`, `feed`, `version` | the change sequence, what this process knows of it, stored versions |
//! | `blueprint`, `department`, `initiative`, `milestone`, `smart_area`, `performance`, `statistics`, `update` | the resources |
//! | `history`, `ledger`, `calendar` | how things came to be as they are, the order of ledgers, the local day last told |
//! | `user`, `service_account`, `api_key`, `membership` | accounts, their keys and roles |
//! | `session`, `invitation`, `signing_key` | what proves who somebody is |
//! | `authority` | what the database says of somebody whose token was verified |
//! | `submission`, `subject`, `notice`, `holiday`, `reply_standard` | what citizens send, and what taking it in needs to know |
//! | `challenge`, `data_key` | what serves once, what personal data is sealed under |
//! | `outbox`, `recipient` | letters to be sent, and what the owners of mailboxes have said |
//! | `audit`, `idempotency`, `limit`, `login` | what was done, answers given before, what all nodes count together |
//! | `backup`, `restore` | copying a running embedded database, and going back without losing what must only go forward |

pub mod api_key;
pub mod audit;
pub mod authority;
pub mod backup;
pub mod blueprint;
pub mod calendar;
pub mod challenge;
pub mod change;
mod column;
pub mod condition;
mod connection;
pub mod data_key;
pub mod database;
pub mod department;
mod dialect;
pub mod fault;
pub mod feed;
pub mod files;
pub mod history;
pub mod holiday;
pub mod idempotency;
pub mod initiative;
pub mod integrity;
mod interruption;
pub mod invitation;
pub mod ledger;
pub mod limit;
pub mod login;
mod membership;
pub mod migrate;
pub mod milestone;
pub mod node;
pub mod notice;
pub mod outbox;
pub mod page;
pub mod performance;
mod pool;
pub mod recipient;
pub mod reply_standard;
pub mod restore;
pub mod row_counts;
mod schema;
pub mod search_folding;
mod sentinel;
pub mod service_account;
pub mod session;
pub mod signing_key;
pub mod smart_area;
pub mod statistics;
pub mod subject;
pub mod submission;
mod transaction;
mod unique;
pub mod update;
pub mod user;
pub mod version;
pub mod watch;
mod writer;

pub use connection::AnyConnection;
pub use database::{Database, Reading, Writing};
pub use dialect::{lock_out_other_writers, refresh_statistics};
pub use fault::{Fault, StoreError};
