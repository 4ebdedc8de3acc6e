//! The catalogue file: the form it has, the checks it must pass, and what it means in the product's own types.
//! It must not know how a file is opened, nor how what it says is stored.
//!
//! [`validate`] takes the parsed file and gives either a [`Catalogue`] or all of its faults. Beside it stands the file of
//! what citizens' submissions need, which [`validate_citizens`] takes.

mod check;
mod citizens;
mod file;
mod initiative;
mod model;
mod order;
mod read;
mod validate;

pub use citizens::{Citizens, Holiday, Notice, Subject, are_citizens, validate_citizens};
pub use model::{Area, Blueprint, Catalogue, Department, Initiative, Milestone};
pub use read::RecordFault;
pub use validate::validate;
