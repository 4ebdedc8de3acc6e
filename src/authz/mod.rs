//! What anybody may do: closed enumerations of actions and rules, one pure function that decides, and proofs that it has
//! decided. It must not know HTTP, the database or how somebody was recognised.
//!
//! | file | holds |
//! | --- | --- |
//! | `action`, `act` | what can be done, and a type for each |
//! | `rule` | the rules by which it is decided, in words |
//! | `policy` | the one table: role, action, relation → decision |
//! | `actor` | who acts |
//! | `resource` | a thing that is acted on, and whose it is |
//! | `grants` | the roles of an actor, and what follows from them for a thing |
//! | `permit` | proofs: of a role, of rights within a transaction, of a right to one thing |
//! | `matrix` | the table as a page that people read |

pub mod act;
mod action;
mod actor;
mod grants;
pub mod matrix;
mod permit;
mod policy;
mod resource;
mod rule;

pub use action::{Action, ActionType};
pub use actor::{Actor, ActorId};
pub use grants::{EffectivePermission, Grants, Scope};
pub use permit::{Authority, Operator, Permit, Permitted, Refusal};
pub use policy::{Decision, Relation, decide};
pub use resource::{Resource, ResourceKind};
pub use rule::Rule;
