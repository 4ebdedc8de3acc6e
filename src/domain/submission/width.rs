//! Reading full-width characters, as Chinese input methods write them, as the ASCII characters they stand for.
//! It must not know what is read.

use crate::domain::characters::is_unseen;

/// How far a full-width form is from its ASCII character in Unicode.
const OFFSET: u32 = 0xFEE0;

/// The ASCII character that `c` stands for, else `c` itself. One character stays one, so places in a text stay the same.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => {
            u32::from(c).checked_sub(OFFSET).and_then(char::from_u32).unwrap_or(c)
        }
        // The full stops of Chinese, the second in half width.
        '\u{3002}' | '\u{FF61}' => '.',
        _ => c,
    }
}

/// Whether `c` is a blank within a line, or takes no room at all.
pub(super) fn is_blank(c: char) -> bool {
    match c {
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => false,
        _ => c.is_whitespace() || is_unseen(c),
    }
}

/// Whether `c` is one of the dashes that people put into numbers.
pub(super) const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{FF0D}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_width_character_is_read_as_its_ascii_form() {
        let read = |text: &str| text.chars().map(narrow).collect::<String>();
        assert_eq!(read("Ａｚ０９（＠）．。＋－～！"), "Az09(@)..+-~!");
        assert_eq!(read("路 é a・"), "路 é a・");
    }

    #[test]
    fn a_line_break_is_no_blank() {
        assert!("\t \u{A0}\u{3000}\u{200B}".chars().all(is_blank));
        assert!(!"\n\r\u{2028}a-".chars().any(is_blank));
    }

    #[test]
    fn what_is_never_seen_is_a_blank() {
        let unseen =
            "\u{AD}\u{200B}\u{200D}\u{2060}\u{FEFF}\u{200E}\u{200F}\u{61C}\u{2066}\u{FE0F}";
        assert!(unseen.chars().all(is_blank));
    }

    #[test]
    fn dashes_of_any_length_are_dashes() {
        assert!("-‐‑–—−－".chars().all(is_dash));
        assert!(!"_~·ー一".chars().any(is_dash));
    }
}
