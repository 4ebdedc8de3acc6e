//! What a handler's signature can ask for: who calls, the call itself, its query, its body, codes and ids from its path,
//! the version that the client knows, its idempotency key, and the secret of a submission.

mod auth;
mod body;
mod call;
mod idempotency_key;
mod if_match;
mod path;
mod query;
mod reader;
mod submission_secret;

pub use auth::{Auth, Frontend, Person, SignedIn};
pub use body::{Json, Members, MergePatch};
pub use call::{Call, Manner, OnceAsked};
pub use idempotency_key::{IdempotencyKey, RequiredIdempotencyKey};
pub use if_match::IfMatch;
pub use path::{CodePath, IdPath, KeyIdPath, ReferencePath};
pub use query::{NoParams, Query};
pub use reader::Reader;
pub use submission_secret::SubmissionSecret;
