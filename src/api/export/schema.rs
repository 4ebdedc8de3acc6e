//! What the document says of files: they are texts of one form. Nothing bounds a file but what there is; the document
//! names the longest text that every client can count.

use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The largest number of 32 bits with a sign.
const LONGEST: usize = 2_147_483_647;

/// A table in the document.
#[derive(Debug)]
pub struct CsvFile;

impl PartialSchema for CsvFile {
    fn schema() -> RefOr<Schema> {
        text(
            "A table (RFC 4180) in UTF-8, with a byte order mark ahead of it when `bom=true` asks for one: the first line \
             names the columns, every line ends with CR and LF. A cell is \
             empty where the item's member is null; the entries of a list stand in one cell, with a blank between \
             them. A text that a spreadsheet would take for a formula (the first character of it that is to be seen is \
             `=`, `+`, `-` or `@`, plain, wide, small or raised, or it begins with a tab, a CR or an LF), or that \
             begins with an apostrophe, has one apostrophe ahead of it: take one away from every text that begins with it, \
             and each is as it was.",
            "^[^\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F]+$",
        )
    }
}

impl ToSchema for CsvFile {}

/// Lines of JSON in the document.
#[derive(Debug)]
pub struct NdjsonFile;

impl PartialSchema for NdjsonFile {
    fn schema() -> RefOr<Schema> {
        text(
            "One JSON object on each line, the same as the items of the list; every line ends with LF. Without any \
             item there is no line.",
            "^[^\\x00-\\x09\\x0B-\\x1F]*$",
        )
    }
}

impl ToSchema for NdjsonFile {}

fn text(description: &str, pattern: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .max_length(Some(LONGEST))
        .pattern(Some(pattern))
        .into()
}
