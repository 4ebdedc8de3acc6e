//! What a handler's signature can ask for: who calls, the call itself, its query, its body, codes and ids from its path,
//! the version that the client knows, and its idempotency key.

mod auth;
mod body;
mod call;
mod idempotency_key;
mod if_match;
mod path;
mod query;
mod reader;

pub use auth::{Auth, Person, SignedIn};
pub use body::{Json, Members, MergePatch};
pub use call::{Call, Manner};
pub use idempotency_key::IdempotencyKey;
pub use if_match::IfMatch;
pub use path::{CodePath, IdPath, KeyIdPath};
pub use query::{NoParams, Query};
pub use reader::Reader;
