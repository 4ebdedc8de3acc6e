//! What the resources of this version share on the wire.

pub mod include;
pub mod json;
pub mod membership;
pub mod page;
pub mod params;
pub mod speech;
pub mod submission_words;
pub mod words;
