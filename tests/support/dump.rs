//! Everything that a database holds, as one text.

use std::process::Command;

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
use smartcity::store::{AnyConnection, migrate};

use super::app::TestApp;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every row of every table; of an embedded database, its files byte by byte.
pub fn everything(app: &TestApp) -> String {
    match migrate::open(&app.database.url.parse().unwrap()).unwrap() {
        AnyConnection::Sqlite(_) => {
            let files = std::fs::read_dir(app.database.folder.path()).unwrap().flatten();
            let files = files.filter(|file| file.file_name().to_string_lossy().contains(".db"));
            // Another process reads them: closing them here would take the server's locks off them.
            let read = Command::new("cat").args(files.map(|file| file.path())).output().unwrap();
            assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
            String::from_utf8_lossy(&read.stdout).into_owned()
        }
        AnyConnection::Postgres(mut connection) => {
            let tables =
                "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public'";
            let tables: Vec<Line> = diesel::sql_query(tables).load(&mut connection).unwrap();
            let rows = tables.into_iter().flat_map(|Line { line: table }| {
                let rows = format!("SELECT CAST(t AS text) AS line FROM \"{table}\" t");
                let rows: Vec<Line> = diesel::sql_query(rows).load(&mut connection).unwrap();
                rows
            });
            rows.map(|row| row.line + "\n").collect()
        }
    }
}
