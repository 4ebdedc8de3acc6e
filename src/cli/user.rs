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
    /// List the keys and what each of them is doing
    List,
    /// Bring in a new key
    ///
    /// A signing key is published at once and signs ten minutes later, when everybody can know it. What the old one has
    /// signed stays good: access tokens until they expire, receipts for ever. A key for contact details is used at once; the
    /// old ones still open what they have sealed.
    #[command(after_long_help = examples::KEYS_ROTATE)]
    Rotate {
        /// What the key is for
        #[arg(long, value_enum, default_value_t = KeysPurpose::AccessTokens)]
        purpose: KeysPurpose,
        /// For a signing key that has leaked: use the new one at once and withdraw the old one. Everybody has to renew their
        /// tokens; receipts that it signed are no longer verified by the published keys
        #[arg(long)]
        now: bool,
    },
    /// Begin anew with keys after the master key was lost
    ///
    /// Keys that the present master key does not open are replaced; a master key is made where none is configured. Receipts
    /// stay good: the public halves of their keys stay published. Access tokens are refused, and everybody signs in again.
    /// Contact details and waiting letters that were sealed under lost keys can be read by nobody, unless the lost master key
    /// is found and put back. With the right master key it changes nothing.
    #[command(after_long_help = examples::KEYS_RESET)]
    Reset,
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeysPurpose {
    /// Signs access tokens.
    AccessTokens,
    /// Signs receipts of submissions.
    Receipts,
    /// Seals contact details.
    Contacts,
}
