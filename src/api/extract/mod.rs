//! What a handler's signature can ask for: the call, its query, and codes and ids from its path.

mod call;
mod path;
mod query;
mod reader;

pub use call::Call;
pub use path::{CodePath, IdPath};
pub use query::Query;
pub use reader::Reader;
