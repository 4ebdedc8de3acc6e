//! What the integration tests share: a loaded database of either engine, a server over it, a client that holds every
//! answer against the OpenAPI document, and what the catalogue file says.
//!
//! | file | holds |
//! | --- | --- |
//! | `engine`, `template` | fresh loaded databases, copied from a template that is made once |
//! | `owner` | the role that owns those databases and may do nothing else |
//! | `app` | a server of this process on such a database, and a clock that stands still |
//! | `client`, `answer` | requests, and answers with what can be asked of them |
//! | `document` | the OpenAPI document, and what an answer owes to it |
//! | `staff` | members of staff, their roles and their sessions |
//! | `tokens` | access tokens as attackers would make them |
//! | `dump` | everything that a database holds |
//! | `smtp` | a mail server that keeps what it is given |
//! | `raw` | requests byte by byte, for what no client library would send |
//! | `program` | the program itself, as a process |
//! | `catalogue` | what `data/catalogue.json` says, and changed copies of it |

pub mod answer;
pub mod app;
pub mod catalogue;
pub mod client;
pub mod document;
pub mod dump;
pub mod engine;
pub mod held;
mod owner;
pub mod program;
pub mod raw;
pub mod smtp;
pub mod staff;
mod template;
pub mod tokens;

use std::time::{Duration, Instant};

pub use answer::Answer;
pub use app::TestApp;
pub use client::Client;
pub use engine::Engine;

/// Asks again and again until the answer is yes. Fails with `what` when it is still no after `limit`.
pub async fn eventually(what: &str, limit: Duration, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + limit;
    while !holds().await {
        assert!(Instant::now() < deadline, "not within {limit:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
