//! The use cases, one file or folder per resource: what is read together in one snapshot, and what is written in one
//! transaction. It names no HTTP, no query language and no framework.

pub mod blueprint;
pub mod change;
pub mod department;
mod error;
pub mod initiative;
pub mod lifecycle_counts;
pub mod load;
pub mod milestone;
pub mod page;
pub mod smart_area;
pub mod statistics;

pub use error::AppError;
