//! The rules of the product as pure functions and checked types: what may be said, and what follows from it.
//! It must not know HTTP, databases, files or the clock; everything it needs is handed in.
//!
//! | module | holds |
//! | --- | --- |
//! | [`code`] | codes, the names people give to things |
//! | [`ids`] | identifiers of what people do not name |
//! | [`language`] | language tags, the configured list, its fallbacks and the lookup for a reader |
//! | [`text`] | what text is accepted, and text in several languages |
//! | [`limits`] | how long texts may be |
//! | [`date`] | vague dates, periods and the local calendar |
//! | [`lifecycle`] | the states of an initiative |
//! | [`milestone`], [`transition`], [`evidence`] | the states and rules of a milestone, what is reported of one, and what shows it |
//! | [`history`] | how a version of something came about |
//! | [`update`] | whether the public sees a progress update |
//! | [`submission`] | what members of the public send in, and when it is to be answered |
//! | [`account`], [`role`], [`membership`] | how accounts are addressed, and the roles they hold |
//! | [`progress`] | the explained progress of an initiative |
//! | [`health`] | the health of an initiative |
//! | [`summary`] | what is kept beside an initiative about its milestones |
//! | [`performance`] | the fair figures of a department |
//! | [`patch`] | what a merge patch says of a member |
//! | [`provenance`] | what backs a statement |
//! | [`characters`] | kinds of characters that a text may hide |
//! | [`search`] | the terms by which text is found |
//! | [`subscriber`] | whom a network address stands for |
//! | [`word`] | reading a word of a closed vocabulary |
//! | [`catalogue`] | the catalogue file: its form, its checks, its meaning |

pub mod account;
pub mod catalogue;
pub mod characters;
pub mod code;
pub mod date;
pub mod evidence;
pub mod health;
pub mod history;
pub mod ids;
pub mod language;
pub mod lifecycle;
pub mod limits;
pub mod membership;
pub mod milestone;
pub mod patch;
pub mod performance;
pub mod progress;
pub mod provenance;
pub mod role;
pub mod search;
pub mod submission;
pub mod subscriber;
pub mod summary;
pub mod text;
pub mod transition;
pub mod update;
pub mod word;
