//! The use cases, one file or folder per resource: what is read together in one snapshot, and what is written in one
//! transaction. It names no HTTP, no query language and no framework.

pub mod acting;
pub mod audit;
pub mod backlog;
pub mod blueprint;
pub mod calendar;
pub mod challenges;
pub mod change;
pub mod contact_keys;
pub mod demo;
pub mod department;
pub mod erasure;
mod error;
pub mod holidays;
pub mod housekeeping;
pub mod identity;
pub mod in_flight;
pub mod initiative;
pub mod lifecycle_counts;
pub mod load;
mod maintained;
pub mod milestone;
pub mod node;
pub mod notice;
pub mod once;
pub mod operator;
pub mod page;
pub mod performance;
pub mod publication;
mod quota;
pub mod search_terms;
pub mod service_account;
pub mod smart_area;
mod snapshot;
pub mod statistics;
pub mod subject;
pub mod submission;
pub mod update;
pub mod user;
pub mod versions;

pub use error::{AppError, Conflict, IllegalMove, MemberFault, MemberFaultKind, Stale};
