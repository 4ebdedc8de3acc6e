//! The definitions of `user` and `keys`. Roles and addresses stay text here; the commands check them.

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::examples;

/// What `user` does.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum UserAction {
    /// Make an account for a member of staff
    ///
    /// Prints a one-time link with which its owner chooses a password, unless one is given.
    #[command(after_long_help = examples::USER_CREATE)]
    Create(CreateUserArgs),
    /// List the accounts
    List(ListUsersArgs),
    /// Let an account be used no more, and end its sessions
    Disable {
        /// The account's email address.
        email: String,
    },
    /// Let a disabled account be used again
    Enable {
        /// The account's email address.
        email: String,
    },
    /// Print a one-time link with which the owner chooses another password
    ///
    /// The password in use stays until the link is used, unless a new one is given.
    ResetPassword {
        /// The account's email address.
        email: String,
        /// Read the new password from standard input instead of printing a link
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give an account a role
    #[command(after_long_help = examples::USER_GRANT)]
    Grant {
        /// The account's email address.
        email: String,
        /// The role: ROLE, or ROLE:DEPARTMENT for one department.
        role: String,
    },
    /// Take a role away, from the next request on
    Revoke {
        /// The account's email address.
        email: String,
        /// The role: ROLE, or ROLE:DEPARTMENT for one department.
        role: String,
    },
}

/// Arguments of `user create`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct CreateUserArgs {
    /// The email address to sign in with
    #[arg(long)]
    pub email: String,
    /// The name
    #[arg(long)]
    pub name: String,
    /// A role: ROLE, or ROLE:DEPARTMENT for one department; may be given several times
    #[arg(long = "role", value_name = "ROLE[:DEPARTMENT]")]
    pub roles: Vec<String>,
    /// Read the password from standard input instead of printing a link
    #[arg(long)]
    pub password_stdin: bool,
}

/// Arguments of `user list`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ListUsersArgs {
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// Form of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table for people.
    Text,
    /// JSON for programs.
    Json,
}

/// What `keys` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum KeysAction {
    /// List the signing keys and what each of them is doing
    List,
    /// Bring in a new signing key
    ///
    /// It is published at once and signs ten minutes later, when everybody can know it; the old one is honoured until
    /// the last token it signed has expired.
    #[command(after_long_help = examples::KEYS_ROTATE)]
    Rotate {
        /// Use the new key at once and honour no other: for a key that has leaked. Everybody has to renew their tokens
        #[arg(long)]
        now: bool,
    },
}
