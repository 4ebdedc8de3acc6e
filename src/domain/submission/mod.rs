//! What members of the public send in: its states, its reference, the clock of the reply, and the personal data in it.
//! It must not know who may do what, how a submission is stored, nor what time it is.
//!
//! | module | holds |
//! | --- | --- |
//! | `state`, `visibility`, `kind`, `reply` | the words: states and their moves, who sees it, what it is, what came of it |
//! | `place`, `influence` | what it is about, and what was changed because of it |
//! | `reference` | the name by which its author speaks of it |
//! | `text` | what text is accepted |
//! | [`clock`] | when a reply is due |
//! | [`personal_data`] | finding and covering what should not be published |
//! | `width` | reading what a Chinese input method writes as its ASCII form |

pub mod clock;
mod influence;
mod kind;
pub mod personal_data;
mod place;
mod reference;
mod reply;
mod state;
mod text;
mod visibility;
mod width;

pub use influence::{Influence, InfluenceKind};
pub use kind::SubmissionKind;
pub use place::Place;
pub use reference::{Reference, ReferenceFault};
pub use reply::ReplyOutcome;
pub use state::SubmissionState;
pub use text::{SubmissionText, SubmissionTextFault};
pub use visibility::{HideReason, Visibility};
