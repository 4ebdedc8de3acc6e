//! Kinds of characters that a text may hide. It must not know where a text stands.

use unicode_normalization::char::is_combining_mark;

/// Whether a character shows nothing where nothing stands before it: white space, what is never seen, a blank pattern, and
/// a mark that stands on nothing.
#[must_use]
pub fn shows_nothing(c: char) -> bool {
    c.is_whitespace() || is_unseen(c) || is_blank_pattern(c) || is_combining_mark(c)
}

/// Whether a character is never seen by itself: a format character (general category Cf), or one that the Unicode Standard
/// (section 5.21) says is to be ignored by whoever shows it, such as variation selectors, tags and Hangul fillers.
#[must_use]
pub const fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{AD}'
        | '\u{34F}'
        | '\u{600}'..='\u{605}'
        | '\u{61C}'
        | '\u{6DD}'
        | '\u{70F}'
        | '\u{890}'..='\u{891}'
        | '\u{8E2}'
        | '\u{115F}'..='\u{1160}'
        | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}'
        | '\u{110BD}'
        | '\u{110CD}'
        | '\u{13430}'..='\u{1343F}'
        | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a character is blank although it is no white space: the Braille pattern without a dot.
#[must_use]
pub const fn is_blank_pattern(c: char) -> bool {
    c == '\u{2800}'
}

/// Whether a character embeds, overrides or isolates a direction (UAX #9 section 2).
#[must_use]
pub const fn is_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character ends a line or a paragraph and is no control character (general categories Zl and Zp).
#[must_use]
pub const fn is_line_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}
