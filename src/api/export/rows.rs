//! A page of rows, written down. Rows end their own lines, so that pages can follow each other as they are.

use std::error::Error;

use csv::{Terminator, WriterBuilder};
use serde::Serialize;

use crate::api::export::cell::cell;
use crate::api::export::{Column, Form};

/// Writes items down, in a table by these columns. A table begins with the names of its columns.
///
/// # Errors
/// When an item cannot be written: a defect.
pub(super) fn write<T: Serialize>(
    form: Form,
    columns: &[Column<T>],
    items: &[T],
    is_first: bool,
) -> Result<Vec<u8>, Box<dyn Error>> {
    match form {
        Form::Csv => table(columns, items, is_first),
        Form::Ndjson => lines(items),
    }
}

fn table<T>(
    columns: &[Column<T>],
    items: &[T],
    with_names: bool,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    if with_names {
        writer.write_record(columns.iter().map(|(name, _)| *name))?;
    }
    for item in items {
        writer.write_record(columns.iter().map(|(_, value)| cell(&value(item))))?;
    }
    Ok(writer.into_inner()?)
}

fn lines<T: Serialize>(items: &[T]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut lines = Vec::new();
    for item in items {
        serde_json::to_writer(&mut lines, item)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Serialize)]
    struct Item {
        title: &'static str,
        slip: i64,
    }

    const COLUMNS: [Column<Item>; 2] =
        [("title", |item| json!(item.title)), ("slip", |item| json!(item.slip))];

    const ITEMS: [Item; 3] = [
        Item { title: "Bridges, tunnels", slip: -3 },
        Item { title: "The \"big\" one\nin two lines", slip: 0 },
        Item { title: "=1+1", slip: 4 },
    ];

    fn written(form: Form, items: &[Item], is_first: bool) -> String {
        String::from_utf8(write(form, &COLUMNS, items, is_first).unwrap()).unwrap()
    }

    #[test]
    fn a_table_is_as_rfc_4180_says() {
        let table = "title,slip\r\n\"Bridges, tunnels\",-3\r\n\"The \"\"big\"\" one\nin two lines\",0\r\n'=1+1,4\r\n";
        assert_eq!(written(Form::Csv, &ITEMS, true), table);
    }

    #[test]
    fn lines_are_json_by_themselves() {
        let lines = "{\"title\":\"Bridges, tunnels\",\"slip\":-3}\n\
                     {\"title\":\"The \\\"big\\\" one\\nin two lines\",\"slip\":0}\n\
                     {\"title\":\"=1+1\",\"slip\":4}\n";
        assert_eq!(written(Form::Ndjson, &ITEMS, true), lines);
    }

    #[test]
    fn pages_one_after_the_other_are_the_file() {
        for form in Form::ALL {
            let pages = written(form, &ITEMS[..2], true) + &written(form, &ITEMS[2..], false);
            assert_eq!(pages, written(form, &ITEMS, true), "{form:?}");
        }
    }

    #[test]
    fn a_file_without_rows_has_its_names_at_most() {
        assert_eq!(written(Form::Csv, &[], true), "title,slip\r\n");
        assert_eq!(written(Form::Ndjson, &[], true), "");
    }
}
