//! What citizens send: taking it in, following it up, and what everybody sees of it.
//!
//! | file | holds |
//! | --- | --- |
//! | `admission` | how much one address may send |
//! | `submit` | taking a submission in |
//! | `followup` | what its author may do later, with the secret alone |
//! | `read` | what everybody sees |
//! | `due` | the reply clock |
//! | `queue` | what staff see |
//! | `held`, `decide` | a submission that staff change, and what moderators decide about it |
//! | `question`, `reply`, `note` | what departments ask and answer, and what staff write for themselves |
//! | `influences` | what submissions changed of an initiative |

pub mod admission;
pub mod decide;
pub mod due;
pub mod followup;
mod held;
pub mod influences;
pub mod note;
pub mod question;
pub mod queue;
pub mod read;
pub mod reply;
pub mod submit;
