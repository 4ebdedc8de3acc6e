//! A password in an address that is not well formed is still a password: no command shows any part of it.

use rstest::rstest;

use crate::support::catalogue;
use crate::support::program::{MASTER_KEY, bare, end_soon};

/// Parts of the password that are long enough to be recognised.
const PARTS: [&str; 5] = ["s3cr", "cretpw", "etpw", "3cre", "s3@c"];

#[rstest]
#[case::broken_host("postgres://smart:s3cretpw@[::1]x/db")]
#[case::broken_escape("postgres://smart:s3cr%etpw@127.0.0.1/db")]
#[case::broken_option("postgres://127.0.0.1/db?password=s3cr%zz")]
#[case::slash_in_it("postgres://smart:s3cr/etpw@127.0.0.1/db")]
#[case::at_in_it("postgres://smart:s3@cretpw@127.0.0.1/db")]
fn a_password_in_a_malformed_address_appears_in_no_output(#[case] address: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = catalogue::write(folder.path(), "catalogue.json", &catalogue::small());
    let refused: [&[&str]; 5] = [
        &["serve", "--listen", "127.0.0.1:0"],
        &["load", &file],
        &["migrate", "status"],
        &["migrate", "up"],
        &["backup", "copy.db"],
    ];
    let shown: [&[&str]; 2] = [&["config"], &["config", "--format", "json"]];
    for arguments in refused.into_iter().chain(shown) {
        let mut command = bare(folder.path(), arguments);
        command.env("DATABASE_URL", address);
        command.env("SMARTCITY_MASTER_KEY", MASTER_KEY).env("SMARTCITY_LOG_FILTER", "trace");
        let ended = end_soon(&mut command);
        assert_eq!(ended.code == Some(0), arguments[0] == "config", "{arguments:?} {ended:?}");
        assert!(!ended.said().trim().is_empty(), "{arguments:?}");
        for part in PARTS {
            assert!(!ended.said().contains(part), "{part} is shown by {arguments:?}: {ended:?}");
        }
    }
}
