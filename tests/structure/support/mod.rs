//! What the tests of this folder share. It must not know what any of them tests.

pub mod catalogue;
pub mod engine;
pub mod http;
pub mod program;
pub mod rows;
