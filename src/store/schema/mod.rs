//! The tables as diesel sees them, the same for both databases. `migrations/` creates them; a test holds the two equal.

mod accounts;
mod audit;
mod catalogue;
mod citizens;
mod progress;
mod sequence;
mod serving;

pub use accounts::*;
pub use audit::*;
pub use catalogue::*;
pub use citizens::*;
pub use progress::*;
pub use sequence::*;
pub use serving::*;
