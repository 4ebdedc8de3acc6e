//! How long texts and lists may be, wherever they come from.
//! It must not know where they are checked; the interface's document shows the same numbers.

/// Characters of a name or title in one language.
pub const TITLE: usize = 200;
/// Characters of a summary in one language.
pub const SUMMARY: usize = 2_000;
/// Characters of a longer description in one language.
pub const DESCRIPTION: usize = 5_000;
/// Characters of one source, which need not be an address.
pub const SOURCE: usize = 500;
/// Characters of a note.
pub const NOTE: usize = 2_000;
/// Characters of a privacy notice in one language.
pub const NOTICE: usize = 10_000;
/// Characters of the word for what kind of body a department is.
pub const KIND: usize = 40;
