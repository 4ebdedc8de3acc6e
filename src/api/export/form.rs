//! The forms that a file can have. A path names its form by its ending, like the file.

use crate::api::v1;

/// A form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table (RFC 4180): one line of names, then one line for each item.
    Csv,
    /// One JSON object on each line, the same as the list's items.
    Ndjson,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Ndjson];

    /// The form that the path of an export asks for; none for every other path.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.strip_prefix(v1::BASE)?.strip_prefix('/')?;
        let (list, ending) = name.rsplit_once('.')?;
        // What stands below a list is somebody's code, whatever it ends with.
        let is_list = !list.contains('/');
        Self::ALL.into_iter().find(|form| is_list && form.ending() == ending)
    }

    /// How the names of its files and the paths of its exports end, after a dot.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// The media type that a client must accept.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// The media type with what else is to be known of the file.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_known_by_the_ending_of_its_path() {
        for (path, form) in [
            ("/api/v1/initiatives.csv", Some(Form::Csv)),
            ("/api/v1/milestones.ndjson", Some(Form::Ndjson)),
            ("/api/v1/initiatives", None),
            ("/api/v1/initiatives.json", None),
            ("/api/v1/initiatives/a.csv", None),
            ("/api/v1/csv", None),
            ("/initiatives.csv", None),
            ("/api/v1", None),
        ] {
            assert_eq!(Form::of_path(path), form, "{path}");
        }
    }

    #[test]
    fn what_is_sent_is_of_the_type_that_was_accepted() {
        for form in Form::ALL {
            assert!(form.content_type().starts_with(form.media_type()), "{form:?}");
        }
    }
}
