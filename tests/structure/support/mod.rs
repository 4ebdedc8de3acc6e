//! What the tests of this folder share. It must not know what any of them tests.

pub mod catalogue;
pub mod engine;
pub mod http;
#[path = "../../support/owner.rs"]
pub mod owner;
#[path = "../../support/pgbouncer.rs"]
pub mod pgbouncer;
pub mod program;
pub mod rows;
pub mod wait;
