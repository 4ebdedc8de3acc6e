//! Email addresses, as far as people write them: letters and digits of ASCII, no quotes, no addresses of machines.
//! It must not know other kinds of personal data.

use std::ops::Range;

use super::signs::Signs;

/// The address around each `@`, with as much on both sides as can belong to it.
pub(super) fn candidates(signs: &Signs) -> Vec<Range<usize>> {
    signs
        .iter()
        .filter(|(_, sign)| *sign == '@')
        .filter_map(|(at, _)| Some(start_before(signs, at)?..end_after(signs, at + 1)?))
        .collect()
}

/// Where the name before the `@` begins: with a letter, a digit or an underscore.
fn start_before(signs: &Signs, at: usize) -> Option<usize> {
    (0..at)
        .rev()
        .take_while(|place| is_of_name(signs.at(*place)))
        .filter(|place| signs.at(*place).is_ascii_alphanumeric() || signs.at(*place) == '_')
        .last()
}

const fn is_of_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '-' | '+' | '%' | '&' | '\'')
}

/// The end of the host: two labels or more, the last of which begins with a letter and has two characters or more.
fn end_after(signs: &Signs, host: usize) -> Option<usize> {
    let mut end = None;
    let mut label = host;
    for nth in 0.. {
        let (mut after, mut last) = (label, label);
        while signs.at(after).is_ascii_alphanumeric() || signs.at(after) == '-' {
            after += 1;
            if signs.before(after) != '-' {
                last = after;
            }
        }
        if last == label {
            break;
        }
        if nth > 0 && signs.at(label).is_ascii_alphabetic() && last - label > 1 {
            end = Some(last);
        }
        if signs.at(after) != '.' {
            break;
        }
        label = after + 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::super::tests::cut;
    use super::*;

    fn found(text: &str) -> Vec<String> {
        cut(text, candidates(&Signs::of(text)))
    }

    #[test]
    fn an_address_is_found_as_a_whole() {
        for text in [
            "chan@example.hk",
            "Chan.Tai-Man+city@mail.example.com.hk",
            "o'brien@example.org",
            "_a@b.co",
            "9@9.hk",
            "a@xn--fiq228c.xn--j6w193g",
            "ｃｈａｎ＠ｅｘａｍｐｌｅ．ｈｋ",
            "chan@example。hk",
            "a@b.c2",
            "a@x-y.z-1",
        ] {
            assert_eq!(found(text), [text]);
        }
    }

    #[test]
    fn what_stands_around_an_address_is_left_out() {
        for text in [
            "我的電郵是chan@example.hk，謝謝",
            "<chan@example.hk>",
            "chan@example.hk.",
            "(chan@example.hk)",
            "mailto:chan@example.hk?subject=x",
            "chan@example.hk。謝謝",
            "...chan@example.hk...",
            "-chan@example.hk-",
            "chan@example.hk/path",
            "chan@example.hk.1",
            "chan@example.hk謝謝",
        ] {
            assert_eq!(found(text), ["chan@example.hk"], "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_not_found() {
        for text in [
            "@chan",
            "chan@",
            "chan@example",
            "chan@.hk",
            "chan@example.",
            "chan@example..hk",
            "chan @example.hk",
            "chan@ example.hk",
            "3 lamps @ 5.50 each",
            "root@10.0.0.1",
            "@@@.hk",
            "a@b.c",
            "...@example.hk",
            "chan＠路.香港",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn each_at_sign_has_its_own_address() {
        assert_eq!(found("a@b.hk,c@d.hk"), ["a@b.hk", "c@d.hk"]);
        assert_eq!(found("a@bb.cc@dd.ee"), ["a@bb.cc", "bb.cc@dd.ee"]);
    }
}
