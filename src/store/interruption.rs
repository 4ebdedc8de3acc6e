//! Telling a statement that PostgreSQL interrupted (its time was up, or somebody cancelled it) from one that is wrong.
//! diesel does not pass on the code that says so, and the sentence is in the server's language: so the server is asked
//! how it says it.

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection};

use crate::store::connection::AnyConnection;
use crate::store::fault::{Fault, StoreError};

/// The error as it is to be told: one that the server's interruption of a statement came to may pass by itself. Called
/// after the transaction was rolled back.
pub(super) fn explained<E: StoreError>(connection: &mut AnyConnection, error: E) -> E {
    let (AnyConnection::Postgres(connection), Some(Fault::Broken(text))) =
        (connection, error.fault())
    else {
        return error;
    };
    if is_interruption(connection, text) { Fault::Unavailable(text.clone()).into() } else { error }
}

fn is_interruption(connection: &mut PgConnection, text: &str) -> bool {
    // Each is interrupted at once, by the limit or by itself.
    let causes = [
        ("1", "SELECT pg_sleep(10)"),
        ("'10s'", "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(10)"),
    ];
    causes.iter().any(|(limit, statement)| {
        said_of(connection, limit, statement).is_some_and(|said| said == text)
    })
}

/// What the server says of a statement that does not come to its end within that limit.
fn said_of(connection: &mut PgConnection, limit: &str, statement: &str) -> Option<String> {
    let interrupted = connection.transaction(|connection| {
        connection.batch_execute(&format!("SET LOCAL statement_timeout = {limit}"))?;
        connection.batch_execute(statement)
    });
    interrupted.err().map(|error: diesel::result::Error| error.to_string())
}
