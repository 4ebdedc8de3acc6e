//! What an error means, whatever the language in which the server tells it.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

use super::Fault;

/// An error as a server tells it; what it does not tell is empty.
#[derive(Debug, Default)]
struct Told {
    message: &'static str,
    details: &'static str,
    hint: &'static str,
    table: &'static str,
    column: &'static str,
    constraint: &'static str,
}

fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

impl DatabaseErrorInformation for Told {
    fn message(&self) -> &str {
        self.message
    }
    fn details(&self) -> Option<&str> {
        given(self.details)
    }
    fn hint(&self) -> Option<&str> {
        given(self.hint)
    }
    fn table_name(&self) -> Option<&str> {
        given(self.table)
    }
    fn column_name(&self) -> Option<&str> {
        given(self.column)
    }
    fn constraint_name(&self) -> Option<&str> {
        given(self.constraint)
    }
    fn statement_position(&self) -> Option<i32> {
        None
    }
}

fn fault(kind: DatabaseErrorKind, told: Told) -> Fault {
    Error::DatabaseError(kind, Box::new(told)).into()
}

/// An error of which diesel does not pass on what it is.
fn unknown(told: Told) -> Fault {
    fault(DatabaseErrorKind::Unknown, told)
}

#[test]
fn a_deadlock_is_a_collision_in_every_language() {
    let english = Told {
        message: "deadlock detected",
        details: "Process 71 waits for ShareLock on transaction 745; blocked by process 72.\n\
                  Process 72 waits for ShareLock on transaction 744; blocked by process 71.",
        hint: "See server log for query details.",
        ..Told::default()
    };
    let chinese = Told {
        message: "检测到死锁",
        details: "进程71等待在事务 745上的ShareLock; 由进程72阻塞.\n进程72等待在事务 744上的ShareLock; 由进程71阻塞.",
        ..Told::default()
    };
    assert!(matches!(unknown(english), Fault::Collision(_)));
    assert!(matches!(unknown(chinese), Fault::Collision(_)));
}

#[test]
fn a_full_disk_passes_and_a_damaged_file_does_not() {
    let full = Told {
        message: "konnte Datei »base/16384/16391« nicht erweitern: Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
        hint: "Prüfen Sie den freien Festplattenplatz.",
        ..Told::default()
    };
    let of_the_moment = Told {
        message: "could not write to file \"base/pgsql_tmp/pgsql_tmp71.0\": No space left on device",
        ..Told::default()
    };
    for told in [full, of_the_moment] {
        assert!(matches!(unknown(told), Fault::Unavailable(_)));
    }
    for message in [
        "ungültige Seite in Block 0 von Relation base/16384/16391",
        "could not read block 3 in file \"base/16384/16391\": read only 0 of 8192 bytes",
        "missing chunk number 0 for toast value 16396 in pg_toast_16388",
    ] {
        let damaged = unknown(Told { message, ..Told::default() });
        assert!(matches!(damaged, Fault::Damaged(_)), "{damaged:?}");
    }
}

#[test]
fn a_prepared_statement_that_is_missing_or_foreign_names_the_setting() {
    for message in [
        "prepared statement \"__diesel_stmt_0\" does not exist",
        "vorbereitete Anweisung »__diesel_stmt_4« existiert bereits",
    ] {
        let fault = unknown(Told { message, ..Told::default() });
        assert!(matches!(fault, Fault::Broken(_)), "{fault:?}");
        assert!(fault.to_string().contains("set pool.prepared_statements = false"), "{fault}");
    }
}

#[test]
fn sqlite_that_waits_or_has_no_room_may_answer_later_and_a_damaged_file_never_will() {
    for message in ["database is locked", "database or disk is full", "disk I/O error"] {
        assert!(matches!(unknown(Told { message, ..Told::default() }), Fault::Unavailable(_)));
    }
    for message in ["database disk image is malformed", "file is not a database"] {
        assert!(matches!(unknown(Told { message, ..Told::default() }), Fault::Damaged(_)));
    }
    let wrong = Told { message: "no such table: initiatives", ..Told::default() };
    assert!(matches!(unknown(wrong), Fault::Broken(_)));
}

#[test]
fn a_broken_invariant_names_its_constraint_and_no_value() {
    let unique = Told {
        message: "doppelter Schlüsselwert verletzt Unique-Constraint »users_email«",
        details: "Schlüssel »(email_key)=(td@city.example)« existiert bereits.",
        table: "users",
        constraint: "users_email",
        ..Told::default()
    };
    let said = fault(DatabaseErrorKind::UniqueViolation, unique).to_string();
    assert_eq!(said, "an invariant of the stored rows is broken: users_email of users");
    let missing = Told { message: "?", table: "users", column: "name", ..Told::default() };
    let said = fault(DatabaseErrorKind::NotNullViolation, missing).to_string();
    assert!(said.ends_with("users.name must not be null"), "{said}");
    let message = "UNIQUE constraint failed: changes.seq";
    let embedded = Told { message, ..Told::default() };
    let said = fault(DatabaseErrorKind::UniqueViolation, embedded).to_string();
    assert!(said.ends_with(message), "{said}");
}

#[test]
fn why_a_commit_failed_counts_and_not_that_it_could_not_be_taken_back() {
    let closed = || Told { message: "?", ..Told::default() };
    let error = Error::RollbackErrorOnCommit {
        rollback_error: Box::new(Error::BrokenTransactionManager),
        commit_error: Box::new(Error::DatabaseError(
            DatabaseErrorKind::SerializationFailure,
            Box::new(closed()),
        )),
    };
    assert!(matches!(error.into(), Fault::Collision(_)));
}
