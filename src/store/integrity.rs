//! Reading an embedded database through, for pages that are not what they should be. A server's database is looked after by
//! its server.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::store::connection::Purpose;
use crate::store::fault::Fault;
use crate::store::files::OpenedFiles;

/// What SQLite finds first.
#[derive(QueryableByName)]
struct Verdict {
    #[diesel(sql_type = Text)]
    quick_check: String,
}

/// Reads every page, on a connection of its own, because a page that another one keeps would not be read again; gives what
/// is wrong, if anything is.
///
/// # Errors
/// [`Fault::Unavailable`] when the file cannot be opened or is not the one that was opened first.
pub fn examine(files: &OpenedFiles) -> Result<Option<String>, Fault> {
    let examined = files.connect(Purpose::Read).and_then(|mut connection| {
        let verdict: Verdict =
            diesel::sql_query("PRAGMA quick_check(1)").get_result::<Verdict>(&mut connection)?;
        Ok(verdict.quick_check)
    });
    match examined {
        Ok(verdict) if verdict == "ok" => Ok(None),
        Ok(verdict) => Ok(Some(verdict.lines().collect::<Vec<_>>().join("; "))),
        Err(fault @ Fault::Unavailable(_)) => Err(fault),
        Err(fault) => Ok(Some(fault.to_string())),
    }
}
