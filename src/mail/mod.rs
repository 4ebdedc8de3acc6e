//! Letters to citizens: what one says, in three languages, and handing it to a mail server. Knows no database and no
//! queue.
//!
//! | file | holds |
//! | --- | --- |
//! | `letter` | what a letter is about, as it waits sealed in the outbox |
//! | `words` | the sentences in each language |
//! | `compose` | from a letter to its subject, plain text and HTML |
//! | `postman` | handing it to the configured mail server |

mod compose;
mod letter;
mod postman;
mod words;

pub use compose::{Composed, compose};
pub use letter::{Consent, Content, Decision, Letter};
pub use postman::{Failure, NoPostman, Postman};
