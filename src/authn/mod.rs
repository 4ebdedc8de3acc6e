//! How somebody is recognised: passwords, access tokens and the keys that sign them, and tokens that mean nothing by
//! themselves. Pure: it must not know the database, HTTP or who may do what.
//!
//! | file | holds |
//! | --- | --- |
//! | `password` | which passwords are accepted, and their hashes |
//! | `delay` | how long whoever guesses has to wait |
//! | `opaque` | tokens that are looked up by their hash |
//! | `signing`, `provider` | Ed25519 keys, and the library's only algorithm |
//! | `access_token` | issuing and verifying access tokens |
//! | `challenge` | work that whoever sends something without an account has to do first |
//! | `receipt` | signed statements of what was received when |
//! | `rotation` | how long keys, tokens and sessions live |

pub mod access_token;
pub mod challenge;
pub mod delay;
pub mod opaque;
pub mod password;
mod provider;
pub mod receipt;
pub mod rotation;
pub mod signing;
